"""A paper's blocks as ReportLab flowables, in order."""

from collections.abc import Iterable, Iterator
from functools import singledispatch
from itertools import count

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, Paragraph
from reportlab.platypus import PageBreak as NewPage

from reports.render.blocks import (
    Block,
    Fact,
    Front,
    Grid,
    Heading,
    Item,
    PageBreak,
    Passage,
    SignOff,
)
from reports.render.pdf import styles
from reports.render.pdf.fonts import BODY, markup, plain, width
from reports.render.pdf.grid import grid_flowable, least_height

HEADING_NEEDS = 90  # points: a heading never stands alone at a page's foot
KEPT = 200  # points: what is no taller stays on one page
SHORT = 70  # letters: a fact with no more stands on the line of its label
LED = 500  # points: the most that is moved to a new page for the sake of a heading


class BookmarkedHeading(Paragraph):
    """A heading that also stands in the document's outline."""

    def __init__(
        self, block: Heading, style: ParagraphStyle, *, level: int, mark: str, **more: str
    ) -> None:
        text = block.text
        is_raised = level == 0 and not block.as_typed
        super().__init__(markup(text.upper() if is_raised else text), style, **more)
        number = more.get("bulletText")
        self.entry = f"{number} {text}" if number else text
        self.level = level
        self.mark = mark
        self.anchor = block.anchor

    def draw(self) -> None:
        if self.anchor:
            self.canv.anchors[self.anchor] = self.canv.getPageNumber()
        self.canv.mark(self.mark, self.height)
        self.canv.addOutlineEntry(self.entry, self.mark, self.level)
        super().draw()


def flowables(blocks: Iterable[Block]) -> list[Flowable]:
    """Return the blocks as flowables; headings are bookmarked in order.

    A heading keeps the passage under it and the start of the table that follows on its own page.
    """
    marks = (f"h{at}" for at in count(1))
    story: list[Flowable] = []
    led: list[Flowable] = []  # the headings above and the passages since
    above: Block | None = None
    for block in blocks:
        if isinstance(block, Heading):
            drawn = list(_heading(block, next(marks)))
            led = led + drawn if isinstance(above, Heading) else drawn
            story += drawn
            above = block
            continue
        above = block
        drawn = list(_flow(block))
        story += drawn
        if isinstance(block, Passage):
            led += drawn
        elif isinstance(block, Grid) and led:
            led[0].height = min(_height(led[1:]) + drawn[0].height, LED)
            led = []
        else:
            led = []
    return story


def _height(flows: list[Flowable]) -> float:
    return sum(
        flow.wrap(styles.WIDTH, 0)[1] + flow.getSpaceBefore() + flow.getSpaceAfter()
        for flow in flows
    )


def _heading(block: Heading, mark: str) -> Iterator[Flowable]:
    yield CondPageBreak(HEADING_NEEDS)
    if block.level == 1:
        style = styles.HEADING if block.number else styles.HEADING_ALONE
        yield BookmarkedHeading(block, style, level=0, mark=mark, bulletText=block.number)
    else:
        yield BookmarkedHeading(block, styles.SUBHEADING, level=1, mark=mark)


@singledispatch
def _flow(block: Block) -> Iterator[Flowable]:
    raise TypeError(f"No way to draw {type(block).__name__}.")


@_flow.register
def _front(block: Front) -> Iterator[Flowable]:
    yield Paragraph(markup(block.masthead), styles.MASTHEAD)
    yield Paragraph(markup(block.kind), styles.KIND)
    yield HRFlowable(width="100%", thickness=1.4, color=styles.BLUE, spaceBefore=0, spaceAfter=5)
    for label, text in block.rows:
        yield Paragraph(markup(text), styles.FRONT, bulletText=label)
    yield HRFlowable(width="100%", thickness=0.6, color=styles.RULE, spaceBefore=6, spaceAfter=6)
    if block.notice:
        yield Paragraph(markup(block.notice), styles.NOTICE)


@_flow.register
def _passage(block: Passage) -> Iterator[Flowable]:
    label = f"<b>{markup(block.label)}</b><br/>" if block.label else ""
    number = plain(block.number)
    if number is None or width(number, BODY, styles.PASSAGE.fontSize) > styles.NUMBER_INDENT - 2:
        label, number = f"{markup(block.number)} {label}", ""
    yield Paragraph(label + markup(block.text), styles.PASSAGE, bulletText=number)


@_flow.register
def _item(block: Item) -> Iterator[Flowable]:
    yield Paragraph(markup(block.text), styles.ITEM, bulletText=block.marker)


@_flow.register
def _fact(block: Fact) -> Iterator[Flowable]:
    is_short = len(block.label) + len(block.text) <= SHORT and "\n" not in block.text
    gap = ": " if is_short else "<br/>"
    label = f"<b>{markup(block.label)}</b>{gap}" if block.label else ""
    yield Paragraph(label + markup(block.text), styles.FACT)


@_flow.register
def _page_break(block: PageBreak) -> Iterator[Flowable]:
    yield NewPage()


@_flow.register
def _sign_off(block: SignOff) -> Iterator[Flowable]:
    rows = [
        Paragraph(markup(text), styles.SIGN_OFF, bulletText=label) for label, text in block.rows
    ]
    yield CondPageBreak(min(sum(row.wrap(styles.WIDTH, 0)[1] + 7 for row in rows), KEPT))
    yield from rows


@_flow.register
def _grid(block: Grid) -> Iterator[Flowable]:
    table = grid_flowable(block)
    if not block.caption:
        yield CondPageBreak(least_height(table, KEPT))
        yield table
        return
    caption = Paragraph(markup(block.caption), styles.CAPTION)
    caption.wrap(styles.WIDTH, 0)
    yield CondPageBreak(caption.height + 6 + least_height(table, KEPT))
    yield caption
    yield table
