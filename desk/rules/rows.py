"""The rows under a header: which are projects, which are not, and their cells. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desk.rules.cells import clean_text, shown, value_text
from desk.rules.header import REQUIRED, Column, Header, fields_in
from desk.rules.reading import CellError, Doubt, Note, SheetRow, Value
from desk.rules.words import line_kind

REMOVED = "Characters that cannot be seen were removed from this cell. Check its text."


@dataclass(frozen=True)
class Cell:
    """A filled cell of a data row, cleaned; `text` stands for it in notes and doubts."""

    sheet: str
    row: int
    column: Column
    value: Value
    text: str


@dataclass(frozen=True)
class Line:
    """One data row: its cells by merge key, and the comments on them as notes."""

    sheet: str
    row: int
    reference: str
    cells: Mapping[str, Cell]
    comments: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Lines:
    """What the rows under one header hold. `count` counts data rows, those in error too."""

    count: int
    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...]
    errors: tuple[Doubt, ...]


def reference_key(text: str) -> str:
    """Return a reference as it is compared and kept: in capitals, without spaces."""
    return "".join(text.split()).upper()


def read_lines(sheet: str, header: Header, rows: Sequence[SheetRow]) -> Lines:
    """Return the data rows under the header, and what was not taken for one.

    Not data: a row that begins with total or notes; one with no reference, title, approach or
    stage; one whose only cell is its reference or its title; a header printed again. Each is a
    doubt. A title, approach or stage without a reference, beside other cells, is an error.
    """
    lines: list[Line] = []
    doubts: list[Doubt] = []
    errors: list[Doubt] = []
    count = 0
    for row in rows:
        if row.number <= header.row:
            continue
        cells, cell_doubts = _cells(sheet, header, row)
        if not cells:
            continue
        again = _header_again(sheet, header, row)
        if again:
            (errors if again.made_of == "" else doubts).append(again)
            continue
        doubts += cell_doubts
        reason = _why_no_project(cells)
        if reason:
            doubts.append(_not_taken(sheet, row.number, cells, reason))
            continue
        count += 1
        reference = cells.get("reference")
        if reference is None or isinstance(reference.value, CellError):
            errors.append(_no_reference(sheet, row.number, cells))
            continue
        lines.append(Line(sheet, row.number, reference_key(reference.text), cells))
    return Lines(count, tuple(lines), tuple(doubts), tuple(errors))


def _cells(sheet: str, header: Header, row: SheetRow) -> tuple[dict[str, Cell], list[Doubt]]:
    """Return a row's filled cells by key, cleaned, with a doubt for each removed character."""
    cells: dict[str, Cell] = {}
    doubts = []
    for number, value in sorted(row.cells.items()):
        column = header.columns[number]
        text, has_lost = clean_text(value_text(value))
        if has_lost:
            doubts.append(Doubt(sheet, row.number, column.printed, text, text, REMOVED))
        if not text:
            continue
        key = column.key if column.key not in cells else f"{column.key}:{number}"
        cells[key] = Cell(
            sheet, row.number, column, text if isinstance(value, str) else value, text
        )
    return cells, doubts


def _header_again(sheet: str, header: Header, row: SheetRow) -> Doubt | None:
    """Return a doubt for the same header printed again, an error (made of "") for another one."""
    fields = fields_in(row)
    if not fields:
        return None
    read = _in_words(row.cells.values())
    if all(n in header.columns and header.columns[n].field == f for n, f in fields.items()):
        return Doubt(
            sheet,
            row.number,
            "",
            read,
            "a repeated header",
            "This row repeats the header, so it was not taken as a project. Check the row.",
        )
    return Doubt(
        sheet,
        row.number,
        "",
        read,
        "",
        f"A second, different header stands under the one in row {header.row}."
        " Put the second table on a sheet of its own.",
    )


def _in_words(values: Iterable[Value]) -> str:
    return "; ".join(clean_text(value_text(value))[0] for value in values)


def _why_no_project(cells: Mapping[str, Cell]) -> str:
    """Return why a row is no project, "" if it is one or should be."""
    first = next(iter(cells.values()))
    kind = line_kind(first.text)
    is_outside = "reference" not in cells and first.column.field in ("", "title")
    if kind and (is_outside or first.column.field == "reference"):
        return f"it begins as a line of {kind}s does"
    if len(cells) == 1 and first.column.field in ("reference", "title"):
        return "it has no other cell"
    if not any(field in cells for field in REQUIRED):
        return "it has no reference, project, approach or stage"
    return ""


def _not_taken(sheet: str, row: int, cells: Mapping[str, Cell], reason: str) -> Doubt:
    read = "; ".join(cell.text for cell in cells.values())
    column = next(iter(cells.values())).column.printed if len(cells) == 1 else ""
    message = f"Not taken as a project, because {reason}. Check that nothing in it is needed."
    return Doubt(sheet, row, column, read, "not a project", message)


def _no_reference(sheet: str, row: int, cells: Mapping[str, Cell]) -> Doubt:
    named = cells.get("title") or next(iter(cells.values()))
    return Doubt(
        sheet,
        row,
        named.column.printed,
        named.text,
        "",
        f"{shown(named.text)} has no reference, so it could not be known again at the next import."
        " Give the row a reference, or clear it.",
    )
