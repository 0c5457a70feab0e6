"""Gathers what a progress report says, as it stood at the period's end."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Q

from cycle.models import ProgressUpdate
from framework.models import RagLevel
from governance.models import Condition, Decision
from governance.queries.directing import variations_between
from governance.queries.private import taken_in_private
from governance.rules.exempt import private_words
from projects.models import MoneyLine, Project
from reports.content import (
    ConditionLine,
    DecisionLine,
    Implication,
    ProgressReport,
    ProjectLine,
    VariationLine,
)
from reports.content import MoneyLine as MoneyInReport
from reports.queries.coming import Told, next_gates, review_points
from reports.queries.course import PackStages, stages_by_pack, stood_on
from reports.queries.issued import projects_for
from reports.rules import BESIDE_THE_STAGES, notes, stage_word
from roles.enums import BodyKind
from roles.models import Body

TEMPLATE = Path(__file__).parent.parent / "data" / "moray.toml"


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
    governs or was asked about. Restricted projects are left out, and of what was taken in private
    the reasons and the conditions. Source: Moray papers' headings.
    """
    projects = list(projects_for(body, period_to))
    keys = [project.pk for project in projects]
    by_key = {project.pk: project for project in projects}
    packs = stages_by_pack()
    stood = stood_on(projects, period_to, packs)
    told = {
        project.pk: Told(stood[project.pk], packs[project.pack_id].names) for project in projects
    }
    private = taken_in_private(keys)
    lines = _project_lines(projects, told, keys, period_to)
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
        projects=lines,
        decisions=_decisions(by_key, private, period_from, period_to),
        variations=_variations(body, period_from, period_to),
        conditions=_conditions(by_key, private, told, period_to),
        next_gates=next_gates(projects, told, keys, period_to),
        review_points=review_points(by_key, told, period_to),
        money=_money(keys, by_key),
        implications=tuple(Implication(**row) for row in template["implication"]),
        conclusion=tuple(template["conclusion"]),
        author_post=by_post,
        background_papers=("The briefs and gate reviews of the projects named.",),
        ref=number or "draft",
        stage_order=_order(packs, lines),
        rag_order=_scale(),
    )


def _order(packs: Mapping[int, PackStages], lines: Iterable[ProjectLine]) -> tuple[str, ...]:
    """Return the words to count by: the packs' stages, and those beside them that are met."""
    names = sorted({pair for pack in packs.values() for pair in pack.names.items()})
    met = {line.stage for line in lines}
    before, *after = BESIDE_THE_STAGES
    return tuple(
        dict.fromkeys(
            [
                *([before] if before in met else []),
                *[name for _, name in names],
                *[word for word in after if word in met],
            ]
        )
    )


def _scale() -> tuple[str, ...]:
    """Return the scale's words, worst first; what is complete comes last."""
    rows = RagLevel.objects.order_by("-position", "pk").values_list("code", "name")
    words = dict.fromkeys(name for code, name in rows if code != "blue")
    complete = dict.fromkeys(name for code, name in rows if code == "blue")
    return (*words, *complete)


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


def _project_lines(
    projects: Iterable[Project], told: Mapping[int, Told], keys: list[int], period_to: date
) -> tuple[ProjectLine, ...]:
    updates: dict[int, ProgressUpdate] = {}
    for update in ProgressUpdate.objects.filter(project_id__in=keys, on__lte=period_to).order_by(
        "on", "pk"
    ):
        updates[update.project_id] = update
    return tuple(
        _project_line(project, told[project.pk], updates.get(project.pk), period_to)
        for project in projects
    )


def _project_line(
    project: Project, told: Told, update: ProgressUpdate | None, period_to: date
) -> ProjectLine:
    return ProjectLine(
        reference=project.reference,
        title=project.title,
        approach=project.get_approach_display(),
        programme=str(project.programme or ""),
        stage=stage_word(told.stood, told.names),
        stage_since=told.stood.since,
        rag=update.rag_name if update else "",
        rag_reason=update.reason if update else "",
        rag_on=update.on if update else None,
        rag_age_days=(period_to - update.on).days if update else None,
        done=update.done if update else "",
        next=update.next if update else "",
        notes=notes(told.stood, told.names),
        is_held=told.stood.is_held,
    )


def _decisions(
    by_key: dict[int, Project], private: Mapping[int, int], period_from: date, period_to: date
) -> tuple[DecisionLine, ...]:
    rows = (
        Decision.objects.filter(
            review__project_id__in=by_key, met_on__gte=period_from, met_on__lte=period_to
        )
        .select_related("review__body", "review__stage__template", "review__brief_version")
        .defer("review__brief_version__content")
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
            reason=private_words(private[row.pk]) if row.pk in private else row.reasons,
            conditions=tuple(
                condition.text for condition in row.conditions.all() if row.pk not in private
            ),
        )
        for row in rows
    )


def _variations(body: Body, period_from: date, period_to: date) -> tuple[VariationLine, ...] | None:
    """Return what happened to a joint board's directions; None for a body that issues none.

    Source: statutory guidance on directions, January 2020: the register says what was issued,
    revised, revoked and completed.
    """
    if body.kind != BodyKind.INTEGRATION_JOINT_BOARD:
        return None
    return tuple(
        VariationLine(
            on=one.on,
            reference=one.reference,
            title=one.title,
            recipients=one.recipients,
            what=one.sentence,
        )
        for one in variations_between(body, period_from, period_to)
    )


def _gate(names: Mapping[int, str], number: int | None) -> str:
    return f"{names[number]} gate" if number is not None and number in names else ""


def _conditions(
    by_key: dict[int, Project],
    private: Mapping[int, int],
    told: Mapping[int, Told],
    period_to: date,
) -> tuple[ConditionLine, ...]:
    rows = (
        Condition.objects.filter(project_id__in=by_key, decision__met_on__lte=period_to)
        .exclude(decision__in=private)
        .filter(Q(discharged_on__isnull=True) | Q(discharged_on__gt=period_to))
        .select_related("owner")
        .order_by("due_on", "pk")
    )
    return tuple(
        ConditionLine(
            reference=by_key[row.project_id].reference,
            text=row.text,
            owner=row.owner_post,
            due_on=row.due_on,
            holds_up=_gate(told[row.project_id].names, row.holds_up),
            days_overdue=max((period_to - row.due_on).days, 0),
        )
        for row in rows
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
