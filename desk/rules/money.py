"""Sums of money as people write them in a tracker, in pounds. Pure."""

import re
from decimal import ROUND_HALF_UP, Decimal

from desk.rules.cells import Read, is_placeholder, one_line, shown, value_text
from desk.rules.reading import Value

LARGEST = Decimal("1e12")
LONGEST = 200
PENNY = Decimal("0.01")
SCALES = {
    "": Decimal(1),
    **dict.fromkeys(("k", "thousand"), Decimal(1000)),
    **dict.fromkeys(("m", "mn", "mil", "mill", "million"), Decimal(1_000_000)),
    **dict.fromkeys(("b", "bn", "billion"), Decimal(1_000_000_000)),
}

_SUM = re.compile(
    r"(?P<bracket>\()?(?P<sign>[-−–+] ?)?(?P<pound>£|gbp ?)? ?(?P<minus>[-−–] ?)?"
    r"(?P<figures>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<pence>\.[0-9]+)?"
    r"(?: ?(?P<scale>k|thousand|mn|mill|million|mil|m|bn|billion|b)\b)?",
    re.IGNORECASE,
)
_BROKEN_NUMBER = re.compile(r"[.,]?[0-9]|%| ?%")
_OTHER_SUM = re.compile(r" ?(?:-|–|—|to|/|or|and|&|\+) ?£?[0-9]", re.IGNORECASE)


def read_money(value: Value) -> Read[Decimal | None]:
    """Return the pounds a budget cell means, exactly, or None with a doubt and a note.

    Words beside a sum are a doubt and a note. Without a pound sign, a scale or thousands, a
    figure beside words is not taken for money ("2 posts"). A range, two sums, another
    currency and a percentage are not taken. Brackets round a sum, as accountants write, make
    it negative, with a doubt. Parts of a penny are rounded, with a doubt.
    """
    text = value_text(value)
    if not text:
        return Read(None)
    if isinstance(value, Decimal):
        return _checked(value, text, Read(None))
    if not isinstance(value, str) or len(text) > LONGEST:
        return _unreadable(text)
    line = one_line(text)
    if is_placeholder(line):
        return Read(None, f"{shown(text)} gives no sum, so none was set. Set it when known.", text)
    if line.casefold() in ("nil", "zero"):
        return Read(Decimal(0), f"{shown(text)} was taken as £0. Check it.")
    return _of_line(line, text)


def _of_line(line: str, text: str) -> Read[Decimal | None]:
    found = _SUM.match(line)
    before = ""
    if line.count("£") == 1 and (found is None or _is_bare(found)):
        place = line.index("£")
        before, found = line[:place], _SUM.match(line, place)
    if found is None:
        return _unreadable(text)
    rest = line[found.end() :]
    if found["bracket"]:
        if not rest.startswith(")"):
            return _unreadable(text)
        rest = rest[1:]
    if not _may_be_money(found, rest):
        return _unreadable(text)
    return _checked(_amount(found), text, _beside(found, before + rest, text))


def _is_bare(found: re.Match[str]) -> bool:
    """Return whether a number has no mark of money, so that a sum in pounds after it counts."""
    return not (found["pound"] or found["scale"] or "," in found["figures"])


def _may_be_money(found: re.Match[str], rest: str) -> bool:
    if _BROKEN_NUMBER.match(rest) or _OTHER_SUM.match(rest) or "£" in rest:
        return False
    if rest[:1].isalnum():
        return False
    if not rest.strip() or found["pound"] or found["scale"]:
        return True
    is_large = "," in found["figures"] or len(found["figures"]) >= 5
    return is_large and rest[:1] in (" ", "(", ",", ";")


def _amount(found: re.Match[str]) -> Decimal:
    figures = found["figures"].replace(",", "") + (found["pence"] or "")
    amount = Decimal(figures) * SCALES[(found["scale"] or "").casefold()]
    signs = (found["sign"] or "").strip() not in ("", "+"), bool(found["minus"])
    return -amount if any(signs) or found["bracket"] else amount


def _beside(found: re.Match[str], words: str, text: str) -> Read[None]:
    if words.strip(" .;,"):
        message = f"{shown(words.strip())} stands beside the sum and is kept as a note."
        return Read(None, f"{message} Check the year, the source and what the sum covers.", text)
    if found["bracket"]:
        return Read(None, f"{shown(text)} is in brackets, so it was taken as negative. Check it.")
    return Read(None)


def _checked(amount: Decimal, text: str, beside: Read[None]) -> Read[Decimal | None]:
    if abs(amount) >= LARGEST:
        return _unreadable(text)
    exact = amount.quantize(PENNY, ROUND_HALF_UP)
    if exact != amount:
        doubt = f"{shown(text)} was rounded to the penny: £{exact}. Check it."
        return Read(exact, " ".join(filter(None, (beside.doubt, doubt))), beside.note)
    amount = amount if amount != amount.to_integral_value() else amount.quantize(Decimal(1))
    return Read(amount, beside.doubt, beside.note)


def _unreadable(text: str) -> Read[Decimal | None]:
    return Read(
        None,
        f"{shown(text)} cannot be read as one sum of money, so none was set."
        " Put it in figures on the project.",
        text,
    )
