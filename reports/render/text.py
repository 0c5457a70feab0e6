"""Typed text on its way into a document: the only place that escapes it.

What is drawn differs from what was typed in these ways alone, each the same every time:

* letters and their accents are composed (Unicode NFC);
* line ends of every kind, vertical tab and form feed become one line break; the other spaces
  become a plain space, except that a no-break space stays one;
* control characters and invisible formatting (zero-width joiners, soft hyphens, marks that turn
  the direction of writing) are dropped: on paper they can only mislead;
* a character that no font of ours holds is named: an emoji as "[grinning face]", anything else
  as "[U+4E2D]", and so is half of a broken pair. Nobody's words become an empty box.

Hebrew, Arabic and other right-to-left letters are drawn in the order they were typed, unjoined:
the text is kept and can be copied, its look is not right.
"""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from functools import lru_cache
from xml.sax.saxutils import escape

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NO_BREAK = "\u00a0\u202f"
_UNUSUAL = re.compile(r"[^\n\x20-\x7e]")
_NAMED_KINDS = {"So", "Sk", "Sm", "Sc"}


def clean(text: str) -> str:
    """Return the text composed, on plain line breaks and spaces, without invisible characters."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    return _UNUSUAL.sub(lambda found: _visible(found[0]), composed)


def legible(text: str, glyphs: AbstractSet[int]) -> str:
    """Return the cleaned text with each character that is not among the glyphs named.

    glyphs: the code points that the fonts at hand can draw.
    """
    cleaned = clean(text)
    if cleaned.isascii():
        return cleaned
    return _UNUSUAL.sub(lambda f: f[0] if ord(f[0]) in glyphs else _name(f[0]), cleaned)


def markup(text: str, *, main: AbstractSet[int], spare: AbstractSet[int], spare_font: str) -> str:
    """Return the text as paragraph markup in which nothing typed is read as a tag.

    main, spare: code points of the paragraph's own font and of the one that steps in for it.
    Line breaks become <br/>.
    """
    drawn = legible(text, main | spare) if not text.isascii() else clean(text)
    escaped = escape(drawn)
    if not escaped.isascii():
        escaped = _borrow(escaped, main, spare_font)
    return escaped.replace("\n", "<br/>")


def _borrow(escaped: str, main: AbstractSet[int], spare_font: str) -> str:
    """Return the markup with each run of characters outside the main font in the spare one."""
    parts: list[str] = []
    run: list[str] = []
    for char in escaped:
        if ord(char) < 127 or ord(char) in main:
            if run:
                parts.append(f'<font name="{spare_font}">{"".join(run)}</font>')
                run.clear()
            parts.append(char)
        else:
            run.append(char)
    if run:
        parts.append(f'<font name="{spare_font}">{"".join(run)}</font>')
    return "".join(parts)


@lru_cache(maxsize=4096)
def _visible(char: str) -> str:
    kind = unicodedata.category(char)
    if char in _NO_BREAK:
        return "\u00a0"
    if kind == "Zs" or char == "\t":
        return " "
    if kind == "Cs":
        return f"[U+{ord(char):04X}]"
    if kind in {"Cc", "Cf"} or "\ufe00" <= char <= "\ufe0f":
        return ""
    return char


@lru_cache(maxsize=4096)
def _name(char: str) -> str:
    name = unicodedata.name(char, "")
    if name and unicodedata.category(char) in _NAMED_KINDS:
        return f"[{name.lower()}]"
    return f"[U+{ord(char):04X}]"
