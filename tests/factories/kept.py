"""What a factory made in an empty database, kept and written again as it was.

Making a partnership by its services takes a third of a second, and most tests want the very same
one. The first test of a process makes it; later ones get the same rows, history and record
included, in some thirty inserts.
"""

import copy
import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from roles.models import Person

R = TypeVar("R")


def kept(factory: Callable[..., R]) -> Callable[..., R]:
    """Make once for each set of arguments; in a database that is not empty, make as always."""
    made: dict[Any, tuple[list[list[Model]], R]] = {}

    @functools.wraps(factory)
    def make(*args: Any, **kwargs: Any) -> R:
        if Person.objects.exists():
            return factory(*args, **kwargs)
        key = (args, tuple(sorted(kwargs.items())))
        if key in made:
            rows, result = made[key]
            with transaction.atomic():  # a row may point to one of a later table
                for table in copy.deepcopy(rows):
                    type(table[0])._base_manager.bulk_create(table)
        else:
            before = {type(table[0]) for table in _all_rows()}
            result = factory(*args, **kwargs)
            made[key] = _all_rows(without=before), result
        return copy.deepcopy(result)

    return make


def _all_rows(without: set[type[Model]] = frozenset()) -> list[list[Model]]:
    models = apps.get_models(include_auto_created=True)
    tables = [m for m in models if m._meta.managed and not m._meta.proxy and m not in without]
    return [rows for model in tables if (rows := list(model._base_manager.all()))]
