"""Who is acting now, and the row history that never lacks an author."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from record.errors import ActorMissing

M = TypeVar("M", bound=Model)
_actor: ContextVar[Any] = ContextVar("actor", default=None)
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


@contextmanager
def acting_as(person: Any, at: datetime | None = None) -> Iterator[None]:
    """Name the author and the moment of every history row written inside; blocks may nest.

    at: aware; None leaves the moment to the clock. It is the act's own moment, so that history and
    record agree on what was so on a day.
    """
    actor, moment = _actor.set(person), _moment.set(at)
    try:
        yield
    finally:
        _actor.reset(actor)
        _moment.reset(moment)


def current_actor() -> Any:
    """Return the person acting now, or None outside any use case."""
    return _actor.get()


class _Manager(HistoryManager):
    """A manager of history whose class is built once, not at each row's writing."""

    @classmethod
    @functools.cache
    def from_queryset(cls, queryset_class: type[QuerySet], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class History(HistoricalRecords):
    """django-simple-history that refuses a change nobody is the author of, and dates it as its act.

    The author comes from `acting_as`, never from the request, so that web pages, imports and tasks
    are recorded alike. The very first person, the system itself, is its own author.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"history_manager": _Manager, **options})

    def get_history_user(self, instance: Any) -> Any:
        """Return the person acting; raises ActorMissing when there is none."""
        person = current_actor()
        if person is not None and getattr(person, "pk", None) is not None:
            return person
        if getattr(instance, "is_system", False):
            return instance
        raise ActorMissing(f"{instance._meta.label} was written with nobody acting")

    def create_historical_record(
        self, instance: Any, history_type: str, using: str | None = None
    ) -> None:
        """Write the row under the moment of the act that is under way."""
        moment = _moment.get()
        if moment is None:
            super().create_historical_record(instance, history_type, using)
            return
        instance._history_date = moment
        try:
            super().create_historical_record(instance, history_type, using)
        finally:
            del instance._history_date


def create_with_history(rows: list[M]) -> list[M]:
    """Write many new rows of one model at once, each with its history row by the person acting."""
    if not rows:
        return []
    actor = current_actor()
    if actor is None:
        raise ActorMissing(f"{rows[0]._meta.label} was written with nobody acting")
    return bulk_create_with_history(
        rows, type(rows[0]), default_user=actor, default_date=_moment.get()
    )


def change_with_history(rows: list[M], fields: list[str]) -> None:
    """Save these fields of many rows of one model at once, each with its history row."""
    if not rows:
        return
    actor = current_actor()
    if actor is None:
        raise ActorMissing(f"{rows[0]._meta.label} was written with nobody acting")
    bulk_update_with_history(
        rows, type(rows[0]), fields, default_user=actor, default_date=_moment.get()
    )
