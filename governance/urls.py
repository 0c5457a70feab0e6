"""Addresses of `governance`."""

from django.urls import path

from governance import views

app_name = "governance"

PROJECT = "projects/<str:reference>/"
REVIEW = f"{PROJECT}reviews/<int:key>/"
CONDITION = f"{PROJECT}conditions/<int:key>/"

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
]
