"""The papers of a meeting in blocks: the agenda first, then the papers, long ones on new pages."""

from collections.abc import Iterator, Mapping

from reports.content import Occasion, Pack, PackItem, PackPart, PackSet, PackTable
from reports.render.blocks import (
    Block,
    Cell,
    Column,
    Fact,
    Front,
    Grid,
    Heading,
    Line,
    PageBreak,
    Sheet,
    Weight,
    cell,
)
from reports.render.paper import DEMONSTRATION
from reports.render.words import day

LINE = 88  # letters on one line across the page, in a table
PADDING = 3  # letters' worth of room around the words of a column
LONGEST_WORD = 24  # a longer one is broken
LONGEST_TEXT = 120  # letters beyond which a column asks for no more room


def sheet_of(pack: Pack) -> Sheet:
    """Return what stands around the pages of a pack."""
    held = pack.occasion
    what = "Public papers" if held.is_public else "Papers for members"
    proof = f"Sent {day(held.drawn_on)}"
    return Sheet(
        title=f"{what} of the {held.body}, {day(held.on)}",
        author=held.partnership,
        subject=f"Agenda and papers of the meeting of {day(held.on)}",
        head=(held.body, f"{what}, {day(held.on)}"),
        foot=(
            f"Draft as at {day(held.drawn_on)}" if held.is_draft else proof,
            DEMONSTRATION if held.is_demonstration else "",
        ),
        dated=held.drawn_on,
    )


def front_of(held: Occasion, kind: str, rows: tuple[tuple[str, str], ...] = ()) -> Front:
    """Return the block that a paper of a meeting opens with."""
    facts = (("BODY:", held.body), ("DATE:", f"{held.on:%A} {day(held.on)}, {held.starts}"))
    place = (("PLACE:", held.place),) if held.place else ()
    notice = f"{DEMONSTRATION}: no matter here is a real one." if held.is_demonstration else ""
    return Front(held.partnership, kind, (*facts, *place, *rows), notice)


def paper(pack: Pack, pages: Mapping[str, int]) -> Iterator[Block]:
    """Yield the pack's blocks. pages: on which page each paper begins, by its anchor, once known.

    A supplement comes after all that was sent before it, so that no page of that moves.
    """
    kind = "Public papers" if pack.occasion.is_public else "Papers for members"
    yield front_of(pack.occasion, f"{kind} (draft)" if pack.occasion.is_draft else kind)
    if not pack.sets:
        yield Fact("", "No papers were sent, and nothing waits on the agenda.")
    for one in pack.sets:
        if one.number > 1:
            yield PageBreak()
        yield from _sending(one, pages)


def _sending(one: PackSet, pages: Mapping[str, int]) -> Iterator[Block]:
    yield Heading(one.title)
    yield Fact("", one.words)
    yield _agenda(one, pages)
    if one.proof:
        yield Fact("Proof of what was sent (sha-256)", one.proof)
    is_long = True  # a paper of some lines shares its page with the next such
    for item in one.items:
        if item.has_paper:
            if is_long or item.parts:
                yield PageBreak()
            is_long = bool(item.parts)
            yield from _item(item, anchor_of(one, item))


def anchor_of(one: PackSet, item: PackItem) -> str:
    """Return the name by which the page of an item's paper is found."""
    return f"{one.number}-{item.number}"


def _agenda(one: PackSet, pages: Mapping[str, int]) -> Grid:
    columns = (
        Column("Item", 0.09),
        Column("What it is about", 0.79),
        Column("Page", 0.12, is_number=True),
    )
    rows = tuple(
        (
            cell(str(item.number), Weight.STRONG),
            _about(item),
            cell(str(pages.get(anchor_of(one, item), "")) if item.has_paper else "–"),
        )
        for item in one.items
    )
    return Grid(f"{one.title}: what is to be taken, and the page of its paper", columns, rows)


def _about(item: PackItem) -> Cell:
    lines = (
        Line(item.title, weight=Weight.STRONG),
        Line(item.kind, weight=Weight.QUIET),
        Line(item.private),
        Line(item.closed if item.closed != item.private else ""),
    )
    return Cell(tuple(line for line in lines if line.text))


def _item(item: PackItem, anchor: str) -> Iterator[Block]:
    yield Heading(item.title, f"{item.number}.", as_typed=True, anchor=anchor)
    if item.private:
        yield Fact("", item.private)
    for label, words in item.lines:
        yield Fact(label, words)
    for part in item.parts:
        yield from _part(part)
    if item.proof:
        yield Fact("Proof of what was put (sha-256)", item.proof)


def _part(part: PackPart) -> Iterator[Block]:
    yield Heading(part.title, level=2)
    for label, words in part.lines:
        yield Fact(label, words)
    for table in part.tables:
        yield table_grid(table)


def table_grid(table: PackTable) -> Grid:
    """Return rows of one kind as a table, wide columns for those with much to say."""
    shares = _shares(table)
    columns = tuple(
        Column(heading, share) for heading, share in zip(table.headings, shares, strict=True)
    )
    rows = tuple(tuple(cell(words) for words in row) for row in table.rows)
    return Grid(table.title, columns, rows)


def _shares(table: PackTable) -> list[float]:
    """Return each column's share of the width: room for its longest word first, and of what is
    left the more, the more it has to say.
    """
    least, wanted = [], []
    for at, heading in enumerate(table.headings):
        texts = [heading, *(row[at] for row in table.rows)]
        word = max((len(word) for text in texts for word in text.split()), default=1)
        least.append(min(word, LONGEST_WORD) + PADDING)
        wanted.append(max(0, min(max(map(len, texts)), LONGEST_TEXT) - word))
    left, asked = max(0, LINE - sum(least)), sum(wanted) or 1
    needs = [low + left * more / asked for low, more in zip(least, wanted, strict=True)]
    return [need / sum(needs) for need in needs]
