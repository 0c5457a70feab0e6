"""Pages of governance."""

from governance.views.brief import BriefPutView, BriefView
from governance.views.conditions import (
    ConditionDischargeView,
    ConditionListView,
    ConditionView,
    ReasonAcceptView,
)
from governance.views.course import CourseView
from governance.views.decide import DecideView
from governance.views.decisions import DecisionListView, ProjectDecisionListView
from governance.views.evidence import EvidenceFileView
from governance.views.review import ReviewView, WithdrawView
from governance.views.stage import PutView, StageView

__all__ = [
    "BriefPutView",
    "BriefView",
    "ConditionDischargeView",
    "ConditionListView",
    "ConditionView",
    "CourseView",
    "DecideView",
    "DecisionListView",
    "EvidenceFileView",
    "ProjectDecisionListView",
    "PutView",
    "ReasonAcceptView",
    "ReviewView",
    "StageView",
    "WithdrawView",
]
