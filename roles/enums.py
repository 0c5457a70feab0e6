"""Roles and kinds of bodies."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person may be, for a body, a partnership or a project.

    The first seven are dated rows in `roles`; lead, sponsor and team member are dated rows in
    `projects`. Reader is nobody's row: everybody with any role in a partnership reads there.
    """

    BODY_MEMBER = "body_member", "Body member"
    CHAIR = "chair", "Chair"
    OFFICER = "officer", "Officer"
    IJB_READER = "ijb_reader", "IJB reader"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"
    STAFF = "staff", "Partnership staff"
    LEAD = "lead", "Lead"
    SPONSOR = "sponsor", "Sponsor"
    TEAM_MEMBER = "team_member", "Team member"
    READER = "reader", "Anybody with a role in the partnership"
    SIGNED_IN = "signed_in", "Anybody signed in"
    ANYBODY = "anybody", "Anybody"


BODY_ROLES = frozenset({Role.BODY_MEMBER, Role.CHAIR, Role.OFFICER, Role.IJB_READER})
PARTNERSHIP_ROLES = frozenset(
    {Role.AUDITOR, Role.ADMINISTRATOR, Role.IJB_READER, Role.OFFICER, Role.STAFF}
)
PROJECT_ROLES = frozenset({Role.LEAD, Role.SPONSOR, Role.TEAM_MEMBER})


class BodyKind(TextChoices):
    """Kinds of bodies named by the Moray framework 2019, section 5, and a project's own board."""

    STRATEGIC_PLANNING_GROUP = "spg", "Strategic planning group"
    INTEGRATION_JOINT_BOARD = "ijb", "Integration joint board"
    SENIOR_LEADERSHIP_TEAM = "slt", "Senior leadership team"
    COMMUNITY_PLANNING_BOARD = "cpb", "Community planning board"
    PROJECT_BOARD = "project_board", "Project board"
    OTHER = "other", "Other body"
