"""The parts of a workbook that matter: its list of sheets, shared texts, styles and sheets."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from desk.readers.archive import DAMAGED, TOO_LARGE
from desk.readers.refused import FileRefused
from desk.readers.xml import Walker
from desk.rules.cells import column_letter
from desk.rules.reading import CellError, Formula, SheetRow, Value

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_ROW_ELEMENTS = 100_000
MOST_CELLS = 150_000
MOST_CHARACTERS = 10_000_000
# Excel allows 32,767 in a cell; escaped ones take seven times as much room.
LONGEST_CELL = 250_000
LONGEST_FORMAT = 255
MOST_MERGED = 10_000
# Excel itself stops at this many cell styles.
MOST_STYLES = 65_536

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# Formats that every spreadsheet program knows by number alone and shows as dates in Asia.
_DATE_NUMBERS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58))


class Texts(Walker):
    """Collects the text of <t> elements, without the reading aids of East Asian text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._length = 0
        self._takes = self._is_aid = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._pieces, self._length = [], 0
        elif name == "rPh":
            self._is_aid = True
        elif name == "t":
            self._takes = not self._is_aid

    def end(self, name: str) -> None:
        if name == "t":
            self._takes = False
        elif name == "rPh":
            self._is_aid = False
        elif name == "si":
            self.texts.append(unescaped("".join(self._pieces)))

    def text(self, text: str) -> None:
        if self._takes:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise FileRefused("too_large", TOO_LARGE)
            self._pieces.append(text)


class Styles(Walker):
    """Says of each cell style whether a number in it is a date."""

    def __init__(self) -> None:
        self.are_dates: list[bool] = []
        self._formats: dict[str, str] = {}
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            self._formats[attributes.get("numFmtId", "")] = code[:LONGEST_FORMAT]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            if len(self.are_dates) >= MOST_STYLES:
                raise FileRefused("too_large", TOO_LARGE)
            self.are_dates.append(self._is_date(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def _is_date(self, number: str) -> bool:
        code = self._formats.get(number)
        if code is None:
            known = int(number) if number.isascii() and number.isdigit() else 0
            if known in _DATE_NUMBERS:
                return True
            code = BUILTIN_FORMATS.get(known, "General")
        if is_timedelta_format(code) or not is_date_format(code):
            return False
        return bool(re.search(r"[dy]", code, re.IGNORECASE)) or "mmm" in code.lower()


class Sheet(Walker):
    """Collects the filled rows of one sheet. What the sheet says of its own size is not read."""

    def __init__(self, name: str, texts: list[str], are_dates: list[bool], tally: "Tally") -> None:
        self.name = name
        self.merged: list[str] = []
        self._texts, self._are_dates, self._tally = texts, are_dates, tally
        self._rows: list[SheetRow] = []
        self._row = self._column = self._rows_met = self._filled_rows = self._length = 0
        self._cells: dict[int, Value] = {}
        self._kind = self._style = ""
        self._has_formula = self._takes = self._is_aid = self._in_cell = False
        self._pieces: list[str] = []

    def finished(self) -> Iterator[SheetRow]:
        """Yield the rows finished since the last call."""
        rows, self._rows = self._rows, []
        yield from rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._takes = self._in_cell and not self._is_aid
        elif name == "f":
            self._has_formula = self._in_cell
        elif name == "rPh":
            self._is_aid = True
        elif name == "row":
            self._start_row(attributes.get("r"))
        elif name == "mergeCell" and len(self.merged) < MOST_MERGED:
            self.merged.append(attributes.get("ref", "")[:30])

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._takes = False
        elif name == "rPh":
            self._is_aid = False
        elif name == "row":
            self._end_row()

    def text(self, text: str) -> None:
        if self._takes:
            self._tally.add_text(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise FileRefused("too_large", TOO_LARGE)
            self._pieces.append(text)

    def _start_row(self, number: str | None) -> None:
        row = self._row + 1 if number is None else _counted(number)
        if row <= self._row:
            raise FileRefused("not_a_workbook", DAMAGED)
        self._row, self._column, self._cells = row, 0, {}
        self._rows_met += 1
        if self._rows_met > MOST_ROW_ELEMENTS:
            raise self._too_many_rows(MOST_ROW_ELEMENTS)

    def _end_row(self) -> None:
        if not self._cells:
            return
        self._filled_rows += 1
        if self._filled_rows > MOST_ROWS:
            raise self._too_many_rows(MOST_ROWS)
        self._rows.append(SheetRow(self._row, self._cells))
        self._cells = {}

    def _too_many_rows(self, most: int) -> FileRefused:
        return FileRefused(
            "too_many_rows",
            f"The sheet “{self.name}” has more than {most:,} rows. Delete the empty rows and what"
            " is not the tracker, or copy the table alone to a new workbook, then try again.",
        )

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = self._column + 1 if place is None else _column(place)
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._has_formula, self._pieces, self._in_cell = False, [], True
        self._length = 0

    def _end_cell(self) -> None:
        self._in_cell = False
        raw = "".join(self._pieces)
        value = Formula() if self._has_formula else self._value(raw)
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        if self._column > MOST_COLUMNS:
            raise FileRefused(
                "too_many_rows",
                f"The sheet “{self.name}” has more than {MOST_COLUMNS} columns (a value in"
                f" {column_letter(self._column)}{self._row}). Delete what is not the tracker.",
            )
        if self._column in self._cells:
            raise FileRefused("not_a_workbook", DAMAGED)
        self._tally.add_cell(value if self._kind == "s" else "")
        self._cells[self._column] = value

    def _value(self, raw: str) -> Value | None:
        if self._kind == "s":
            place = raw.strip()
            if not place:
                return None
            if _counted(place) >= len(self._texts):
                raise FileRefused("not_a_workbook", DAMAGED)
            return self._texts[int(place)]
        if self._kind in ("inlineStr", "str"):
            return unescaped(raw)
        raw = raw.strip()
        if not raw:
            return None
        if self._kind == "b":
            return raw in ("1", "true")
        if self._kind == "e":
            return CellError(raw[:20])
        if self._kind == "d":
            return _iso_moment(raw)
        return self._number(raw)

    def _number(self, raw: str) -> Value:
        """Return a number to Excel's own 15 figures, or the date that its style makes of it."""
        try:
            number = float(raw) if len(raw) < 40 and raw.isascii() else float("nan")
        except ValueError:
            return raw
        if not abs(number) < 1e30:
            return raw
        style = int(self._style) if self._style.isascii() and self._style.isdigit() else 0
        is_date = style < len(self._are_dates) and self._are_dates[style]
        moment = self._tally.moment(number) if is_date else None
        return moment or Decimal(f"{number:.15g}")


class Tally:
    """What one workbook holds so far, and its calendar."""

    def __init__(self, *, epoch_1904: bool) -> None:
        self.epoch_1904 = epoch_1904
        self._cells = 0
        self._characters = 0

    def add_cell(self, shared: Value) -> None:
        """Count a cell, and the shared text it shows: one long text may stand in many cells."""
        self._cells += 1
        if isinstance(shared, str):
            self.add_text(shared)
        if self._cells > MOST_CELLS:
            raise FileRefused(
                "too_many_rows",
                f"The workbook has more than {MOST_CELLS:,} filled cells. Copy the tracker alone to"
                " a new workbook, then try again.",
            )

    def add_text(self, text: str) -> None:
        """Count text; far more than any tracker holds is too_large."""
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS:
            raise FileRefused("too_large", TOO_LARGE)

    def moment(self, number: float) -> datetime | None:
        """Return the moment of a day number in the workbook's calendar, None where it has none."""
        epoch = CALENDAR_MAC_1904 if self.epoch_1904 else CALENDAR_WINDOWS_1900
        try:
            found = from_excel(number, epoch) if number >= 1 else None
        except (ValueError, OverflowError):
            return None
        return found if isinstance(found, datetime) else None


def unescaped(text: str) -> str:
    """Return text with _x000D_ and its like as the characters they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _column(place: str) -> int:
    found = _PLACE.fullmatch(place)
    if found is None:
        raise FileRefused("not_a_workbook", DAMAGED)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _counted(number: str) -> int:
    if not number.isascii() or not number.isdigit() or len(number) > 7:
        raise FileRefused("not_a_workbook", DAMAGED)
    return int(number)


def _iso_moment(raw: str) -> Value:
    try:
        return datetime.fromisoformat(raw.rstrip("Z")).replace(tzinfo=None)
    except ValueError:
        return raw
