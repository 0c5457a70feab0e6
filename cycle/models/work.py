"""What a stage delivers and the evidence for it; progress updates; review points."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from cycle.enums import DeliverableProgress, EvidenceKind, ReviewKind
from cycle.models.course import Stage
from framework.models import ExpectedElement
from projects.models import Project
from record.history import History
from roles.models import Person


class Deliverable(models.Model):
    """What the project produces for an expected element, or another product of the stage."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="deliverables")
    element = models.ForeignKey(
        ExpectedElement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    owner_post = models.CharField(max_length=150, blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="deliverables"
    )
    due_on = models.DateField(null=True, blank=True)
    progress = models.CharField(
        max_length=16, choices=DeliverableProgress, default=DeliverableProgress.NOT_STARTED
    )
    notes = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Why it does not apply.")
    reason_accepted_on = models.DateField(null=True, blank=True)
    history = History()

    pieces: int
    """How many pieces of evidence are behind it, where `cycle.queries.deliverables_of` read it."""

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["owner", "progress", "due_on"], name="work_of_a_person")]
        constraints = [
            models.CheckConstraint(
                name="not_applying_has_a_reason",
                condition=~Q(progress=DeliverableProgress.DOES_NOT_APPLY) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["stage", "element"],
                condition=Q(element__isnull=False),
                name="one_deliverable_an_element",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner_words(self) -> str:
        """The post, and the person where one is known; "nobody yet" when there is neither."""
        if self.owner is None:
            return self.owner_post or "nobody yet"
        return self.owner.in_post(self.owner_post)


class Evidence(models.Model):
    """One version of a file or link behind a deliverable; written once.

    Adding under the same title makes the next version; earlier ones stay. effective_on is the
    evidence's own date, which need not be the day it was added. Files lie outside the web root
    under a name of ours, never under the name they came with.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=EvidenceKind)
    url = models.URLField(max_length=1000, blank=True)
    original_name = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    effective_on = models.DateField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    history = History()

    class Meta:
        ordering = ["title", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliverable", "title", "version"], name="one_evidence_a_version"
            ),
            models.CheckConstraint(
                name="file_has_its_hash_or_link_its_address",
                condition=(Q(kind=EvidenceKind.FILE) & ~Q(sha256=""))
                | (Q(kind=EvidenceKind.LINK) & ~Q(url="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class ProgressUpdate(models.Model):
    """The lead's judgement of how a project is going; never computed, never edited."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="progress_updates")
    on = models.DateField()
    rag = models.CharField(max_length=20)
    rag_name = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    done = models.TextField(blank=True)
    next = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    history = History()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["project", "-on", "-id"], name="progress_latest")]
        constraints = [
            models.CheckConstraint(
                name="rag_has_a_reason_unless_green", condition=Q(rag="green") | ~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.rag_name}, {self.on:%-d %B %Y}"


class ReviewPoint(models.Model):
    """A date on which something is looked at again."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="review_points")
    kind = models.CharField(max_length=8, choices=ReviewKind)
    about = models.CharField(max_length=200)
    due_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    history = History()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(held_on__isnull=True), name="review_points_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(kind=ReviewKind.WATCH, held_on__isnull=True),
                name="one_open_watch_a_project",
            )
        ]

    def __str__(self) -> str:
        return f"{self.about}, {self.due_on:%-d %B %Y}"
