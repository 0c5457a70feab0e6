"""A table that measures each row once and draws itself page by page.

ReportLab's own Table measures the rows that are left again after each page, which grows with the
square of the rows. This one keeps the measures, repeats its column headings on each page and
parts a row that would not fit a page, so that no length of text is refused.
"""

from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeAlias

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, FrameBreak, Paragraph

from reports.render.blocks import Cell, Column, Grid, Line
from reports.render.pdf import fonts, styles

PAD_X = 6.0
PAD_Y = 4.5
BAR = 3.0
LONGEST = 60  # letters; more never fit on one line of a column
TALLEST = 180.0  # points; a taller row goes on in a further one


@dataclass(frozen=True, slots=True)
class Text:
    """Words that fit on one line of their cell: drawn as they stand, with no paragraph laid out."""

    words: str
    style: ParagraphStyle

    @property
    def height(self) -> float:
        return self.style.leading


Piece: TypeAlias = Text | Paragraph
Drawn: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True)
class Row:
    """A measured row: what each cell draws, its tones, its height, and what it looks like."""

    cells: tuple[Drawn, ...]
    tones: tuple[str, ...]
    height: float
    is_foot: bool = False
    is_opened: bool = True  # False where it goes on from the row above
    is_closed: bool = True  # a rule below; False where it goes on in the next


class GridFlowable(Flowable):
    """The rows from one on, under their headings."""

    def __init__(self, layout: "Layout", rows: list[Row]) -> None:
        super().__init__()
        self.layout = layout
        self.rows = rows
        self.spaceAfter = 12

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        height = self.layout.head.height + sum(row.height for row in self.rows)
        self.width, self.height = styles.WIDTH, height
        return styles.WIDTH, height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        left = available_height - self.layout.head.height
        fits = 0
        for row in self.rows:
            left -= row.height
            if left < 0:
                break
            fits += 1
        if fits == len(self.rows):
            return [self]
        kept = self._with_totals(fits)
        if kept == 0:
            return []
        first, rest = (
            GridFlowable(self.layout, rows) for rows in (self.rows[:kept], self.rows[kept:])
        )
        return [first, rest] if kept == fits else [first, FrameBreak(), rest]

    def _with_totals(self, fits: int) -> int:
        """Return where to part the rows so that totals keep the last row they add up."""
        body = sum(1 for row in self.rows if not row.is_foot)
        return body - 1 if fits >= body > 1 else fits

    def draw(self) -> None:
        top = self.height
        self.layout.draw_head(self.canv, top)
        top -= self.layout.head.height
        for row in self.rows:
            self.layout.draw_row(self.canv, row, top)
            top -= row.height


class Layout:
    """The columns of one table: where they stand and how a row is drawn in them."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.widths = tuple(column.share * styles.WIDTH for column in columns)
        self.lefts = tuple(sum(self.widths[:at]) for at in range(len(columns)))
        heads = tuple(
            (_paragraph(fonts.markup(column.heading), styles.column(column.is_number), width),)
            for column, width in zip(columns, self.widths, strict=True)
        )
        height = max(map(_height, heads)) + 2 * PAD_Y
        self.head = Row(heads, tuple(column.tone for column in columns), height)

    def rows(self, cells: tuple[Cell, ...], *, is_foot: bool) -> list[Row]:
        """Return a row of the table, measured, in as many parts as its height asks for."""
        drawn = tuple(map(self._drawn, cells, self.columns, self.widths))
        tones = tuple(cell.tone for cell in cells)
        height = max(map(_height, drawn))
        if height <= TALLEST:
            return [Row(drawn, tones, height + 2 * PAD_Y, is_foot)]
        parts = list(zip_longest(*map(_parted, drawn, self.widths), fillvalue=()))
        rows = []
        for at, part in enumerate(parts, 1):
            is_opened, is_closed = at == 1, at == len(parts)
            padded = max(map(_height, part)) + PAD_Y * (is_opened + is_closed)
            rows.append(Row(part, tones, padded, is_foot, is_opened, is_closed))
        return rows

    def _drawn(self, cell: Cell, column: Column, width: float) -> Drawn:
        return tuple(_piece(line, column.is_number, width) for line in cell.lines if line.text)

    def draw_head(self, canvas: Canvas, top: float) -> None:
        """Draw the column headings, a rule above and below them."""
        bottom = top - self.head.height
        canvas.setFillColor(styles.HEAD)
        canvas.rect(0, bottom, styles.WIDTH, self.head.height, stroke=0, fill=1)
        self._draw_cells(canvas, self.head, top)
        _rule(canvas, bottom, styles.BLUE, 1)

    def draw_row(self, canvas: Canvas, row: Row, top: float) -> None:
        """Draw one row and the rule that closes it."""
        bottom = top - row.height
        if row.is_foot:
            canvas.setFillColor(styles.FOOT)
            canvas.rect(0, bottom, styles.WIDTH, row.height, stroke=0, fill=1)
        self._draw_cells(canvas, row, top)
        if row.is_closed:
            _rule(canvas, bottom, styles.RULE, 0.6)

    def _draw_cells(self, canvas: Canvas, row: Row, top: float) -> None:
        for drawn, tone, left, width, column in zip(
            row.cells, row.tones, self.lefts, self.widths, self.columns, strict=True
        ):
            if tone:
                _tint(canvas, tone, left, top - row.height, width, row.height)
            height = top - (PAD_Y if row.is_opened else 0)
            for piece in drawn:
                height -= piece.height
                if isinstance(piece, Text):
                    _draw_text(canvas, piece, left, height, width, column.is_number)
                else:
                    piece.drawOn(canvas, left + PAD_X, height)


def grid_flowable(grid: Grid) -> GridFlowable:
    """Return the block as a table to lay on pages."""
    layout = Layout(grid.columns)
    body = len(grid.rows) - grid.foot
    rows = [
        row for at, cells in enumerate(grid.rows) for row in layout.rows(cells, is_foot=at >= body)
    ]
    return GridFlowable(layout, rows)


def least_height(flowable: GridFlowable, kept: float) -> float:
    """Return the height the table needs to start on a page: all of it, if that is within `kept`."""
    whole = flowable.wrap(styles.WIDTH, 0)[1]
    head = flowable.layout.head.height
    return whole if whole <= kept else head + sum(row.height for row in flowable.rows[:1])


def _piece(line: Line, is_number: bool, width: float) -> Piece:
    """Return a line as bare words where they fit on one line, else as a paragraph.

    Short plain words are most of a table, and a paragraph costs ten times as much to lay out.
    """
    style = styles.cell(line.weight, is_number)
    if line.label:
        label = f"<b>{fonts.markup(line.label)}</b> "
        return _paragraph(label + fonts.markup(line.text), style, width)
    plain = fonts.plain(line.text) if len(line.text) < LONGEST else None
    if plain and fonts.width(plain, style.fontName, style.fontSize) <= width - 2 * PAD_X:
        return Text(plain, style)
    return _paragraph(fonts.markup(line.text), style, width)


def _paragraph(markup: str, style: ParagraphStyle, width: float) -> Paragraph:
    paragraph = Paragraph(markup, style)
    paragraph.wrap(width - 2 * PAD_X, 0)
    return paragraph


def _height(drawn: Drawn) -> float:
    return sum(piece.height for piece in drawn)


def _parted(drawn: Drawn, width: float) -> list[Drawn]:
    """Return a cell in parts no taller than a row may be; a line that fits a part stays whole."""
    parts: list[Drawn] = [()]
    room = TALLEST
    for line in drawn:
        for piece in _pieces(line, width):
            if piece.height > room and parts[-1]:
                parts.append(())
                room = TALLEST
            parts[-1] += (piece,)
            room -= piece.height
    return parts


def _pieces(line: Piece, width: float) -> list[Piece]:
    """Return a line of a cell as paragraphs that each fit a part."""
    inner = width - 2 * PAD_X
    pieces = [line]
    while isinstance(last := pieces[-1], Paragraph) and last.height > TALLEST:
        halves = last.split(inner, TALLEST)
        if len(halves) < 2:
            last.wrap(inner, 0)
            break
        for half in halves:
            half.wrap(inner, 0)
        pieces[-1:] = halves
    return pieces


def _draw_text(
    canvas: Canvas, text: Text, left: float, bottom: float, width: float, is_number: bool
) -> None:
    style = text.style
    canvas.setFont(style.fontName, style.fontSize)
    canvas.setFillColor(style.textColor)
    base = bottom + style.leading - style.fontSize
    if is_number:
        canvas.drawRightString(left + width - PAD_X, base, text.words)
    else:
        canvas.drawString(left + PAD_X, base, text.words)


def _tint(
    canvas: Canvas, word: str, left: float, bottom: float, width: float, height: float
) -> None:
    tint, bar = styles.tone(word)
    canvas.setFillColor(tint)
    canvas.rect(left, bottom, width, height, stroke=0, fill=1)
    canvas.setFillColor(bar)
    canvas.rect(left, bottom, BAR, height, stroke=0, fill=1)


def _rule(canvas: Canvas, height: float, color: object, width: float) -> None:
    canvas.setStrokeColor(color)
    canvas.setLineWidth(width)
    canvas.line(0, height, styles.WIDTH, height)
