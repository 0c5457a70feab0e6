"""The plain values that reading a tracker workbook gives back: no Django, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class CellError:
    """A cell that holds a spreadsheet error such as #REF!, not a value."""

    code: str


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula. Its last result is not trusted, so it is not kept."""


Value = str | Decimal | datetime | bool | CellError | Formula


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet: its number and its filled cells by column, both counted from 1."""

    number: int
    cells: Mapping[int, Value]


@dataclass(frozen=True)
class Doubt:
    """One thing assumed while reading, for a person to check; as an error it blocks the import.

    `column` is the header as printed, or the column's letter where it has none, or "" for a
    whole row or sheet. `row` is 0 for a whole sheet. `message` says what to check.
    """

    sheet: str
    row: int
    column: str
    read: str
    made_of: str
    message: str


@dataclass(frozen=True)
class Note:
    """A cell, or the part of one, that no field of a project can hold."""

    column: str
    text: str
    row: int


@dataclass(frozen=True)
class TrackerProject:
    """One project of a tracker, after its rows were merged.

    `tracker_reference` is in capitals without spaces, so that it can serve as a key.
    `body_code` is "" while an officer must choose the body. `budget` is in pounds;
    `budget_words` is the budget as written. `sheet` is the sheet of the first of `rows`.
    """

    sheet: str
    rows: tuple[int, ...]
    tracker_reference: str
    title: str
    approach: str
    programme: str
    purpose: str
    trigger: str
    governing_body: str
    body_code: str
    sponsor_post: str
    lead_post: str
    stage: str
    stage_started_on: date | None
    next_gate_on: date | None
    next_review_on: date | None
    rag: str
    rag_reason: str
    budget: Decimal | None
    budget_words: str
    recurring: bool | None
    stakeholders: tuple[str, ...]
    locality: str
    contingency: str
    source: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class LeftOut:
    """A data row of which no project is made. `reason` repeats its other cells: nothing is lost."""

    sheet: str
    row: int
    tracker_reference: str
    title: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What a workbook holds. Any error blocks the whole import; doubts do not.

    Without errors, `rows` (data rows: no titles, blanks, totals) is the sum of the projects'
    rows and the rows left out.
    """

    rows: int
    projects: tuple[TrackerProject, ...]
    left_out: tuple[LeftOut, ...]
    doubts: tuple[Doubt, ...]
    errors: tuple[Doubt, ...]
