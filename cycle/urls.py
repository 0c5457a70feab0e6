"""Addresses of `cycle`."""

from django.urls import path

from cycle import views

app_name = "cycle"

DELIVERABLE = "projects/<str:reference>/deliverables/<int:key>/"
POINTS = "projects/<str:reference>/review-points/"

urlpatterns = [
    path(DELIVERABLE, views.DeliverableView.as_view(), name="deliverable"),
    path(f"{DELIVERABLE}change/", views.DeliverableChangeView.as_view(), name="deliverable_change"),
    path(f"{DELIVERABLE}files/", views.EvidenceFileAddView.as_view(), name="evidence_add_file"),
    path(f"{DELIVERABLE}links/", views.EvidenceLinkAddView.as_view(), name="evidence_add_link"),
    path(f"{DELIVERABLE}accept/", views.DeliverableAcceptView.as_view(), name="deliverable_accept"),
    path("projects/<str:reference>/progress/", views.ProgressListView.as_view(), name="progress"),
    path(
        "projects/<str:reference>/progress/new/",
        views.ProgressGiveView.as_view(),
        name="progress_give",
    ),
    path(POINTS, views.ReviewPointListView.as_view(), name="review_points"),
    path(f"{POINTS}new/", views.ReviewPointSetView.as_view(), name="review_point_set"),
    path(f"{POINTS}<int:key>/held/", views.ReviewPointHoldView.as_view(), name="review_point_hold"),
    path("projects/<str:reference>/resume/", views.ReviewResumeView.as_view(), name="resume"),
    path("projects/<str:reference>/close/", views.ProjectCloseView.as_view(), name="close"),
]
