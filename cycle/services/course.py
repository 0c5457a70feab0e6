"""Entering the cycle, coming back from a watch, closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from cycle import engine
from cycle.enums import Phase, ReviewKind
from cycle.models import CarriedOver, ClosingNote, CycleProcess, ReviewPoint, Stage
from cycle.services.progress import write_carried_update
from framework.queries import stages_of
from projects.models import Project
from projects.services import authorise_on, clear_past_targets, lock_project, lock_projects
from record.enums import Verb
from record.errors import Refusal
from record.history import create_with_history
from record.models import Act
from record.services import record_act, record_acts, use_case
from roles.models import Person
from roles.services import system_person


@use_case
def begin_cycle(project: Project, *, by: Person, at: datetime) -> Project:
    """Bring a proposed project into the cycle. Refusal: "already_in_cycle"."""
    project = lock_project(project)
    _refuse_inside([project])
    engine.start(project, at=at)
    return project


def _refuse_inside(projects: Sequence[Project]) -> None:
    """Refuse ("already_in_cycle") where one of the projects has entered the cycle before."""
    process = CycleProcess.objects.filter(project__in=projects).select_related("project").first()
    if process is not None:
        raise Refusal(
            f"{process.project.reference} is in the cycle already. Open it to go on.",
            code="already_in_cycle",
            status=409,
        )


@dataclass(frozen=True)
class CarriedStage:
    """Where a tracker has a project.

    enters_at: "not_started", a stage's code in the project's pack, "watch" or "closed". source:
    where the tracker says so. rag: its own word for how it is going, where it has one.
    """

    enters_at: str
    stage_words: str
    stage_started_on: date | None
    source: str
    watch_until: date | None = None
    rag: str = ""
    rag_reason: str = ""


def carry_over(project: Project, *, by: Person, at: datetime, **carried: Any) -> CarriedOver:
    """Bring one project into the cycle where a tracker has it. carried: as `CarriedStage` has it.

    Refusals: as `carry_many_over`.
    """
    return carry_many_over([(project, CarriedStage(**carried))], by=by, at=at)[0]


@use_case
def carry_many_over(
    many: Sequence[tuple[Project, CarriedStage]], *, by: Person, at: datetime
) -> list[CarriedOver]:
    """Bring projects into the cycle at the stages a tracker has them at: recorded, no decisions.

    Refusals: "already_in_cycle", "not_allowed", "unknown_rag".
    """
    on = timezone.localdate(at)
    locked = lock_projects([project for project, _ in many])
    entering = list(zip(locked, [carried for _, carried in many], strict=True))
    for project in locked:
        authorise_on(project, "project.import", by=by, on=on)
    _refuse_inside(locked)
    for project, one in entering:
        if one.rag:
            write_carried_update(
                project,
                rag=one.rag,
                reason=one.rag_reason,
                on=on,
                source=one.source,
                by=by,
                at=at,
            )
        engine.carry_over(project, enters_at=one.enters_at, at=at)
    return _write_carried(entering, by=by, at=at)


def _write_carried(
    entering: Sequence[tuple[Project, CarriedStage]], *, by: Person, at: datetime
) -> list[CarriedOver]:
    """Keep where the tracker had each project, and until when it is watched."""
    rows = create_with_history(
        [
            CarriedOver(
                project=project,
                stage_words=one.stage_words,
                stage_started_on=one.stage_started_on,
                source=one.source,
                by=by,
                at=at,
            )
            for project, one in entering
        ]
    )
    create_with_history(
        [
            ReviewPoint(
                project=project,
                kind=ReviewKind.WATCH,
                about="Look at the results again, as the tracker had it",
                due_on=one.watch_until,
            )
            for project, one in entering
            if one.watch_until is not None and one.enters_at == "watch"
        ]
    )
    acts: list[Act] = []
    for row in rows:
        record_act(
            Verb.CARRIED_OVER,
            actor=by,
            subject=row,
            project=row.project,
            at=at,
            reason=row.source,
            after={"stage": row.stage_words, "stage_started_on": row.stage_started_on},
            waiting=acts,
        )
    record_acts(acts)
    return rows


@use_case
def resume_review(project: Project, *, by: Person, at: datetime) -> Stage:
    """Open the Review stage's next pass, when its point has come or sooner if the lead asks.

    Refusals: "not_allowed", "on_hold", "somebody_first".
    """
    project = lock_project(project)
    authorise_on(project, "review.resume", by=by, on=timezone.localdate(at))
    if project.held_since is not None:
        raise Refusal(
            "The project is on hold, so it is not taken back into review. "
            "Ask its governing body to release it.",
            code="on_hold",
            status=409,
        )
    clear_past_targets(project, gates=[_review_gate(project)], by=by, at=at)
    engine.resume(project, at=at)
    point = ReviewPoint.objects.filter(
        project=project, kind=ReviewKind.WATCH, held_on__isnull=True
    ).first()
    if point is not None:
        point.held_on, point.outcome = timezone.localdate(at), "Taken back into review."
        point.save()
    stage = engine.open_stage_of(project)
    record_act(Verb.REVIEW_RESUMED, actor=by, subject=stage, project=project, at=at)
    return stage


def _review_gate(project: Project) -> int:
    return [stage.number for stage in stages_of(project.pack_id) if stage.may_repeat][-1]


def resume_due_reviews(at: datetime) -> list[Stage]:
    """Take every watched project whose review point has come back into review; safe to run twice.

    Each in a transaction of its own, by the system. A project on hold stays where it is.
    """
    system = system_person()
    due = ReviewPoint.objects.filter(
        kind=ReviewKind.WATCH,
        held_on__isnull=True,
        due_on__lte=timezone.localdate(at),
        project__held_since__isnull=True,
        project__standing__phase=Phase.WATCH,
    ).select_related("project")
    stages = []
    for point in due.order_by(F("due_on"), "pk"):
        try:
            stages.append(resume_review(point.project, by=system, at=at))
        except Refusal as refusal:
            if refusal.code not in ("somebody_first", "on_hold"):
                raise
    return stages


@use_case
def close_project(
    project: Project,
    *,
    lessons: str,
    barriers: str,
    unintended_consequences: str,
    by: Person,
    at: datetime,
) -> ClosingNote:
    """Close a project with what it leaves behind.

    Refusals: "not_allowed", "closing_incomplete", "somebody_first".
    Source: HIS good practice framework, Review (headings); domain: the honest review.
    """
    project = lock_project(project)
    authorise_on(project, "project.close", by=by, on=timezone.localdate(at))
    texts = {
        "lessons": lessons.strip(),
        "barriers": barriers.strip(),
        "unintended_consequences": unintended_consequences.strip(),
    }
    if not all(texts.values()):
        raise Refusal(
            "Say what was learnt, what stood in the way, and what came about that nobody meant. "
            "Where there was nothing, say so.",
            code="closing_incomplete",
        )
    engine.close(project, note={**texts, "by": by, "at": at}, at=at)
    note = ClosingNote.objects.get(project=project)
    record_act(Verb.PROJECT_CLOSED, actor=by, subject=note, project=project, at=at, after=texts)
    return note
