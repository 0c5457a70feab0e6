"""The fields of a JSON file, each read as what it must be or refused in a sentence naming it."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from typing import Any

Number = int | float | str

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_FRACTION = re.compile(r"[0-9]{1,18}(/[0-9]{1,18}|\.[0-9]{1,18})?")
_NOT_TEXT = re.compile("[\ud800-\udfff]")
_LONGEST_SHOWN = 60


class Unreadable(ValueError):  # noqa: N818 -- said of the file; the sentence is the message
    """A file that is not read; the sentence names the case and the field."""


@dataclass(frozen=True)
class Fields:
    """One object of the file: its values by name, and where it stands in words.

    where: the case, such as "Case 2 (“Quorum lost”)". path: the field it stands in, "" at the top
    of a case. entry: its place in that field's list, counted from 1; 0 where it is in none.
    Names that nobody asks for are left alone. An optional field may also be null.
    """

    values: Mapping[str, Any]
    where: str
    path: str = ""
    entry: int = 0

    def refuse(self, name: str, wrong: str) -> Unreadable:
        """Return the refusal of one field; wrong: the rest of a sentence that the field begins."""
        entry = f" of entry {self.entry}" if self.entry else ""
        return Unreadable(f"{self.where}: {self._path(name)}{entry} {wrong}.")

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def names(self) -> list[str]:
        """Return the names of all fields, for an object whose names are data."""
        return [self._sound(name, name) for name in self.values]

    def text(self, name: str) -> str:
        value = self._needed(name)
        if not isinstance(value, str):
            raise self._not(name, "words")
        return self._sound(name, value)

    def number(self, name: str) -> Number:
        """Return an item's number as it stands: a number, or text such as "5.10" or "5a"."""
        value = self._needed(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str) or value == "":
            raise self._not(name, "a number or words")
        if isinstance(value, float) and not math.isfinite(value):
            raise self.refuse(name, "is not a number that anybody can mean")
        return self._sound(name, value) if isinstance(value, str) else value

    def key(self, name: str) -> str:
        """Return what somebody goes by as text: 7 and "7" are one person."""
        value = self._needed(name)
        if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
            raise self._not(name, "words or a whole number")
        return self._sound(name, str(value))

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._not(name, "true or false")
        return value

    def whole(self, name: str) -> int:
        """Return a whole number, 0 or more; 0 where it is left out."""
        value = self.values.get(name)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._not(name, "a whole number, 0 or more")
        return value

    def fraction(self, name: str) -> Fraction:
        """Return an exact fraction from 0 to 1: "1/3", "0.5", or the whole numbers 0 and 1.

        A number with a point is refused: 0.33 is not a third, and who writes it may mean one.
        """
        value = self._needed(name)
        words = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(words, str) or not _FRACTION.fullmatch(words.strip()):
            raise self._not(name, 'an exact fraction in quotes such as "1/3"')
        try:
            fraction = Fraction(words)
        except ZeroDivisionError:
            raise self.refuse(name, f"is {_shown(value)}, and nothing divides by 0") from None
        if fraction > 1:
            raise self._not(name, "a fraction from 0 to 1")
        return fraction

    def day(self, name: str) -> date:
        value = self._needed(name)
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise self._not(name, "a date such as 2026-12-09")

    def day_or_none(self, name: str) -> date | None:
        return self.day(name) if self.has(name) else None

    def moment(self, name: str) -> time:
        value = self._needed(name)
        if isinstance(value, str) and _TIME.fullmatch(value):
            try:
                return time.fromisoformat(value)
            except ValueError:
                pass
        raise self._not(name, "a time such as 14:30")

    def moment_or_none(self, name: str) -> time | None:
        return self.moment(name) if self.has(name) else None

    def fields(self, name: str) -> "Fields":
        value = self._needed(name)
        if not isinstance(value, dict):
            raise self._not(name, "an object with fields of its own")
        return Fields(value, self.where, self._path(name))

    def entries(self, name: str, *, may_lack: bool = False) -> list[Any]:
        """Return a list as it stands; an empty one where it may be left out and is."""
        if may_lack and not self.has(name):
            return []
        value = self._needed(name)
        if not isinstance(value, list):
            raise self._not(name, "a list")
        return value

    def each(self, name: str, *, may_lack: bool = False) -> list["Fields"]:
        """Return the objects of a list."""
        found = []
        for place, value in enumerate(self.entries(name, may_lack=may_lack), start=1):
            if not isinstance(value, dict):
                raise self.refuse(
                    name, f"has as entry {place} {_shown(value)}, not an object with fields"
                )
            found.append(Fields(value, self.where, self._path(name), place))
        return found

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _needed(self, name: str) -> Any:
        if not self.has(name):
            raise self.refuse(name, "is missing")
        return self.values[name]

    def _not(self, name: str, wanted: str) -> Unreadable:
        return self.refuse(name, f"is {_shown(self.values[name])}, not {wanted}")

    def _sound(self, name: str, value: str) -> str:
        if _NOT_TEXT.search(value):
            raise self.refuse(name, "has a character that is half of one and cannot be written")
        return value


def _shown(value: Any) -> str:
    """Return a value as the file has it, cut where it is long."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    words = json.dumps(value, ensure_ascii=bool(_NOT_TEXT.search(str(value))))
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"
