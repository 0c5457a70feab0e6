"""Dates as people write them in a Scottish tracker, read day first. Pure."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from desk.rules.cells import Read, is_placeholder, number_text, one_line, shown, value_text
from desk.rules.reading import Value

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST = 200
# Excel's day 0 for serials past February 1900 (its 1900 wrongly has a 29 February), and the
# old Macintosh calendar's.
DAY_0_OF_1900 = date(1899, 12, 30)
DAY_0_OF_1904 = date(1904, 1, 1)

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
MONTH_OF = {name[:3]: number for number, name in enumerate(MONTHS, 1)}

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_UK = re.compile(r"([0-9]{1,2}) ?[/.\-] ?([0-9]{1,2}) ?[/.\-] ?([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_WORDS = re.compile(
    _WEEKDAY + r"([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?([a-z]{3,9})\.?,?[ -]([0-9]{4}|[0-9]{2})"
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_MONTH_YEAR = re.compile(r"([a-z]{3,9})\.?,?[ \-/]?['’]?([0-9]{4}|[0-9]{2})")
_MONTH_NUMBER = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_YEAR_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_NUMBER = re.compile(r"[0-9]{4,5}(?:\.[0-9]{1,12})?")
_TIME = re.compile(r"[ t][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?z?$")
_REST = re.compile(r"\(| [-–—] |[,;\n]|:(?![0-9])")


def read_date(value: Value, *, epoch_1904: bool = False) -> Read[date | None]:
    """Return the date a cell means, or None with a doubt and a note where it means none.

    Day first: 1/4/2025 is 1 April. A date that is possible only month first, a two-figure
    year, a bare month or year, a bare day number (in the workbook's 1900 or 1904 calendar),
    a time of day and words beside the date are each a doubt. Dates outside 1990 to 2100 are
    not taken. A number from 1990 to 2100 is a year, not a day number.
    """
    text = value_text(value)
    if not text:
        return Read(None)
    if isinstance(value, datetime):
        return _checked(_of_moment(value), text)
    if isinstance(value, Decimal):
        return _checked(_of_number(value, epoch_1904), text)
    if is_placeholder(text):
        return Read(None, f"{shown(text)} gives no date, so none was set. Set it when known.", text)
    if len(text) > LONGEST:
        return _unreadable(text)
    return _checked(_of_text(text, epoch_1904), text)


def _of_text(text: str, epoch_1904: bool) -> Read[date | None] | None:
    line = one_line(text)
    whole = _of_line(line, epoch_1904)
    if whole is not None:
        return whole
    rest = _REST.search(text)
    head = _of_line(one_line(text[: rest.start()]), epoch_1904) if rest else None
    if head is None or head.value is None:
        return None
    doubt = f"Taken as {head.value:%-d %B %Y}; the words beside it are kept as a note. Check it."
    return Read(head.value, doubt, text)


def _of_line(line: str, epoch_1904: bool) -> Read[date | None] | None:
    lower = line.casefold()
    bare = _TIME.sub("", lower)
    for reader in (_of_figures, _of_words, _of_month, _of_month_number):
        found = reader(bare)
        if found is not None:
            if bare != lower and found.value is not None:
                doubt = f"Taken as {found.value:%-d %B %Y}; the time of day was dropped."
                return Read(found.value, found.doubt or doubt, line)
            return found
    if _NUMBER.fullmatch(bare):
        return _of_number(Decimal(bare), epoch_1904)
    return None


def _of_figures(line: str) -> Read[date | None] | None:
    """Read 26/05/2022, 15.01.2026, 15-1-26 and 2027-01-14."""
    if found := _ISO.fullmatch(line):
        year, month, day = (int(part) for part in found.groups())
        return _if_possible(year, month, day)
    found = _UK.fullmatch(line)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), _full_year(found[3])
    uk = _if_possible(year, second, first)
    if uk is not None:
        return _short_year(uk, found[3])
    us = _if_possible(year, first, second)
    if us is None or us.value is None:
        return None
    return Read(
        us.value,
        f"No such date day first, so it was taken month first as {us.value:%-d %B %Y}. Check it.",
    )


def _of_words(line: str) -> Read[date | None] | None:
    """Read 3 Feb 2025, Monday 3rd of February 2025 and February 3, 2025."""
    if found := _WORDS.fullmatch(line):
        day, word, year = int(found[1]), found[2], found[3]
    elif found := _MONTH_FIRST.fullmatch(line):
        word, day, year = found[1], int(found[2]), found[3]
    else:
        return None
    month = _month(word)
    read = _if_possible(_full_year(year), month, day) if month else None
    return _short_year(read, year) if read else None


def _of_month(line: str) -> Read[date | None] | None:
    """Read Oct 2018, July 2020 and Feb-25 as the first of the month."""
    found = _MONTH_YEAR.fullmatch(line)
    month = _month(found[1]) if found else None
    return _first_of(_full_year(found[2]), month) if found and month else None


def _of_month_number(line: str) -> Read[date | None] | None:
    """Read 03/2026 and 2026-03; 2025-26 and 2011-12 may be financial years, so they are not."""
    if found := _MONTH_NUMBER.fullmatch(line):
        return _first_of(int(found[2]), int(found[1]))
    found = _YEAR_MONTH.fullmatch(line)
    if found and int(found[2]) != (int(found[1]) + 1) % 100:
        return _first_of(int(found[1]), int(found[2]))
    return None


def _of_number(number: Decimal, epoch_1904: bool) -> Read[date | None] | None:
    if number == int(number) and FIRST_YEAR <= number <= LAST_YEAR:
        day = date(int(number), 1, 1)
        return Read(day, f"Only the year {day.year} is given: taken as 1 January. Check the day.")
    start = DAY_0_OF_1904 if epoch_1904 else DAY_0_OF_1900
    if not 0 < number <= (date(LAST_YEAR, 12, 31) - start).days + 1:
        return None
    day = start + timedelta(days=int(number))
    calendar = " in this workbook's 1904 calendar" if epoch_1904 else ""
    message = (
        f"The number {number_text(number)} was taken as a spreadsheet's day number{calendar}:"
        f" {day:%-d %B %Y}. Check it."
    )
    return Read(day, message)


def _of_moment(moment: datetime) -> Read[date | None]:
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return Read(moment.date())
    doubt = f"Taken as {moment:%-d %B %Y}; the time of day was dropped."
    return Read(moment.date(), doubt, value_text(moment))


def _first_of(year: int, month: int) -> Read[date | None] | None:
    read = _if_possible(year, month, 1)
    if read is None or read.value is None:
        return None
    return Read(
        read.value,
        f"Only month and year are given: taken as {read.value:%-d %B %Y}. Check the day.",
    )


def _if_possible(year: int, month: int, day: int) -> Read[date | None] | None:
    try:
        return Read(date(year, month, day))
    except ValueError:
        return None


def _short_year(read: Read[date | None], year: str) -> Read[date | None]:
    if len(year) == 4 or read.value is None:
        return read
    return Read(read.value, f"The year has two figures: taken as {read.value:%-d %B %Y}. Check it.")


def _full_year(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _month(word: str) -> int | None:
    """Return the month a word names: in full, or cut to three letters or more (Sept)."""
    month = MONTH_OF.get(word[:3])
    return month if month and MONTHS[month - 1].startswith(word) else None


def _checked(read: Read[date | None] | None, text: str) -> Read[date | None]:
    if read is None or read.value is None:
        return _unreadable(text)
    if not FIRST_YEAR <= read.value.year <= LAST_YEAR:
        message = f"{shown(text)} lies outside {FIRST_YEAR} to {LAST_YEAR}, so no date was set."
        return Read(None, message + " Set it on the project.", text)
    return read


def _unreadable(text: str) -> Read[date | None]:
    return Read(
        None,
        f"{shown(text)} cannot be read as a date, so none was set. Set it on the project.",
        text,
    )
