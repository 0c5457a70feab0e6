"""What bodies are asked and what they decide. A decision once recorded is never changed."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cycle.enums import NextStep
from cycle.models import Evidence, Stage
from framework.models import StageTemplate
from framework.queries import stage_names
from governance.enums import DirectionTo, DischargeBy, Outcome, Part, PutKind, Vote
from governance.rules.conditions import terms_words
from projects.models import BriefVersion, Project
from record.history import History
from roles.models import Body, Person


class Snapshot(models.Model):
    """What a body saw: every app's frozen copy, joined, and the sha-256 of its canonical form."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="snapshots")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"As put on {self.frozen_at:%-d %B %Y}"


class GateReview(models.Model):
    """One putting of a brief, a stage or a project's course to one body.

    A deferral and a route that goes on each open a further review that `continues` this one.
    gate: 0 for the brief, else the number of the stage. route: the keys of the bodies, in order.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10, choices=PutKind)
    gate = models.PositiveSmallIntegerField()
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    brief_version = models.ForeignKey(
        BriefVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    condition = models.ForeignKey(
        "Condition", on_delete=models.PROTECT, null=True, blank=True, related_name="discharges"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reviews")
    route = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=1)
    put_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="reviews")
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by"
    )
    return_on = models.DateField(null=True, blank=True)
    is_open = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(is_open=True),
                name="one_open_review_a_kind",
            ),
            models.CheckConstraint(
                name="review_names_what_is_put",
                condition=Q(kind__in=[PutKind.COURSE, PutKind.DECISION])
                | Q(kind=PutKind.BRIEF, brief_version__isnull=False)
                | Q(kind=PutKind.STAGE, stage__isnull=False)
                | Q(kind=PutKind.CONDITION, condition__isnull=False),
            ),
        ]
        indexes = [
            # Read by "waiting for this body".
            models.Index(fields=["body"], condition=Q(is_open=True), name="reviews_open")
        ]

    def __str__(self) -> str:
        return f"{self.what} before {self.body}"

    def get_absolute_url(self) -> str:
        return reverse("governance:review", args=[self.project.reference, self.pk])

    @property
    def what(self) -> str:
        """What is put, in words: "Plan gate" or "Brief, version 2"."""
        if self.brief_version is not None:
            return f"Brief, version {self.brief_version.number}"
        if self.kind == PutKind.CONDITION:
            return "Discharge of a condition"
        if self.stage is not None:
            earlier = "Earlier decision on the " if self.kind == PutKind.DECISION else ""
            return f"{earlier}{self.stage.template.name} gate"
        return "Course of the project"

    @property
    def is_last_body(self) -> bool:
        return self.position >= len(self.route)


class Decision(models.Model):
    """What a body decided, when, with whom and why.

    The database refuses an update of it, so it has no history of rows: the row is its history.
    coded_reasons: [{"code", "words"}], in the words of the day. replaces: the decision that this
    one rescinds or supersedes, which stays as it was. direction_to, direction_reason: what an
    integration joint board's decision states of a direction; empty for other bodies.
    account_of_views: how this body took account of the views of the bodies before it.
    recorded_for: in whose place it was recorded, where that was delegated.
    """

    review = models.OneToOneField(GateReview, on_delete=models.PROTECT, related_name="decision")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    outcome = models.CharField(max_length=30, choices=Outcome)
    wording = models.CharField(max_length=60)
    is_last_body = models.BooleanField()
    met_on = models.DateField()
    reasons = models.TextField()
    coded_reasons = models.JSONField(default=list, blank=True)
    views = models.TextField(blank=True)
    account_of_views = models.TextField(blank=True)
    direction_to = models.CharField(max_length=12, choices=DirectionTo, blank=True)
    direction_reason = models.TextField(blank=True)
    back_to = models.ForeignKey(
        StageTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    defer_until = models.DateField(null=True, blank=True)
    next_step = models.CharField(max_length=12, choices=NextStep, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    confirms_major = models.BooleanField(null=True, blank=True)
    presided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    presided_words = models.CharField(max_length=250, blank=True)
    quorum_words = models.TextField(
        blank=True, help_text="Why it was quorate; empty where the body kept no standing orders."
    )
    vote_words = models.CharField(
        max_length=200,
        blank=True,
        help_text="By consensus, or what the vote came to; empty where it is not known.",
    )
    snapshot_sha256 = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_for = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["met_on"], name="decisions_by_meeting")]
        constraints = [
            models.CheckConstraint(name="decision_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="deferral_names_its_return",
                condition=~Q(outcome=Outcome.DEFER) | Q(defer_until__gt=F("met_on")),
            ),
            models.CheckConstraint(
                name="direction_has_a_reason",
                condition=Q(direction_to="") | ~Q(direction_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review.body}: {self.wording}, {self.review.what}"


class TookPart(models.Model):
    """Somebody's part in a decision, by post or name as the minute has it; written once."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="took_part")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField(max_length=200)
    part = models.CharField(max_length=10, choices=Part, default=Part.TOOK_PART)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "person"],
                condition=Q(person__isnull=False),
                name="one_part_a_person",
            )
        ]

    def __str__(self) -> str:
        return self.words


class Ballot(models.Model):
    """How one person voted, for themselves or in a member's place; written once."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="ballots")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)
    vote = models.CharField(max_length=10, choices=Vote)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "person"], name="one_ballot_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.get_vote_display().lower()}"


class Condition(models.Model):
    """What a body asks for beside its approval: who does what by when, holding up which gate.

    discharge_by: who may say that it is met. met_on, met_by, met_note: that its owner says so.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="conditions")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner_post = models.CharField(max_length=150)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="conditions"
    )
    due_on = models.DateField()
    holds_up = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The number of the gate it holds up; none when empty."
    )
    discharge_by = models.CharField(max_length=8, choices=DischargeBy, default=DischargeBy.OFFICER)
    met_on = models.DateField(null=True, blank=True)
    met_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    met_note = models.TextField(blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="conditions")
    discharged_on = models.DateField(null=True, blank=True)
    discharged_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    discharge_note = models.TextField(blank=True)
    history = History()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="one_condition_a_number"),
            models.CheckConstraint(
                name="discharge_says_who_and_why",
                condition=Q(discharged_on__isnull=True)
                | (Q(discharged_by__isnull=False) & ~Q(discharge_note="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(discharged_on__isnull=True), name="conditions_due"
            )
        ]

    def __str__(self) -> str:
        return f"Condition {self.number}: {self.text[:100]}"

    @property
    def owner_words(self) -> str:
        """The post, and the person where one is known."""
        return self.owner.in_post(self.owner_post) if self.owner else self.owner_post

    @property
    def terms(self) -> str:
        """Which gate it holds up and who says that it is met; the decision's project is read."""
        gates = stage_names(self.decision.review.project.pack_id)
        return terms_words(gates.get(self.holds_up or 0, ""), self.get_discharge_by_display())
