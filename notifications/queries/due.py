"""What is due and for whom."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cycle.enums import DeliverableProgress, Phase, StageState
from cycle.models import Deliverable, ReviewPoint, Stage
from governance.models import Condition, Decision
from governance.queries import start_of
from governance.queries.correspondence import ABOUT, open_rounds, round_on
from governance.queries.escalations import answered_since, open_escalations
from notifications.enums import ReminderKind
from notifications.rules import BEFORE, Due
from projects.enums import ProjectRole
from projects.models import GateTarget, Project, TeamMember
from roles.enums import Role
from roles.models import HeldRole
from roles.queries import current_on
from roles.rules import MAY


def dues(today: date) -> list[Due]:
    """Return everything due within 14 days or overdue, with whom to remind.

    What a body is asked by correspondence or by an escalation is told at once, an answer and a
    decision once.
    Projects on hold or over are left out: a hold stills reminders.
    """
    horizon = today - timedelta(days=BEFORE[0])
    return [
        *_deliverables(today, horizon),
        *_gates(today, horizon),
        *_conditions(today, horizon),
        *_review_points(today, horizon),
        *_rounds(today),
        *_escalations(today),
        *_answers(today),
        *_decisions(today),
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


def _rounds(today: date) -> list[Due]:
    """Return the rounds by correspondence, for each whose own reply is still to come."""
    return [
        Due(
            ReminderKind.ROUND,
            f"governance.Round:{row.pk}",
            f"{row.review.what}, {row.review.project}",
            row.get_absolute_url(),
            row.review.project_id,
            row.reply_by,
            tuple(person.pk for person in round_on(row, today).waits_for if person.is_active),
            _here_since(row.review.project),
            at_once=True,
        )
        for row in open_rounds().filter(_live("review__project__")).select_related(*ABOUT)
        if row.reply_by >= today
    ]


def _escalations(today: date) -> list[Due]:
    """Return what was escalated and waits, for the chair and the officer of the body."""
    rows = list(open_escalations().filter(_live("project__")).select_related("project"))
    runs: dict[int | None, list[int]] = {}
    held = HeldRole.objects.filter(
        current_on(today),
        role__in=MAY["escalation.answer"],
        body_id__in={row.to_body_id for row in rows},
        person__is_active=True,
    )
    for body_id, person_id in held.values_list("body_id", "person_id"):
        runs.setdefault(body_id, []).append(person_id)
    return [
        Due(
            ReminderKind.ESCALATION,
            f"governance.Escalation:{row.pk}",
            f"{row.ask[:120].rstrip('. ')}, {row.project}",
            row.get_absolute_url(),
            row.project_id,
            row.needed_by,
            _each_once(*runs.get(row.to_body_id, [])),
            _here_since(row.project),
            at_once=True,
        )
        for row in rows
    ]


def _answers(today: date) -> list[Due]:
    """Return the answers of the last 14 days, for those who asked, down the ladder."""
    since = today + timedelta(days=BEFORE[0])
    return [
        Due(
            ReminderKind.ANSWER,
            f"governance.Escalation:{row.pk}",
            f"{row.to_body}: {row.answer[:120].rstrip('. ')}, {row.project}",
            row.get_absolute_url(),
            row.project_id,
            answered_on,
            _each_once(*(person.pk for person in people if person.is_active)),
            _here_since(row.project),
            once=True,
        )
        for row, answered_on, people in answered_since(since)
    ]


def _decisions(today: date) -> list[Due]:
    """Return the decisions recorded in the last 14 days, for lead, sponsor and owners of their
    conditions: the notice is ready as soon as the decision is, before anybody has left the room.
    """
    rows = list(
        Decision.objects.filter(recorded_at__gte=start_of(today + timedelta(days=BEFORE[0])))
        .select_related("review__project", "review__body", "review__stage__template")
        .select_related("review__brief_version")
        .defer("review__brief_version__content")
        .prefetch_related("conditions__owner")
    )
    places = _places((row.review.project_id for row in rows), today)
    return [
        Due(
            ReminderKind.DECISION,
            f"governance.Decision:{row.pk}",
            f"{row.review.body}: {row.wording.lower()}, {row.review.what}, {row.review.project}",
            row.review.get_absolute_url(),
            row.review.project_id,
            row.met_on,
            _each_once(
                *places.get((row.review.project_id, ProjectRole.LEAD), []),
                *places.get((row.review.project_id, ProjectRole.SPONSOR), []),
                *(
                    one.owner_id
                    for one in row.conditions.all()
                    if one.owner is not None and one.owner.is_active
                ),
            ),
            _here_since(row.review.project),
            once=True,
        )
        for row in rows
    ]
