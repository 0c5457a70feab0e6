"""The page around the text: header, footer, "Page 2 of 9" and the document's own facts."""

from functools import lru_cache
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from reports.render.blocks import Sheet
from reports.render.pdf import styles
from reports.render.pdf.fonts import BODY, BOLD, markup, width
from reports.render.text import clean

HEADER_BASE = styles.PAGE_HEIGHT - 15 * mm
FOOTER_BASE = 13 * mm
CREATOR = "Commissioning Cycle"


class CountedCanvas(Canvas):
    """Keeps its pages until the end, so that each can say how many there are.

    anchors: on which page each named heading stands, filled as they are drawn.
    """

    sheet: Sheet
    anchors: dict[str, int]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[dict[str, Any]] = []
        self._marks: dict[int, list[tuple[str, float]]] = {}
        on = self.sheet.dated
        self.setDateFormatter(lambda *_: f"D:{on.year:04}{on.month:02}{on.day:02}000000Z")

    def mark(self, name: str, height: float) -> None:
        """Keep where a bookmark leads. It is set when its page is written: ReportLab takes the page
        that is being written for the one that is being drawn.
        """
        top = self.absolutePosition(0, height)[1]
        self._marks.setdefault(self.getPageNumber(), []).append((name, top))

    def showPage(self) -> None:  # noqa: N802 -- ReportLab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        total = len(self._kept)
        for page in self._kept:
            self.__dict__.update(page)
            for name, top in self._marks.get(self.getPageNumber(), ()):
                self.bookmarkHorizontalAbsolute(name, top)
            _draw_furniture(self, self.sheet, total)
            super().showPage()
        super().save()


def document(stream: Any, sheet: Sheet) -> BaseDocTemplate:
    """Return an empty A4 document with one frame, its facts set; equal sheets make equal bytes."""
    made = BaseDocTemplate(
        stream,
        pagesize=(styles.PAGE_WIDTH, styles.PAGE_HEIGHT),
        title=_one_row(sheet.title),
        author=_one_row(sheet.author),
        subject=_one_row(sheet.subject),
        creator=CREATOR,
        lang="en-GB",
        invariant=1,
        displayDocTitle=True,
        initialFontName=BODY,
    )
    height = styles.PAGE_HEIGHT - styles.TOP - styles.BOTTOM
    frame = Frame(
        styles.SIDE, styles.BOTTOM, styles.WIDTH, height,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    made.addPageTemplates(PageTemplate(frames=[frame]))
    return made


def _one_row(text: str) -> str:
    return " ".join(clean(text).split())


def canvas_for(sheet: Sheet, anchors: dict[str, int]) -> type[CountedCanvas]:
    """Return the canvas class that knows the sheet whose pages it draws, and tells of anchors."""
    return type("SheetCanvas", (CountedCanvas,), {"sheet": sheet, "anchors": anchors})


def _draw_furniture(canvas: CountedCanvas, sheet: Sheet, total: int) -> None:
    right = styles.PAGE_WIDTH - styles.SIDE
    taken = _aligned(canvas, right, HEADER_BASE, sheet.head[1])
    _fitted(canvas, sheet.head[0], styles.WIDTH - taken - 16, HEADER_BASE)
    _line(canvas, HEADER_BASE - 6)
    _line(canvas, FOOTER_BASE + 13)
    _aligned(canvas, right, FOOTER_BASE, f"Page {canvas.getPageNumber()} of {total}")
    if sheet.foot[1]:
        _aligned(canvas, styles.PAGE_WIDTH / 2, FOOTER_BASE, sheet.foot[1], centre=True)
    _fitted(canvas, sheet.foot[0], styles.WIDTH / 3 - 16, FOOTER_BASE)


def _aligned(canvas: Canvas, x: float, base: float, text: str, *, centre: bool = False) -> float:
    """Draw words of ours to the left of x, or bold in the middle of it; return their width."""
    size = styles.FURNITURE.fontSize
    font = BOLD if centre else BODY
    canvas.setFont(font, size)
    canvas.setFillColor(styles.QUIET)
    (canvas.drawCentredString if centre else canvas.drawRightString)(x, base, text)
    return width(text, font, size)


def _fitted(canvas: Canvas, text: str, room: float, base: float) -> None:
    """Draw typed words on one line from the left edge, cut with "…" where they do not fit."""
    drawn = _paragraph(_shortened(_one_row(text), room), room)
    drop = styles.FURNITURE.leading - styles.FURNITURE.fontSize
    drawn.drawOn(canvas, styles.SIDE, base - drop)


@lru_cache(maxsize=256)
def _shortened(words: str, room: float) -> str:
    kept, shown = words, words
    while _paragraph(shown, room).height > styles.FURNITURE.leading and len(kept) > 1:
        kept = kept[: min(len(kept) * 19 // 20, 200)]
        shown = f"{kept.rstrip()}…"
    return shown


def _paragraph(text: str, room: float) -> Paragraph:
    paragraph = Paragraph(markup(text), styles.FURNITURE)
    paragraph.wrap(room, 0)
    return paragraph


def _line(canvas: Canvas, height: float) -> None:
    canvas.setStrokeColor(styles.RULE)
    canvas.setLineWidth(0.6)
    canvas.line(styles.SIDE, height, styles.PAGE_WIDTH - styles.SIDE, height)
