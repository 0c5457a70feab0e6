"""The frozen copy of a project's own part: plain values that outlive the rows."""

import hashlib
import json
from datetime import date
from typing import Any

from framework.enums import ChristiePillar, NationalOutcome
from projects.enums import BriefPart
from projects.models import (
    Brief,
    Contingency,
    Engagement,
    GateTarget,
    ImpactAssessment,
    Milestone,
    MoneyLine,
    OtherProduct,
    PlannedElement,
    Project,
    ProjectLink,
    Stakeholder,
    TeamMember,
)
from record.services import plain
from roles.queries import current_on

VERSION = 1


def digest(content: Any) -> str:
    """Return the sha-256 of a frozen copy in canonical form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def frozen(project: Project, *, on: date) -> dict[str, Any]:
    """Return the project's identity, brief, assessments and engagement as plain values."""
    return {
        "version": VERSION,
        "project": {
            "reference": project.reference,
            "title": project.title,
            "purpose": project.purpose,
            "approach": project.get_approach_display(),
            "programme": str(project.programme or ""),
            "trigger": project.trigger,
            "pack": f"{project.pack.code} {project.pack.version}",
            "is_major": project.is_major,
            "major_reason": project.major_reason,
            "is_restricted": project.is_restricted,
        },
        "brief": frozen_brief(project, on=on),
        "impact_assessments": [
            {
                "kind": row.get_kind_display(),
                "screening": row.get_screening_display(),
                "reason": row.screening_reason,
                "completed": plain(row.completed_on),
                "signed_off_by": row.signed_off_by_post,
                "published": row.published_at_url,
            }
            for row in ImpactAssessment.objects.filter(project=project)
        ],
        "engagement": [
            {
                "who": row.who,
                "how": row.how,
                "on": plain(row.on),
                "heard": row.heard,
                "what_changed": row.what_changed,
            }
            for row in Engagement.objects.filter(project=project)
        ],
    }


def frozen_brief(project: Project, *, on: date) -> dict[str, Any]:
    """Return the six parts of the brief as plain values; on: the day that says who holds a post."""
    brief, team = Brief.objects.get(project=project), _team(project, on)
    return {part.value: _PARTS[part](project, brief, team) for part in BriefPart}


def frozen_part(project: Project, part: BriefPart, *, on: date, brief: Brief) -> dict[str, Any]:
    """Return one part of the brief as plain values. brief: a working copy, saved or not."""
    return _PARTS[part](project, brief, _team(project, on))


def _team(project: Project, on: date) -> list[TeamMember]:
    return list(
        TeamMember.objects.filter(current_on(on), project=project)
        .select_related("person", "team_role")
        .order_by("pk")
    )


def _focus(project: Project, brief: Brief, team: list[TeamMember]) -> dict[str, Any]:
    return {
        "what_changes": brief.what_changes,
        "for_whom": brief.for_whom,
        "population_need": brief.population_need,
        "scope_in": brief.scope_in,
        "scope_out": brief.scope_out,
        "national_outcomes": [
            f"{number}. {NationalOutcome(number).label}" for number in sorted(brief.outcomes)
        ],
        "christie_pillars": [ChristiePillar(code).label for code in brief.pillars],
        "localities": (["The whole area"] if brief.whole_area else [])
        + [locality.name for locality in brief.localities.all()],
    }


def _governance(project: Project, brief: Brief, team: list[TeamMember]) -> dict[str, Any]:
    posts = {member.role: member.words for member in team if member.role != "team_member"}
    return {
        "governing_body": str(project.governing_body or ""),
        "major_change": project.is_major,
        "sponsor": posts.get("sponsor", ""),
        "lead": posts.get("lead", ""),
        "reporting_interval_in_months": brief.reporting_months,
        "links": [
            {"to": str(row), "how": row.how}
            for row in ProjectLink.objects.filter(project=project).select_related("other")
        ],
        "notes": brief.governance_notes,
    }


def _resources(project: Project, brief: Brief, team: list[TeamMember]) -> dict[str, Any]:
    return {
        "team": [
            {
                "role": member.get_role_display(),
                "post": member.words,
                "team_role": str(member.team_role or ""),
                "days_a_week": plain(member.days_a_week),
            }
            for member in team
        ],
        "money": [
            {
                "year": row.year_words,
                "source": row.source,
                "recurring": row.is_recurring,
                "planned": plain(row.planned),
                "achieved": plain(row.achieved),
            }
            for row in MoneyLine.objects.filter(project=project)
        ],
        "notes": brief.resources_notes,
    }


def _stakeholders(project: Project, brief: Brief, team: list[TeamMember]) -> dict[str, Any]:
    return {
        "people_and_groups": [
            {
                "name": row.name,
                "sector": row.get_sector_display(),
                "involvement": row.get_involvement_display(),
            }
            for row in Stakeholder.objects.filter(project=project)
        ],
        "notes": brief.stakeholders_notes,
    }


def _products(project: Project, brief: Brief, team: list[TeamMember]) -> dict[str, Any]:
    elements = PlannedElement.objects.filter(project=project).select_related(
        "element__stage", "owner"
    )
    return {
        "expected_elements": [
            {
                "stage": row.element.stage.name,
                "code": row.element.code,
                "element": row.element.name,
                "applies": row.applies,
                "reason": row.reason,
                "owner": _owner(row),
                "owner_key": row.owner_id,
                "due": plain(row.due_on),
            }
            for row in elements.order_by("element__stage__number", "element__position")
        ],
        "other_products": [
            {
                "stage": row.stage.name,
                "name": row.name,
                "owner": _owner(row),
                "owner_key": row.owner_id,
                "due": plain(row.due_on),
            }
            for row in OtherProduct.objects.filter(project=project).select_related("stage", "owner")
        ],
        "notes": brief.products_notes,
    }


def _owner(row: PlannedElement | OtherProduct) -> str:
    if row.owner is None:
        return row.owner_post
    return row.owner.in_post(row.owner_post)


def _timescales(project: Project, brief: Brief, team: list[TeamMember]) -> dict[str, Any]:
    return {
        "gates": [
            {"gate": row.gate, "on": plain(row.on)}
            for row in GateTarget.objects.filter(project=project)
        ],
        "milestones": [
            {"name": row.name, "on": plain(row.on), "done": plain(row.done_on)}
            for row in Milestone.objects.filter(project=project)
        ],
        "review_interval_in_months": brief.review_months,
        "contingencies": [
            {"what_may_go_wrong": row.what_may_go_wrong, "what_then": row.what_then}
            for row in Contingency.objects.filter(project=project)
        ],
        "notes": brief.timescales_notes,
    }


_PARTS = {
    BriefPart.FOCUS: _focus,
    BriefPart.GOVERNANCE: _governance,
    BriefPart.RESOURCES: _resources,
    BriefPart.STAKEHOLDERS: _stakeholders,
    BriefPart.PRODUCTS: _products,
    BriefPart.TIMESCALES: _timescales,
}
