"""Of which projects a body is told, and which reports a person may read."""

from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from governance.models import GateReview
from projects.models import Project
from reports.models import IssuedReport
from roles.enums import BodyKind
from roles.models import Body
from roles.queries import Held


def end_of(on: date) -> datetime:
    """Return the last moment of a day, local time."""
    return timezone.make_aware(datetime.combine(on, time.max))


def projects_for(body: Body, on: date) -> QuerySet[Project]:
    """Return the projects a body is told of that were there on a day, by reference."""
    rows = Project.objects.filter(
        partnership_id=body.partnership_id, is_restricted=False, created_at__lt=end_of(on)
    )
    if body.kind != BodyKind.INTEGRATION_JOINT_BOARD:
        asked = GateReview.objects.filter(body=body).values("project_id")
        rows = rows.filter(Q(governing_body=body) | Q(pk__in=asked))
    return rows.select_related("programme", "governing_body").order_by("number")


def reports_seen_by(held: Held) -> QuerySet[IssuedReport]:
    """Return the reports issued to bodies of a person's partnerships, newest first."""
    return (
        IssuedReport.objects.filter(body__partnership_id__in=held.partnership_ids)
        .select_related("body__partnership", "issued_by")
        .defer("content")
    )
