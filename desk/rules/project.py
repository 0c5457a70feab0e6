"""A merged row, turned into one project of plain values, or left out, or refused. Pure."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from desk.rules.cells import Read, is_placeholder, one_line, shown, split_groups
from desk.rules.dates import read_date
from desk.rules.merge import Merged
from desk.rules.money import read_money
from desk.rules.reading import CellError, Doubt, LeftOut, Note, TrackerProject
from desk.rules.rows import Cell
from desk.rules.words import Kind, read_word, tracker_words

T = TypeVar("T")

FIELDS = frozenset(word.code for word in tracker_words()["header"].values())
NEITHER = "neither"


@dataclass
class Outcome:
    """What became of one merged row. It has a project, rows left out, or an error."""

    project: TrackerProject | None = None
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    errors: list[Doubt] = field(default_factory=list)


class Taker:
    """Takes the cells of one merged row, one by one, and collects doubts, errors and notes."""

    def __init__(self, merged: Merged, *, epoch_1904: bool) -> None:
        self.merged = merged
        self.epoch_1904 = epoch_1904
        self.doubts: list[Doubt] = list(merged.doubts)
        self.errors: list[Doubt] = []
        self.notes: list[Note] = []

    def plain(self, key: str) -> Cell | None:
        """Return the cell, unless it is blank, true or false, or a spreadsheet error.

        Those two are a doubt and a note, except true or false under "recurring?".
        """
        cell = self.merged.cells.get(key)
        if cell is None or not isinstance(cell.value, (bool, CellError)):
            return cell
        if key == "recurring" and isinstance(cell.value, bool):
            self.doubt(cell, cell.text, f"{cell.text} was taken as an answer to this. Check it.")
            return cell
        self.note(cell)
        what = "a spreadsheet error" if isinstance(cell.value, CellError) else "true or false"
        self.doubt(
            cell,
            "kept as a note",
            f"The cell holds {what} ({cell.text}), which says nothing here. Put the right text in.",
        )
        return None

    def text(self, key: str, *, lines: bool = False) -> str:
        """Return a cell as text, on one line unless `lines`."""
        cell = self.plain(key)
        if cell is None:
            return ""
        return cell.text if lines else one_line(cell.text)

    def name(self, key: str) -> str:
        """Return a cell as the name of a post, place or programme: TBC is none, and a doubt."""
        text = self.text(key)
        if not is_placeholder(text):
            return text
        cell = self.merged.cells[key]
        self.note(cell)
        self.doubt(cell, "nothing", f"{shown(text)} names nothing, so it was left blank.")
        return ""

    def day(self, key: str) -> date | None:
        """Return a cell as a date."""
        cell = self.plain(key)
        if cell is None:
            return None
        read = read_date(cell.value, epoch_1904=self.epoch_1904)
        return self.taken(cell, read, read.value.isoformat() if read.value else "no date")

    def money(self, key: str) -> Decimal | None:
        """Return a cell in pounds."""
        cell = self.plain(key)
        if cell is None:
            return None
        read = read_money(cell.value)
        return self.taken(cell, read, "no sum" if read.value is None else f"£{read.value:,}")

    def code(self, key: str, kind: Kind) -> str:
        """Return the code of a cell's word, "" if it has none."""
        cell = self.plain(key)
        if cell is None:
            return ""
        read = read_word(kind, cell.text)
        return self.taken(cell, read, read.value or "none")

    def groups(self, key: str) -> tuple[str, ...]:
        """Return the groups in a cell."""
        cell = self.plain(key)
        if cell is None:
            return ()
        read = split_groups(cell.text)
        if not read.value:
            self.note(cell)
            self.doubt(cell, "no group", f"{shown(cell.text)} names no group. Check the cell.")
        return self.taken(cell, read, "; ".join(read.value))

    def required(self, key: str, kind: Kind) -> str:
        """Return the code of a cell that must be readable; anything else blocks the import."""
        cell = self.merged.cells.get(key)
        if cell is None:
            last = self.merged.lines[-1]
            message = f"{shown(self.merged.reference)} has no {key}. Fill it in."
            self.errors.append(Doubt(last.sheet, last.row, key, "", "", message))
            return ""
        read = read_word(kind, cell.text)
        if not read.value:
            message = f"{shown(cell.text)} is not a known {key}. Write one that is, in full."
            self.errors.append(self._of(cell, "", message))
            return ""
        return self.taken(cell, read, read.value)

    def taken(self, cell: Cell, read: Read[T], made_of: str) -> T:
        """Collect what a reading left over, and return its value."""
        if read.doubt:
            self.doubt(cell, made_of, read.doubt)
        if read.note:
            self.notes.append(Note(cell.column.printed, read.note, cell.row))
        return read.value

    def note(self, cell: Cell) -> None:
        """Keep a whole cell as a note."""
        self.notes.append(Note(cell.column.printed, cell.text, cell.row))

    def doubt(self, cell: Cell, made_of: str, message: str) -> None:
        """Add a doubt about a cell."""
        self.doubts.append(self._of(cell, made_of, message))

    def _of(self, cell: Cell, made_of: str, message: str) -> Doubt:
        return Doubt(cell.sheet, cell.row, cell.column.printed, cell.text, made_of, message)


def make_project(merged: Merged, *, epoch_1904: bool) -> Outcome:
    """Return the project of one merged row, or the rows left out because it is neither approach.

    A missing title and an unreadable or missing stage or approach are errors.
    """
    taker = Taker(merged, epoch_1904=epoch_1904)
    approach = taker.required("approach", "approach")
    if approach == NEITHER:
        return Outcome(left_out=_left_out(merged), doubts=taker.doubts)
    stage = taker.required("stage", "stage")
    title = taker.text("title")
    if not title:
        last = merged.lines[-1]
        message = f"{shown(merged.reference)} has no title. Fill it in."
        taker.errors.append(Doubt(last.sheet, last.row, "title", merged.reference, "", message))
    if taker.errors:
        return Outcome(doubts=taker.doubts, errors=taker.errors)
    project = _project(taker, title=title, approach=approach, stage=stage)
    return Outcome(project=project, doubts=taker.doubts)


def _project(taker: Taker, *, title: str, approach: str, stage: str) -> TrackerProject:
    merged = taker.merged
    return TrackerProject(
        sheet=merged.lines[0].sheet,
        rows=tuple(line.row for line in merged.lines),
        tracker_reference=merged.reference,
        title=title,
        approach=approach,
        stage=stage,
        programme=taker.name("programme"),
        purpose=taker.text("purpose", lines=True),
        trigger=taker.text("trigger", lines=True),
        governing_body=taker.text("governing_body"),
        body_code=_body_code(taker),
        sponsor_post=taker.name("sponsor_post"),
        lead_post=taker.name("lead_post"),
        stage_started_on=taker.day("stage_started_on"),
        next_gate_on=taker.day("next_gate_on"),
        next_review_on=taker.day("next_review_on"),
        rag=taker.code("rag", "rag"),
        rag_reason=taker.text("rag_reason", lines=True),
        budget=taker.money("budget"),
        budget_words=_words(merged, "budget"),
        recurring={"yes": True, "no": False}.get(taker.code("recurring", "recurring")),
        stakeholders=taker.groups("stakeholders"),
        locality=taker.name("locality"),
        contingency=taker.text("contingency", lines=True),
        source=taker.text("source", lines=True),
        notes=_notes(taker),
    )


def _notes(taker: Taker) -> tuple[Note, ...]:
    """Return the notes taken once the fields are read, of cells without a field, and comments."""
    for key, cell in taker.merged.cells.items():
        if key not in FIELDS:
            _homeless(taker, cell)
    comments = [note for line in taker.merged.lines for note in line.comments]
    return (*taker.notes, *comments)


def _words(merged: Merged, key: str) -> str:
    cell = merged.cells.get(key)
    return one_line(cell.text) if cell else ""


def _body_code(taker: Taker) -> str:
    """Return the body's code; the words themselves stay in `governing_body`, so no note."""
    cell = taker.merged.cells.get("governing_body")
    if cell is None or isinstance(cell.value, (bool, CellError)):
        return ""
    read = read_word("body", cell.text)
    if not read.value:
        message = f"{shown(cell.text)} is not a known body. It is kept as written:"
        message += " an officer must choose the body before the project can go on."
        taker.doubt(cell, "no body chosen", message)
    return read.value


def _homeless(taker: Taker, cell: Cell) -> None:
    """Keep a cell that no field can hold; its column is a doubt, an error in it one more."""
    taker.note(cell)
    if isinstance(cell.value, (bool, CellError)):
        message = f"The cell holds {cell.text} and is kept as a note. Check what it should say."
        taker.doubt(cell, "kept as a note", message)


def _left_out(merged: Merged) -> list[LeftOut]:
    """Return one entry a row; the reason repeats every other cell, so that none is lost."""
    approach = merged.cells["approach"].text
    title = one_line(merged.cells["title"].text) if "title" in merged.cells else ""
    told = ("reference", "title", "approach")
    entries = []
    for line in merged.lines:
        rest = [f"{c.column.printed}: {c.text}" for k, c in line.cells.items() if k not in told]
        rest += [f"{note.column}: {note.text}" for note in line.comments]
        reason = (
            f"The approach reads “{approach}”: neither strategic commissioning nor service"
            " improvement, so no project is made."
        )
        if rest:
            reason += " Its other cells: " + "; ".join(rest) + "."
        entries.append(LeftOut(line.sheet, line.row, merged.reference, title, reason))
    return entries
