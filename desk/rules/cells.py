"""One cell as text: cleaning, printing, placeholders, lists of groups. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

from desk.rules.reading import CellError, Formula, Value

T = TypeVar("T")

PLACEHOLDERS = frozenset(
    {"tbc", "tba", "tbd", "t.b.c.", "to be confirmed", "to be agreed", "to be decided"}
    | {"not known", "unknown", "n/k", "n/a", "na", "not applicable", "none", "?", "-", "–", "—"}
)
# Control characters, halves of a character, and format characters that cannot be seen or that
# turn the reading order round. Line ends and tabs are dealt with before.
_BAD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SPACE = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
LONGEST_PLACEHOLDER = 40
SHOWN_LENGTH = 60


@dataclass(frozen=True)
class Read(Generic[T]):
    """What one cell was taken to mean.

    `doubt` is the sentence for a person to check, "" where there is none; `note` is the text
    to keep on the project because `value` does not hold all of it.
    """

    value: T
    doubt: str = ""
    note: str = ""


def column_letter(column: int) -> str:
    """Return a sheet's column letters for a number from 1: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def clean_text(text: str) -> tuple[str, bool]:
    """Return the text fit to store, and whether characters that nobody can see were removed.

    Spaces of every kind become plain ones and go from the ends; line ends become one newline
    each. Those two are not counted as a removal. Control, hidden-order and half characters are.
    """
    if text.isascii() and text.isprintable():
        return text.strip(), False
    text = _SPACE.sub(" ", _LINE_END.sub("\n", text))
    kept = _BAD.sub("", text)
    return kept.strip(), len(kept) != len(text)


def one_line(text: str) -> str:
    """Return the text with every run of white space as one space."""
    return " ".join(text.split())


def number_text(number: Decimal) -> str:
    """Return a number as a person would type it: no exponent, no trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_text(value: Value) -> str:
    """Return the text that stands for a cell's value in notes and doubts; dates are ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, CellError):
        return value.code
    assert isinstance(value, Formula)
    return "(a formula)"


def shown(text: str) -> str:
    """Return the text in quotation marks for a sentence, on one line and not longer than 60."""
    line = one_line(text[: SHOWN_LENGTH * 4])
    return f"“{line if len(line) <= SHOWN_LENGTH else line[: SHOWN_LENGTH - 1] + '…'}”"


def is_placeholder(text: str) -> bool:
    """Return whether the text only says that something is not settled: TBC, n/a, a dash."""
    return len(text) < LONGEST_PLACEHOLDER and one_line(text).casefold() in PLACEHOLDERS


def split_groups(text: str) -> Read[tuple[str, ...]]:
    """Return the groups or people of a stakeholders cell, in order, each once.

    Semicolons and new lines part groups. Commas do so only in a cell with neither, because
    beside semicolons a comma mostly belongs to a name; both uses of a comma are a doubt.
    Nothing inside brackets is split, unless the brackets do not close.
    """
    parts = _split_outside_brackets(text, ";\n")
    by_comma = _split_outside_brackets(text, ",")
    if len(parts) > 1:
        with_comma = [p for p in parts if len(_split_outside_brackets(p, ",")) > 1]
        doubt = ""
        if with_comma:
            doubt = (
                f"{shown(with_comma[0])} has a comma and was kept as one group, because this cell"
                " is split at its semicolons. Split it if it is more than one."
            )
        return Read(tuple(dict.fromkeys(parts)), doubt)
    if len(by_comma) > 1:
        return Read(
            tuple(dict.fromkeys(by_comma)),
            f"The cell was split at its commas into {len(by_comma)} groups."
            " Check that no name was cut in two.",
        )
    return Read(tuple(parts))


def _split_outside_brackets(text: str, marks: str) -> list[str]:
    """Split at any of the marks; empty parts go. Brackets that do not pair are plain text."""
    heeds_brackets = _are_brackets_paired(text)
    parts, start, depth = [], 0, 0
    for found in re.finditer(f"[(){re.escape(marks)}]", text):
        mark = found.group()
        if mark in "()":
            depth += {"(": 1, ")": -1}[mark] if heeds_brackets else 0
        elif depth == 0:
            parts.append(text[start : found.start()])
            start = found.end()
    parts.append(text[start:])
    return [line for part in parts if (line := one_line(part))]


def _are_brackets_paired(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0
