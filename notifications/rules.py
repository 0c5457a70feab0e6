"""When somebody is reminded. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from notifications.enums import ReminderKind

BEFORE = (-14, -3, 0)
WEEKLY = 7
KEPT_DAYS = 364
"""Of what was missed, no more than this is kept: a year of weeks says enough."""
MAX_HOURS = 72
"""A mail that cannot be delivered is tried for three days, then shown as failed."""


@dataclass(frozen=True)
class Due:
    """Something due, in plain values. recipients: keys of people, each once.

    since: the day its project came here; nobody was to be reminded before. at_once: it is told as
    soon as it is there, however long before its day. once: it is told and nobody is reminded.
    """

    kind: str
    about: str
    words: str
    url: str
    project_id: int
    due_on: date
    recipients: tuple[int, ...]
    since: date
    at_once: bool = False
    once: bool = False


@dataclass(frozen=True)
class Call:
    """One offset that has been reached. is_overtaken: a later one has been reached too."""

    offset: int
    is_late: bool
    is_overtaken: bool


def offsets_reached(due_on: date, today: date, first: int = BEFORE[0]) -> list[int]:
    """Return the offsets in days whose day has come: 14 and 3 before, 0, then weekly overdue.

    first: offsets before this one are left out, all but the latest.
    """
    days = (today - due_on).days
    first_week = max(WEEKLY, first + -first % WEEKLY)
    reached = [offset for offset in BEFORE if first <= offset <= days]
    reached += range(first_week, days + 1, WEEKLY)
    return reached or _latest(days)


def _latest(days: int) -> list[int]:
    """Return the last offset whose day has come, or none; however long ago that was."""
    if days >= WEEKLY:
        return [days - days % WEEKLY]
    return [offset for offset in BEFORE if offset <= days][-1:]


def calls_of(due: Due, today: date, raised: Collection[int]) -> list[Call]:
    """Return what is to be raised now for something due: as `calls_for`, or once, or at once."""
    days = (today - due.due_on).days
    if due.once or (due.at_once and days < BEFORE[0]):
        return [] if raised else [Call(days, is_late=False, is_overtaken=False)]
    return calls_for(due.due_on, today, raised, due.since)


def calls_for(
    due_on: date, today: date, raised: Collection[int], since: date | None = None
) -> list[Call]:
    """Return what is to be raised now, oldest first; nothing when the latest offset was raised.

    Only the latest is sent. It is late when its own day has passed; the earlier ones that were
    missed are kept as overtaken, so that an outage can be seen: those since the project came here
    (`since`) and of the last year alone, for what nobody was to be told of was not missed, and a
    year mistyped would otherwise be a hundred thousand of them.

    Counted in calendar days of the partnership's local date, so that a change of the clocks moves
    nothing, and never by adding to a date, so that no date is too early or too late.
    """
    days = (today - due_on).days
    first = days - KEPT_DAYS if since is None else max((since - due_on).days, days - KEPT_DAYS)
    reached = offsets_reached(due_on, today, first)
    if not reached or reached[-1] in raised:
        return []
    latest = reached[-1]
    newest_raised = max(raised, default=None)
    missed = [
        offset
        for offset in reached
        if offset not in raised and (newest_raised is None or offset > newest_raised)
    ]
    return [Call(offset, is_late=offset < days, is_overtaken=offset != latest) for offset in missed]


def retry_after_minutes(attempts: int) -> int | None:
    """Return how long to wait after a failed attempt, doubling from 1 minute to 8 hours.

    None once the attempts add up to three days: the reminder is then shown as failed.
    """
    waits = [min(2**n, 480) for n in range(attempts)]
    return None if sum(waits) > MAX_HOURS * 60 else waits[-1]


def told_when(kind: str, due_on: date, today: date) -> str:
    """Return when a reminder's thing is due, or that an answer or a decision has come."""
    told_once = (ReminderKind.ANSWER, ReminderKind.DECISION)
    return "has come" if kind in told_once else when_words(due_on, today)


def when_words(due_on: date, today: date) -> str:
    """Return "due in 3 days", "due today", "due tomorrow" or "2 days overdue"."""
    days = (due_on - today).days
    if days == 0:
        return "due today"
    if days == 1:
        return "due tomorrow"
    if days > 1:
        return f"due in {days} days"
    return "1 day overdue" if days == -1 else f"{-days} days overdue"
