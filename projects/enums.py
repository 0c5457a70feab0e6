"""Choices of the project and its brief."""

from django.db.models import TextChoices


class BriefPart(TextChoices):
    """The six parts of a brief. Source: Moray framework 2019, section 5."""

    FOCUS = "focus", "Focus and purpose"
    GOVERNANCE = "governance", "Governance and leadership"
    RESOURCES = "resources", "Staff and resources"
    STAKEHOLDERS = "stakeholders", "Stakeholders"
    PRODUCTS = "products", "Activities and products"
    TIMESCALES = "timescales", "Timescales and contingencies"


class PartState(TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETE = "complete", "Complete"


class ProjectRole(TextChoices):
    LEAD = "lead", "Lead"
    SPONSOR = "sponsor", "Sponsor"
    TEAM_MEMBER = "team_member", "Team member"


class Sector(TextChoices):
    STATUTORY = "statutory", "Statutory"
    THIRD = "third", "Third sector"
    INDEPENDENT = "independent", "Independent sector"
    PEOPLE = "people", "People who use services"
    CARERS = "carers", "Unpaid carers"
    WORKFORCE = "workforce", "Workforce"
    HOUSING = "housing", "Housing"
    COMMUNITY = "community", "Community"
    NOT_SAID = "not_said", "Not said"


class Involvement(TextChoices):
    STEERING = "steering", "Steering group"
    REFERENCE = "reference", "Reference group"
    CO_PRODUCING = "co_producing", "Co-producing"
    CONSULTED = "consulted", "Consulted"
    INFORMED = "informed", "Informed"
    NOT_SAID = "not_said", "Not said"


class AssessmentKind(TextChoices):
    """Impact assessments a partnership may owe. Sources: Equality Act 2010 s.149 and s.1; UNCRC
    (Incorporation) (Scotland) Act 2024; UK GDPR article 35; Islands (Scotland) Act 2018 s.8;
    Environmental Assessment (Scotland) Act 2005."""

    EQIA = "eqia", "Equality impact assessment (EQIA)"
    FAIRER_SCOTLAND = "fairer_scotland", "Fairer Scotland Duty assessment"
    CRWIA = "crwia", "Child rights and wellbeing impact assessment (CRWIA)"
    DPIA = "dpia", "Data protection impact assessment (DPIA)"
    ISLANDS = "islands", "Island communities impact assessment"
    SEA = "sea", "Strategic environmental assessment"
    INTEGRATED = "integrated", "Integrated impact assessment"
    OTHER = "other", "Other impact assessment"


class Screening(TextChoices):
    NOT_SCREENED = "not_screened", "Not screened yet"
    FULL = "full", "Full assessment needed"
    NOT_NEEDED = "not_needed", "Not needed"


class IntakeResult(TextChoices):
    """What the intake questions lead to."""

    STRATEGIC_COMMISSIONING = "strategic_commissioning", "Strategic commissioning"
    SERVICE_IMPROVEMENT = "service_improvement", "Service improvement"
    NEITHER = "neither", "Neither"
