"""Who is acting now, and the row history that never lacks an author."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.models import Model
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from record.errors import ActorMissing

M = TypeVar("M", bound=Model)
_actor: ContextVar[Any] = ContextVar("actor", default=None)


@contextmanager
def acting_as(person: Any) -> Iterator[None]:
    """Name the author of every history row written inside the block; blocks may nest."""
    token = _actor.set(person)
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> Any:
    """Return the person acting now, or None outside any use case."""
    return _actor.get()


class History(HistoricalRecords):
    """django-simple-history that refuses a change nobody is the author of.

    The author comes from `acting_as`, never from the request, so that web pages, imports and tasks
    are recorded alike. The very first person, the system itself, is its own author.
    """

    def get_history_user(self, instance: Any) -> Any:
        """Return the person acting; raises ActorMissing when there is none."""
        person = current_actor()
        if person is not None and getattr(person, "pk", None) is not None:
            return person
        if getattr(instance, "is_system", False):
            return instance
        raise ActorMissing(f"{instance._meta.label} was written with nobody acting")


def create_with_history(rows: list[M]) -> list[M]:
    """Write many new rows of one model at once, each with its history row by the person acting."""
    if not rows:
        return []
    actor = current_actor()
    if actor is None:
        raise ActorMissing(f"{rows[0]._meta.label} was written with nobody acting")
    return bulk_create_with_history(rows, type(rows[0]), default_user=actor)


def change_with_history(rows: list[M], fields: list[str]) -> None:
    """Save these fields of many rows of one model at once, each with its history row."""
    if not rows:
        return
    actor = current_actor()
    if actor is None:
        raise ActorMissing(f"{rows[0]._meta.label} was written with nobody acting")
    bulk_update_with_history(rows, type(rows[0]), fields, default_user=actor)
