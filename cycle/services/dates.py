"""The first day that anything on a project can bear."""

from datetime import date

from django.utils import timezone

from cycle.models import CarriedOver
from projects.models import Project
from projects.rules import EARLIEST
from record.errors import Refusal


def begun_on(project: Project) -> date:
    """Return the first day that anything on a project can bear: that of its proposal.

    A project brought in from a tracker went on before it came here, and nobody here knows since
    when: anything after the year 2000 may be said of it.
    """
    if CarriedOver.objects.filter(project=project).exists():
        return EARLIEST
    return timezone.localdate(project.created_at)


def refuse_before_project(project: Project, on: date) -> None:
    """Refuse ("before_the_project") a day before there was a project."""
    first = begun_on(project)
    if on < first:
        raise Refusal(
            f"There was no {project.reference} on {on:%-d %B %Y}. "
            f"Enter {first:%-d %B %Y} or a later day.",
            code="before_the_project",
        )
