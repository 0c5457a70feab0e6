"""What a decision must have, and how it is worded. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance.enums import Outcome, PutKind
from governance.rules.reasons import fault_in_reasons
from governance.rules.statement import fault_in_statement

APPROVALS = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS})
AT_A_GATE = (
    Outcome.APPROVE,
    Outcome.APPROVE_WITH_CONDITIONS,
    Outcome.SEND_BACK,
    Outcome.DEFER,
    Outcome.STOP,
)
ON_COURSE = (Outcome.STOP, Outcome.HOLD, Outcome.RELEASE)
OUTCOMES: dict[PutKind, tuple[Outcome, ...]] = {
    PutKind.BRIEF: AT_A_GATE,
    PutKind.STAGE: AT_A_GATE,
    PutKind.COURSE: ON_COURSE,
    PutKind.CONDITION: (Outcome.DISCHARGE,),
    PutKind.DECISION: (Outcome.RESCIND,),
}

_LAST_BODY = {
    Outcome.APPROVE: "Approve",
    Outcome.APPROVE_WITH_CONDITIONS: "Approve with conditions",
    Outcome.STOP: "Stop",
}
_EARLIER_BODY = {
    Outcome.APPROVE: "Endorse",
    Outcome.APPROVE_WITH_CONDITIONS: "Endorse with conditions",
    Outcome.STOP: "Does not endorse",
}


def wording(outcome: Outcome, *, is_last_body: bool) -> str:
    """Return an outcome as the minute has it.

    While the route goes on a body endorses; its last body approves.
    Source: 2014 Act, sections 32 and 33: the strategic planning group advises, the board decides.
    """
    words = _LAST_BODY if is_last_body else _EARLIER_BODY
    return words.get(outcome, str(Outcome(outcome).label))


@dataclass(frozen=True)
class ProposedDecision:
    """What is about to be recorded as a body's decision, in plain values."""

    kind: PutKind
    outcome: Outcome
    met_on: date
    put_on: date
    today: date
    reasons: str
    took_part: int
    conditions: Sequence[tuple[str, str, date | None]] = ()  # text, owner's post, due date
    defer_until: date | None = None
    is_last_body: bool = True
    is_repeating_stage: bool = False
    next_step: str = ""
    next_review_on: date | None = None
    moves_flow: bool = True
    earlier_on: date | None = None  # the meeting that deferred it, or the body before
    coded_reasons: Sequence[str] = ()
    is_board: bool = False
    direction_to: str = ""
    direction_reason: str = ""
    goes_before: bool = False  # whether another body on the route has decided on it before
    account_of_views: str = ""


def fault_in(proposed: ProposedDecision) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for the first thing wrong with a decision, or None."""
    for check in (_outcome_fault, _meeting_fault, _content_fault, _next_fault, _statement_fault):
        fault = check(proposed)
        if fault is not None:
            return fault
    return None


def _outcome_fault(p: ProposedDecision) -> tuple[str, str] | None:
    if p.outcome not in OUTCOMES[p.kind]:
        return "wrong_outcome", "Choose one of the outcomes offered on the page."
    if p.kind == PutKind.BRIEF and p.outcome == Outcome.STOP and not p.moves_flow:
        return (
            "stop_elsewhere",
            "A later version of a brief cannot stop a project under way. "
            "Send it back, and record the stop on the project's page.",
        )
    return None


def _meeting_fault(p: ProposedDecision) -> tuple[str, str] | None:
    if p.met_on > p.today:
        return (
            "met_in_future",
            "The meeting's date lies in the future. Record it after the meeting.",
        )
    if p.met_on < p.put_on:
        return (
            "met_before_put",
            f"This was put to the body on {p.put_on:%-d %B %Y}. "
            "It cannot have been decided at an earlier meeting.",
        )
    if p.earlier_on is not None and p.met_on < p.earlier_on:
        return (
            "met_before_put",
            f"The decision before this one is of {p.earlier_on:%-d %B %Y}. "
            "This one cannot be of an earlier meeting.",
        )
    if p.took_part < 2:
        return (
            "one_member_alone",
            "A single member cannot decide for a body. Say who took part: at least two.",
        )
    return None


def _content_fault(p: ProposedDecision) -> tuple[str, str] | None:
    if not p.reasons.strip():
        return "no_reasons", "Give the body's reasons, in the words of its minute."
    must = p.kind in (PutKind.BRIEF, PutKind.STAGE)
    fault = fault_in_reasons(p.outcome, p.coded_reasons, must=must)
    if fault is not None:
        return fault
    if p.outcome == Outcome.APPROVE_WITH_CONDITIONS and not p.conditions:
        return "no_conditions", "Name at least one condition, or choose an outcome without."
    if p.outcome != Outcome.APPROVE_WITH_CONDITIONS and p.conditions:
        return "conditions_not_taken", "Only an approval with conditions has conditions."
    for text, owner, due_on in p.conditions:
        if not text.strip() or not owner.strip() or due_on is None:
            return (
                "condition_incomplete",
                "Each condition needs its words, an owner's post and a due date.",
            )
        if due_on < p.met_on:
            return (
                "condition_due_early",
                f"A condition cannot be due before the meeting of {p.met_on:%-d %B %Y} that sets "
                "it.",
            )
    return None


def _next_fault(p: ProposedDecision) -> tuple[str, str] | None:
    if p.outcome == Outcome.DEFER and (p.defer_until is None or p.defer_until <= p.met_on):
        return "no_return_date", "Give the date on which it comes back, after the meeting."
    if not (p.is_repeating_stage and p.is_last_body and p.outcome in APPROVALS):
        return None
    if not p.next_step:
        return (
            "no_next_step",
            "Say what comes next: watch on, begin a new cycle, or close with lessons.",
        )
    if p.next_step == "watch" and (p.next_review_on is None or p.next_review_on <= p.met_on):
        return "no_next_review", "Give the next review point, after the meeting."
    return None


def _statement_fault(p: ProposedDecision) -> tuple[str, str] | None:
    return fault_in_statement(
        is_board=p.is_board and p.kind != PutKind.CONDITION,
        direction_to=p.direction_to,
        direction_reason=p.direction_reason,
        goes_before=p.goes_before,
        account_of_views=p.account_of_views,
    )


def next_position(position: int, route: Sequence[int]) -> int | None:
    """Return the next place on a route (counted from 1), or None after its last body."""
    return position + 1 if position < len(route) else None
