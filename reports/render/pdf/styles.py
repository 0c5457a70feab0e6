"""Sizes, colours and paragraph styles of a report on A4."""

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from reports.render.blocks import Weight
from reports.render.pdf.fonts import BODY, BOLD

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE = 22 * mm
TOP = 27 * mm
BOTTOM = 24 * mm
WIDTH = PAGE_WIDTH - 2 * SIDE
NUMBER_INDENT = 30  # room for "4.12"
LABEL_INDENT = 112  # room for "Background papers:"

INK = HexColor("#1b1b1b")
QUIET = HexColor("#4d4d4d")
BLUE = HexColor("#00437b")
RULE = HexColor("#c9cfd6")
HEAD = HexColor("#e9eff5")
FOOT = HexColor("#f4f6f8")
NEUTRAL = HexColor("#ececec")

# Tints under dark letters (contrast at least 4.5 to 1) with a bar of the full colour beside them;
# both only repeat the word in the cell.
TONES: dict[str, tuple[Color, Color]] = {
    word: (HexColor(tint), HexColor(bar))
    for word, tint, bar in (
        ("red", "#f8d3cf", "#b3261e"),
        ("overdue", "#f8d3cf", "#b3261e"),
        ("amber/red", "#fbdcc0", "#cf5a10"),
        ("amber", "#fdebb8", "#e0a100"),
        ("amber/green", "#eef0bd", "#9a9f1c"),
        ("green", "#d2ead3", "#2e7d32"),
        ("blue", "#d3e3f5", "#1d62ab"),
        ("complete", "#d3e3f5", "#1d62ab"),
    )
}


def tone(word: str) -> tuple[Color, Color]:
    """Return the tint and the bar of a word; a word of no known scale is grey."""
    return TONES.get(word.strip().lower(), (NEUTRAL, QUIET))


def _style(name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    return ParagraphStyle(
        name, **{"fontName": BODY, "fontSize": size, "leading": leading, "textColor": INK, **more}
    )


PASSAGE = _style(
    "passage", 11, 15.5, leftIndent=NUMBER_INDENT, spaceAfter=9, bulletFontName=BODY,
    bulletFontSize=11, bulletColor=INK,
)  # fmt: skip
ITEM = PASSAGE.clone("item", leftIndent=NUMBER_INDENT + 26, bulletIndent=NUMBER_INDENT + 2)
FACT = _style("fact", 10.5, 14.5, spaceAfter=5)
HEADING = _style(
    "heading", 12.5, 16, fontName=BOLD, textColor=BLUE, leftIndent=NUMBER_INDENT, spaceBefore=12,
    spaceAfter=7, bulletFontName=BOLD, bulletFontSize=12.5, bulletColor=BLUE,
)  # fmt: skip
HEADING_ALONE = HEADING.clone("heading_alone", leftIndent=0)
SUBHEADING = _style("subheading", 11.5, 15, fontName=BOLD, spaceBefore=9, spaceAfter=5)
MASTHEAD = _style("masthead", 11, 14, fontName=BOLD, textColor=BLUE)
KIND = _style("kind", 20, 25, fontName=BOLD, spaceBefore=3, spaceAfter=10)
FRONT = _style(
    "front", 11, 15.5, fontName=BOLD, leftIndent=84, spaceBefore=3.5, spaceAfter=3.5,
    bulletFontName=BOLD, bulletFontSize=9.5, bulletColor=QUIET,
)  # fmt: skip
SIGN_OFF = FRONT.clone(
    "sign_off", fontName=BODY, leftIndent=LABEL_INDENT, bulletFontSize=10.5, bulletColor=INK
)
NOTICE = _style(
    "notice", 10, 14, fontName=BOLD, backColor=TONES["amber"][0], borderPadding=(5, 8, 6, 8),
    spaceBefore=10, spaceAfter=10, leftIndent=8, rightIndent=8,
)  # fmt: skip
CAPTION = _style("caption", 9, 12, fontName=BOLD, textColor=QUIET, spaceBefore=2, spaceAfter=3)
CELL = _style("cell", 9, 12.2)
_WEIGHTS = {
    Weight.PLAIN: CELL,
    Weight.STRONG: CELL.clone("cell_strong", fontName=BOLD),
    Weight.QUIET: CELL.clone("cell_quiet", fontSize=8.2, leading=11.4, textColor=QUIET),
}
_CELLS = {(weight, False): style for weight, style in _WEIGHTS.items()} | {
    (weight, True): style.clone(f"{style.name}_number", alignment=TA_RIGHT)
    for weight, style in _WEIGHTS.items()
}
COLUMN = CELL.clone("column", fontName=BOLD, fontSize=8.6, leading=11.4)
COLUMN_NUMBER = COLUMN.clone("column_number", alignment=TA_RIGHT)
FURNITURE = _style("furniture", 8.5, 11, textColor=QUIET)


def cell(weight: Weight, is_number: bool) -> ParagraphStyle:
    """Return the style of a line of a cell; numbers stand on the right."""
    return _CELLS[weight, is_number]


def column(is_number: bool) -> ParagraphStyle:
    """Return the style of a column's heading."""
    return COLUMN_NUMBER if is_number else COLUMN
