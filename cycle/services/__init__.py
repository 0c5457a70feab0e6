"""Use cases of the cycle."""

from cycle.services.course import (
    begin_cycle,
    carry_over,
    close_project,
    resume_due_reviews,
    resume_review,
)
from cycle.services.dates import refuse_before_project
from cycle.services.evidence import add_file, add_link, open_evidence
from cycle.services.planned import follow_brief
from cycle.services.progress import carry_over_update, give_progress_update
from cycle.services.reviews import hold_review_point, set_review_point
from cycle.services.work import accept_deliverable, accept_reason, change_deliverable

__all__ = [
    "accept_deliverable",
    "accept_reason",
    "add_file",
    "add_link",
    "begin_cycle",
    "carry_over",
    "carry_over_update",
    "change_deliverable",
    "close_project",
    "follow_brief",
    "give_progress_update",
    "hold_review_point",
    "open_evidence",
    "refuse_before_project",
    "resume_due_reviews",
    "resume_review",
    "set_review_point",
]
