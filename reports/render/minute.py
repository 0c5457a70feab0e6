"""The minute of a meeting in blocks, in the words of its page."""

from collections.abc import Iterator

from reports.content import MinuteItem, MinutePaper
from reports.render.blocks import Block, Column, Fact, Grid, Heading, Sheet, Weight, cell
from reports.render.pack import front_of
from reports.render.paper import DEMONSTRATION
from reports.render.words import day


def sheet_of(minute: MinutePaper) -> Sheet:
    """Return what stands around the pages of a minute."""
    held = minute.occasion
    what = _kind(minute)
    return Sheet(
        title=f"{what} of the {held.body}, {day(held.on)}",
        author=held.partnership,
        subject=f"Minute of the meeting of {day(held.on)}",
        head=(held.body, f"{what}, {day(held.on)}"),
        foot=(
            f"Draft as at {day(held.drawn_on)}" if held.is_draft else "",
            DEMONSTRATION if held.is_demonstration else "",
        ),
        dated=held.drawn_on,
    )


def _kind(minute: MinutePaper) -> str:
    held = minute.occasion
    words = "Public minute" if held.is_public else "Minute"
    return f"{words} (draft)" if held.is_draft else words


def paper(minute: MinutePaper) -> Iterator[Block]:
    """Yield the minute's blocks, from who was there to what is to be done."""
    yield front_of(minute.occasion, _kind(minute))
    if minute.cancelled:
        yield Fact("The meeting was cancelled", minute.cancelled)
        yield Fact("", "Its business goes to the next meeting.")
        return
    yield Fact("", minute.opening)
    yield Heading("Present")
    yield from _present(minute)
    for item in minute.items:
        yield from _item(item)
    yield Heading("Actions")
    yield from _actions(minute)


def _present(minute: MinutePaper) -> Iterator[Block]:
    if minute.present:
        columns = (Column("Name", 0.34), Column("As", 0.4), Column("There", 0.26))
        rows = tuple(
            (cell(name, Weight.STRONG), cell(standing), cell(times))
            for name, standing, times in minute.present
        )
        yield Grid("Who was there, and when", columns, rows)
    else:
        yield Fact("", "Nobody is recorded as present.")
    if minute.absent:
        yield Fact("Members not present", "\n".join(minute.absent))


def _item(item: MinuteItem) -> Iterator[Block]:
    if item.closed:
        yield Heading(f"Item {item.number}", f"{item.number}.", as_typed=True)
        yield Fact("", item.closed)
        return
    yield Heading(item.title, f"{item.number}.", as_typed=True)
    if item.private:
        yield Fact("", item.private)
    for words in item.words:
        yield Fact("", words)
    for label, words in item.lines:
        yield Fact(label, words)


def _actions(minute: MinutePaper) -> Iterator[Block]:
    if not minute.actions:
        yield Fact("", "No action follows from the decisions of this meeting.")
        return
    columns = (
        Column("What", 0.36),
        Column("By whom", 0.22),
        Column("By when", 0.16),
        Column("What hangs on it", 0.26),
    )
    rows = tuple(tuple(cell(words) for words in row) for row in minute.actions)
    yield Grid("Actions that follow from the decisions", columns, rows)
