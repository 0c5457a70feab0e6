"""Shapes of input on governance's pages: what a minute says, what discharges a condition."""

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
    "ConditionFormSet",
    "CourseForm",
    "DecideForm",
    "DecisionFilterForm",
    "DischargeForm",
    "MinuteForm",
    "outcomes_at",
]
