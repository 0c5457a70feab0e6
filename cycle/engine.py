"""The flow's only door: every step a project takes is one function here.

The caller holds the project's lock (`projects.services.lock_project`) and runs in a transaction;
viewflow's own lock comes after. A step that is not to be had now is a Refusal, code
"somebody_first", status 409: somebody else was quicker.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from cycle.enums import LIVE_STATES, GateOutcome, NextStep, Phase
from cycle.flows import CycleFlow
from cycle.models import CycleProcess, ProgressUpdate, Stage, Standing, Tally
from cycle.queries import stages_so_far
from cycle.rules import NODE_PHASE
from framework.models import StageTemplate
from framework.queries import rag_names
from projects.models import Project
from projects.services import mark_over
from record.errors import Refusal
from record.history import current_actor

SOMEBODY_FIRST = (
    "Somebody else has just changed this. Nothing of yours was recorded. "
    "Reload the page, look at it as it is now, and decide again."
)


@dataclass(frozen=True)
class Settled:
    """Where a project stands after a step, and its newest stage."""

    standing: Standing
    stage: Stage | None


def live_task(project: Project) -> Task | None:
    """Return the one viewflow task that waits, or None once the project has ended."""
    return (
        Task.objects.filter(process__cycleprocess__project=project, status=STATUS.NEW)
        .order_by("pk")
        .first()
    )


def phase_of(project: Project) -> Phase:
    """Return the project's phase as the live task has it."""
    return _phase(Task.objects.filter(process__cycleprocess__project=project))


def _phase(tasks: QuerySet[Task]) -> Phase:
    live = tasks.filter(status=STATUS.NEW).order_by("pk").values_list("flow_task", flat=True)[:1]
    return NODE_PHASE[live[0].name] if live else Phase.ENDED


def start(project: Project, *, at: datetime) -> CycleProcess:
    """Bring a project into the cycle: its brief is to be written."""
    process = CycleFlow.start.run(project=project)
    settle(project, at=at, process=process)
    return process


def carry_over(project: Project, *, enters_at: str, at: datetime) -> CycleProcess:
    """Bring a project in where a tracker has it: "not_started", a stage, "watch" or "closed"."""
    process = CycleFlow.carry_over.run(project=project, enters_at=enters_at, at=at)
    settle(project, at=at, process=process)
    return process


def put_brief(project: Project, *, at: datetime) -> None:
    """Move from brief to acceptance."""
    _run(project, "brief", at=at)


def decide_brief(
    project: Project, *, outcome: GateOutcome, is_last_body: bool, at: datetime
) -> Settled:
    """Take the body's decision on the brief; return where the project stands then."""
    return _run(project, "acceptance", at=at, handed=at, outcome=outcome, is_last_body=is_last_body)


def withdraw_brief(project: Project, *, at: datetime) -> None:
    """Take the brief back from its body before it was decided."""
    _run(project, "acceptance", at=at, handed=at, is_withdrawn=True)


def submit(project: Project, *, at: datetime) -> Stage:
    """Move the open stage to its gate and return it."""
    _run(project, "work", at=at, handed=at)
    return open_stage_of(project)


def stop(project: Project, *, at: datetime) -> None:
    """Stop a project at work, as its governing body decided."""
    _run(project, "work", at=at, handed=at, is_stopped=True)


def take_back(project: Project, *, back_to: StageTemplate, at: datetime) -> Settled:
    """Take a project at work back to an earlier stage, whose approval was rescinded."""
    if open_stage_of(project).template.number < back_to.number:
        raise Refusal(SOMEBODY_FIRST, code="somebody_first", status=409)
    outcome = GateOutcome.SEND_BACK
    return _run(project, "work", at=at, handed=at, outcome=outcome, back_to=back_to)


def reopen(project: Project, *, at: datetime) -> Settled:
    """Take a project that was to be closed up again at its last stage."""
    return _run(project, "close", at=at, reopens=True)


def decide(
    project: Project,
    *,
    outcome: GateOutcome,
    is_last_body: bool,
    next_step: NextStep | None = None,
    back_to: StageTemplate | None = None,
    at: datetime,
) -> Settled:
    """Take a body's decision at the stage's gate; return where the project stands then."""
    return _run(
        project,
        "gate",
        at=at,
        handed=at,
        outcome=outcome,
        is_last_body=is_last_body,
        next_step=next_step,
        back_to=back_to,
    )


def withdraw(project: Project, *, at: datetime) -> None:
    """Take the stage back from its gate before it was decided."""
    _run(project, "gate", at=at, handed=at, is_withdrawn=True)


def resume(project: Project, *, at: datetime) -> None:
    """Open the Review stage's next pass: the review point has come."""
    _run(project, "watch", at=at, handed=at)


def close(project: Project, *, note: dict[str, Any] | None, at: datetime) -> None:
    """End the project's life, with what it leaves behind."""
    _run(project, "close", at=at, note=note)


def open_stage_of(project: Project) -> Stage:
    """Return the stage that is open or at its gate."""
    return Stage.objects.select_related("template").get(project=project, state__in=LIVE_STATES)


def _run(
    project: Project, node: str, *, at: datetime, handed: datetime | None = None, **kwargs: Any
) -> Settled:
    """Run the waiting node; handed: the moment, for the nodes that keep it."""
    task = live_task(project)
    if task is None or task.flow_task.name != node:
        raise Refusal(SOMEBODY_FIRST, code="somebody_first", status=409)
    if handed is not None:
        kwargs["at"] = handed
    process = task.flow_task.run(task, project=project, **kwargs)
    return settle(project, at=at, process=process)


def settle(project: Project, *, at: datetime, process: CycleProcess | None = None) -> Settled:
    """Keep where the project stands now, and the partnership's tally, after a step or an update.

    process: the one a step was taken in; None after an update. A step changes no update, so the
    RAG stays as it was kept.
    """
    old = Standing.objects.filter(project=project).order_by().first()
    told = old if process is not None else None
    settled = derive(project, on=timezone.localdate(at), process=process, told=told)
    new = settled.standing
    if old is not None and _key(old) == _key(new):
        new.since = old.since
        if _shown(old) == _shown(new):
            return settled
    new.save(force_insert=old is None, force_update=old is not None)
    if new.phase == Phase.ENDED and project.over_since is None:
        mark_over(project, by=current_actor(), at=at)
    _tally(project, old, new)
    return settled


def derive(
    project: Project,
    *,
    on: date,
    process: CycleProcess | None = None,
    told: Standing | ProgressUpdate | None = None,
) -> Settled:
    """Return where a project stands, derived from the live task, its stages and updates.

    process, told: the project's process and what tells its RAG, where the caller has them.
    """
    process = process or CycleProcess.objects.get(project=project)
    phase = _phase(Task.objects.filter(process_id=process.pk))
    stages = process.passes if process.passes is not None else stages_so_far(project)
    live = [stage for stage in stages if stage.state in LIVE_STATES]
    stage = live[-1] if live else _ended_last(stages)
    told = told or ProgressUpdate.objects.filter(project=project).first()
    standing = Standing(
        project=project,
        phase=phase,
        stage_code=stage.template.code if stage else "",
        stage_name=stage.template.name if stage else "",
        since=on,
        was_stopped=process.is_stopped or process.outcome == GateOutcome.STOP,
        **_rag_of(told),
    )
    return Settled(standing, stage)


def _ended_last(stages: list[Stage]) -> Stage | None:
    """Return the pass at which a project stopped, else the one that passed its gate last."""
    ended = [stage for stage in stages if stage.closed_at is not None]
    if not ended:
        return stages[-1] if stages else None
    return max(ended, key=lambda stage: (stage.closed_at, stage.pk))


def _rag_of(told: Standing | ProgressUpdate | None) -> dict[str, Any]:
    if told is None:
        return {}
    reason = told.reason if isinstance(told, ProgressUpdate) else told.rag_reason
    on = told.on if isinstance(told, ProgressUpdate) else told.rag_on
    return {"rag": told.rag, "rag_name": told.rag_name, "rag_reason": reason, "rag_on": on}


def rag_name(project: Project, code: str) -> str | None:
    """Return the pack's word for a RAG code, or None where its scale has no such code."""
    return rag_names(project.pack_id).get(code)


def _key(standing: Standing) -> tuple:
    return (standing.phase, standing.stage_code)


def _shown(standing: Standing) -> tuple:
    return (
        standing.was_stopped,
        standing.rag,
        standing.rag_name,
        standing.rag_reason,
        standing.rag_on,
    )


def _tally(project: Project, old: Standing | None, new: Standing) -> None:
    """Move one project from its old count to its new one, in an order two writers share."""
    moves = {(new.phase, new.stage_code, new.rag): 1}
    if old is not None:
        was = (old.phase, old.stage_code, old.rag)
        if was in moves:
            return
        moves[was] = -1
    for (phase, stage_code, rag), step in sorted(moves.items()):
        place = {
            "partnership_id": project.partnership_id,
            "phase": phase,
            "stage_code": stage_code,
            "rag": rag,
        }
        if not Tally.objects.filter(**place).update(count=F("count") + step):
            name = new.stage_name if step > 0 else ""
            Tally.objects.get_or_create(**place, defaults={"stage_name": name})
            Tally.objects.filter(**place).update(count=F("count") + step)
