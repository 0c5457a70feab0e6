"""Review points: setting them and recording that they were held."""

from datetime import date, datetime

from django.utils import timezone

from cycle.enums import ReviewKind
from cycle.models import ReviewPoint
from cycle.rules import add_months
from cycle.services.dates import refuse_before_project
from projects.models import Brief, Project
from projects.queries import roles_on
from projects.services import authorise_on, lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.enums import Role
from roles.models import Person
from roles.queries import held_by


@use_case
def set_review_point(
    project: Project,
    *,
    kind: ReviewKind,
    about: str,
    due_on: date,
    by: Person,
    at: datetime,
) -> ReviewPoint:
    """Set a review point. A watch has one at most: setting another moves it.

    Refusals: "not_allowed", "no_subject", "before_the_project", "date_of_the_body" (a watch, by
    anybody but an officer: its date is the body's).
    """
    project, today = lock_project(project), timezone.localdate(at)
    authorise_on(project, "review_point.set", by=by, on=today)
    if kind == ReviewKind.WATCH and not (
        by.is_system or Role.OFFICER in roles_on(project, held_by(by, today))
    ):
        raise Refusal(
            "The body set the day on which the results are looked at again. Ask its officer to "
            "move it, or take the project back into review now.",
            code="date_of_the_body",
            status=403,
        )
    refuse_before_project(project, due_on)
    return _set(project, kind=kind, about=about, due_on=due_on, by=by, at=at)


def _set(
    project: Project, *, kind: ReviewKind, about: str, due_on: date, by: Person, at: datetime
) -> ReviewPoint:
    if not about.strip():
        raise Refusal("Say what is to be looked at.", code="no_subject")
    point = None
    if kind != ReviewKind.OTHER:
        point = ReviewPoint.objects.filter(project=project, kind=kind, held_on__isnull=True).first()
    before = {"due_on": point.due_on} if point else {}
    if point is None:
        point = ReviewPoint(project=project, kind=kind)
    point.about, point.due_on = about.strip(), due_on
    point.save()
    record_act(
        Verb.REVIEW_POINT_SET,
        actor=by,
        subject=point,
        project=project,
        at=at,
        before=before,
        after={"due_on": due_on, "about": point.about},
    )
    return point


@use_case
def set_by_decision(
    project: Project, *, kind: ReviewKind, about: str, due_on: date, by: Person, at: datetime
) -> ReviewPoint:
    """Set the review point that a decision names; called by `governance`, which authorised."""
    return _set(project, kind=kind, about=about, due_on=due_on, by=by, at=at)


@use_case
def hold_review_point(
    point: ReviewPoint, *, held_on: date, outcome: str, by: Person, at: datetime
) -> ReviewPoint:
    """Record that a review point was held; the brief's next one follows by its interval.

    Refusals: "not_allowed", "already_held", "no_outcome", "watch_is_resumed" (a watched project is
    taken back into review instead), "held_in_future", "before_the_project".
    """
    project = lock_project(point.project)
    authorise_on(project, "review_point.set", by=by, on=timezone.localdate(at))
    point = ReviewPoint.objects.select_for_update().get(pk=point.pk)
    _refuse_held(project, point, held_on, today=timezone.localdate(at))
    if not outcome.strip():
        raise Refusal("Say what came of it.", code="no_outcome")
    point.held_on, point.outcome = held_on, outcome.strip()
    point.save()
    record_act(
        Verb.REVIEW_POINT_DONE,
        actor=by,
        subject=point,
        project=project,
        at=at,
        after={"held_on": held_on, "outcome": point.outcome},
    )
    months = Brief.objects.get(project=project).review_months
    if point.kind == ReviewKind.BRIEF and months:
        _set(
            project,
            kind=ReviewKind.BRIEF,
            about=point.about,
            due_on=add_months(held_on, months),
            by=by,
            at=at,
        )
    return point


def _refuse_held(project: Project, point: ReviewPoint, held_on: date, *, today: date) -> None:
    if point.held_on is not None:
        raise Refusal(
            "This review point was recorded as held already.", code="already_held", status=409
        )
    if point.kind == ReviewKind.WATCH:
        raise Refusal(
            "Take the project back into review: that records this point as held.",
            code="watch_is_resumed",
        )
    if held_on > today:
        raise Refusal("A review cannot be held on a day to come.", code="held_in_future")
    refuse_before_project(project, held_on)
