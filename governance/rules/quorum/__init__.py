"""Quorum: whether a body may decide an item, and the sentence why. Pure.

`meeting` is what is known, `tally` who counts and how many are needed, `answer` the yes or no.
"""

from governance.rules.quorum.answer import CategoryQuorum, Quorum, quorum, what_would_make_it
from governance.rules.quorum.meeting import (
    Item,
    Meeting,
    Moment,
    Presence,
    QuorumRule,
    Seat,
    StandIn,
    Withdrawal,
)
from governance.rules.quorum.tally import (
    CategoryTally,
    Counted,
    Tally,
    in_the_room,
    needed,
    voting_members,
)

__all__ = [
    "CategoryQuorum",
    "CategoryTally",
    "Counted",
    "Item",
    "Meeting",
    "Moment",
    "Presence",
    "Quorum",
    "QuorumRule",
    "Seat",
    "StandIn",
    "Tally",
    "Withdrawal",
    "in_the_room",
    "needed",
    "quorum",
    "voting_members",
    "what_would_make_it",
]
