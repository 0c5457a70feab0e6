"""What standing orders may say. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

MOST_PAPERS_DAYS = 30
_FRACTION = re.compile(r"\s*(\d{1,4})\s*(?:/\s*(\d{1,4})\s*)?")


def fraction_of(words: str) -> Fraction | None:
    """Return a fraction from 0 to 1 as it is written, such as "1/2" or "0"; None for anything else.

    Exact: "0.33" is not a third, so decimals are not read.
    """
    found = _FRACTION.fullmatch(words)
    if found is None or (found[2] is not None and int(found[2]) == 0):
        return None
    value = Fraction(int(found[1]), int(found[2] or 1))
    return value if value <= 1 else None


def fault_in_orders(
    *,
    fraction: str,
    more_than: bool,
    minimum: int,
    categories: Mapping[str, int],
    voting: Mapping[str, bool],
    source: str,
    papers_days: int = 5,
) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for the first thing wrong with a body's orders, or None.

    categories: how many of each kind of seat must be there, by code. voting: the body's kinds of
    seats, and whether each votes on the day the orders begin. papers_days: how many working days
    before a meeting its papers are sent.
    """
    part = fraction_of(fraction)
    if part is None:
        return "bad_fraction", "Write the quorum's fraction as 1/2 or 2/3: at most 1."
    if more_than and part == 1:
        return (
            "bad_fraction",
            "More than all of them can never be there. Choose a smaller fraction.",
        )
    if not 1 <= minimum <= 1000:
        return "bad_minimum", "The least number that must be there is 1 or more."
    for code, count in categories.items():
        if code not in voting:
            return (
                "unknown_category",
                f"The body has no seats of the kind “{code}”. Add that kind of seat first.",
            )
        if not voting[code]:
            return (
                "category_not_voting",
                f"Seats of the kind “{code}” do not vote on that day, and only voting members "
                "count towards a quorum. Leave it out, or change first whether it votes.",
            )
        if not 1 <= count <= 1000:
            return "bad_minimum", "Of a kind of seat, 1 or more must be there, or leave it out."
    if not 1 <= papers_days <= MOST_PAPERS_DAYS:
        return (
            "bad_papers_days",
            f"Papers are sent 1 to {MOST_PAPERS_DAYS} working days before a meeting.",
        )
    if not source.strip():
        return "no_source", "Say where the rule is written down, such as the terms of reference."
    return None


def overlaps(from_on: date, to_on: date | None, other_from: date, other_to: date | None) -> bool:
    """Say whether two spans of days share a day; a last day of None is open."""
    return from_on <= (other_to or date.max) and other_from <= (to_on or date.max)
