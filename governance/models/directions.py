"""Directions of an integration joint board to its health board and council."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.enums import BudgetKind, DirectionChange, DirectionRag, DirectionTo
from governance.models.decisions import Decision
from projects.models import Project
from record.history import History
from roles.models import Body, Person


class Direction(models.Model):
    """One direction, from its draft to its end. Once issued its words are never changed.

    It stays in force until a later one varies, supersedes or revokes it: `replaces` is that link.
    number, suffix: "12" and "d" read together as 12d. decision: the one it flows from; where it is
    older than this register, decided_words says what it flows from instead.
    functions: the delegated functions it is about. recurring: None where there is no budget.
    Source: 2014 Act, sections 26 to 28; statutory guidance on directions, January 2020.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="directions")
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=3, blank=True)
    title = models.CharField(max_length=200)
    recipients = models.CharField(max_length=12, choices=DirectionTo)
    functions = models.TextField()
    text = models.TextField()
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="directions"
    )
    decided_words = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField()
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="directions"
    )
    budget = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    budget_kind = models.CharField(max_length=10, choices=BudgetKind, blank=True)
    budget_source = models.CharField(max_length=200, blank=True)
    is_recurring = models.BooleanField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    change = models.CharField(max_length=10, choices=DirectionChange, blank=True)
    change_reason = models.TextField(blank=True)
    measure = models.TextField(help_text="How the board will know that it is carried out.")
    review_on = models.DateField()
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_on = models.DateField(null=True, blank=True)
    completed_note = models.TextField(blank=True)
    history = History()

    class Meta:
        ordering = ["number", "suffix"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number", "suffix"], name="one_direction_a_reference"
            ),
            models.CheckConstraint(
                name="direction_is_to_somebody", condition=~Q(recipients=DirectionTo.NONE)
            ),
            models.CheckConstraint(
                name="direction_flows_from_a_decision",
                condition=Q(decision__isnull=False) | ~Q(decided_words=""),
            ),
            models.CheckConstraint(
                name="change_names_what_it_changes",
                condition=Q(replaces__isnull=True, change="")
                | (Q(replaces__isnull=False) & ~Q(change="")),
            ),
            models.CheckConstraint(
                name="completed_after_it_was_issued",
                condition=Q(completed_on__isnull=True) | Q(completed_on__gte=F("issued_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Direction {self.reference}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:direction", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"{self.number}{self.suffix}"


class DirectionProgress(models.Model):
    """How a direction is going, as it was reported on a day; written once."""

    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="progress")
    on = models.DateField()
    rag = models.CharField(max_length=6, choices=DirectionRag)
    reason = models.TextField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "direction progress"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="progress_has_a_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.get_rag_display()} on {self.on:%-d %B %Y}"
