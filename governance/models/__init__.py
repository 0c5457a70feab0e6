"""The tables of governance: bodies at work, and what they are asked and decide."""

from governance.models.bodies import (
    Proxy,
    Seat,
    SeatCategory,
    Seating,
    StandingOrders,
    VotingStatus,
)
from governance.models.decisions import Condition, Decision, GateReview, Snapshot, TookPart

__all__ = [
    "Condition",
    "Decision",
    "GateReview",
    "Proxy",
    "Seat",
    "SeatCategory",
    "Seating",
    "Snapshot",
    "StandingOrders",
    "TookPart",
    "VotingStatus",
]
