"""Use cases of governance: putting to a body, recording its decision, discharging conditions."""

from governance.services.arranging import add_seat_category, set_standing_orders, set_voting
from governance.services.conditions import accept_reason, discharge_condition
from governance.services.course import check_course, decide_course
from governance.services.decide import record_decision
from governance.services.minute import (
    ConditionLine,
    Minute,
    authorise_decision,
    check_decision,
    moves_flow,
    refuse_to_decide,
)
from governance.services.put import put_brief, put_to_body, withdraw_put
from governance.services.seating import (
    add_seat,
    end_proxy,
    end_seat,
    end_seating,
    name_proxy,
    seat_member,
)
from governance.services.sitting import PartLine, Sitting

__all__ = [
    "ConditionLine",
    "Minute",
    "PartLine",
    "Sitting",
    "accept_reason",
    "add_seat",
    "add_seat_category",
    "authorise_decision",
    "check_course",
    "check_decision",
    "decide_course",
    "discharge_condition",
    "end_proxy",
    "end_seat",
    "end_seating",
    "moves_flow",
    "name_proxy",
    "put_brief",
    "put_to_body",
    "record_decision",
    "refuse_to_decide",
    "seat_member",
    "set_standing_orders",
    "set_voting",
    "withdraw_put",
]
