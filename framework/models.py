"""Versioned packs: what a framework expects. Loaded once, never altered; knows no project."""

from django.db import models

from framework.enums import Approach


class Pack(models.Model):
    """One version of one approach. A running project keeps the version it was judged by."""

    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    approach = models.CharField(max_length=30, choices=Approach)
    source = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_pack_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class StageTemplate(models.Model):
    """A stage as the pack has it; `number` is also the number of the gate that follows it."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    may_repeat = models.BooleanField(
        default=False, help_text="A gate here may watch on, begin a new cycle or close."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="one_stage_a_number"),
            models.UniqueConstraint(fields=["pack", "code"], name="one_stage_a_code"),
        ]

    def __str__(self) -> str:
        return self.name


class ExpectedElement(models.Model):
    """What the framework expects of a stage: some or all apply, and what does not has a reason."""

    stage = models.ForeignKey(StageTemplate, on_delete=models.PROTECT, related_name="elements")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=150)
    help = models.TextField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["stage__number", "position"]
        constraints = [models.UniqueConstraint(fields=["stage", "code"], name="one_element_a_code")]

    def __str__(self) -> str:
        return self.name


class RouteStep(models.Model):
    """The kinds of bodies that a gate goes through, in order; gate 0 accepts the brief."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="route")
    gate = models.PositiveSmallIntegerField()
    bodies = models.JSONField(default=list)
    when_major = models.JSONField(default=list)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["gate"]
        constraints = [models.UniqueConstraint(fields=["pack", "gate"], name="one_route_a_gate")]

    def __str__(self) -> str:
        return f"Gate {self.gate}: {', '.join(self.bodies)}"


class RagLevel(models.Model):
    """One word of the pack's scale for a lead's judgement."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="rag_levels")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=40)
    meaning = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["pack", "code"], name="one_rag_a_code")]

    def __str__(self) -> str:
        return self.name


class TeamRole(models.Model):
    """One of the four team roles. Source: Moray framework 2019, section 6."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="team_roles")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    help = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "code"], name="one_team_role_a_code")
        ]

    def __str__(self) -> str:
        return self.name
