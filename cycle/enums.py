"""Choices of the cycle."""

from django.db.models import TextChoices


class StageState(TextChoices):
    """Where one pass through a stage is. Written by the nodes of the flow alone."""

    OPEN = "open", "With the lead"
    AT_GATE = "at_gate", "At its gate"
    CLOSED = "closed", "Passed"
    SET_ASIDE = "set_aside", "Set aside while an earlier stage is done again"
    STOPPED = "stopped", "Stopped"


LIVE_STATES = (StageState.OPEN, StageState.AT_GATE)


class Phase(TextChoices):
    """Where a project is in its whole life: one phase for each node of the flow that waits."""

    BRIEF = "brief", "Brief being written"
    ACCEPTANCE = "acceptance", "Brief with its governing body"
    WORK = "work", "With the lead"
    GATE = "gate", "At its gate"
    WATCH = "watch", "Under review"
    CLOSE = "close", "To be closed with lessons"
    ENDED = "ended", "Closed"


class GateOutcome(TextChoices):
    """The five outcomes of a decision."""

    APPROVE = "approve", "Approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions", "Approve with conditions"
    SEND_BACK = "send_back", "Send back"
    DEFER = "defer", "Defer"
    STOP = "stop", "Stop"


APPROVALS = (GateOutcome.APPROVE, GateOutcome.APPROVE_WITH_CONDITIONS)


class NextStep(TextChoices):
    """What a Review decision names to come next."""

    WATCH = "watch", "Watch on until the next review point"
    NEW_CYCLE = "new_cycle", "Begin a new cycle"
    CLOSE = "close", "Close with lessons"


class DeliverableProgress(TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    READY = "ready", "Ready"
    ACCEPTED = "accepted", "Accepted by the sponsor"
    DOES_NOT_APPLY = "does_not_apply", "Does not apply"


DONE_PROGRESS = (DeliverableProgress.READY, DeliverableProgress.ACCEPTED)
OPEN_PROGRESS = (DeliverableProgress.NOT_STARTED, DeliverableProgress.IN_PROGRESS)


class EvidenceKind(TextChoices):
    FILE = "file", "File"
    LINK = "link", "Link"


class ReviewKind(TextChoices):
    BRIEF = "brief", "Confirm or update the brief"
    WATCH = "watch", "Look at the results again"
    OTHER = "other", "Other review"
