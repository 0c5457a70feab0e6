"""What a workbook holds beside its projects: nothing of it is dropped without a doubt. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from desk.rules.cells import clean_text, column_letter, shown, value_text
from desk.rules.header import Header
from desk.rules.reading import Doubt, Note, SheetRow
from desk.rules.rows import Line

Comments = Mapping[tuple[int, int], str]


def unread_sheet(name: str, rows: Sequence[SheetRow], comments: Comments) -> Iterator[Doubt]:
    """Yield one doubt for a sheet that holds something and was not read; an empty one has none."""
    if not rows and not comments:
        return
    read = _counted(len(rows), "filled row")
    if comments:
        read += f", {_counted(len(comments), 'comment')}"
    message = (
        f"The sheet {shown(name)} was not read: it has no header row of a tracker. If it holds"
        " projects, give it one: Ref, Project, Approach and Stage. Keep what else matters in the"
        " tracker's own rows."
    )
    yield Doubt(name, 0, "", read, "skipped", message)


def above_header(sheet: str, header: Header, rows: Sequence[SheetRow]) -> Iterator[Doubt]:
    """Yield a doubt for each row above the header that is not the title: the first, of one cell."""
    above = [row for row in rows if row.number < header.row]
    if above and len(above[0].cells) == 1:
        above = above[1:]
    for row in above:
        read = "; ".join(clean_text(value_text(row.cells[n]))[0] for n in sorted(row.cells))
        if read:
            message = (
                "This row stands above the header, so it was not read. Check that nothing in it is"
                " needed."
            )
            yield Doubt(sheet, row.number, "", read, "not read", message)


def with_comments(
    sheet: str, header: Header, lines: Sequence[Line], comments: Comments
) -> tuple[list[Line], list[Doubt]]:
    """Return the lines with the comments on their cells as notes, and the doubts of the sheet.

    One doubt says that there are such notes; a comment on any other cell is a doubt of its own.
    """
    notes: dict[int, list[Note]] = {line.row: [] for line in lines}
    doubts = []
    for (row, number), text in comments.items():
        kept = clean_text(text)[0]
        name = header.columns[number].printed if number in header.columns else column_letter(number)
        if row in notes:
            notes[row].append(Note(f"{name} (comment)", kept, row))
            continue
        message = (
            f"The comment on the cell {column_letter(number)}{row} belongs to no project, so it"
            " was not read. Check that nothing in it is needed."
        )
        doubts.append(Doubt(sheet, row, name, kept, "not read", message))
    count = sum(map(len, notes.values()))
    if count:
        message = (
            "Some cells carry comments. Each is kept as a note on its project. Check that this is"
            " enough."
        )
        doubts.insert(0, Doubt(sheet, 0, "", _counted(count, "comment"), "notes", message))
    return [replace(line, comments=tuple(notes[line.row])) for line in lines], doubts


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
