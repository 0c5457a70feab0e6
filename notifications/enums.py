"""What people are reminded of."""

from django.db.models import TextChoices


class ReminderKind(TextChoices):
    REVIEW_POINT = "review_point", "Review point"
    GATE = "gate", "Gate"
    DELIVERABLE = "deliverable", "Deliverable"
    CONDITION = "condition", "Condition"
    ROUND = "round", "Reply by correspondence"
    ESCALATION = "escalation", "Escalation"
    ANSWER = "answer", "Answer to an escalation"
    DECISION = "decision", "Decision"
