"""Reminders: each a row under a unique key, which is also the outbox and the inbox."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from notifications.enums import ReminderKind
from projects.models import Project
from roles.models import Person


class Reminder(models.Model):
    """One reminder to one person about one due date, at one offset.

    offset: days from the due date: -14, -3, 0, then 7, 14, 21 … while overdue. Overtaken: after an
    outage a later offset was due too, and only that one is sent. Claimed until: a sender's lease;
    when it runs out another sender takes the row. The message id is the row's own, so that a mail
    sent twice can be recognised.
    """

    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminders")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=ReminderKind)
    about = models.CharField(max_length=80, help_text="Label and key, such as cycle.Stage:7.")
    words = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    due_on = models.DateField()
    offset = models.IntegerField()
    raised_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    is_overtaken = models.BooleanField(default=False)
    message_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    withheld_at = models.DateTimeField(
        null=True, blank=True, help_text="No longer due, or no longer for this person's eyes."
    )
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "about", "due_on", "offset"],
                name="one_reminder_an_offset",
            )
        ]
        indexes = [
            # Read by the sender: what is still to go out.
            models.Index(
                fields=["retry_at", "id"],
                condition=Q(
                    sent_at__isnull=True,
                    failed_at__isnull=True,
                    withheld_at__isnull=True,
                    is_overtaken=False,
                ),
                name="reminders_to_send",
            ),
            # Read by the inbox.
            models.Index(fields=["recipient", "-raised_at"], name="reminders_inbox"),
        ]

    def __str__(self) -> str:
        return self.words


class SweepRun(models.Model):
    """When a sweep last finished: a silent scheduler shows by the age of this row."""

    name = models.CharField(max_length=40, unique=True)
    finished_at = models.DateTimeField()
    raised = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}, {self.finished_at:%-d %B %Y %H:%M}"
