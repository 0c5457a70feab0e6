"""Governance's rules: what a decision must have, whom a minute names, when a meeting is quorate."""

from governance.rules.counts import counted
from governance.rules.decision import (
    APPROVALS,
    AT_A_GATE,
    ProposedDecision,
    fault_in,
    next_position,
    wording,
)
from governance.rules.naming import names_one_of
from governance.rules.reasons import REASONS, reason_words

__all__ = [
    "APPROVALS",
    "AT_A_GATE",
    "REASONS",
    "ProposedDecision",
    "counted",
    "fault_in",
    "names_one_of",
    "next_position",
    "reason_words",
    "wording",
]
