"""Pages of governance."""

from governance.views.arrange import KindAddView, OrdersSetView, VotingSetView
from governance.views.bodies import BodyView, CoverageView
from governance.views.brief import BriefPutView, BriefView
from governance.views.conditions import (
    ConditionDischargeView,
    ConditionListView,
    ConditionMetView,
    ConditionView,
    ReasonAcceptView,
)
from governance.views.course import CourseView
from governance.views.decide import DecideView
from governance.views.decisions import DecisionListView, ProjectDecisionListView
from governance.views.evidence import EvidenceFileView
from governance.views.rehearse import RehearseView
from governance.views.review import ReviewView, WithdrawView
from governance.views.seats import (
    ProxyAddView,
    ProxyEndView,
    SeatAddView,
    SeatEndView,
    SeatingEndView,
    SeatMemberView,
)
from governance.views.stage import PutView, StageView

__all__ = [
    "BodyView",
    "BriefPutView",
    "BriefView",
    "ConditionDischargeView",
    "ConditionListView",
    "ConditionMetView",
    "ConditionView",
    "CourseView",
    "CoverageView",
    "DecideView",
    "DecisionListView",
    "EvidenceFileView",
    "KindAddView",
    "OrdersSetView",
    "ProjectDecisionListView",
    "ProxyAddView",
    "ProxyEndView",
    "PutView",
    "ReasonAcceptView",
    "RehearseView",
    "ReviewView",
    "SeatAddView",
    "SeatEndView",
    "SeatMemberView",
    "SeatingEndView",
    "StageView",
    "VotingSetView",
    "WithdrawView",
]
