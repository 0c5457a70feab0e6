"""Pages of the cycle."""

from cycle.views.course import ProjectCloseView, ReviewResumeView
from cycle.views.deliverable import (
    DeliverableAcceptView,
    DeliverableChangeView,
    DeliverableView,
    EvidenceFileAddView,
    EvidenceLinkAddView,
)
from cycle.views.progress import ProgressGiveView, ProgressListView
from cycle.views.reviews import ReviewPointHoldView, ReviewPointListView, ReviewPointSetView

__all__ = [
    "DeliverableAcceptView",
    "DeliverableChangeView",
    "DeliverableView",
    "EvidenceFileAddView",
    "EvidenceLinkAddView",
    "ProgressGiveView",
    "ProgressListView",
    "ProjectCloseView",
    "ReviewPointHoldView",
    "ReviewPointListView",
    "ReviewPointSetView",
    "ReviewResumeView",
]
