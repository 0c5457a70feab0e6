"""When somebody is reminded. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

BEFORE = (-14, -3, 0)
WEEKLY = 7
MAX_HOURS = 72
"""A mail that cannot be delivered is tried for three days, then shown as failed."""


@dataclass(frozen=True)
class Due:
    """Something due, in plain values. recipients: keys of people, each once."""

    kind: str
    about: str
    words: str
    url: str
    project_id: int
    due_on: date
    recipients: tuple[int, ...]


@dataclass(frozen=True)
class Call:
    """One offset that has been reached. is_overtaken: a later one has been reached too."""

    offset: int
    is_late: bool
    is_overtaken: bool


def offsets_reached(due_on: date, today: date) -> list[int]:
    """Return the offsets in days whose day has come: 14 and 3 before, 0, then weekly overdue."""
    days = (today - due_on).days
    reached = [offset for offset in BEFORE if offset <= days]
    return reached + list(range(WEEKLY, days + 1, WEEKLY))


def calls_for(due_on: date, today: date, raised: Collection[int]) -> list[Call]:
    """Return what is to be raised now, oldest first; nothing when the latest offset was raised.

    Only the latest is sent. It is late when its own day has passed; the earlier ones that were
    missed are kept as overtaken. Counted in calendar days of the partnership's local date, so that
    a change of the clocks moves nothing.
    """
    reached = offsets_reached(due_on, today)
    if not reached or reached[-1] in raised:
        return []
    latest = reached[-1]
    newest_raised = max(raised, default=None)
    missed = [
        offset
        for offset in reached
        if offset not in raised and (newest_raised is None or offset > newest_raised)
    ]
    return [
        Call(
            offset,
            is_late=due_on + timedelta(days=offset) < today,
            is_overtaken=offset != latest,
        )
        for offset in missed
    ]


def retry_after_minutes(attempts: int) -> int | None:
    """Return how long to wait after a failed attempt, doubling from 1 minute to 8 hours.

    None once the attempts add up to three days: the reminder is then shown as failed.
    """
    waits = [min(2**n, 480) for n in range(attempts)]
    return None if sum(waits) > MAX_HOURS * 60 else waits[-1]


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
