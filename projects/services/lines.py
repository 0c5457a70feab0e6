"""What no line of a brief may say."""

from collections.abc import Mapping
from typing import Any

from projects.models import MoneyLine, Project, ProjectLink
from projects.models.brief import BriefRow
from projects.queries import belongs_to
from projects.rules import MONEY_YEARS
from record.errors import Refusal
from roles.models import Person


def refuse_line(
    project: Project, model: type[BriefRow], values: Mapping[str, Any], *, was_owner: Person | None
) -> None:
    """Refuse a line that names what it must not, or a year that cannot be meant.

    Refusals: "link_elsewhere", "link_restricted", "link_to_itself", "link_names_nothing",
    "owner_elsewhere", "year_out_of_range".
    """
    if model is ProjectLink:
        _refuse_link(project, values)
    if model is MoneyLine and values.get("year", MONEY_YEARS[0]) not in MONEY_YEARS:
        raise Refusal(
            f"The year of an amount lies between {MONEY_YEARS[0]} and {MONEY_YEARS[-1]}: "
            "2026 is 2026/27.",
            code="year_out_of_range",
        )
    owner = values.get("owner")
    if owner is not None and owner != was_owner and not belongs_to(owner, project):
        raise Refusal(
            f"{owner} has no role in {project.partnership}. Name the post alone, or ask an "
            "administrator to invite them.",
            code="owner_elsewhere",
        )


def _refuse_link(project: Project, values: Mapping[str, Any]) -> None:
    other = values.get("other")
    if other is None and not values.get("plan", "").strip():
        raise Refusal(
            "A link names a project, or a plan in words. Fill in one of the two.",
            code="link_names_nothing",
        )
    if other is not None and other.pk == project.pk:
        raise Refusal("A project is not linked to itself. Choose another.", code="link_to_itself")
    if other is not None and other.is_restricted and not project.is_restricted:
        raise Refusal(
            "That project is restricted, and this brief is read by more people than may know of "
            "it. Name it as a plan, in words that all of them may read.",
            code="link_restricted",
        )
    if other is not None and other.partnership_id != project.partnership_id:
        raise Refusal(
            "That project belongs to another partnership. Name it as a plan, in words.",
            code="link_elsewhere",
        )
