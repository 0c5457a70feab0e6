"""Opening one's own reminders."""

from datetime import datetime

from notifications.models import Reminder
from record.errors import Refusal
from roles.models import Person


def open_reminder(reminder_pk: int, *, by: Person, at: datetime) -> Reminder:
    """Mark a person's own reminder as read. Refusal: "not_yours" (404)."""
    reminder = Reminder.objects.filter(pk=reminder_pk, recipient=by).first()
    if reminder is None:
        raise Refusal("There is no such reminder in your inbox.", code="not_yours", status=404)
    if reminder.read_at is None:
        reminder.read_at = at
        reminder.save(update_fields=["read_at"])
    return reminder
