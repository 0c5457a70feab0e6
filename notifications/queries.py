"""What is due and for whom; the inbox; when the sweep last ran."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cycle.enums import DeliverableProgress, Phase, StageState
from cycle.models import Deliverable, ReviewPoint, Stage
from governance.models import Condition
from notifications.enums import ReminderKind
from notifications.models import Reminder, SweepRun
from notifications.rules import BEFORE, Due
from projects.enums import ProjectRole
from projects.models import GateTarget, Project, TeamMember
from projects.queries import visible_to
from roles.enums import Role
from roles.models import HeldRole
from roles.queries import Held, current_on

SWEEP = "reminders"


def last_sweep_at() -> datetime | None:
    """Return when the sweep of reminders last finished, or None when it never has."""
    return SweepRun.objects.filter(name=SWEEP).values_list("finished_at", flat=True).first()


def dues(today: date) -> list[Due]:
    """Return everything due within 14 days or overdue, with whom to remind.

    Projects on hold or over are left out: a hold stills reminders.
    """
    horizon = today - timedelta(days=BEFORE[0])
    return [
        *_deliverables(today, horizon),
        *_gates(today, horizon),
        *_conditions(today, horizon),
        *_review_points(today, horizon),
    ]


def _live(prefix: str) -> Q:
    return Q(**{f"{prefix}held_since__isnull": True}) & ~Q(
        **{f"{prefix}standing__phase": Phase.ENDED}
    )


def _places(project_ids: Iterable[int], today: date) -> dict[tuple[int, str], list[int]]:
    """Return the people in each role by (project, role)."""
    found: dict[tuple[int, str], list[int]] = {}
    rows = TeamMember.objects.filter(
        current_on(today),
        project_id__in=set(project_ids),
        person__isnull=False,
        person__is_active=True,
    ).values_list("project_id", "role", "person_id")
    for project_id, role, person_id in rows:
        found.setdefault((project_id, role), []).append(person_id)
    return found


def _each_once(*people: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(person for person in people if person is not None))


def _here_since(project: Project) -> date:
    return timezone.localdate(project.created_at)


def _deliverables(today: date, horizon: date) -> list[Due]:
    rows = list(
        Deliverable.objects.filter(
            _live("stage__project__"), stage__state=StageState.OPEN, due_on__lte=horizon
        )
        .filter(progress__in=[DeliverableProgress.NOT_STARTED, DeliverableProgress.IN_PROGRESS])
        .select_related("stage__project", "owner")
    )
    places = _places((row.stage.project_id for row in rows), today)
    return [
        Due(
            ReminderKind.DELIVERABLE,
            f"cycle.Deliverable:{row.pk}",
            f"{row.name}, {row.stage.project}",
            reverse("cycle:deliverable", args=[row.stage.project.reference, row.pk]),
            row.stage.project_id,
            row.due_on,
            _each_once(
                row.owner_id if row.owner and row.owner.is_active else None,
                *places.get((row.stage.project_id, ProjectRole.LEAD), []),
            ),
            _here_since(row.stage.project),
        )
        for row in rows
        if row.due_on is not None
    ]


def _gates(today: date, horizon: date) -> list[Due]:
    stages = {
        (row.project_id, row.template.number): row
        for row in Stage.objects.filter(_live("project__"), state=StageState.OPEN).select_related(
            "project", "template"
        )
    }
    targets = GateTarget.objects.filter(
        on__lte=horizon, project__in={project for project, _ in stages}
    )
    rows = [(t, stages[t.project_id, t.gate]) for t in targets if (t.project_id, t.gate) in stages]
    places = _places((target.project_id for target, _ in rows), today)
    return [
        Due(
            ReminderKind.GATE,
            f"cycle.Stage:{stage.pk}",
            f"{stage.template.name} gate, {stage.project}",
            reverse("governance:stage", args=[stage.project.reference]),
            stage.project_id,
            target.on,
            _each_once(*places.get((stage.project_id, ProjectRole.LEAD), [])),
            _here_since(stage.project),
        )
        for target, stage in rows
    ]


def _conditions(today: date, horizon: date) -> list[Due]:
    rows = list(
        Condition.objects.filter(
            _live("project__"), discharged_on__isnull=True, due_on__lte=horizon
        ).select_related("project", "owner", "decision__review")
    )
    officers: dict[int, list[int]] = {}
    held = HeldRole.objects.filter(
        current_on(today),
        role=Role.OFFICER,
        body_id__in={row.decision.review.body_id for row in rows},
        person__is_active=True,
    )
    for body_id, person_id in held.values_list("body_id", "person_id"):
        officers.setdefault(body_id, []).append(person_id)
    return [
        Due(
            ReminderKind.CONDITION,
            f"governance.Condition:{row.pk}",
            f"{row.text[:120].rstrip('. ')}, {row.project}",
            reverse("governance:condition", args=[row.project.reference, row.pk]),
            row.project_id,
            row.due_on,
            _each_once(
                row.owner_id if row.owner and row.owner.is_active else None,
                *officers.get(row.decision.review.body_id, []),
            ),
            _here_since(row.project),
        )
        for row in rows
    ]


def _review_points(today: date, horizon: date) -> list[Due]:
    rows = list(
        ReviewPoint.objects.filter(
            _live("project__"), held_on__isnull=True, due_on__lte=horizon
        ).select_related("project")
    )
    places = _places((row.project_id for row in rows), today)
    return [
        Due(
            ReminderKind.REVIEW_POINT,
            f"cycle.ReviewPoint:{row.pk}",
            f"{row.about}, {row.project}",
            reverse("cycle:review_points", args=[row.project.reference]),
            row.project_id,
            row.due_on,
            _each_once(
                *places.get((row.project_id, ProjectRole.LEAD), []),
                *places.get((row.project_id, ProjectRole.SPONSOR), []),
            ),
            _here_since(row.project),
        )
        for row in rows
    ]


def inbox_of(person_id: int) -> QuerySet[Reminder]:
    """Return a person's reminders, newest first, less the overtaken and the withheld.

    What it speaks of may have been restricted since: show it through `visible_in_inbox`.
    """
    return (
        Reminder.objects.filter(
            recipient_id=person_id, is_overtaken=False, withheld_at__isnull=True
        )
        .select_related("project")
        .order_by("-raised_at", "-pk")
    )


def visible_in_inbox(reminders: list[Reminder], held: Held) -> list[Reminder]:
    """Return those whose project the person may still see."""
    keys = {reminder.project_id for reminder in reminders}
    seen = set(visible_to(held).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return [reminder for reminder in reminders if reminder.project_id in seen]


def newer_calls(reminders: Iterable[Reminder]) -> set[int]:
    """Return the keys of those for which a later offset of the same due date was raised since."""
    rows = list(reminders)
    latest = {
        tuple(key): offset
        for *key, offset in Reminder.objects.filter(about__in={row.about for row in rows})
        .values("recipient_id", "kind", "about", "due_on")
        .annotate(latest=Max("offset"))
        .values_list("recipient_id", "kind", "about", "due_on", "latest")
    }
    return {
        row.pk
        for row in rows
        if latest[row.recipient_id, row.kind, row.about, row.due_on] > row.offset
    }
