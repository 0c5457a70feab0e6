"""The parts of a paper before any format has drawn them: headings, paragraphs, tables.

`paper` writes a report in these; each format draws them. Text in them is unescaped.
"""

from dataclasses import dataclass
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
    """A numbered heading (level 1) or a plain one under it (level 2)."""

    text: str
    number: str = ""
    level: int = 1


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


Block = Front | Heading | Passage | Item | SignOff | Grid


def cell(text: str, weight: Weight = Weight.PLAIN, *, tone: str = "") -> Cell:
    """Return a cell of one line."""
    return Cell((Line(text, weight=weight),), tone)
