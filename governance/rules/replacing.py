"""Which decisions may be rescinded or superseded, and what follows. Pure."""

from dataclasses import dataclass

from cycle.enums import Phase
from governance.enums import Outcome, PutKind
from governance.rules.decision import APPROVALS


@dataclass(frozen=True)
class Standing:
    """A decision as it stands now, in plain values.

    is_latest: no later decision moved the project. next_step: what a Review decision named.
    phase: where the project is. is_with_next_body: a further body on its route has the matter now.
    """

    kind: PutKind
    outcome: Outcome
    is_last_body: bool
    is_replaced: bool
    is_latest: bool
    next_step: str
    phase: Phase
    is_with_next_body: bool = False


def fault_in_replacing(one: Standing) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for why a decision may not be replaced, or None."""
    if one.is_replaced:
        return (
            "replaced_already",
            "Another decision has replaced this one already. Open that one instead.",
        )
    if one.kind in (PutKind.CONDITION, PutKind.DECISION):
        return "not_replaced", "A decision of this kind is not replaced. Take a new one instead."
    if one.kind == PutKind.COURSE and one.outcome != Outcome.STOP:
        return (
            "released_instead",
            "Record that the project is put on hold or taken off hold instead.",
        )
    return None


def fault_in_rescinding(one: Standing) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for why a decision may not be rescinded, or None.

    An approval is rescinded while the project works at the stage that it opened, or before the next
    body has decided; a stop or a closing, while the project's lessons are not yet written down.
    """
    fault = fault_in_replacing(one)
    if fault is not None:
        return fault
    if one.kind == PutKind.BRIEF and one.outcome == Outcome.STOP:
        return "gone_too_far", "The project is over. Propose it anew instead."
    if one.kind == PutKind.BRIEF:
        return (
            "brief_put_anew",
            "What was decided of a brief is replaced by putting a new version of it to the body.",
        )
    if one.outcome not in (*APPROVALS, Outcome.STOP):
        return (
            "nothing_to_rescind",
            "This decision closed no way: the matter is put to the body again, or comes back to it "
            "by itself.",
        )
    if not one.is_latest:
        return (
            "decided_since",
            "The body, or the next one on the route, has decided since. What was decided last can "
            "be rescinded; this one stays as the way there.",
        )
    if not _may_go_back(one):
        return (
            "gone_too_far",
            "The project has gone too far for this to be rescinded: it is put to a body again, in "
            "a new cycle, under review, or closed. Withdraw what was put, or stop the project.",
        )
    return None


def _may_go_back(one: Standing) -> bool:
    if one.outcome == Outcome.STOP:
        return one.phase == Phase.CLOSE
    if not one.is_last_body:
        return one.phase == Phase.GATE and one.is_with_next_body
    if one.next_step == "close":
        return one.phase == Phase.CLOSE
    return one.next_step == "" and one.phase == Phase.WORK


def fault_in_superseding(one: Standing, outcome: Outcome) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for why a decision may not be superseded by one with this
    outcome, or None. The project's course stays as it is: for another course, rescind.
    """
    fault = fault_in_replacing(one)
    if fault is not None:
        return fault
    if one.kind == PutKind.COURSE:
        return "not_replaced", "A stop is rescinded, not superseded. Record that instead."
    is_same = one.outcome == outcome or {one.outcome, outcome} <= APPROVALS
    if not is_same:
        return (
            "other_course",
            "This outcome would take the project elsewhere. Rescind the decision instead, and let "
            "the matter be put again.",
        )
    if outcome == Outcome.DEFER:
        return "deferred_anew", "Defer it again on the day it comes back instead."
    return None
