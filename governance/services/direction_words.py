"""What a direction is to say, checked against its decision, its register and what it replaces."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from governance.enums import DirectionState
from governance.models import Decision, Direction
from governance.queries.directions import state_of_direction
from governance.rules.directions import (
    RECIPIENTS,
    ProposedDirection,
    fault_in_direction,
    next_number,
    next_suffix,
    parts_of_reference,
)
from record.errors import Refusal
from roles.models import Body


@dataclass(frozen=True)
class DirectionWords:
    """What a direction says. reference: such as "12l"; "" for the next one that is free.

    decision: the one it flows from, which gives its day; where it is older than this register,
    decided_words and decided_on instead. replaces, change, change_reason: the earlier direction,
    what this one does to it and why. budget: in pounds.
    """

    title: str
    recipients: str
    functions: str
    text: str
    measure: str
    review_on: date | None
    reference: str = ""
    decision: Decision | None = None
    decided_words: str = ""
    decided_on: date | None = None
    budget: Decimal | None = None
    budget_kind: str = ""
    budget_source: str = ""
    is_recurring: bool | None = None
    replaces: Direction | None = None
    change: str = ""
    change_reason: str = ""


def values_of(
    body: Body, words: DirectionWords, row: Direction | None, *, at: datetime
) -> dict[str, Any]:
    """Return the columns that the words come to, or refuse what is wrong with them."""
    decision, replaces = _decision(body, words), _replaced(body, words, row)
    decided_on = decision.met_on if decision is not None else words.decided_on
    kept: dict[str, Any] = {
        "title": words.title.strip(),
        "recipients": words.recipients,
        "functions": words.functions.strip(),
        "text": words.text.strip(),
        "measure": words.measure.strip(),
        "decided_on": decided_on,
        "review_on": words.review_on,
        "budget": words.budget,
        "budget_kind": words.budget_kind,
        "budget_source": words.budget_source.strip(),
        "is_recurring": words.is_recurring,
        "change": words.change,
        "change_reason": words.change_reason.strip(),
    }
    if decision is None and not words.decided_words.strip():
        kept["decided_on"] = None
    fault = fault_in_direction(ProposedDirection(replaces_one=replaces is not None, **kept))
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])
    if decision is None and decided_on is not None and decided_on > timezone.localdate(at):
        raise Refusal(
            "The decision's day lies in the future. Draft the direction once it is decided.",
            code="decided_in_future",
        )
    if decision is not None and decision.direction_to != words.recipients:
        raise Refusal(
            f"That decision states a direction to other recipients: "
            f"{decision.get_direction_to_display().lower()}. Choose the same.",
            code="other_recipients",
        )
    return kept | {
        "decision": decision,
        "decided_words": "" if decision is not None else words.decided_words.strip(),
        "project": decision.review.project if decision is not None else None,
        "replaces": replaces,
    }


def _decision(body: Body, words: DirectionWords) -> Decision | None:
    """Return the decision it flows from, or refuse one that it cannot flow from."""
    if words.decision is None:
        return None
    decision = Decision.objects.select_related("review__project__partnership").get(
        pk=words.decision.pk
    )
    if decision.review.body_id != body.pk:
        raise Refusal(
            f"That decision is of another body. Choose one of {body}.", code="not_of_this_board"
        )
    if decision.direction_to not in RECIPIENTS:
        raise Refusal(
            "That decision does not state that a direction is needed. Choose one that does.",
            code="no_direction_stated",
        )
    refuse_replaced_decision(decision)
    return decision


def refuse_replaced_decision(decision: Decision) -> None:
    if Decision.objects.filter(replaces_id=decision.pk).exists():
        raise Refusal(
            "Another decision has taken the place of the one that it flows from. "
            "Draft the direction from that one.",
            code="decision_replaced",
            status=409,
        )


def _replaced(body: Body, words: DirectionWords, row: Direction | None) -> Direction | None:
    """Return the direction that this one replaces, or refuse one that it cannot replace."""
    if words.replaces is None:
        return None
    earlier = Direction.objects.select_related("replaced_by").get(pk=words.replaces.pk)
    if earlier.body_id != body.pk:
        raise Refusal(
            f"That direction is of another board. Choose one of {body}.",
            code="replaces_other_board",
        )
    refuse_replacing(earlier, row)
    return earlier


def refuse_replacing(earlier: Direction, row: Direction | None) -> None:
    """Refuse to change what another names already, or what is not in force.

    A draft is not in force, so no direction can come to replace itself, however long the way round.
    """
    other = Direction.objects.filter(replaces_id=earlier.pk).first()
    if other is not None and (row is None or other.pk != row.pk):
        raise Refusal(
            f"Direction {other.reference} changes {earlier.reference} already. Change that one.",
            code="replaced_already",
            status=409,
        )
    state = state_of_direction(earlier)
    if state != DirectionState.ISSUED:
        raise Refusal(
            f"Direction {earlier.reference} is not in force ({state.label.lower()}). "
            "Only one that is in force can be varied, superseded or revoked.",
            code="replaces_not_in_force",
            status=409,
        )


def reference_for(body: Body, words: DirectionWords, row: Direction | None) -> tuple[int, str]:
    """Return the number and suffix, as asked for or the next that are free."""
    earlier = words.replaces
    others = Direction.objects.filter(body=body)
    others = others.exclude(pk=row.pk) if row is not None else others
    if not words.reference.strip():
        if row is not None and (earlier is None or row.number == earlier.number):
            return row.number, row.suffix
        return _next_reference(others, earlier)
    parts = parts_of_reference(words.reference)
    if parts is None:
        raise Refusal(
            "Write the reference as a number and up to three letters, such as 12 or 12d.",
            code="bad_reference",
        )
    if earlier is not None and parts[0] != earlier.number:
        raise Refusal(
            f"It changes {earlier.reference}, so it keeps the number {earlier.number}. "
            "Choose another suffix.",
            code="other_number",
        )
    if others.filter(number=parts[0], suffix=parts[1]).exists():
        raise Refusal(
            f"There is a direction {parts[0]}{parts[1]} already. Choose another reference.",
            code="reference_taken",
        )
    return parts


def _next_reference(others: QuerySet[Direction], earlier: Direction | None) -> tuple[int, str]:
    if earlier is None:
        return next_number(others.values_list("number", flat=True)), ""
    taken = set(others.filter(number=earlier.number).values_list("suffix", flat=True))
    return earlier.number, next_suffix(earlier.suffix, taken)
