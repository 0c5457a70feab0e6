"""Addresses of `governance`."""

from django.urls import path

from governance import views
from governance.views.meetings import decide, items, meeting, register, running

app_name = "governance"

PROJECT = "projects/<str:reference>/"
REVIEW = f"{PROJECT}reviews/<int:key>/"
CONDITION = f"{PROJECT}conditions/<int:key>/"
BODY = "bodies/<int:key>/"
KIND = f"{BODY}kinds/<int:kind>/"
SEAT = f"{BODY}seats/<int:seat>/"
MEETING = "meetings/<int:key>/"
ITEM = f"{MEETING}items/<int:item>/"

urlpatterns = [
    path(f"{PROJECT}stage/", views.StageView.as_view(), name="stage"),
    path(f"{PROJECT}put/", views.PutView.as_view(), name="put"),
    path(f"{PROJECT}brief/put/", views.BriefPutView.as_view(), name="put_brief"),
    path(REVIEW, views.ReviewView.as_view(), name="review"),
    path(f"{REVIEW}decide/", views.DecideView.as_view(), name="decide"),
    path(f"{REVIEW}withdraw/", views.WithdrawView.as_view(), name="withdraw"),
    path(f"{PROJECT}course/", views.CourseView.as_view(), name="course"),
    path(f"{PROJECT}conditions/", views.ConditionListView.as_view(), name="conditions"),
    path(CONDITION, views.ConditionView.as_view(), name="condition"),
    path(
        f"{CONDITION}discharge/",
        views.ConditionDischargeView.as_view(),
        name="condition_discharge",
    ),
    path(
        f"{PROJECT}deliverables/<int:key>/accept-reason/",
        views.ReasonAcceptView.as_view(),
        name="accept_reason",
    ),
    path(f"{PROJECT}evidence/<uuid:key>/", views.EvidenceFileView.as_view(), name="evidence_file"),
    path(f"{PROJECT}decisions/", views.ProjectDecisionListView.as_view(), name="project_decisions"),
    path("decisions/", views.DecisionListView.as_view(), name="decisions"),
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
    path(f"{BODY}register/", register.RegisterView.as_view(), name="register"),
    path(f"{BODY}register/new/", register.InterestAddView.as_view(), name="interest_add"),
    path(f"{BODY}register/<int:row>/end/", register.InterestEndView.as_view(), name="interest_end"),
    path(MEETING, meeting.MeetingView.as_view(), name="meeting"),
    path(f"{MEETING}minute/", meeting.MinuteView.as_view(), name="meeting_minute"),
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
    path(f"{ITEM}withdraw/", items.ItemWithdrawView.as_view(), name="item_withdraw"),
    path(f"{ITEM}back/", running.ItemBackView.as_view(), name="item_back"),
    path(f"{ITEM}defer/", items.ItemDeferView.as_view(), name="item_defer"),
    path(f"{ITEM}decide/", decide.ItemDecideView.as_view(), name="item_decide"),
]
