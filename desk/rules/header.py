"""The header row of a sheet: where it is, and what each column below it holds. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.rules.cells import clean_text, column_letter, one_line, shown, value_text
from desk.rules.reading import Doubt, SheetRow
from desk.rules.words import field_of, normal_header, words_of

REQUIRED = ("reference", "title", "approach", "stage")
HEADER_WITHIN = 60
LEAST_FIELDS = 3


@dataclass(frozen=True)
class Column:
    """One column: its header as printed or its letter, its field ("" if none), its merge key."""

    printed: str
    field: str
    key: str


@dataclass(frozen=True)
class Header:
    """The header row of a sheet and what each of its columns is."""

    row: int
    columns: Mapping[int, Column]

    @property
    def missing(self) -> tuple[str, ...]:
        """The required fields that no column fills."""
        filled = {column.field for column in self.columns.values()}
        return tuple(field for field in REQUIRED if field not in filled)


def find_header(rows: Sequence[SheetRow]) -> Header | None:
    """Return the header among the first 60 filled rows: the row with most known headers.

    It must know three fields, the title or the reference among them. A column with no header
    and a filled cell below goes by its letter.
    """
    best: dict[int, str] = {}
    found = None
    for row in rows[:HEADER_WITHIN]:
        fields = fields_in(row)
        if len(set(fields.values())) > len(set(best.values())):
            best, found = fields, row
    if found is None:
        return None
    numbers = set(found.cells)
    numbers.update(*(row.cells for row in rows if row.number > found.number))
    columns = {number: _column(found, number, best.get(number, "")) for number in sorted(numbers)}
    return Header(found.number, columns)


def _column(header: SheetRow, number: int, field: str) -> Column:
    name = one_line(clean_text(value_text(header.cells.get(number, "")))[0])
    if not name:
        letter = column_letter(number)
        return Column(letter, "", f"letter:{letter}")
    return Column(name, field, field or f"note:{normal_header(name)}")


def fields_in(row: SheetRow) -> dict[int, str]:
    """Return the fields that a row's cells name by column, {} if it can be no header."""
    fields = {
        number: field
        for number, value in row.cells.items()
        if isinstance(value, str) and (field := field_of(clean_text(value)[0]))
    }
    known = set(fields.values())
    return fields if len(known) >= LEAST_FIELDS and known & {"reference", "title"} else {}


def check_header(sheet: str, header: Header) -> tuple[list[Doubt], list[Doubt]]:
    """Return the doubts and the errors of a header: unknown, doubled and missing columns."""
    doubts: list[Doubt] = []
    errors: list[Doubt] = []
    first: dict[str, str] = {}
    for column in header.columns.values():
        name = column.printed
        if column.key in first:
            message = (
                f"The columns {shown(first[column.key])} and {shown(name)} mean the same."
                " Keep one of them, or give the other a header of its own."
            )
            errors.append(Doubt(sheet, header.row, name, name, "", message))
        elif not column.field:
            why = "no header" if column.key.startswith("letter:") else "no field of its own"
            message = (
                f"The column {shown(name)} has {why}, so each of its cells is kept as a note on"
                " the project. Check that this is enough."
            )
            doubts.append(Doubt(sheet, header.row, name, name, "notes", message))
        first.setdefault(column.key, name)
    for field in header.missing:
        known = ", ".join(words_of("header", field)[:3])
        message = f"No column gives the {field} of a project. Add one, headed for example: {known}."
        errors.append(Doubt(sheet, header.row, "", "", "", message))
    return doubts, errors
