"""Addresses of `governance`."""

from django.urls import path

from governance import views
from governance.views import (
    assurance,
    delegations,
    directing,
    directions,
    discharging,
    escalations,
    replacing,
)
from governance.views import correspondence as rounds
from governance.views.meetings import decide, items, meeting, papers, register, running

app_name = "governance"

PROJECT = "projects/<str:reference>/"
REVIEW = f"{PROJECT}reviews/<int:key>/"
ROUND = "rounds/<int:key>/"
ESCALATION = f"{PROJECT}escalations/<int:key>/"
CONDITION = f"{PROJECT}conditions/<int:key>/"
DECISION = f"{PROJECT}decisions/<int:key>/"
BODY = "bodies/<int:key>/"
KIND = f"{BODY}kinds/<int:kind>/"
SEAT = f"{BODY}seats/<int:seat>/"
MEETING = "meetings/<int:key>/"
ITEM = f"{MEETING}items/<int:item>/"
DIRECTION = "directions/<int:key>/"

urlpatterns = [
    path(f"{PROJECT}stage/", views.StageView.as_view(), name="stage"),
    path(f"{PROJECT}put/", views.PutView.as_view(), name="put"),
    path(f"{PROJECT}brief/put/", views.BriefPutView.as_view(), name="put_brief"),
    path(REVIEW, views.ReviewView.as_view(), name="review"),
    path(f"{REVIEW}decide/", views.DecideView.as_view(), name="decide"),
    path(f"{REVIEW}withdraw/", views.WithdrawView.as_view(), name="withdraw"),
    path(f"{REVIEW}ask/", rounds.RoundAskView.as_view(), name="round_ask"),
    path(ROUND, rounds.RoundView.as_view(), name="round"),
    path(f"{ROUND}reply/", rounds.RoundReplyView.as_view(), name="round_reply"),
    path(f"{ROUND}end/", rounds.RoundEndView.as_view(), name="round_end"),
    path(f"{ROUND}decide/", rounds.RoundDecideView.as_view(), name="round_decide"),
    path(f"{PROJECT}escalations/", escalations.EscalationListView.as_view(), name="escalations"),
    path(f"{PROJECT}escalations/new/", escalations.EscalateView.as_view(), name="escalate"),
    path(ESCALATION, escalations.EscalationView.as_view(), name="escalation"),
    path(f"{ESCALATION}pass-on/", escalations.PassOnView.as_view(), name="escalation_pass_on"),
    path(f"{ESCALATION}answer/", escalations.AnswerView.as_view(), name="escalation_answer"),
    path(f"{PROJECT}course/", views.CourseView.as_view(), name="course"),
    path(f"{PROJECT}conditions/", views.ConditionListView.as_view(), name="conditions"),
    path(CONDITION, views.ConditionView.as_view(), name="condition"),
    path(
        f"{CONDITION}discharge/",
        views.ConditionDischargeView.as_view(),
        name="condition_discharge",
    ),
    path(f"{CONDITION}met/", views.ConditionMetView.as_view(), name="condition_met"),
    path(
        f"{CONDITION}discharge-by-body/",
        discharging.DischargeByBodyView.as_view(),
        name="condition_discharge_by_body",
    ),
    path(
        f"{PROJECT}deliverables/<int:key>/accept-reason/",
        views.ReasonAcceptView.as_view(),
        name="accept_reason",
    ),
    path(f"{PROJECT}evidence/<uuid:key>/", views.EvidenceFileView.as_view(), name="evidence_file"),
    path(f"{DECISION}rescind/", replacing.RescindView.as_view(), name="rescind"),
    path(f"{DECISION}supersede/", replacing.SupersedeView.as_view(), name="supersede"),
    path(f"{PROJECT}decisions/", views.ProjectDecisionListView.as_view(), name="project_decisions"),
    path("decisions/", views.DecisionListView.as_view(), name="decisions"),
    path("directions/", directions.DirectionListView.as_view(), name="directions"),
    path(DIRECTION, directions.DirectionView.as_view(), name="direction"),
    path(f"{DIRECTION}change/", directing.DirectionChangeView.as_view(), name="direction_change"),
    path(f"{DIRECTION}issue/", directing.DirectionIssueView.as_view(), name="direction_issue"),
    path(
        f"{DIRECTION}progress/",
        directing.DirectionProgressView.as_view(),
        name="direction_progress",
    ),
    path(
        f"{DIRECTION}complete/",
        directing.DirectionCompleteView.as_view(),
        name="direction_complete",
    ),
    path(f"{BODY}directions/new/", directing.DirectionAddView.as_view(), name="direction_add"),
    path(BODY, views.BodyView.as_view(), name="body"),
    path(f"{BODY}coverage/", views.CoverageView.as_view(), name="body_coverage"),
    path(f"{BODY}rehearse/", views.RehearseView.as_view(), name="rehearse"),
    path(f"{BODY}orders/new/", views.OrdersSetView.as_view(), name="orders_set"),
    path(f"{BODY}kinds/new/", views.KindAddView.as_view(), name="kind_add"),
    path(f"{KIND}voting/", views.VotingSetView.as_view(), name="voting_set"),
    path(f"{KIND}seats/new/", views.SeatAddView.as_view(), name="seat_add"),
    path(f"{SEAT}end/", views.SeatEndView.as_view(), name="seat_end"),
    path(f"{SEAT}member/", views.SeatMemberView.as_view(), name="seat_member"),
    path(f"{BODY}seatings/<int:seating>/end/", views.SeatingEndView.as_view(), name="seating_end"),
    path(f"{BODY}proxies/new/", views.ProxyAddView.as_view(), name="proxy_add"),
    path(f"{BODY}proxies/<int:proxy>/end/", views.ProxyEndView.as_view(), name="proxy_end"),
    path(f"{BODY}meetings/", meeting.MeetingListView.as_view(), name="meetings"),
    path(f"{BODY}meetings/new/", meeting.MeetingCallView.as_view(), name="meeting_call"),
    path(f"{BODY}meetings/dates/", papers.DatesCallView.as_view(), name="meetings_call"),
    path(f"{BODY}delegations/", delegations.DelegationListView.as_view(), name="delegations"),
    path(
        f"{BODY}delegations/new/", delegations.DelegationMakeView.as_view(), name="delegation_make"
    ),
    path(
        f"{BODY}delegations/<int:row>/end/",
        delegations.DelegationEndView.as_view(),
        name="delegation_end",
    ),
    path(f"{BODY}programme/", assurance.ProgrammeView.as_view(), name="programme"),
    path(f"{BODY}programme/assure/", assurance.AssureView.as_view(), name="programme_assure"),
    path(f"{BODY}programme/<int:row>/", assurance.AssuranceView.as_view(), name="assurance"),
    path(f"{BODY}register/", register.RegisterView.as_view(), name="register"),
    path(f"{BODY}register/new/", register.InterestAddView.as_view(), name="interest_add"),
    path(f"{BODY}register/<int:row>/end/", register.InterestEndView.as_view(), name="interest_end"),
    path(MEETING, meeting.MeetingView.as_view(), name="meeting"),
    path(f"{MEETING}minute/", meeting.MinuteView.as_view(), name="meeting_minute"),
    path(f"{MEETING}papers/", papers.PapersSendView.as_view(), name="papers_send"),
    path(f"{MEETING}cancel/", meeting.MeetingCancelView.as_view(), name="meeting_cancel"),
    path(f"{MEETING}open/", running.MeetingOpenView.as_view(), name="meeting_open"),
    path(f"{MEETING}close/", running.MeetingCloseView.as_view(), name="meeting_close"),
    path(f"{MEETING}fill/", running.AgendaFillView.as_view(), name="agenda_fill"),
    path(f"{MEETING}arrivals/", running.ArrivalView.as_view(), name="arrive"),
    path(f"{MEETING}attendance/<int:row>/leave/", running.LeaveView.as_view(), name="leave"),
    path(f"{MEETING}items/new/", items.ItemAddView.as_view(), name="item_add"),
    path(ITEM, items.ItemView.as_view(), name="item"),
    path(f"{ITEM}move/", running.ItemMoveView.as_view(), name="item_move"),
    path(f"{ITEM}declare/", items.DeclareView.as_view(), name="declare"),
    path(f"{ITEM}take/", items.ItemTakeView.as_view(), name="item_take"),
    path(f"{ITEM}private/", papers.ItemExemptView.as_view(), name="item_exempt"),
    path(f"{ITEM}public/", papers.ItemPublicView.as_view(), name="item_public"),
    path(f"{ITEM}withdraw/", items.ItemWithdrawView.as_view(), name="item_withdraw"),
    path(f"{ITEM}back/", running.ItemBackView.as_view(), name="item_back"),
    path(f"{ITEM}defer/", items.ItemDeferView.as_view(), name="item_defer"),
    path(f"{ITEM}discharge/", discharging.ItemDischargeView.as_view(), name="item_discharge"),
    path(f"{ITEM}decide/", decide.ItemDecideView.as_view(), name="item_decide"),
]
