"""The parts of a paper before any format has drawn them: headings, paragraphs, tables.

`paper` writes a report in these; each format draws them. Text in them is unescaped.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Weight(StrEnum):
    """How loudly a line of a cell speaks."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"


@dataclass(frozen=True)
class Front:
    """The block a paper opens with: who writes, and labelled rows such as "SUBJECT:"."""

    masthead: str
    kind: str
    rows: tuple[tuple[str, str], ...]
    notice: str = ""


@dataclass(frozen=True)
class Heading:
    """A numbered heading (level 1) or a plain one under it (level 2).

    as_typed: a level 1 keeps its letters instead of capitals. anchor: a name by which the page of
    the heading is found again, "" for none.
    """

    text: str
    number: str = ""
    level: int = 1
    as_typed: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Passage:
    """A paragraph after its number, such as "4.2" or "(c)"; `label` is a bold line above it."""

    number: str
    text: str
    label: str = ""


@dataclass(frozen=True)
class Item:
    """One entry of a list under a passage, such as "ii)"."""

    marker: str
    text: str


@dataclass(frozen=True)
class Fact:
    """A label with what is said under it: on one line where it is short."""

    label: str
    text: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""


@dataclass(frozen=True)
class SignOff:
    """The labelled rows of a paper's end, such as "Author of report:"."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """One line of a cell; `label` comes before the text in bold."""

    text: str
    label: str = ""
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True)
class Cell:
    """Lines of text; `tone` tints the cell and always repeats a word that the lines say."""

    lines: tuple[Line, ...]
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """A column's heading, its share of the width (shares add up to 1), alignment and tint."""

    heading: str
    share: float
    is_number: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Grid:
    """A table with a caption; the last `foot` rows are totals."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: int = 0


Block = Front | Heading | Passage | Item | Fact | PageBreak | SignOff | Grid


@dataclass(frozen=True)
class Sheet:
    """What stands around the text of every page, and the facts of the document.

    head: on the left and the right above the text; foot: on the left and in the middle below it,
    where the page's number stands on the right. dated: the day that the file itself bears.
    """

    title: str
    author: str
    subject: str
    head: tuple[str, str]
    foot: tuple[str, str]
    dated: date


def cell(text: str, weight: Weight = Weight.PLAIN, *, tone: str = "") -> Cell:
    """Return a cell of one line."""
    return Cell((Line(text, weight=weight),), tone)
