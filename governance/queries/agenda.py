"""What waits for a body by the day of a meeting, and the meetings whose agendas it fills."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cycle.models import ReviewPoint
from governance.enums import ItemKind
from governance.models import AgendaItem, Condition, Escalation, GateReview, Meeting
from governance.queries.escalations import waiting_at
from governance.queries.people import start_of
from governance.rules.moments import LONGEST


@dataclass(frozen=True)
class Due:
    """Something for an agenda: what it is about, and its title there.

    came_from: the item of an earlier agenda that it goes on from, where it is other business.
    """

    kind: ItemKind
    title: str
    review: GateReview | None = None
    condition: Condition | None = None
    review_point: ReviewPoint | None = None
    escalation: Escalation | None = None
    came_from: AgendaItem | None = None


def due_for(meeting: Meeting, at: datetime) -> list[Due]:
    """Return what waits for the meeting's body by its day and stands on no agenda before that.

    at: the moment now; what stands on a meeting that was never opened waits all the same.

    In the order an officer would have it: what is put, what was escalated, conditions overdue,
    review points.
    """
    on = timezone.localdate(meeting.starts_at)
    reviews = GateReview.objects.filter(body=meeting.body, is_open=True, put_at__lte=_end(meeting))
    reviews = reviews.filter(Q(return_on__isnull=True) | Q(return_on__lte=on)).order_by("put_at")
    conditions = Condition.objects.filter(
        decision__review__body=meeting.body,
        discharged_on__isnull=True,
        due_on__lt=on,
        project__over_since__isnull=True,
    )
    points = ReviewPoint.objects.filter(
        project__governing_body=meeting.body, held_on__isnull=True, due_on__lte=on
    )
    taken = {
        name: _on_an_agenda(meeting, name, at)
        for name in ("review", "escalation", "condition", "review_point")
    }
    found = [
        Due(ItemKind.PUT, f"{row.project.reference} {row.project.title}: {row.what}", review=row)
        for row in reviews.exclude(pk__in=taken["review"]).select_related(
            "project", "stage__template", "brief_version"
        )
    ]
    found += [
        Due(
            ItemKind.ESCALATION,
            f"{row.project.reference} {row.project.title[:60]}: {row.ask}",
            escalation=row,
        )
        for row in waiting_at(meeting.body, _end(meeting)).exclude(pk__in=taken["escalation"])
    ]
    found += [
        Due(
            ItemKind.CONDITION,
            f"{row.project.reference} {row.project.title[:100]}: condition {row.number}, due "
            f"{row.due_on:%-d %B %Y}",
            condition=row,
        )
        for row in conditions.exclude(pk__in=taken["condition"])
        .select_related("project")
        .order_by("due_on", "pk")
    ]
    return found + [
        Due(
            ItemKind.REVIEW_POINT,
            f"{row.project.reference} {row.project.title[:100]}: {row.about}",
            review_point=row,
        )
        for row in points.exclude(pk__in=taken["review_point"])
        .filter(project__over_since__isnull=True)
        .select_related("project")
        .order_by("due_on", "pk")
    ]


def _end(meeting: Meeting) -> datetime:
    return meeting.opened_at or meeting.starts_at


def _on_an_agenda(meeting: Meeting, name: str, at: datetime) -> QuerySet:
    """Return the keys of what is on this agenda, waits on one that comes before it, or was left to
    a later one by hand. A meeting that was called for today may still be opened.
    """
    today = start_of(timezone.localdate(at))
    waits = Q(
        taken_at__isnull=True,
        withdrawn_at__isnull=True,
        deferred_to__isnull=True,
        meeting__closed_at__isnull=True,
        meeting__cancelled_at__isnull=True,
        meeting__body=meeting.body_id,
    ) & (Q(meeting__starts_at__gte=today) | Q(meeting__opened_at__gte=at - LONGEST))
    comes_before = Q(meeting__starts_at__lte=meeting.starts_at)
    left_there = Exists(
        AgendaItem.objects.filter(
            deferred_to=OuterRef("meeting"), **{f"{name}_id": OuterRef(f"{name}_id")}
        )
    )
    rows = AgendaItem.objects.filter(
        Q(meeting=meeting) | (waits & (comes_before | Q(left_there))),
        **{f"{name}__isnull": False},
    )
    return rows.values(f"{name}_id")


def business_left(meeting: Meeting) -> list[AgendaItem]:
    """Return the other business that earlier meetings of the body, closed or cancelled, left."""
    rows = AgendaItem.objects.filter(
        kind=ItemKind.OTHER,
        meeting__body=meeting.body_id,
        taken_at__isnull=True,
        withdrawn_at__isnull=True,
        deferred_to__isnull=True,
    ).exclude(meeting=meeting)
    over = Q(meeting__closed_at__isnull=False) | Q(meeting__cancelled_at__isnull=False)
    return list(rows.filter(over).order_by("meeting__starts_at", "position"))


def meetings_to_fill(at: datetime) -> list[Meeting]:
    """Return the meetings that are called and not yet opened, the next first."""
    rows = Meeting.objects.filter(
        opened_at__isnull=True, cancelled_at__isnull=True, starts_at__gte=at
    )
    return list(rows.select_related("body").order_by("starts_at", "pk"))
