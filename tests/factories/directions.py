"""Directions of the world's joint board: drafted, issued, replaced by one another."""

from datetime import date, timedelta

from governance.models import Direction
from governance.services.direction_words import DirectionWords
from governance.services.directions import draft_direction, issue_direction
from tests.factories import world as w


def said(world: w.World, **changes) -> DirectionWords:
    """Return what a direction says that is older than the register, with changes."""
    values = {
        "title": "Community hospitals and care homes",
        "recipients": "both",
        "functions": "Care homes and community hospitals.",
        "text": "Plan together for the beds that people will need.",
        "measure": "A report to the board each quarter.",
        "decided_words": "Minute of the board, item 6",
        "decided_on": world.today,
        "review_on": world.today + timedelta(days=365),
    }
    return DirectionWords(**(values | changes))


def draft(world: w.World, **changes) -> Direction:
    return draft_direction(world.ijb, said(world, **changes), by=world.ijb_chair, at=world.at)


def issue(world: w.World, row: Direction | None = None, *, on: date | None = None, **changes):
    """Issue a direction on a day, today by default; one is drafted where none is given."""
    row = row or draft(world, **changes)
    return issue_direction(row, issued_on=on or world.today, by=world.ijb_chair, at=world.at)


def replace(world: w.World, earlier: Direction, change: str, reference: str = "", **changes):
    """Issue a direction that does something to an earlier one, today."""
    reasons = {"change_reason": "The plan has changed."}
    values = {"replaces": earlier, "change": change, "reference": reference} | reasons
    return issue(world, **(values | changes))
