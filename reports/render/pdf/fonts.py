"""The typefaces of a report, carried in this folder so that no machine needs them installed."""

from functools import cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reports.render import text as typed

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
BODY = "Roboto"
BOLD = "Roboto-Bold"
SPARE = "DejaVuSans"  # steps in for letters and signs that Roboto lacks
FILES = {BODY: "Roboto-Regular.ttf", BOLD: "Roboto-Bold.ttf", SPARE: "DejaVuSans.ttf"}
# ReportLab writes a wrong ToUnicode entry above this, so such a character could not be copied
LAST_PLANE_0 = 0xFFFF


@cache
def glyphs() -> tuple[frozenset[int], frozenset[int]]:
    """Register the fonts, once a process, and return what the text fonts and the spare can draw."""
    held = {}
    for name, file in FILES.items():
        font = TTFont(name, str(FOLDER / file))
        pdfmetrics.registerFont(font)
        held[name] = frozenset(code for code in font.face.charToGlyph if code <= LAST_PLANE_0)
    for italic in (0, 1):
        addMapping(BODY, 0, italic, BODY)
        addMapping(BODY, 1, italic, BOLD)
        for bold in (0, 1):
            addMapping(BOLD, bold, italic, BOLD)
            addMapping(SPARE, bold, italic, SPARE)
    return held[BODY] & held[BOLD], held[SPARE]


def markup(text: str) -> str:
    """Return typed text as paragraph markup, nothing of it read as a tag."""
    main, spare = glyphs()
    return typed.markup(text, main=main, spare=spare, spare_font=SPARE)


def plain(text: str) -> str | None:
    """Return typed text to draw as it stands in the body font, or None when it needs markup."""
    cleaned = typed.clean(text)
    if "\n" in cleaned:
        return None
    if cleaned.isascii():
        return cleaned
    main = glyphs()[0]
    return cleaned if all(ord(char) in main for char in cleaned) else None


def width(text: str, font: str, size: float) -> float:
    """Return the width in points of text in a font."""
    return pdfmetrics.stringWidth(text, font, size)
