"""The tables of governance: bodies at work, and what they are asked and decide."""

from governance.models.bodies import (
    Proxy,
    Seat,
    SeatCategory,
    Seating,
    StandingOrders,
    VotingStatus,
)
from governance.models.decisions import (
    Ballot,
    Condition,
    Decision,
    GateReview,
    Snapshot,
    TookPart,
)
from governance.models.meetings import (
    AgendaItem,
    Attendance,
    Declaration,
    Meeting,
    RegisteredInterest,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Condition",
    "Decision",
    "Declaration",
    "GateReview",
    "Meeting",
    "Proxy",
    "RegisteredInterest",
    "Seat",
    "SeatCategory",
    "Seating",
    "Snapshot",
    "StandingOrders",
    "TookPart",
    "VotingStatus",
]
