"""What a project's brief and team still lack, as its readiness tells it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from framework.rules import Missing
from projects.enums import BriefPart, PartState, ProjectRole, Screening
from projects.models import Brief, BriefVersion, GateTarget, ImpactAssessment, Project
from projects.queries.people import holder_words, team_of, unfilled_team_roles
from projects.rules import lacks_in_part
from projects.snapshot import frozen_brief

PLAN_GATE = 2


def accepted_version(project: Project) -> BriefVersion | None:
    """Return the newest version of the brief that the governing body accepted, or None."""
    return (
        BriefVersion.objects.filter(project=project, accepted_on__isnull=False)
        .order_by("-number")
        .first()
    )


def accepted_products(project: Project) -> tuple[date, list[dict[str, Any]]]:
    """Return when the newest accepted brief was accepted, and the expected elements it lists.

    An empty list where none has been accepted. Only that part of the frozen copy is read.
    """
    found = (
        BriefVersion.objects.filter(project=project, accepted_on__isnull=False)
        .order_by("-number")
        .values_list("accepted_on", "content__products__expected_elements")[:1]
    )
    for on, rows in found:
        return on or date.min, rows or []
    return date.min, []


def newest_version(project: Project) -> BriefVersion | None:
    """Return the newest frozen version of the brief, or None."""
    return BriefVersion.objects.filter(project=project).order_by("-number").first()


def aimed_at(project: Project, gate: int) -> date | None:
    """Return the target date of a gate, as the brief has it now."""
    return (
        GateTarget.objects.filter(project=project, gate=gate).values_list("on", flat=True).first()
    )


def missing_in_brief(project: Project, on: date) -> list[Missing]:
    """Return what the brief still lacks before its governing body can be asked to accept it."""
    lead = holder_words(project, ProjectRole.LEAD, on)
    brief = Brief.objects.get(project=project)
    content = frozen_brief(project, on=on)
    missing: list[Missing] = []
    if project.governing_body_id is None:
        missing.append(
            Missing(
                "no_governing_body",
                "No governing body is chosen."
                + (
                    f" The tracker says “{project.governing_body_words}”."
                    if project.governing_body_words
                    else ""
                ),
                "an officer",
                url_name="projects:project_change",
                key=(project.reference,),
            )
        )
    for part in BriefPart:
        key = (project.reference, part.value)
        if brief.state_of(part) != PartState.COMPLETE:
            missing.append(
                Missing(
                    "part_not_complete",
                    f"The part “{part.label}” is not complete.",
                    lead,
                    url_name="projects:brief_part",
                    key=key,
                )
            )
        else:
            missing += [
                Missing("part_lacks", sentence, lead, url_name="projects:brief_part", key=key)
                for sentence in lacks_in_part(part, content[part.value])
            ]
    return missing + missing_people(project, unfilled_team_roles(project, on), on)


def missing_people(project: Project, unfilled: Sequence[str], on: date) -> list[Missing]:
    """Return the posts that nobody holds and the team roles unfilled: decisions, not hard blocks.

    unfilled: as `unfilled_team_roles` returns them.

    Source: Moray framework 2019, section 6: projects should be appropriately resourced.
    """
    officer = "an officer or the sponsor"
    key = (project.reference,)
    found = []
    team = team_of(project, on)
    for role in (ProjectRole.LEAD, ProjectRole.SPONSOR):
        place = next((member for member in team if member.role == role), None)
        if place is None or place.person_id is None:
            post = (
                f"The post of {role.label.lower()} ({place.post})"
                if place
                else f"The {role.label.lower()}"
            )
            found.append(
                Missing(
                    "post_has_nobody",
                    f"{post} has nobody named.",
                    officer,
                    url_name="projects:team",
                    key=key,
                    blocks=False,
                )
            )
    found += [
        Missing(
            "team_role_unfilled",
            f"The team role “{name}” is unfilled.",
            officer,
            url_name="projects:team",
            key=key,
            blocks=False,
        )
        for name in unfilled
    ]
    return found


def screenings_needed(project: Project, gate: int, on: date) -> list[Missing]:
    """Return the assessments not yet screened, at the Plan gate: decisions, not hard blocks."""
    if gate != PLAN_GATE:
        return []
    rows = list(ImpactAssessment.objects.filter(project=project, screening=Screening.NOT_SCREENED))
    lead = holder_words(project, ProjectRole.LEAD, on) if rows else ""
    return [
        Missing(
            "screening_needed",
            f"{row.get_kind_display()}: a screening decision is needed: "
            "full assessment or not, and why.",
            lead,
            url_name="projects:assessments",
            key=(project.reference,),
            blocks=False,
        )
        for row in rows
    ]
