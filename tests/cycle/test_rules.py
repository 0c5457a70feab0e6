"""The cycle's rules, case by case."""

from datetime import date

import pytest

from cycle.enums import DeliverableProgress, GateOutcome, NextStep
from cycle.rules import (
    NODE_PHASE,
    PHASE_STATE,
    add_months,
    days_overdue,
    lacks_in_deliverable,
    moves_on,
    node_after_gate,
    rag_needs_reason,
)


@pytest.mark.parametrize(
    ("outcome", "is_last_body", "is_last_stage", "next_step", "node"),
    [
        (GateOutcome.APPROVE, True, False, None, "work"),
        (GateOutcome.APPROVE, False, False, None, "gate"),
        (GateOutcome.APPROVE_WITH_CONDITIONS, True, False, None, "work"),
        (GateOutcome.APPROVE_WITH_CONDITIONS, False, False, None, "gate"),
        (GateOutcome.APPROVE, True, True, NextStep.WATCH, "watch"),
        (GateOutcome.APPROVE, True, True, NextStep.NEW_CYCLE, "work"),
        (GateOutcome.APPROVE, True, True, NextStep.CLOSE, "close"),
        (GateOutcome.APPROVE, True, True, None, "close"),
        (GateOutcome.APPROVE, False, True, NextStep.CLOSE, "gate"),
        (GateOutcome.SEND_BACK, True, False, None, "work"),
        (GateOutcome.SEND_BACK, False, True, NextStep.CLOSE, "work"),
        (GateOutcome.DEFER, True, False, None, "gate"),
        (GateOutcome.DEFER, True, True, NextStep.WATCH, "gate"),
        (GateOutcome.STOP, True, False, None, "close"),
        (GateOutcome.STOP, False, True, None, "close"),
    ],
)
def test_node_after_gate(outcome, is_last_body, is_last_stage, next_step, node):
    assert (
        node_after_gate(
            outcome, is_last_body=is_last_body, is_last_stage=is_last_stage, next_step=next_step
        )
        == node
    )


@pytest.mark.parametrize("outcome", list(GateOutcome))
def test_only_an_approval_by_the_last_body_moves_on(outcome):
    approves = outcome in (GateOutcome.APPROVE, GateOutcome.APPROVE_WITH_CONDITIONS)
    assert moves_on(outcome, is_last_body=True) is approves
    assert moves_on(outcome, is_last_body=False) is False


@pytest.mark.parametrize(
    ("progress", "evidence", "has_reason", "accepted", "lacks"),
    [
        (DeliverableProgress.NOT_STARTED, 0, False, False, "It is not started."),
        (DeliverableProgress.NOT_STARTED, 3, False, False, "It is not started."),
        (DeliverableProgress.IN_PROGRESS, 1, False, False, "It is in progress, not ready."),
        (DeliverableProgress.READY, 0, False, False, "It is marked ready but has no evidence."),
        (DeliverableProgress.READY, 1, False, False, ""),
        (DeliverableProgress.ACCEPTED, 0, False, False, "It is marked ready but has no evidence."),
        (DeliverableProgress.ACCEPTED, 2, False, False, ""),
        (DeliverableProgress.DOES_NOT_APPLY, 0, False, False, "Say why it does not apply."),
        (
            DeliverableProgress.DOES_NOT_APPLY,
            0,
            True,
            False,
            "The body has not yet accepted why it does not apply.",
        ),
        (DeliverableProgress.DOES_NOT_APPLY, 0, True, True, ""),
        (DeliverableProgress.DOES_NOT_APPLY, 0, False, True, "Say why it does not apply."),
    ],
)
def test_lacks_in_deliverable(progress, evidence, has_reason, accepted, lacks):
    assert (
        lacks_in_deliverable(
            progress, evidence=evidence, has_reason=has_reason, reason_accepted=accepted
        )
        == lacks
    )


@pytest.mark.parametrize(
    ("due_on", "today", "days"),
    [
        (None, date(2026, 3, 1), 0),
        (date(2026, 3, 2), date(2026, 3, 1), 0),
        (date(2026, 3, 1), date(2026, 3, 1), 0),
        (date(2026, 2, 28), date(2026, 3, 1), 1),
        (date(2024, 2, 28), date(2024, 3, 1), 2),
        (date(2025, 12, 31), date(2026, 12, 31), 365),
    ],
)
def test_days_overdue(due_on, today, days):
    assert days_overdue(due_on, today) == days


@pytest.mark.parametrize(
    ("on", "months", "later"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_add_months(on, months, later):
    assert add_months(on, months) == later


@pytest.mark.parametrize(
    ("code", "needs"),
    [("green", False), ("amber_green", True), ("amber", True), ("red", True), ("blue", True)],
)
def test_every_colour_but_green_needs_its_reason(code, needs):
    assert rag_needs_reason(code) is needs


def test_every_waiting_node_has_a_phase_and_every_phase_a_state_or_none():
    assert set(NODE_PHASE.values()) < set(PHASE_STATE)
