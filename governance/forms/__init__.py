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
    ConditionMetForm,
    DischargeAtMeetingForm,
    DischargeForm,
)
from governance.forms.decide import DecideForm, SupersedeForm, outcomes_at
from governance.forms.decisions import DecisionFilterForm
from governance.forms.minute import CourseForm, MinuteForm

__all__ = [
    "MOST_CONDITIONS",
    "AcceptReasonForm",
    "BodyDayForm",
    "ConditionFormSet",
    "ConditionMetForm",
    "CourseForm",
    "DecideForm",
    "DecisionFilterForm",
    "DischargeAtMeetingForm",
    "DischargeForm",
    "MinuteForm",
    "OrdersForm",
    "ProxyForm",
    "SeatForm",
    "SeatKindForm",
    "SeatMemberForm",
    "SupersedeForm",
    "VotingForm",
    "member_words",
    "outcomes_at",
]
