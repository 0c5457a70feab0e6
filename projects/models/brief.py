"""The six-part brief and its numbered versions."""

from django.db import models
from django.db.models import Q

from framework.models import ExpectedElement, StageTemplate
from projects.enums import Involvement, PartState, Sector
from projects.models.project import Project
from record.history import History
from roles.models import Body, Locality, Person

INTERVAL_MONTHS = [(n, f"Every {n} months" if n > 1 else "Every month") for n in (1, 2, 3, 6, 12)]


class Brief(models.Model):
    """The working copy of a project's brief; versions of it are frozen in BriefVersion."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="brief")
    # Focus and purpose
    what_changes = models.TextField(blank=True)
    for_whom = models.TextField(blank=True)
    population_need = models.TextField(blank=True)
    scope_in = models.TextField(blank=True)
    scope_out = models.TextField(blank=True)
    outcomes = models.JSONField(default=list, blank=True)
    pillars = models.JSONField(default=list, blank=True)
    localities = models.ManyToManyField(Locality, blank=True)
    whole_area = models.BooleanField(default=False)
    # Governance and leadership
    reporting_months = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=INTERVAL_MONTHS
    )
    governance_notes = models.TextField(blank=True)
    # Staff and resources
    resources_notes = models.TextField(blank=True)
    # Stakeholders
    stakeholders_notes = models.TextField(blank=True)
    # Activities and products
    products_notes = models.TextField(blank=True)
    # Timescales and contingencies
    review_months = models.PositiveSmallIntegerField(null=True, blank=True, choices=INTERVAL_MONTHS)
    timescales_notes = models.TextField(blank=True)

    focus_state = models.CharField(max_length=12, choices=PartState, default=PartState.NOT_STARTED)
    governance_state = models.CharField(
        max_length=12, choices=PartState, default=PartState.NOT_STARTED
    )
    resources_state = models.CharField(
        max_length=12, choices=PartState, default=PartState.NOT_STARTED
    )
    stakeholders_state = models.CharField(
        max_length=12, choices=PartState, default=PartState.NOT_STARTED
    )
    products_state = models.CharField(
        max_length=12, choices=PartState, default=PartState.NOT_STARTED
    )
    timescales_state = models.CharField(
        max_length=12, choices=PartState, default=PartState.NOT_STARTED
    )
    history = History(m2m_fields=[localities])

    def __str__(self) -> str:
        return f"Brief of {self.project}"

    def state_of(self, part: str) -> str:
        """Return "not_started", "in_progress" or "complete"."""
        return getattr(self, f"{part}_state")


class BriefRow(models.Model):
    """A line of the brief that belongs to one project."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True
        ordering = ["pk"]


class MoneyLine(BriefRow):
    """An amount in pounds for one financial year (April to March), planned and achieved."""

    year = models.PositiveSmallIntegerField(
        help_text="The year in which it begins: 2026 is 2026/27."
    )
    source = models.CharField(max_length=150)
    is_recurring = models.BooleanField()
    planned = models.DecimalField(max_digits=14, decimal_places=2)
    achieved = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    history = History()

    def __str__(self) -> str:
        return f"{self.source}, {self.year_words}"

    @property
    def year_words(self) -> str:
        """The financial year, such as 2026/27."""
        return f"{self.year}/{(self.year + 1) % 100:02d}"


class Stakeholder(BriefRow):
    """A person or group with a stake, and how they are involved."""

    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=20, choices=Sector, default=Sector.NOT_SAID)
    involvement = models.CharField(max_length=20, choices=Involvement, default=Involvement.NOT_SAID)
    history = History()

    def __str__(self) -> str:
        return self.name


class PlannedElement(BriefRow):
    """Whether an expected element applies to this project, and why not where it does not.

    Source: Moray framework 2019, sections 3 and 4: some or all of the elements are expected.
    """

    element = models.ForeignKey(ExpectedElement, on_delete=models.PROTECT, related_name="+")
    applies = models.BooleanField(default=True)
    reason = models.TextField(blank=True)
    owner_post = models.CharField(max_length=150, blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    history = History()

    class Meta(BriefRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["project", "element"], name="one_line_an_element")
        ]

    def __str__(self) -> str:
        return self.element.name


class OtherProduct(BriefRow):
    """Something the project produces that the framework does not ask for."""

    stage = models.ForeignKey(StageTemplate, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    owner_post = models.CharField(max_length=150, blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    history = History()

    def __str__(self) -> str:
        return self.name


class GateTarget(BriefRow):
    """The date a gate is aimed at; `gate` is the number of the stage it follows."""

    gate = models.PositiveSmallIntegerField()
    on = models.DateField()
    history = History()

    class Meta(BriefRow.Meta):
        ordering = ["gate"]
        constraints = [
            models.UniqueConstraint(fields=["project", "gate"], name="one_target_a_gate")
        ]

    def __str__(self) -> str:
        return f"Gate {self.gate}: {self.on:%-d %B %Y}"


class Milestone(BriefRow):
    name = models.CharField(max_length=200)
    on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    history = History()

    def __str__(self) -> str:
        return self.name


class Contingency(BriefRow):
    """What may go wrong, and what then."""

    what_may_go_wrong = models.TextField()
    what_then = models.TextField()
    history = History()

    def __str__(self) -> str:
        return self.what_may_go_wrong[:80]


class ProjectLink(BriefRow):
    """A link to another project of the partnership, or to a plan named in words."""

    other = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="linked_from"
    )
    plan = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=200, blank=True)
    history = History()

    class Meta(BriefRow.Meta):
        constraints = [
            models.CheckConstraint(
                name="link_names_something", condition=Q(other__isnull=False) | ~Q(plan="")
            )
        ]

    def __str__(self) -> str:
        if self.other is None:
            return self.plan
        return (
            f"{self.other.reference} (restricted)" if self.other.is_restricted else str(self.other)
        )


class BriefVersion(models.Model):
    """A frozen copy of the brief, numbered; the accepted one is the reference for the project."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="brief_versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    put_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    accepted_on = models.DateField(null=True, blank=True)
    accepted_by_body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = History(excluded_fields=["content"])

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"Brief version {self.number}"
