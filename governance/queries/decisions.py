"""Decisions and their conditions."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from governance.models import Condition, Decision, GateReview
from projects.models import Project
from projects.queries import (
    visible_to,
)
from roles.queries import Held


def decisions_of(project: Project) -> QuerySet[Decision]:
    """Return a project's decisions, newest first."""
    return (
        Decision.objects.filter(review__project=project)
        .select_related(
            "review__body",
            "review__stage__template",
            "review__brief_version",
            "review__project",
            "back_to",
            "recorded_by",
            "replaces__review",
            "replaced_by__review",
        )
        .defer("review__brief_version__content")
        .prefetch_related("took_part", "ballots", "conditions__owner")
        .order_by("-pk")
    )


def decisions_seen_by(held: Held) -> QuerySet[Decision]:
    """Return the decisions on every project a person may see, newest first.

    Asked row by row, so that the first page reads the index by meeting and not every decision.
    """
    return (
        Decision.objects.filter(Exists(visible_to(held).filter(pk=OuterRef("review__project_id"))))
        .select_related(
            "review__body", "review__stage__template", "review__brief_version", "review__project"
        )
        .defer("review__brief_version__content")
        .order_by("-met_on", "-pk")
    )


def conditions_of(project: Project) -> QuerySet[Condition]:
    """Return a project's conditions, open ones first, the soonest due first."""
    return (
        Condition.objects.filter(project=project)
        .select_related("owner", "decision__review__body", "discharged_by")
        .order_by("discharged_on", "due_on", "pk")
    )


def open_conditions(project: Project) -> QuerySet[Condition]:
    """Return a project's conditions that nobody has discharged, the soonest due first."""
    return conditions_of(project).filter(discharged_on__isnull=True).order_by("due_on", "pk")


def my_open_conditions(person_id: int) -> QuerySet[Condition]:
    """Return the open conditions a person owns, the soonest due first."""
    return (
        Condition.objects.filter(owner_id=person_id, discharged_on__isnull=True)
        .select_related("project")
        .order_by("due_on", "pk")
    )


def condition_for(project: Project, key: int) -> Condition:
    """Return a project's condition; raises Http404 where it has none of that key."""
    condition = conditions_of(project).filter(pk=key).first()
    if condition is None:
        raise Http404("No such condition.")
    return condition


def discharge_of(condition: Condition) -> Decision | None:
    """Return the decision by which a condition was discharged, or None."""
    rows = decisions_of(condition.project).filter(review__condition=condition)
    return rows.first() if condition.discharged_on is not None else None


def decision_for(project: Project, key: int) -> Decision:
    """Return a project's decision; raises Http404 where it has none of that key."""
    decision = decisions_of(project).filter(pk=key).first()
    if decision is None:
        raise Http404("No such decision.")
    decision.review.project = project
    return decision


def decision_of(review: GateReview) -> Decision | None:
    """Return what was decided on a review, or None while nothing was."""
    return decisions_of(review.project).filter(review=review).first()
