"""A project's course: the flow's process, its stages, and where it stands."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from viewflow.workflow.models import Process

from cycle.enums import GateOutcome, NextStep, Phase, StageState
from framework.models import StageTemplate
from projects.models import Project
from record.history import History
from roles.models import Partnership, Person


class CycleProcess(Process):
    """The one viewflow process of a project's whole life.

    The last outcome and what it named are kept here for the flow's routes to read.
    """

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="cycle_process")
    cycle_number = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=30, choices=GateOutcome, blank=True)
    is_last_body = models.BooleanField(default=True)
    is_withdrawn = models.BooleanField(default=False)
    is_stopped = models.BooleanField(default=False)
    next_step = models.CharField(max_length=12, choices=NextStep, blank=True)
    back_to = models.ForeignKey(
        StageTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    enters_at = models.CharField(max_length=20, blank=True)
    # Of the transition under way alone, not kept: when it happens, whether it brings the project in
    # from a tracker, whose gate it passed, and the passes through stages, read once.
    moment: datetime
    is_entering: bool
    passed: StageTemplate | None
    passes: "list[Stage] | None" = None

    def __str__(self) -> str:
        return f"Course of {self.project_id}"


class Stage(models.Model):
    """One pass of one project through one stage.

    A stage that a gate returns stays the same row: its rework is in the history. Each further
    watch opens a new row of the Review stage, with the next pass number.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="stages")
    template = models.ForeignKey(StageTemplate, on_delete=models.PROTECT, related_name="+")
    cycle_number = models.PositiveSmallIntegerField(default=1)
    pass_number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=StageState, default=StageState.OPEN)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                name="one_live_stage_a_project",
                condition=Q(state__in=[StageState.OPEN, StageState.AT_GATE]),
            ),
            models.UniqueConstraint(
                fields=["project", "cycle_number", "template", "pass_number"],
                name="one_row_a_pass",
            ),
            models.CheckConstraint(
                name="at_gate_was_submitted",
                condition=~Q(state=StageState.AT_GATE) | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        words = self.template.name
        if self.cycle_number > 1:
            words += f", cycle {self.cycle_number}"
        if self.pass_number > 1:
            words += f", pass {self.pass_number}"
        return words


class CarriedOver(models.Model):
    """That a project entered the flow at a stage as a tracker had it: no body decided that."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="carried_over")
    stage_words = models.CharField(max_length=60)
    stage_started_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    history = History()

    def __str__(self) -> str:
        return f"Carried over at {self.stage_words}"


class ClosingNote(models.Model):
    """What a project leaves behind when it closes.

    Source: HIS good practice framework, Review, "Share learning" (heading only).
    """

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="closing_note")
    lessons = models.TextField()
    barriers = models.TextField()
    unintended_consequences = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    history = History()

    def __str__(self) -> str:
        return f"Closing note of {self.project}"


class Standing(models.Model):
    """Where a project stands, kept for lists: derived from the live task, the stage and the RAG.

    Written by `cycle/engine.py` alone; a test derives it anew and compares.
    """

    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, primary_key=True, related_name="standing"
    )
    phase = models.CharField(max_length=12, choices=Phase)
    stage_code = models.CharField(max_length=40, blank=True)
    stage_name = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    was_stopped = models.BooleanField(default=False)
    rag = models.CharField(max_length=20, blank=True)
    rag_name = models.CharField(max_length=40, blank=True)
    rag_reason = models.TextField(blank=True)
    rag_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["stage_code", "rag"], name="standing_filters")]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """Stage and phase in words, such as "Plan: at its gate"."""
        if self.phase == Phase.ENDED:
            return "Stopped" if self.was_stopped else "Closed"
        if self.stage_name and self.phase in (Phase.WORK, Phase.GATE, Phase.WATCH):
            return f"{self.stage_name}: {Phase(self.phase).label.lower()}"
        return str(Phase(self.phase).label)


class Tally(models.Model):
    """How many projects of a partnership stand where: kept, so that no page counts them."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=12)
    stage_code = models.CharField(max_length=40, blank=True)
    stage_name = models.CharField(max_length=60, blank=True)
    rag = models.CharField(max_length=20, blank=True)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "phase", "stage_code", "rag"], name="one_tally_a_standing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.stage_code} {self.rag}: {self.count}"
