"""Takes a tracker workbook apart into plain values: projects, what was left out, and doubts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from desk.readers.workbook import FileRefused, Workbook, WorkbookSheet, open_workbook
from desk.rules.beside import above_header, unread_sheet, with_comments
from desk.rules.cells import column_letter, one_line, shown
from desk.rules.header import Header, check_header, find_header
from desk.rules.merge import merge_lines
from desk.rules.project import make_project
from desk.rules.reading import Doubt, Formula, LeftOut, Note, Reading, TrackerProject
from desk.rules.rows import Line, read_lines

__all__ = ["Doubt", "LeftOut", "Note", "Reading", "TrackerProject", "read_tracker"]

_RANGE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7}):([A-Za-z]{1,3})([0-9]{1,7})")
MAY_LACK = 1


@dataclass(frozen=True)
class _Table:
    """A sheet that holds a tracker, and its header."""

    sheet: WorkbookSheet
    header: Header


def read_tracker(source: BinaryIO | bytes) -> Reading:
    """Return what a tracker workbook holds, in the order of its sheets and rows.

    Nothing is guessed silently: each assumption is a doubt with sheet, row and column. Nothing
    is lost: every filled cell of a data row, and the comment on it, is in a field, a note or a
    doubt; each other sheet, and each row above a header but its title, is a doubt. Errors block the
    whole import; with one in the header, no project is made. FileRefused: the codes of
    open_workbook, no_header and formulas (a formula in the header or under it).
    """
    book = open_workbook(source)
    tables, doubts = _tables(book)
    errors: list[Doubt] = []
    lines: list[Line] = []
    count = 0
    has_bad_header = False
    for table in tables:
        _refuse_formulas(table)
        doubts += _sheet_doubts(table)
        header_doubts, header_errors = check_header(table.sheet.name, table.header)
        read = read_lines(table.sheet.name, table.header, table.sheet.rows)
        noted, comment_doubts = with_comments(
            table.sheet.name, table.header, read.lines, table.sheet.comments
        )
        count += read.count
        lines += noted
        doubts += [*comment_doubts, *header_doubts, *read.doubts]
        errors += [*header_errors, *read.errors]
        has_bad_header = has_bad_header or bool(header_errors)
    if has_bad_header:
        return Reading(count, (), (), _in_order(book, doubts), _in_order(book, errors))
    return _made(book, count, lines, doubts, errors)


def _made(
    book: Workbook, count: int, lines: list[Line], doubts: list[Doubt], errors: list[Doubt]
) -> Reading:
    projects: list[TrackerProject] = []
    left_out: list[LeftOut] = []
    for merged in merge_lines(lines):
        outcome = make_project(merged, epoch_1904=book.epoch_1904)
        projects += [outcome.project] if outcome.project else []
        left_out += outcome.left_out
        doubts += outcome.doubts
        errors += outcome.errors
    return Reading(
        count,
        tuple(projects),
        tuple(left_out),
        _in_order(book, doubts),
        _in_order(book, errors),
    )


def _tables(book: Workbook) -> tuple[list[_Table], list[Doubt]]:
    """Return the sheets that hold a tracker, and a doubt for each other that holds anything.

    A sheet that lacks one required column is a tracker in error, not another kind of table.
    Where each sheet lacks more, those that lack least stand, so that what is missing is named.
    """
    found = [(sheet, find_header(sheet.rows)) for sheet in book.sheets]
    tables = [_Table(sheet, header) for sheet, header in found if header]
    if not tables:
        raise FileRefused(
            "no_header",
            "No sheet has a header row that can be recognised. Put the names of the columns in one"
            " row above the projects: at least Ref, Project, Approach and Stage.",
        )
    least = max(min(len(table.header.missing) for table in tables), MAY_LACK)
    chosen = [table for table in tables if len(table.header.missing) <= least]
    names = {table.sheet.name for table in chosen}
    doubts: list[Doubt] = []
    for sheet in book.sheets:
        if sheet.name not in names:
            doubts += unread_sheet(sheet.name, sheet.rows, sheet.comments)
    return chosen, doubts


def _refuse_formulas(table: _Table) -> None:
    for row in table.sheet.rows:
        if row.number < table.header.row:
            continue
        for column, value in row.cells.items():
            if isinstance(value, Formula):
                raise FileRefused(
                    "formulas",
                    f"The cell {column_letter(column)}{row.number} on the sheet"
                    f" {shown(table.sheet.name)} holds a formula. Copy the table, paste it as"
                    " values (Paste Special, Values), save, then try again.",
                )


def _sheet_doubts(table: _Table) -> Iterable[Doubt]:
    """Yield what may mislead: a hidden sheet, rows above its header, cells merged over rows."""
    sheet = table.sheet
    if sheet.is_hidden:
        message = f"The sheet {shown(sheet.name)} is hidden but was read. Delete it if it is old."
        yield Doubt(sheet.name, 0, "", "a hidden sheet", "read", message)
    yield from above_header(sheet.name, table.header, sheet.rows)
    for place in sheet.merged:
        found = _RANGE.fullmatch(place)
        if found is None or int(found[4]) <= max(int(found[2]), table.header.row):
            continue
        message = (
            f"The cells {place} are merged over several rows: their value was taken for the first"
            " row only. Fill in the other rows if it is theirs too."
        )
        yield Doubt(sheet.name, int(found[2]), one_line(found[1]), place, "first row only", message)


def _in_order(book: Workbook, doubts: list[Doubt]) -> tuple[Doubt, ...]:
    """Return the doubts by sheet and row; within a row, as they arose."""
    order = {sheet.name: place for place, sheet in enumerate(book.sheets)}
    return tuple(sorted(doubts, key=lambda doubt: (order[doubt.sheet], doubt.row)))
