"""The ladder of bodies that a matter is escalated up, and how long it waits. Pure."""

from collections.abc import Collection, Mapping
from datetime import date

from governance.rules.counts import counted


def above(body: int, lines: Mapping[int, Collection[int]]) -> set[int]:
    """Return every body above one by reporting lines, itself left out; lines may go in circles.

    lines: by a body's key, the keys of those it reports to; a body may report to several.
    """
    found: set[int] = set()
    ahead = [*lines.get(body, ())]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += lines.get(one, ())
    return found - {body}


def waits_words(since: date, needed_by: date, today: date) -> str:
    """Return how long something has waited and whether it is late: "Waiting for three days".

    Calendar days; needed_by is the last day that is in time.
    """
    days = (today - since).days
    waits = f"Waiting for {counted(days, 'day')}" if days > 0 else "Waiting since today"
    late = (today - needed_by).days
    if late > 0:
        return f"{waits}. Overdue by {counted(late, 'day')}"
    return waits


def took_words(since: date, until: date) -> str:
    """Return how long something took: "after three days", "on the same day"."""
    days = (until - since).days
    return f"after {counted(days, 'day')}" if days > 0 else "on the same day"
