"""Choices of governance."""

from django.db.models import TextChoices


class PutKind(TextChoices):
    """What is put to a body."""

    BRIEF = "brief", "Brief"
    STAGE = "stage", "Stage"
    COURSE = "course", "Course of the project"
    CONDITION = "condition", "Discharge of a condition"
    DECISION = "decision", "An earlier decision"


class Outcome(TextChoices):
    """The five outcomes at a gate, those on a project's course, and of a condition."""

    APPROVE = "approve", "Approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions", "Approve with conditions"
    SEND_BACK = "send_back", "Send back"
    DEFER = "defer", "Defer"
    STOP = "stop", "Stop"
    HOLD = "hold", "Put on hold"
    RELEASE = "release", "Take off hold"
    RESCIND = "rescind", "Rescind"
    DISCHARGE = "discharge", "Discharge the condition"


class Part(TextChoices):
    """What part somebody had in a decision."""

    TOOK_PART = "took_part", "Took part"
    WITHDREW = "withdrew", "Withdrew for this item"


class TieRule(TextChoices):
    """What an equality of votes comes to, as the body's own standing orders have it."""

    FALLS = "falls", "Nobody has a casting vote: the proposal falls"
    CHAIR_CASTS = "chair_casts", "Whoever presides has a casting vote"


class InterestRule(TextChoices):
    """What follows from a declared interest, as the body's own standing orders have it.

    Source of the first: SSI 2014/285, Schedule, paragraph 5, as amended by SSI 2015/432.
    """

    MEMBER_DECIDES = "member_decides", "The member decides whether to take part"
    WITHDRAWS = "withdraws", "The member withdraws for the item"


class ItemKind(TextChoices):
    """What an item of an agenda is about."""

    PUT = "put", "Put for a decision"
    CONDITION = "condition", "Condition due"
    REVIEW_POINT = "review_point", "Review point"
    ESCALATION = "escalation", "Escalated to this body"
    OTHER = "other", "Other business"


class Declared(TextChoices):
    """What followed when an interest was declared in an item."""

    CONNECTION = "connection", "Connection only: no interest that matters here"
    STAYED = "stayed", "Stayed and took part"
    WITHDREW = "withdrew", "Withdrew for this item"


class Vote(TextChoices):
    """How somebody voted on what is recorded as the outcome."""

    FOR = "for", "For"
    AGAINST = "against", "Against"
    ABSTAINED = "abstained", "Abstained"


class DischargeBy(TextChoices):
    """Who may say that a condition is met, as the body that set it has it."""

    OFFICER = "officer", "The chair or the officer of the body"
    CHAIR = "chair", "The chair of the body"
    BODY = "body", "The body itself, at a meeting"


class DirectionTo(TextChoices):
    """What an integration joint board's decision states of a direction.

    Source: 2014 Act, sections 26 to 28; statutory guidance on directions, January 2020.
    """

    NONE = "none", "No direction is needed"
    HEALTH_BOARD = "health_board", "The health board"
    COUNCIL = "council", "The council"
    BOTH = "both", "The health board and the council"


class DirectionChange(TextChoices):
    """What a direction does to the earlier one that it names."""

    VARIES = "varies", "Varies it"
    SUPERSEDES = "supersedes", "Supersedes it"
    REVOKES = "revokes", "Revokes it"


class DirectionState(TextChoices):
    """Where a direction is in its life; derived, never kept."""

    DRAFT = "draft", "Draft"
    ISSUED = "issued", "In force"
    VARIED = "varied", "Varied by a later direction"
    SUPERSEDED = "superseded", "Superseded"
    REVOKED = "revoked", "Revoked"
    COMPLETED = "completed", "Completed"


class BudgetKind(TextChoices):
    """How the money behind a direction is made available.

    Source: 2014 Act, section 27: a payment, or an amount set aside for large hospital services.
    """

    PAYMENT = "payment", "Payment"
    SET_ASIDE = "set_aside", "Set aside for large hospital services"


class DirectionRag(TextChoices):
    """How a direction is going: a judgement with its reason, never computed."""

    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"


class Correspondence(TextChoices):
    """Whether a body decides between its meetings, as its own standing orders have it."""

    NOT_ALLOWED = "not_allowed", "It decides at meetings alone"
    MAJORITY = "majority", "By correspondence, if a quorum replies and more are for it than against"
    ALL = "all", "By correspondence, if every voting member agrees"


class Assured(TextChoices):
    """What a body says of a year's programme against the standards."""

    ASSURED = "assured", "Assured"
    IN_PART = "in_part", "Assured, except for what is named"
    NOT_ASSURED = "not_assured", "Not assured"
