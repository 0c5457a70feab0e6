"""Shapes of input on governance's pages: a minute, a condition, how a body is arranged."""

from governance.forms.bodies import (
    BodyDayForm,
    OrdersForm,
    ProxyForm,
    SeatForm,
    SeatKindForm,
    SeatMemberForm,
    VotingForm,
    member_words,
)
from governance.forms.conditions import (
    MOST_CONDITIONS,
    AcceptReasonForm,
    ConditionFormSet,
    DischargeForm,
)
from governance.forms.decisions import DecisionFilterForm
from governance.forms.minute import CourseForm, DecideForm, MinuteForm, outcomes_at

__all__ = [
    "MOST_CONDITIONS",
    "AcceptReasonForm",
    "BodyDayForm",
    "ConditionFormSet",
    "CourseForm",
    "DecideForm",
    "DecisionFilterForm",
    "DischargeForm",
    "MinuteForm",
    "OrdersForm",
    "ProxyForm",
    "SeatForm",
    "SeatKindForm",
    "SeatMemberForm",
    "VotingForm",
    "member_words",
    "outcomes_at",
]
