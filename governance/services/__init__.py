"""Use cases of governance: putting to a body, recording its decision, discharging conditions."""

from governance.services.conditions import accept_reason, discharge_condition
from governance.services.course import check_course, decide_course
from governance.services.decide import record_decision
from governance.services.minute import (
    ConditionLine,
    Minute,
    PartLine,
    authorise_decision,
    check_decision,
    moves_flow,
    refuse_to_decide,
)
from governance.services.put import put_brief, put_to_body, withdraw_put

__all__ = [
    "ConditionLine",
    "Minute",
    "PartLine",
    "accept_reason",
    "authorise_decision",
    "check_course",
    "check_decision",
    "decide_course",
    "discharge_condition",
    "moves_flow",
    "put_brief",
    "put_to_body",
    "record_decision",
    "refuse_to_decide",
    "withdraw_put",
]
