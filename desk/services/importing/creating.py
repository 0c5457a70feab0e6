"""Projects that a tracker names for the first time."""

from datetime import datetime

from django.utils import timezone

from cycle.enums import ReviewKind
from cycle.services import carry_over
from cycle.services.reviews import set_by_decision
from desk.models import TrackerLine
from desk.readers.tracker import TrackerProject
from desk.services.importing.imported import Imported
from desk.services.importing.wording import (
    LIMITS,
    Here,
    content_of,
    doubt_long_words,
    where,
    worded,
)
from projects.models import Project
from projects.services import carry_projects
from record.history import create_with_history
from roles.models import Partnership, Person

REVIEW_POINT = "Review point, as the tracker had it"


def create_all(
    partnership: Partnership,
    here: Here,
    lines: list[TrackerProject],
    done: Imported,
    *,
    file_name: str,
    by: Person,
    at: datetime,
) -> None:
    """Write the projects a tracker names for the first time; each enters the flow at its stage."""
    today = timezone.localdate(at)
    many = []
    for line in lines:
        many.append((worded(here, line, done, today=today), where(file_name, line)))
        doubt_long_words(line, LIMITS, done)
        done.created += 1
        done.updated += len(line.rows) - 1
    if not many:
        return
    projects = carry_projects(partnership, many, by=by, at=at)
    for project, line, (_, source) in zip(projects, lines, many, strict=True):
        carry_over(
            project,
            enters_at=line.stage,
            stage_words=line.stage.replace("_", " ").capitalize(),
            stage_started_on=line.stage_started_on,
            source=source,
            rag=line.rag,
            rag_reason=line.rag_reason,
            by=by,
            at=at,
        )
        set_tracker_point(project, line, by=by, at=at)
        done.references.append(project.reference)
    create_with_history(
        [
            TrackerLine(project=project, content=content_of(line), source=source, read_at=at)
            for project, line, (_, source) in zip(projects, lines, many, strict=True)
        ]
    )


def set_tracker_point(project: Project, line: TrackerProject, *, by: Person, at: datetime) -> None:
    """Set the review point that a tracker names; a closed project has none."""
    if line.next_review_on is None or line.stage == "closed":
        return
    set_by_decision(
        project,
        kind=ReviewKind.OTHER,
        about=REVIEW_POINT,
        due_on=line.next_review_on,
        by=by,
        at=at,
    )
