"""What the cycle says, over plain values. Pure."""

import calendar
from datetime import date

from cycle.enums import (
    APPROVALS,
    DeliverableProgress,
    GateOutcome,
    NextStep,
    Phase,
    StageState,
)

NODE_PHASE: dict[str, Phase] = {
    "brief": Phase.BRIEF,
    "acceptance": Phase.ACCEPTANCE,
    "work": Phase.WORK,
    "gate": Phase.GATE,
    "watch": Phase.WATCH,
    "close": Phase.CLOSE,
}

PHASE_STATE: dict[Phase, StageState | None] = {
    Phase.BRIEF: None,
    Phase.ACCEPTANCE: None,
    Phase.WORK: StageState.OPEN,
    Phase.GATE: StageState.AT_GATE,
    Phase.WATCH: None,
    Phase.CLOSE: None,
    Phase.ENDED: None,
}

RAG_NEEDS_NO_REASON = "green"


def moves_on(outcome: GateOutcome, *, is_last_body: bool) -> bool:
    """Say whether an outcome lets the project through the gate.

    An earlier body on the route only endorses: the project goes on to the next body instead.
    """
    return outcome in APPROVALS and is_last_body


def node_after_gate(
    outcome: GateOutcome, *, is_last_body: bool, is_last_stage: bool, next_step: NextStep | None
) -> str:
    """Return the flow's waiting node that follows a decision at a stage's gate."""
    if outcome == GateOutcome.STOP:
        return "close"
    if outcome == GateOutcome.SEND_BACK:
        return "work"
    if not moves_on(outcome, is_last_body=is_last_body):
        return "gate"
    if is_last_stage:
        return {NextStep.WATCH: "watch", NextStep.NEW_CYCLE: "work", NextStep.CLOSE: "close"}[
            next_step or NextStep.CLOSE
        ]
    return "work"


def days_overdue(due_on: date | None, today: date) -> int:
    """Return whole calendar days past the due date: 0 on the day, before it, or with none."""
    if due_on is None:
        return 0
    return max((today - due_on).days, 0)


def add_months(on: date, months: int) -> date:
    """Return the same day some months later, or that month's last day where it has no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))


def lacks_in_deliverable(
    progress: DeliverableProgress, *, evidence: int, has_reason: bool, reason_accepted: bool
) -> str:
    """Return why a deliverable is not ready for its gate, as a sentence, or "" when it is.

    Ready (or accepted by the sponsor) with at least one piece of evidence; or does not apply, with
    its reason accepted by the body.
    Source: Moray framework 2019, sections 3 and 4: some or all of the elements are expected.
    """
    if progress == DeliverableProgress.DOES_NOT_APPLY:
        if not has_reason:
            return "Say why it does not apply."
        if not reason_accepted:
            return "The body has not yet accepted why it does not apply."
        return ""
    if progress == DeliverableProgress.NOT_STARTED:
        return "It is not started."
    if progress == DeliverableProgress.IN_PROGRESS:
        return "It is in progress, not ready."
    return "" if evidence else "It is marked ready but has no evidence."


def rag_needs_reason(code: str) -> bool:
    """Say whether a RAG word must come with its reason: every one but Green."""
    return code != RAG_NEEDS_NO_REASON
