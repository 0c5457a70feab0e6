"""Projects that a tracker names for the first time."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from cycle.enums import ReviewKind
from cycle.models import ReviewPoint
from cycle.services.course import CarriedStage, carry_many_over
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
from record.enums import Verb
from record.history import create_with_history
from record.models import Act
from record.services import record_act, record_acts
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
    brought = list(zip(projects, lines, [source for _, source in many], strict=True))
    entering = [(project, _stage_of(line, source)) for project, line, source in brought]
    carry_many_over(entering, by=by, at=at)
    set_tracker_points(zip(projects, lines, strict=True), by=by, at=at)
    done.references += [project.reference for project in projects]
    create_with_history(
        [
            TrackerLine(project=project, content=content_of(line), source=source, read_at=at)
            for project, line, source in brought
        ]
    )


def _stage_of(line: TrackerProject, source: str) -> CarriedStage:
    return CarriedStage(
        enters_at=line.stage,
        stage_words=line.stage.replace("_", " ").capitalize(),
        stage_started_on=line.stage_started_on,
        source=source,
        rag=line.rag,
        rag_reason=line.rag_reason,
    )


def set_tracker_points(
    lines: Iterable[tuple[Project, TrackerProject]], *, by: Person, at: datetime
) -> None:
    """Set the review points that a tracker names; a closed project has none."""
    points = create_with_history(
        [
            ReviewPoint(
                project=project,
                kind=ReviewKind.OTHER,
                about=REVIEW_POINT,
                due_on=line.next_review_on,
            )
            for project, line in lines
            if line.next_review_on is not None and line.stage != "closed"
        ]
    )
    acts: list[Act] = []
    for point in points:
        record_act(
            Verb.REVIEW_POINT_SET,
            actor=by,
            subject=point,
            project=point.project,
            at=at,
            after={"due_on": point.due_on, "about": point.about},
            waiting=acts,
        )
    record_acts(acts)
