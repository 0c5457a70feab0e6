"""Directions of an integration joint board: what one needs, its reference, its state. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from string import ascii_lowercase

from governance.enums import BudgetKind, DirectionChange, DirectionState, DirectionTo

RECIPIENTS = (DirectionTo.HEALTH_BOARD, DirectionTo.COUNCIL, DirectionTo.BOTH)
CHANGED: dict[DirectionChange, DirectionState] = {
    DirectionChange.VARIES: DirectionState.VARIED,
    DirectionChange.SUPERSEDES: DirectionState.SUPERSEDED,
    DirectionChange.REVOKES: DirectionState.REVOKED,
}
LONGEST_SUFFIX = 3
_REFERENCE = re.compile(r"\s*([0-9]{1,6})\s*([a-z]{0,3})\s*", re.ASCII)


def state_of(
    *, issued_on: date | None, completed_on: date | None, changed_by: str = ""
) -> DirectionState:
    """Return where a direction is in its life.

    changed_by: what the later direction that names it does to it, once that one is issued; "" while
    it is a draft, or there is none. A later direction comes before a completion: it is what ends
    the force of this one in law, while completion is our own note that the work is done.
    Source: 2014 Act, section 27; statutory guidance on directions, January 2020: one stays in force
    until a later one varies, supersedes or revokes it.
    """
    if issued_on is None:
        return DirectionState.DRAFT
    if changed_by:
        return CHANGED[DirectionChange(changed_by)]
    return DirectionState.ISSUED if completed_on is None else DirectionState.COMPLETED


@dataclass(frozen=True)
class ProposedDirection:
    """A direction as it is to be kept. budget: in pounds; None where it carries no money."""

    title: str
    recipients: str
    functions: str
    text: str
    measure: str
    decided_on: date | None
    review_on: date | None
    budget: Decimal | None = None
    budget_kind: str = ""
    budget_source: str = ""
    is_recurring: bool | None = None
    replaces_one: bool = False
    change: str = ""
    change_reason: str = ""


def fault_in_direction(proposed: ProposedDirection) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for the first thing wrong with a direction, or None.

    Source: 2014 Act, sections 26 and 27; statutory guidance on directions, January 2020.
    """
    for check in (_content_fault, _days_fault, _budget_fault, _change_fault):
        fault = check(proposed)
        if fault is not None:
            return fault
    return None


def _content_fault(p: ProposedDirection) -> tuple[str, str] | None:
    if not p.title.strip():
        return "no_title", "Give the direction a title."
    if p.recipients not in RECIPIENTS:
        return "no_recipients", "Say whom it directs: the health board, the council or both."
    if not p.functions.strip():
        return "no_functions", "Name the delegated functions that it is about."
    if not p.text.strip():
        return "no_text", "Write what is directed, in full."
    if not p.measure.strip():
        return "no_measure", "Say how the board will know that it is carried out."
    return None


def _days_fault(p: ProposedDirection) -> tuple[str, str] | None:
    if p.decided_on is None:
        return "no_decision", "Choose the decision it flows from, or give its day and its words."
    if p.review_on is None or p.review_on <= p.decided_on:
        return (
            "review_not_after",
            f"Give the day on which it is looked at again, after {p.decided_on:%-d %B %Y}, when "
            "it was decided.",
        )
    return None


def _budget_fault(p: ProposedDirection) -> tuple[str, str] | None:
    if p.budget is None:
        if p.budget_kind or p.budget_source.strip() or p.is_recurring is not None:
            return "no_amount", "Give the amount of the budget, or leave all of the budget empty."
        return None
    if p.budget <= 0:
        return "no_amount", "Give the amount of the budget in pounds, more than nothing."
    if p.budget_kind not in BudgetKind.values:
        return (
            "no_budget_kind",
            "Say whether the budget is a payment or set aside for large hospital services.",
        )
    if not p.budget_source.strip():
        return "no_budget_source", "Say where the budget comes from."
    if p.is_recurring is None:
        return "no_recurring", "Say whether the budget is recurring."
    return None


def _change_fault(p: ProposedDirection) -> tuple[str, str] | None:
    if not p.replaces_one:
        if p.change or p.change_reason.strip():
            return "changes_nothing", "Choose the earlier direction that this one changes."
        return None
    if p.change not in DirectionChange.values:
        return "no_change", "Say whether it varies, supersedes or revokes the earlier direction."
    if not p.change_reason.strip():
        return "no_change_reason", "Say why the earlier direction is changed."
    return None


def parts_of_reference(words: str) -> tuple[int, str] | None:
    """Return "12d" as (12, "d"), and "14" as (14, ""); None for what is no reference."""
    found = _REFERENCE.fullmatch(words.lower())
    if found is None or int(found[1]) == 0:
        return None
    return int(found[1]), found[2]


def next_number(taken: Iterable[int]) -> int:
    """Return the number of a new direction: one more than the highest."""
    return max(taken, default=0) + 1


def next_suffix(after: str, taken: Collection[str]) -> str:
    """Return the first free suffix after one: "d" is followed by "e", none by "a", "z" by "aa".

    taken: the suffixes that directions of the same number have, drafts too. "" where all are taken.
    """
    coming = iter(_suffixes())
    for one in coming:
        if one == after:
            break
    return next((one for one in coming if one not in taken), "")


def _suffixes() -> Iterator[str]:
    yield ""
    for length in range(1, LONGEST_SUFFIX + 1):
        yield from map("".join, product(ascii_lowercase, repeat=length))
