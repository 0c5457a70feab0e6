"""What a meeting leaves beside its agenda: its papers as they were sent, and votes that fell."""

from django.db import models

from governance.enums import Outcome
from governance.models.meetings import AgendaItem, Meeting
from roles.models import Person


class FallenProposal(models.Model):
    """A vote at a meeting that did not carry what was proposed; written once. The item waits on.

    votes: [{"person", "words", "vote"}], as a ballot has them.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="fallen")
    outcome = models.CharField(max_length=30, choices=Outcome)
    wording = models.CharField(max_length=60)
    proposal = models.TextField()
    vote_words = models.CharField(max_length=200)
    quorum_words = models.TextField(blank=True)
    presided_words = models.CharField(max_length=250, blank=True)
    votes = models.JSONField()
    fell_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["fell_at", "pk"]

    def __str__(self) -> str:
        return f"{self.item}: “{self.wording}” fell"

    @property
    def words(self) -> str:
        """What fell and by which votes, as a minute has it."""
        return f"It was proposed: {self.wording.lower()}. That fell. {self.vote_words}"


class Papers(models.Model):
    """The papers of a meeting as they were sent, frozen; written once. number: 1 for the first.

    content: the agenda with what stands behind each item; sha256 is of its canonical form.
    days_before: how many whole working days lay between sending and the meeting's day.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    days_before = models.PositiveSmallIntegerField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "papers"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_set_of_papers_a_number")
        ]

    def __str__(self) -> str:
        return f"Papers {self.number} of the {self.meeting}"
