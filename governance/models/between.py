"""What a body does between its meetings: decide by correspondence, be asked from below."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from governance.enums import Outcome, Vote
from governance.models.decisions import Decision, GateReview
from projects.models import Project
from record.history import History
from roles.models import Body, Person


class Round(models.Model):
    """A body asked by correspondence whether it agrees to a decision on what was put to it.

    proposal: what is proposed, in words: the reasons, the conditions. Replies come in until
    reply_by, which is the last day. It ends with a decision, or without one and why.
    """

    review = models.ForeignKey(GateReview, on_delete=models.PROTECT, related_name="rounds")
    outcome = models.CharField(max_length=30, choices=Outcome)
    proposal = models.TextField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply_by = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="round"
    )
    history = History()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(ended_at__isnull=True),
                name="one_open_round_a_review",
            ),
            models.CheckConstraint(name="round_says_what", condition=~Q(proposal="")),
        ]

    def __str__(self) -> str:
        return f"{self.review}, by correspondence"

    def get_absolute_url(self) -> str:
        return reverse("governance:round", args=[self.pk])


class Reply(models.Model):
    """One member's reply in a round; written once. words: what they wrote beside it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="replies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    vote = models.CharField(max_length=10, choices=Vote)
    words = models.TextField(blank=True)
    replied_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "replies"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="one_reply_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_vote_display().lower()}"


class Escalation(models.Model):
    """What a project asks of a body above, by when, and what the body answered.

    continues: the escalation from the body below, where that body passed it on.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="escalations")
    from_body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="escalations")
    ask = models.TextField()
    needed_by = models.DateField()
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    continues = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="passed_on_as"
    )
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = History()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="escalation_says_what", condition=~Q(ask="")),
            models.CheckConstraint(
                name="answer_says_who_and_what",
                condition=Q(answered_on__isnull=True)
                | (Q(answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.reference}: {self.ask[:100]}"

    def get_absolute_url(self) -> str:
        return reverse("governance:escalation", args=[self.project.reference, self.pk])
