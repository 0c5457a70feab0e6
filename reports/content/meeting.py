"""What the papers and the minute of a meeting say."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Occasion:
    """Of which meeting a paper is, and for whom. starts: its time, such as "14:00"."""

    partnership: str
    body: str
    on: date
    starts: str
    place: str
    is_public: bool
    is_draft: bool
    drawn_on: date  # when what it says became fixed; the day itself for a draft
    is_demonstration: bool


@dataclass(frozen=True)
class PackTable:
    """Rows of one kind."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PackPart:
    """A headed part of a paper: lines of (label, words), then tables."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    tables: tuple[PackTable, ...] = ()

    @property
    def letters(self) -> int:
        """Return how much there is to draw."""
        said = sum(len(label) + len(words) for label, words in self.lines)
        cells = (cell for table in self.tables for row in table.rows for cell in row)
        return said + sum(len(cell) for cell in cells)


@dataclass(frozen=True)
class PackItem:
    """One item of a pack with its paper. number: its place on the agenda as it was sent.

    private: why it is taken in private, said in public too. closed: why its paper is not here; it
    then has no parts, and in a public paper no title.
    """

    number: int
    title: str = ""
    kind: str = ""
    private: str = ""
    closed: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    parts: tuple[PackPart, ...] = ()
    proof: str = ""  # the sha-256 of what was put

    @property
    def has_paper(self) -> bool:
        """Whether anything stands behind the item beside its line on the agenda."""
        return not self.closed and bool(self.lines or self.parts)


@dataclass(frozen=True)
class PackSet:
    """What was sent at once. words: when, and whether that was late; proof: its sha-256."""

    number: int
    words: str
    items: tuple[PackItem, ...]
    proof: str = ""

    @property
    def title(self) -> str:
        """Return "Agenda" for the papers, "Supplement 1" for what was sent after them."""
        return "Agenda" if self.number == 1 else f"Supplement {self.number - 1}"


@dataclass(frozen=True)
class Pack:
    """The papers of a meeting as they were sent, or a draft of them."""

    occasion: Occasion
    sets: tuple[PackSet, ...] = ()

    @property
    def letters(self) -> int:
        """Return how much there is to draw."""
        items = [item for one in self.sets for item in one.items]
        return sum(part.letters for item in items for part in item.parts)


@dataclass(frozen=True)
class MinuteItem:
    """One item of a minute. closed: why a public paper says nothing of it; it has no title then.

    words: what was declared, and what became of it. lines: the decision, labelled as on its page.
    """

    number: int
    title: str = ""
    private: str = ""
    closed: str = ""
    words: tuple[str, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MinutePaper:
    """The minute of a meeting. present: name, as what, when; actions: what, by whom, by when, which
    gate waits for it and who says that it is met.
    """

    occasion: Occasion
    opening: str
    present: tuple[tuple[str, str, str], ...] = ()
    absent: tuple[str, ...] = ()
    items: tuple[MinuteItem, ...] = ()
    actions: tuple[tuple[str, str, str, str], ...] = ()
    cancelled: str = ""
