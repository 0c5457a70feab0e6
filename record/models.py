"""The record: one row an act, written once."""

from django.db import models

from record.enums import Verb


class Act(models.Model):
    """Something a person did, in words of the moment; never changed, never deleted.

    Subject, project and partnership are named by stable text, never by foreign key, so that the
    record outlives what it speaks of. `before` and `after` hold only the fields that changed.
    """

    verb = models.CharField(max_length=40, choices=Verb)
    actor_key = models.CharField(max_length=40)
    actor_words = models.CharField(max_length=200)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    subject_label = models.CharField(max_length=80)
    subject_key = models.CharField(max_length=40)
    subject_words = models.CharField(max_length=300)
    project_key = models.CharField(max_length=40, blank=True)
    project_words = models.CharField(max_length=300, blank=True)
    partnership_key = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            # Read by the project's timeline, newest first.
            models.Index(fields=["project_key", "-id"], name="act_of_project"),
            # Read by "what has happened to this row".
            models.Index(fields=["subject_label", "subject_key"], name="act_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="act_has_an_actor",
                condition=~models.Q(actor_key="") & ~models.Q(actor_words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_words} {self.get_verb_display()} {self.subject_words}"
