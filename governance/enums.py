"""Choices of governance."""

from django.db.models import TextChoices


class PutKind(TextChoices):
    """What is put to a body."""

    BRIEF = "brief", "Brief"
    STAGE = "stage", "Stage"
    COURSE = "course", "Course of the project"


class Outcome(TextChoices):
    """The five outcomes at a gate, and the two on a project's course."""

    APPROVE = "approve", "Approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions", "Approve with conditions"
    SEND_BACK = "send_back", "Send back"
    DEFER = "defer", "Defer"
    STOP = "stop", "Stop"
    HOLD = "hold", "Put on hold"
    RELEASE = "release", "Take off hold"


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
