"""Gathers what a progress report says, as it stood at the period's end."""

import tomllib
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from cycle.enums import LIVE_STATES
from cycle.models import CarriedOver, ClosingNote, ProgressUpdate, ReviewPoint, Stage
from framework.models import RagLevel, StageTemplate
from governance.models import Condition, Decision, GateReview
from projects.models import GateTarget, MoneyLine, Project
from reports.content import (
    ComingDate,
    ConditionLine,
    DecisionLine,
    Implication,
    ProgressReport,
    ProjectLine,
)
from reports.content import MoneyLine as MoneyInReport
from reports.models import IssuedReport
from roles.enums import BodyKind
from roles.models import Body
from roles.queries import Held

TEMPLATE = Path(__file__).parent / "data" / "moray.toml"
BEFORE_THE_STAGES = "Brief"
CLOSED = "Closed"


def progress_report(
    body: Body,
    *,
    period_from: date,
    period_to: date,
    drawn_on: date,
    by_post: str,
    number: str | None = None,
    meeting_on: date | None = None,
) -> ProgressReport:
    """Return what a progress report to a body says about a period; both its ends count.

    An integration joint board is told of every project of its partnership, another body of those it
    governs or was asked about. Restricted projects are left out. Source: Moray papers' headings.
    """
    projects = list(projects_for(body, period_to))
    keys = [project.pk for project in projects]
    by_key = {project.pk: project for project in projects}
    template = _template(body, period_from, period_to)
    return ProgressReport(
        number=number,
        partnership=body.partnership.name,
        body=body.name,
        period_from=period_from,
        period_to=period_to,
        meeting_on=meeting_on,
        subject=template["subject"],
        by_post=by_post,
        drawn_on=drawn_on,
        is_demonstration=body.partnership.is_demonstration,
        reason=tuple(template["reason"]),
        recommendations=tuple(template["recommendations"]),
        background=tuple(template["background"]),
        projects=_project_lines(projects, keys, period_to),
        decisions=_decisions(keys, by_key, period_from, period_to),
        conditions=_conditions(keys, by_key, period_to),
        next_gates=_next_gates(keys, by_key, period_to),
        review_points=_review_points(keys, by_key, period_to),
        money=_money(keys, by_key),
        implications=tuple(Implication(**row) for row in template["implication"]),
        conclusion=tuple(template["conclusion"]),
        author_post=by_post,
        background_papers=("The briefs and gate reviews of the projects named.",),
        ref=number or "draft",
        stage_order=tuple(
            dict.fromkeys(
                StageTemplate.objects.order_by("number", "pk").values_list("name", flat=True)
            )
        ),
        rag_order=_scale(),
    )


def _scale() -> tuple[str, ...]:
    """Return the scale's words, worst first; what is complete comes last."""
    rows = RagLevel.objects.order_by("-position", "pk").values_list("code", "name")
    words = dict.fromkeys(name for code, name in rows if code != "blue")
    complete = dict.fromkeys(name for code, name in rows if code == "blue")
    return (*words, *complete)


def projects_for(body: Body, on: date) -> QuerySet[Project]:
    """Return the projects a body is told of that were there on a day, by reference."""
    rows = Project.objects.filter(
        partnership_id=body.partnership_id, is_restricted=False, created_at__lt=_end_of(on)
    )
    if body.kind != BodyKind.INTEGRATION_JOINT_BOARD:
        asked = GateReview.objects.filter(body=body).values("project_id")
        rows = rows.filter(Q(governing_body=body) | Q(pk__in=asked))
    return rows.select_related("programme").order_by("number")


def reports_seen_by(held: Held) -> QuerySet[IssuedReport]:
    """Return the reports issued to bodies of a person's partnerships, newest first."""
    return (
        IssuedReport.objects.filter(body__partnership_id__in=held.partnership_ids)
        .select_related("body__partnership", "issued_by")
        .defer("content")
    )


def _template(body: Body, period_from: date, period_to: date) -> dict[str, Any]:
    data = tomllib.loads(TEMPLATE.read_text())
    words = {
        "{body}": f"the {body.name}",
        "{from}": f"{period_from:%-d %B %Y}",
        "{to}": f"{period_to:%-d %B %Y}",
    }

    def filled(text: str) -> str:
        for mark, word in words.items():
            text = text.replace(mark, word)
        return text

    for name in ("reason", "recommendations", "background", "conclusion"):
        data[name] = [filled(text) for text in data[name]]
    data["subject"] = filled(data["subject"])
    return data


def _end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.max))


def _project_lines(
    projects: Iterable[Project], keys: list[int], period_to: date
) -> tuple[ProjectLine, ...]:
    end = _end_of(period_to)
    stages: dict[int, Stage] = {}
    for stage in (
        Stage.objects.filter(project_id__in=keys, opened_at__lte=end)
        .select_related("template")
        .order_by("opened_at", "pk")
    ):
        stages[stage.project_id] = stage
    carried = {row.project_id: row for row in CarriedOver.objects.filter(project_id__in=keys)}
    closed = set(
        ClosingNote.objects.filter(project_id__in=keys, at__lte=end).values_list(
            "project_id", flat=True
        )
    )
    updates: dict[int, ProgressUpdate] = {}
    for update in ProgressUpdate.objects.filter(project_id__in=keys, on__lte=period_to).order_by(
        "on", "pk"
    ):
        updates[update.project_id] = update
    return tuple(
        _project_line(
            project,
            stages.get(project.pk),
            updates.get(project.pk),
            carried.get(project.pk),
            period_to,
            is_closed=project.pk in closed,
        )
        for project in projects
    )


def _project_line(
    project: Project,
    stage: Stage | None,
    update: ProgressUpdate | None,
    carried: CarriedOver | None,
    period_to: date,
    *,
    is_closed: bool,
) -> ProjectLine:
    name = stage.template.name if stage else BEFORE_THE_STAGES
    if stage is None and carried is not None and carried.stage_words == CLOSED:
        is_closed = True
    since = timezone.localdate(stage.opened_at) if stage and not is_closed else None
    if stage is not None and carried is not None and name == carried.stage_words:
        since = carried.stage_started_on or since
    return ProjectLine(
        reference=project.reference,
        title=project.title,
        approach=project.get_approach_display(),
        programme=str(project.programme or ""),
        stage=CLOSED if is_closed else name,
        stage_since=since,
        rag=update.rag_name if update else "",
        rag_reason=update.reason if update else "",
        rag_on=update.on if update else None,
        rag_age_days=(period_to - update.on).days if update else None,
        done=update.done if update else "",
        next=update.next if update else "",
    )


def _decisions(
    keys: list[int], by_key: dict[int, Project], period_from: date, period_to: date
) -> tuple[DecisionLine, ...]:
    rows = (
        Decision.objects.filter(
            review__project_id__in=keys, met_on__gte=period_from, met_on__lte=period_to
        )
        .select_related("review__body", "review__stage__template", "review__brief_version")
        .prefetch_related("conditions")
        .order_by("met_on", "pk")
    )
    return tuple(
        DecisionLine(
            met_on=row.met_on,
            reference=by_key[row.review.project_id].reference,
            title=by_key[row.review.project_id].title,
            gate=row.review.what,
            body=row.review.body.name,
            outcome=row.wording,
            reason=row.reasons,
            conditions=tuple(condition.text for condition in row.conditions.all()),
        )
        for row in rows
    )


def _conditions(
    keys: list[int], by_key: dict[int, Project], period_to: date
) -> tuple[ConditionLine, ...]:
    rows = (
        Condition.objects.filter(project_id__in=keys, decision__met_on__lte=period_to)
        .filter(Q(discharged_on__isnull=True) | Q(discharged_on__gt=period_to))
        .select_related("owner")
        .order_by("due_on", "pk")
    )
    gates = dict(StageTemplate.objects.values_list("number", "name"))
    return tuple(
        ConditionLine(
            reference=by_key[row.project_id].reference,
            text=row.text,
            owner=row.owner_post,
            due_on=row.due_on,
            holds_up=f"{gates[row.holds_up]} gate" if row.holds_up in gates else "",
            days_overdue=max((period_to - row.due_on).days, 0),
        )
        for row in rows
    )


def _next_gates(
    keys: list[int], by_key: dict[int, Project], period_to: date
) -> tuple[ComingDate, ...]:
    targets = {
        (row.project_id, row.gate): row.on for row in GateTarget.objects.filter(project_id__in=keys)
    }
    coming = [
        ComingDate(
            on=targets.get((stage.project_id, stage.template.number)),
            reference=by_key[stage.project_id].reference,
            title=by_key[stage.project_id].title,
            what=f"{stage.template.name} gate",
            body=str(stage.project.governing_body or ""),
        )
        for stage in Stage.objects.filter(
            project_id__in=keys, state__in=LIVE_STATES, opened_at__lte=_end_of(period_to)
        ).select_related("template", "project__governing_body")
    ]
    return tuple(sorted(coming, key=lambda row: (row.on or date.max, row.reference)))


def _review_points(
    keys: list[int], by_key: dict[int, Project], period_to: date
) -> tuple[ComingDate, ...]:
    rows = ReviewPoint.objects.filter(project_id__in=keys).filter(
        Q(held_on__isnull=True) | Q(held_on__gt=period_to)
    )
    return tuple(
        ComingDate(
            on=row.due_on,
            reference=by_key[row.project_id].reference,
            title=by_key[row.project_id].title,
            what=row.about,
            body="",
        )
        for row in rows.order_by("due_on", "pk")
    )


def _money(keys: list[int], by_key: dict[int, Project]) -> tuple[MoneyInReport, ...]:
    return tuple(
        MoneyInReport(
            reference=by_key[row.project_id].reference,
            title=by_key[row.project_id].title,
            year=row.year_words,
            source=row.source,
            recurring=row.is_recurring,
            planned=row.planned,
            achieved=row.achieved,
        )
        for row in MoneyLine.objects.filter(project_id__in=keys).order_by("project_id", "pk")
    )
