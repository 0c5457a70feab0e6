"""The tables of governance: bodies at work, and what they are asked and decide."""

from governance.models.assurance import ProgrammeAssurance
from governance.models.between import Escalation, Reply, Round
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
from governance.models.directions import Direction, DirectionProgress
from governance.models.meetings import (
    AgendaItem,
    Attendance,
    Declaration,
    Meeting,
    RegisteredInterest,
)
from governance.models.papers import FallenProposal, Papers

__all__ = [
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Condition",
    "Decision",
    "Declaration",
    "Direction",
    "DirectionProgress",
    "Escalation",
    "FallenProposal",
    "GateReview",
    "Meeting",
    "Papers",
    "ProgrammeAssurance",
    "Proxy",
    "RegisteredInterest",
    "Reply",
    "Round",
    "Seat",
    "SeatCategory",
    "Seating",
    "Snapshot",
    "StandingOrders",
    "TookPart",
    "VotingStatus",
]
