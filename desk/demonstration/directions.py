"""The demonstration's register of directions: a chain of two, and one more in force."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from desk.demonstration.steps import Cast
from governance.models import Direction
from governance.services.direction_words import DirectionWords
from governance.services.directions import (
    complete_direction,
    draft_direction,
    issue_direction,
    report_direction,
)

BOARD = "ijb"
AN_HOUR = timedelta(hours=1)


def give_directions(
    cast: Cast, rows: list[dict[str, Any]], *, oldest: datetime, now: datetime
) -> None:
    """Give the board's directions in the order of the words, and follow each.

    oldest: when the demonstration begins; what is older was entered in the register that day.
    """
    given: dict[str, Direction] = {}
    for row in rows:
        given[row["reference"]] = _give(cast, row, given, oldest=oldest, now=now)


def _give(
    cast: Cast,
    row: dict[str, Any],
    given: dict[str, Direction],
    *,
    oldest: datetime,
    now: datetime,
) -> Direction:
    by = cast.people["officer"]

    def on(days_ago: int) -> date:
        return timezone.localdate(now - timedelta(days=days_ago))

    def at(days_ago: int) -> datetime:
        return max(now - timedelta(days=days_ago), oldest + AN_HOUR)

    issued = row["issued_days_ago"]
    words = _words(row, given, decided_on=on(row["decided_days_ago"]))
    direction = draft_direction(cast.bodies[BOARD], words, by=by, at=at(issued))
    direction = issue_direction(direction, issued_on=on(issued), by=by, at=at(issued))
    for one in row["progress"]:
        report_direction(
            direction,
            rag=one["rag"],
            reason=one["reason"],
            on=on(one["days_ago"]),
            by=by,
            at=at(one["days_ago"]),
        )
    if "completed_days_ago" in row:
        days_ago = row["completed_days_ago"]
        complete_direction(
            direction,
            completed_on=on(days_ago),
            note=row["completed_note"],
            by=by,
            at=at(days_ago),
        )
    return direction


def _words(row: dict[str, Any], given: dict[str, Direction], *, decided_on: date) -> DirectionWords:
    budget = row.get("budget")
    money = (
        {
            "budget": Decimal(budget["amount"]),
            "budget_kind": budget["kind"],
            "budget_source": budget["source"],
            "is_recurring": budget["recurring"],
        }
        if budget
        else {}
    )
    return DirectionWords(
        reference=row["reference"],
        title=row["title"],
        recipients=row["recipients"],
        functions=row["functions"],
        text=row["text"],
        measure=row["measure"],
        review_on=decided_on + timedelta(days=row["review_days"]),
        decided_words=row["decided_words"],
        decided_on=decided_on,
        replaces=given.get(row.get("replaces", "")),
        change=row.get("change", ""),
        change_reason=row.get("change_reason", ""),
        **money,
    )
