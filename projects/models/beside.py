"""What stands beside the brief: impact assessments and the engagement log."""

from django.db import models
from django.db.models import Q

from projects.enums import AssessmentKind, Screening
from projects.models.project import Project
from record.history import History


class ImpactAssessment(models.Model):
    """One impact assessment: screened, and where needed carried out, signed off and published."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=20, choices=AssessmentKind)
    screening = models.CharField(max_length=20, choices=Screening, default=Screening.NOT_SCREENED)
    screening_reason = models.TextField(blank=True)
    screened_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    signed_off_by_post = models.CharField(max_length=150, blank=True)
    signed_off_on = models.DateField(null=True, blank=True)
    published_at_url = models.URLField(blank=True, max_length=500)
    published_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="screening_has_its_reason",
                condition=Q(screening=Screening.NOT_SCREENED) | ~Q(screening_reason=""),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Engagement(models.Model):
    """One piece of engagement: who, how, when, what was heard, what changed or why not.

    Source: Planning with People (Scottish Government and COSLA, updated 2024).
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="engagements")
    who = models.CharField(max_length=200)
    how = models.CharField(max_length=200)
    on = models.DateField()
    heard = models.TextField()
    what_changed = models.TextField(help_text="What changed because of it, or why nothing did.")
    fed_back_on = models.DateField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.who}, {self.on:%-d %B %Y}"
