"""How a report words dates, money, counts and ages: the same in every format and locale."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
NO_BREAK = "\u00a0"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def day(on: date) -> str:
    """Return a date as "3 February 2026"."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def kept_day(on: date) -> str:
    """Return a date that no line breaks inside, for narrow columns."""
    return day(on).replace(" ", NO_BREAK)


def period(first: date, last: date) -> str:
    """Return a period as "1 August 2026 to 31 October 2026"."""
    return f"{day(first)} to {day(last)}"


def pounds(amount: Decimal, *, pence: bool = False) -> str:
    """Return an amount as "£1,250,000", or to the penny; a minus stands before the £."""
    rounded = amount.quantize(Decimal("0.01") if pence else Decimal(1), ROUND_HALF_UP)
    return f"{'-' if rounded < 0 else ''}£{abs(rounded):,}"


def has_pence(amount: Decimal) -> bool:
    """Return whether the amount would lose something when written in whole pounds."""
    return amount != amount.to_integral_value()


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return "1 project", "3 projects" or "no projects"."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


def opening(number: int, one: str, many: str | None = None) -> str:
    """Return a count to start a sentence with: "Three projects", "No project", "12 projects"."""
    if number == 0:
        return f"No {one}"
    words = counted(number, one, many)
    if number < len(SMALL):
        words = f"{SMALL[number].capitalize()}{words.removeprefix(str(number))}"
    return words


def is_or_are(number: int) -> str:
    """Return the verb that goes with a count."""
    return "is" if number == 1 else "are"


def was_or_were(number: int) -> str:
    """Return the verb that goes with a count, in the past."""
    return "was" if number == 1 else "were"


def listed(parts: list[str]) -> str:
    """Return parts as "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def roman(number: int) -> str:
    """Return 4 as "iv"."""
    out = ""
    for value, letters in _ROMAN:
        while number >= value:
            out += letters
            number -= value
    return out


def age(given_on: date, days: int | None) -> str:
    """Return when a RAG was given and how old it was when the period ended."""
    if days is None:
        return f"given {day(given_on)}"
    if days <= 0:
        return f"given {day(given_on)}, the last day of the period"
    return f"given {day(given_on)}, {counted(days, 'day')} before the period’s end"
