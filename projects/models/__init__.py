"""Programme, project, its team, its brief, and what stands beside the brief."""

from projects.models.beside import Engagement, ImpactAssessment
from projects.models.brief import (
    Brief,
    BriefVersion,
    Contingency,
    GateTarget,
    Milestone,
    MoneyLine,
    OtherProduct,
    PlannedElement,
    ProjectLink,
    Stakeholder,
)
from projects.models.project import Programme, Project, ProjectNote, TeamMember, TeamRoleLabel

__all__ = [
    "Brief",
    "BriefVersion",
    "Contingency",
    "Engagement",
    "GateTarget",
    "ImpactAssessment",
    "Milestone",
    "MoneyLine",
    "OtherProduct",
    "PlannedElement",
    "Programme",
    "Project",
    "ProjectLink",
    "ProjectNote",
    "Stakeholder",
    "TeamMember",
    "TeamRoleLabel",
]
