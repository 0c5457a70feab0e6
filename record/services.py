"""The one door to the record, and the frame every use case runs in."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction
from django.db.models import Model

from record.enums import FOR, Verb
from record.errors import ActorMissing
from record.history import acting_as
from record.models import Act

P = ParamSpec("P")
R = TypeVar("R")
# In whose place the actor acts in the use case under way: their name, or ""; None outside any.
_in_place_of: ContextVar[str | None] = ContextVar("in_place_of", default=None)


def use_case(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction, by its keyword `by` and at its keyword `at`.

    They are the author and the moment of every row of history that it writes.
    """

    @functools.wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        by, at = kwargs.get("by"), cast("datetime | None", kwargs.get("at"))
        if by is None:
            raise ActorMissing(f"{service.__name__} needs by=")
        with transaction.atomic(), acting_as(by, at), _place_kept():
            return service(*args, **kwargs)

    return run


@contextmanager
def _place_kept() -> Iterator[None]:
    """Keep in whose place the actor acts to this use case and to those that it calls."""
    place = _in_place_of.set(_in_place_of.get() or "")
    try:
        yield
    finally:
        _in_place_of.reset(place)


def act_in_place_of(words: str) -> None:
    """Say in whose place the actor of the use case under way acts; "" for by a role of their own.

    Its acts then read "A for B". Outside any use case, where a page only asks, nothing is kept.
    """
    if _in_place_of.get() is not None:
        _in_place_of.set(words)


def in_place_of() -> str:
    """Return in whose place the actor acts now; "" for by a role of their own."""
    return _in_place_of.get() or ""


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: dates in ISO form, Decimal as text, a row as words."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal | Model):
        return str(value)
    return str(value)


def record_act(
    verb: Verb,
    *,
    actor: Any,
    subject: Model,
    at: datetime,
    project: Any = None,
    partnership: Any = None,
    on_behalf_of: str = "",
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    waiting: list[Act] | None = None,
) -> Act:
    """Write one act to the record, in the caller's transaction.

    actor: the person; never None (ActorMissing). at: aware. project: a row with `reference`,
    `title` and `partnership`; its partnership is used where none is given. on_behalf_of: for whom;
    where the act was delegated, in whose place is added: "Joint board, for Ann Chair".
    waiting: where the act waits for the caller's `record_acts`, which writes many at once.
    """
    if actor is None or getattr(actor, "pk", None) is None:
        raise ActorMissing(f"nobody named for {verb}")
    if partnership is None and project is not None:
        partnership = project.partnership
    act = Act(
        verb=verb,
        actor_key=f"person:{actor.pk}",
        actor_words=str(actor)[:200],
        on_behalf_of=_for_whom(on_behalf_of),
        subject_label=subject._meta.label,
        subject_key=str(subject.pk),
        subject_words=str(subject)[:300],
        project_key=str(project.pk) if project is not None else "",
        project_words=f"{project.reference} {project.title}"[:300] if project is not None else "",
        partnership_key=partnership.code if partnership is not None else "",
        reason=reason,
        at=at,
        before=plain(before or {}),
        after=plain(after or {}),
    )
    if waiting is None:
        act.save(force_insert=True)
    else:
        waiting.append(act)
    return act


def _for_whom(on_behalf_of: str) -> str:
    place = in_place_of()
    added = f"{FOR}{place}" if place else ""
    return f"{on_behalf_of[: 200 - len(added)]}{added}"


def record_acts(acts: Iterable[Act]) -> None:
    """Write the acts that waited, in their order and at once, in the caller's transaction."""
    Act.objects.bulk_create(acts)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict, dict]:
    """Return (before, after) reduced to what differs; both empty when nothing does."""
    old, new = plain(before), plain(after)
    keys = [key for key in new if old.get(key) != new[key]]
    return {key: old.get(key) for key in keys}, {key: new[key] for key in keys}
