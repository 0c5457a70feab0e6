"""Impact assessments and the engagement log."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from projects.enums import Screening
from projects.models import Engagement, ImpactAssessment, Project
from projects.rules import EARLIEST
from projects.services.authority import authorise_on, lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import changes, record_act, use_case
from roles.models import Person

ASSESSMENT_FIELDS = (
    "kind",
    "screening",
    "screening_reason",
    "screened_on",
    "completed_on",
    "signed_off_by_post",
    "signed_off_on",
    "published_at_url",
    "published_on",
    "review_on",
)
ENGAGEMENT_FIELDS = ("who", "how", "on", "heard", "what_changed", "fed_back_on")


@use_case
def save_assessment(
    project: Project,
    assessment: ImpactAssessment | None = None,
    *,
    by: Person,
    at: datetime,
    **fields: Any,
) -> ImpactAssessment:
    """Add or change an impact assessment; a change of nothing writes nothing.

    fields: any of ASSESSMENT_FIELDS. Refusals: "not_allowed", "no_screening_reason",
    "signed_off_without_post", "assessment_elsewhere".
    """
    project = lock_project(project)
    authorise_on(project, "assessment.change", by=by, on=timezone.localdate(at))
    row = (
        ImpactAssessment(project=project)
        if assessment is None
        else ImpactAssessment.objects.select_for_update()
        .filter(pk=assessment.pk, project=project)
        .first()
    )
    if row is None:
        raise Refusal(
            "That assessment belongs to another project. Open this project's own list.",
            code="assessment_elsewhere",
            status=404,
        )
    before = {name: getattr(row, name) for name in ASSESSMENT_FIELDS}
    for name in ASSESSMENT_FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    if row.screening != Screening.NOT_SCREENED and not row.screening_reason.strip():
        raise Refusal("Give the reason for the screening decision.", code="no_screening_reason")
    if row.signed_off_on and not row.signed_off_by_post.strip():
        raise Refusal("Name the post that signed it off.", code="signed_off_without_post")
    was, now = changes(before, {name: getattr(row, name) for name in ASSESSMENT_FIELDS})
    if now or row.pk is None:
        row.save()
        record_act(
            Verb.ASSESSMENT_CHANGED,
            actor=by,
            subject=row,
            project=project,
            at=at,
            before=was,
            after=now,
        )
    return row


@use_case
def log_engagement(
    project: Project,
    *,
    who: str,
    how: str,
    on: date,
    heard: str,
    what_changed: str,
    fed_back_on: date | None = None,
    by: Person,
    at: datetime,
) -> Engagement:
    """Log one piece of engagement.

    Refusals: "not_allowed", "engagement_incomplete", those of `_refuse_days`.
    """
    today = timezone.localdate(at)
    project = lock_project(project)
    authorise_on(project, "engagement.log", by=by, on=today)
    _refuse_days(on, fed_back_on, today=today)
    row = Engagement(project=project, on=on, fed_back_on=fed_back_on)
    _say(row, who=who, how=how, heard=heard, what_changed=what_changed)
    row.save()
    record_act(Verb.ENGAGEMENT_LOGGED, actor=by, subject=row, project=project, at=at)
    return row


@use_case
def correct_engagement(
    engagement: Engagement,
    *,
    who: str,
    how: str,
    on: date,
    heard: str,
    what_changed: str,
    fed_back_on: date | None = None,
    by: Person,
    at: datetime,
) -> Engagement:
    """Correct an entry of the engagement log; a correction of nothing writes nothing.

    The record keeps what it said before, and so does every copy that a body was shown.
    Refusals: "not_allowed", "engagement_incomplete", those of `_refuse_days`.
    """
    project, today = lock_project(engagement.project), timezone.localdate(at)
    authorise_on(project, "engagement.correct", by=by, on=today)
    _refuse_days(on, fed_back_on, today=today)
    row = Engagement.objects.select_for_update().get(pk=engagement.pk)
    before = {name: getattr(row, name) for name in ENGAGEMENT_FIELDS}
    row.on, row.fed_back_on = on, fed_back_on
    _say(row, who=who, how=how, heard=heard, what_changed=what_changed)
    was, now = changes(before, {name: getattr(row, name) for name in ENGAGEMENT_FIELDS})
    if now:
        row.save()
        record_act(
            Verb.ENGAGEMENT_CORRECTED,
            actor=by,
            subject=row,
            project=project,
            at=at,
            before=was,
            after=now,
        )
    return row


def _refuse_days(on: date, fed_back_on: date | None, *, today: date) -> None:
    """Refuse ("engagement_too_early", "engagement_in_future", "fed_back_too_early") odd days."""
    if on < EARLIEST:
        raise Refusal(
            f"Engagement is logged from {EARLIEST.year} on. Check the year.",
            code="engagement_too_early",
        )
    if on > today or (fed_back_on is not None and fed_back_on > today):
        raise Refusal(
            "Engagement on a day to come has not been held yet. Log it afterwards.",
            code="engagement_in_future",
        )
    if fed_back_on is not None and fed_back_on < on:
        raise Refusal(
            "People cannot be told what came of it before it was held. Check the two days.",
            code="fed_back_too_early",
        )


def _say(row: Engagement, **texts: str) -> None:
    """Set the texts of an entry; refuse ("engagement_incomplete") one that leaves any out."""
    if not all(text.strip() for text in texts.values()):
        raise Refusal(
            "Say who, how, what was heard, and what changed or why nothing did.",
            code="engagement_incomplete",
        )
    for name, text in texts.items():
        setattr(row, name, text.strip())
