"""Rows of one reference, merged: later cells over earlier, blank never over text. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desk.rules.cells import one_line, shown
from desk.rules.reading import CellError, Doubt
from desk.rules.rows import Cell, Line


@dataclass(frozen=True)
class Merged:
    """The rows of one reference as one: the cell that counts for each key, and where from."""

    reference: str
    lines: tuple[Line, ...]
    cells: Mapping[str, Cell]
    doubts: tuple[Doubt, ...]


def merge_lines(lines: Iterable[Line]) -> list[Merged]:
    """Return one merged row a reference, in the order in which each is first met.

    Every overwrite is a doubt that shows both cells in full. A spreadsheet error such as #REF!
    overwrites nothing.
    """
    by_reference: dict[str, list[Line]] = {}
    for line in lines:
        by_reference.setdefault(line.reference, []).append(line)
    return [_merge(reference, rows) for reference, rows in by_reference.items()]


def _merge(reference: str, lines: list[Line]) -> Merged:
    cells: dict[str, Cell] = {}
    doubts: list[Doubt] = []
    for line in lines:
        if line.sheet != lines[0].sheet:
            doubts.append(_other_sheet(line, lines[0]))
        for key, later in line.cells.items():
            earlier = cells.get(key)
            if key == "reference":
                doubts += _as_written(later, reference)
            if earlier is None or _same(earlier, later):
                cells.setdefault(key, later)
            elif isinstance(later.value, CellError):
                doubts.append(_overwrite(kept=earlier, lost=later, read=later))
            else:
                if key != "reference":
                    doubts.append(_overwrite(kept=later, lost=earlier, read=later))
                cells[key] = later
    return Merged(reference, tuple(lines), cells, tuple(doubts))


def _same(earlier: Cell, later: Cell) -> bool:
    return one_line(earlier.text) == one_line(later.text)


def _overwrite(*, kept: Cell, lost: Cell, read: Cell) -> Doubt:
    return Doubt(
        read.sheet,
        read.row,
        read.column.printed,
        read.text,
        f"“{kept.text}” (row {kept.row}) in place of “{lost.text}” (row {lost.row})",
        f"The same reference stands in rows {lost.row} and {kept.row}: {shown(kept.text)} was kept"
        f" in place of {shown(lost.text)}. Check which is right.",
    )


def _as_written(cell: Cell, reference: str) -> list[Doubt]:
    if cell.text == reference:
        return []
    message = f"The reference was taken as {shown(reference)}, in capitals and without spaces."
    return [
        Doubt(
            cell.sheet,
            cell.row,
            cell.column.printed,
            cell.text,
            reference,
            message + " Check that it is the one project.",
        )
    ]


def _other_sheet(line: Line, first: Line) -> Doubt:
    return Doubt(
        line.sheet,
        line.row,
        line.cells["reference"].column.printed,
        line.cells["reference"].text,
        f"merged with “{first.sheet}”, row {first.row}",
        f"This reference is on the sheet {shown(first.sheet)} too (row {first.row}). The rows were"
        " merged in the order of the sheets. Check that this sheet is the later one.",
    )
