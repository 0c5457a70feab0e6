"""The six parts of a demonstration brief, saved as a lead would save them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects.enums import BriefPart, Involvement, Screening, Sector
from projects.models import (
    Contingency,
    GateTarget,
    ImpactAssessment,
    Milestone,
    MoneyLine,
    PlannedElement,
    Project,
    ProjectLink,
    Stakeholder,
)
from projects.services import save_assessment, save_brief_part
from projects.services.brief import Rows
from roles.models import Locality, Person


def fill_brief(
    project: Project,
    *,
    by: Person,
    at: datetime,
    row: dict[str, Any],
    only: Collection[str] = (),
) -> None:
    """Save the parts of a brief as complete; only: some of them, the others left untouched."""
    for part, (fields, rows) in _parts(project, by, at, row).items():
        if not only or part.value in only:
            save_brief_part(project, part, fields=fields, rows=rows, is_complete=True, by=by, at=at)


def _parts(
    project: Project, by: Person, at: datetime, row: dict[str, Any]
) -> dict[BriefPart, tuple[dict[str, Any], Rows]]:
    today = timezone.localdate(at)
    elements = PlannedElement.objects.filter(project=project).select_related("element__stage")
    localities = list(Locality.objects.filter(partnership=project.partnership))
    money = [
        {
            "year": today.year,
            "source": "Revenue budget",
            "is_recurring": True,
            "planned": Decimal(96_000 + 1_250 * project.number),
            "achieved": Decimal(41_500),
        },
        {
            "year": today.year,
            "source": "Transformation fund",
            "is_recurring": False,
            "planned": Decimal(30_000),
            "achieved": None,
        },
    ]
    return {
        BriefPart.FOCUS: (
            {
                "what_changes": row["purpose"],
                "for_whom": row["need"],
                "population_need": row["need"],
                "scope_in": "Adults in the localities named.",
                "scope_out": "Hospital services that the partnership does not plan.",
                "outcomes": [2, 4, 9],
                "pillars": ["prevention", "people"],
                "localities": localities[: 1 + project.number % len(localities)],
            },
            {},
        ),
        BriefPart.GOVERNANCE: (
            {"reporting_months": 3},
            {
                ProjectLink: [
                    {"plan": "Partners in Care, strategic plan", "how": "delivers part of"}
                ]
            },
        ),
        BriefPart.RESOURCES: ({}, {MoneyLine: money}),
        BriefPart.STAKEHOLDERS: ({}, {Stakeholder: _stakeholders()}),
        BriefPart.PRODUCTS: (
            {},
            {
                PlannedElement: [
                    {
                        "id": line.pk,
                        "owner_post": by.name,
                        "owner": by,
                        "due_on": today
                        + timedelta(
                            days=75 * line.element.stage.number - 5 + 3 * line.element.position
                        ),
                        **_left_out(line),
                    }
                    for line in elements.order_by("pk")
                ]
            },
        ),
        BriefPart.TIMESCALES: (
            {"review_months": 6},
            {
                GateTarget: [
                    {"gate": gate, "on": today + timedelta(days=16 + 75 * gate)}
                    for gate in (1, 2, 3, 4)
                ],
                Milestone: [{"name": "First session with families", "on": today + timedelta(35)}],
                Contingency: [
                    {
                        "what_may_go_wrong": "A post stays vacant over winter.",
                        "what_then": "The sponsor lends a day a week from another team.",
                    }
                ],
            },
        ),
    }


def _left_out(line: PlannedElement) -> dict[str, Any]:
    if line.element.code != "legal-policy-context":
        return {}
    return {
        "applies": False,
        "reason": "The strategic plan sets out the law and policy; nothing here departs from it.",
    }


def _stakeholders() -> list[dict[str, Any]]:
    return [
        {
            "name": "People who use the service and their families",
            "sector": Sector.PEOPLE,
            "involvement": Involvement.CO_PRODUCING,
        },
        {
            "name": "Carers' organisations",
            "sector": Sector.THIRD,
            "involvement": Involvement.REFERENCE,
        },
        {
            "name": "Care providers",
            "sector": Sector.INDEPENDENT,
            "involvement": Involvement.CONSULTED,
        },
    ]


def screen_assessments(project: Project, *, by: Person, at: datetime, leave: int = 0) -> None:
    """Screen the usual impact assessments, all but the last `leave`."""
    rows = list(ImpactAssessment.objects.filter(project=project))
    for number, row in enumerate(rows[: len(rows) - leave]):
        save_assessment(
            project,
            row,
            screening=Screening.FULL if number == 0 else Screening.NOT_NEEDED,
            screening_reason="Screened with the equalities officer against the brief.",
            screened_on=timezone.localdate(at),
            by=by,
            at=at,
        )
