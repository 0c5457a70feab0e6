"""Use cases of governance: putting to a body, recording its decision, discharging conditions."""

from governance.services.agenda import (
    add_item,
    defer_item,
    move_item,
    put_back,
    withdraw_item,
)
from governance.services.arranging import add_seat_category, set_standing_orders, set_voting
from governance.services.attending import arrive, declare_interest, leave
from governance.services.calling import call_meeting, fill_agenda, fill_agendas
from governance.services.course import check_course, decide_course
from governance.services.dates import call_meetings
from governance.services.decide import record_decision
from governance.services.discharging import (
    check_discharge_by_body,
    discharge_at_meeting,
    discharge_by_body,
    discharge_condition,
    say_condition_met,
)
from governance.services.elements import accept_reason
from governance.services.fallen import record_fallen
from governance.services.meetings import cancel_meeting, close_meeting, open_meeting
from governance.services.minute import (
    ConditionLine,
    Minute,
    authorise_decision,
    check_decision,
    moves_flow,
    refuse_to_decide,
)
from governance.services.papers import mark_exempt, mark_public, send_papers
from governance.services.put import put_brief, put_to_body, withdraw_put
from governance.services.register import end_interest, register_interest
from governance.services.replacing import (
    check_rescinding,
    check_superseding,
    rescind_decision,
    supersede_decision,
)
from governance.services.seating import (
    add_seat,
    end_proxy,
    end_seat,
    end_seating,
    name_proxy,
    seat_member,
)
from governance.services.sitting import PartLine, Sitting
from governance.services.taking import decide_item, minute_at, take_item

__all__ = [
    "ConditionLine",
    "Minute",
    "PartLine",
    "Sitting",
    "accept_reason",
    "add_item",
    "add_seat",
    "add_seat_category",
    "arrive",
    "authorise_decision",
    "call_meeting",
    "call_meetings",
    "cancel_meeting",
    "check_course",
    "check_decision",
    "check_discharge_by_body",
    "check_rescinding",
    "check_superseding",
    "close_meeting",
    "decide_course",
    "decide_item",
    "declare_interest",
    "defer_item",
    "discharge_at_meeting",
    "discharge_by_body",
    "discharge_condition",
    "end_interest",
    "end_proxy",
    "end_seat",
    "end_seating",
    "fill_agenda",
    "fill_agendas",
    "leave",
    "mark_exempt",
    "mark_public",
    "minute_at",
    "move_item",
    "moves_flow",
    "name_proxy",
    "open_meeting",
    "put_back",
    "put_brief",
    "put_to_body",
    "record_decision",
    "record_fallen",
    "refuse_to_decide",
    "register_interest",
    "rescind_decision",
    "say_condition_met",
    "seat_member",
    "send_papers",
    "set_standing_orders",
    "set_voting",
    "supersede_decision",
    "take_item",
    "withdraw_item",
    "withdraw_put",
]
