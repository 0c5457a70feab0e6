"""A project's whole life, top to bottom: the one viewflow flow.

Only the nodes here write `Stage.state`; only `cycle/engine.py` runs them. Node names are an API:
renaming one needs a data migration and a test. Nodes stay small; mail, records and snapshots are
the services' work.
"""

from datetime import datetime
from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock

from cycle.enums import (
    APPROVALS,
    LIVE_STATES,
    GateOutcome,
    NextStep,
    StageState,
)
from cycle.models import ClosingNote, CycleProcess, Stage
from cycle.queries import planned_deliverables, stages_so_far
from framework.models import StageTemplate
from framework.queries import first_stage, next_stage, stages_of
from projects.models import Project
from record.history import create_with_history

# What a step leaves for the routes to read; the rest of the process is viewflow's to keep.
OUTCOME = ("outcome", "is_last_body", "is_withdrawn", "is_stopped", "next_step", "back_to")


class CycleFlow(flow.Flow):
    """Brief, then round the stages with a gate after each, until the project is closed.

    Source: Moray framework 2019, sections 2 and 5.
    """

    process_class = CycleProcess
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle(this.begin).Next(this.brief)
    carry_over = flow.StartHandle(this.begin_carried_over).Next(this.enter)
    enter = (
        flow.Switch()
        .Case(this.brief, this.enters_before_start)
        .Case(this.close, this.enters_closed)
        .Case(this.watch, this.enters_watched)
        .Default(this.open_stage)
    )

    brief = flow.Handle(this.take_brief).Next(this.acceptance)
    acceptance = flow.Handle(this.take_acceptance).Next(this.accepted)
    accepted = (
        flow.Switch()
        .Case(this.open_stage, this.is_approved)
        .Case(this.acceptance, this.is_deferred_or_goes_on)
        .Case(this.close, this.is_stopped)
        .Default(this.brief)
    )

    open_stage = flow.Function(this.open_next_stage).Next(this.work)
    work = flow.Handle(this.take_submission).Next(this.left)
    left = (
        flow.Switch()
        .Case(this.close, this.is_stopped)
        .Case(this.work, this.is_sent_back_or_withdrawn)
        .Default(this.gate)
    )
    gate = flow.Handle(this.take_decision).Next(this.route)
    route = (
        flow.Switch()
        .Case(this.gate, this.is_deferred_or_goes_on)
        .Case(this.work, this.is_sent_back_or_withdrawn)
        .Case(this.watch, this.stays_under_review)
        .Case(this.open_stage, this.has_a_next_stage)
        .Default(this.close)
    )
    watch = flow.Handle(this.take_review_point).Next(this.work)
    close = flow.Handle(this.take_closing_note).Next(this.closed)
    closed = flow.If(this.is_sent_back_or_withdrawn).Then(this.work).Else(this.end)
    end = flow.End()

    # Starting

    def begin(self, activation: Any, *, project: Project) -> CycleProcess:
        activation.process.project = project
        return activation.process

    def begin_carried_over(
        self, activation: Any, *, project: Project, enters_at: str, at: datetime
    ) -> CycleProcess:
        activation.process.project = project
        activation.process.enters_at = enters_at
        activation.process.is_entering = True
        activation.process.moment = at
        return activation.process

    def enters_before_start(self, activation: Any) -> bool:
        return activation.process.enters_at == "not_started"

    def enters_closed(self, activation: Any) -> bool:
        return activation.process.enters_at == "closed"

    def enters_watched(self, activation: Any) -> bool:
        return activation.process.enters_at == "watch"

    # What a waiting node takes in

    def take_brief(self, activation: Any, *, project: Project) -> CycleProcess:
        return self._outcome(activation, project)

    def take_acceptance(
        self, activation: Any, *, project: Project, at: datetime, **decision: Any
    ) -> CycleProcess:
        activation.process.moment = at
        return self._outcome(activation, project, **decision)

    def take_submission(
        self, activation: Any, *, project: Project, at: datetime, **course: Any
    ) -> CycleProcess:
        """Take the stage to its gate, or what its governing body decided of the project meanwhile:
        that it stops, or goes back to an earlier stage.
        """
        process = self._outcome(activation, project, **course)
        stage = live_stage(process)
        if self.is_sent_back_or_withdrawn(activation):
            self._send_back(process, stage, at)
            return process
        if process.is_stopped:
            stage.state, stage.closed_at = StageState.STOPPED, at
        else:
            stage.state, stage.submitted_at = StageState.AT_GATE, at
        stage.save()
        return process

    def take_decision(
        self, activation: Any, *, project: Project, at: datetime, **decision: Any
    ) -> CycleProcess:
        process = self._outcome(activation, project, **decision)
        process.moment = at
        stage = live_stage(process)
        if self.is_sent_back_or_withdrawn(activation):
            self._send_back(process, stage, at)
        elif self.is_stopped(activation):
            stage.state, stage.closed_at = StageState.STOPPED, at
            stage.save()
        elif self.is_approved(activation):
            stage.state, stage.closed_at = StageState.CLOSED, at
            stage.save()
            process.passed = stage.template
            if process.next_step == NextStep.NEW_CYCLE:
                process.passed = None
                process.cycle_number += 1
                process.save(update_fields=["cycle_number"])
        return process

    def take_review_point(self, activation: Any, *, project: Project, at: datetime) -> CycleProcess:
        """Open the Review stage's next pass."""
        process = activation.process
        process.project = project
        review = _last_review(process)
        passes = [stage.pass_number for stage in passes_of(process, review)]
        open_pass(process, review, at, pass_number=max(passes, default=0) + 1)
        return process

    def take_closing_note(
        self,
        activation: Any,
        *,
        project: Project,
        note: dict[str, Any] | None = None,
        reopens: bool = False,
    ) -> CycleProcess:
        """End the project with what it leaves behind; or take its last stage up again."""
        if reopens:
            process = self._outcome(activation, project, outcome=GateOutcome.SEND_BACK)
            stage = _ended_last(process)
            stage.state, stage.submitted_at, stage.closed_at = StageState.OPEN, None, None
            stage.save()
            return process
        activation.process.project = project
        if note is not None:
            ClosingNote.objects.create(project=project, **note)
        return activation.process

    # Routes

    def is_approved(self, activation: Any) -> bool:
        process = activation.process
        return process.outcome in APPROVALS and process.is_last_body and not process.is_withdrawn

    def is_deferred_or_goes_on(self, activation: Any) -> bool:
        process = activation.process
        if process.is_withdrawn:
            return False
        goes_on = process.outcome in APPROVALS and not process.is_last_body
        return process.outcome == GateOutcome.DEFER or goes_on

    def is_sent_back_or_withdrawn(self, activation: Any) -> bool:
        process = activation.process
        return process.is_withdrawn or process.outcome == GateOutcome.SEND_BACK

    def is_stopped(self, activation: Any) -> bool:
        process = activation.process
        return process.is_stopped or process.outcome == GateOutcome.STOP

    def stays_under_review(self, activation: Any) -> bool:
        return self.is_approved(activation) and activation.process.next_step == NextStep.WATCH

    def has_a_next_stage(self, activation: Any) -> bool:
        if not self.is_approved(activation):
            return False
        process = activation.process
        return process.next_step == NextStep.NEW_CYCLE or _next_template(process) is not None

    def open_next_stage(self, activation: Any) -> None:
        process = activation.process
        at = process.moment
        if getattr(process, "is_entering", False):
            stages = stages_of(process.project.pack_id)
            template = next(stage for stage in stages if stage.code == process.enters_at)
            open_pass(process, template, at)
            return
        template = _next_template(process) or first_stage(process.project.pack_id)
        passes = passes_of(process, template)
        waiting = [stage for stage in passes if stage.state == StageState.SET_ASIDE]
        if not waiting:
            open_pass(process, template, at)
            return
        waiting[0].state, waiting[0].submitted_at = StageState.OPEN, None
        waiting[0].save()

    # Helpers of the nodes

    def _outcome(self, activation: Any, project: Project, **decision: Any) -> CycleProcess:
        """Keep what was decided. project: the row that the caller holds locked, read no more."""
        process = activation.process
        process.project = project
        process.outcome = decision.get("outcome", "")
        process.is_last_body = decision.get("is_last_body", True)
        process.is_withdrawn = decision.get("is_withdrawn", False)
        process.is_stopped = decision.get("is_stopped", False)
        process.next_step = decision.get("next_step") or ""
        process.back_to = decision.get("back_to")
        process.save(update_fields=OUTCOME)
        return process

    def _send_back(self, process: CycleProcess, stage: Stage, at: datetime) -> None:
        earlier = process.back_to
        if earlier is None or earlier.pk == stage.template_id:
            stage.state, stage.submitted_at = StageState.OPEN, None
            stage.save()
            return
        stage.state, stage.submitted_at = StageState.SET_ASIDE, None
        stage.save()
        passes = passes_of(process, earlier)
        if not passes:  # a project carried over past that stage does it for the first time
            open_pass(process, earlier, at)
            return
        again = max(passes, key=lambda one: one.pass_number)
        for between in passes_of(process):
            is_between = earlier.number < between.template.number < stage.template.number
            if is_between and between.state == StageState.CLOSED:
                between.state = StageState.SET_ASIDE
                between.save()
        again.state, again.submitted_at, again.closed_at = StageState.OPEN, None, None
        again.save()


def all_passes(process: CycleProcess) -> list[Stage]:
    """Return every pass of the project through a stage, oldest first; read once a transition.

    The caller holds the project's lock, so nobody else changes one meanwhile.
    """
    if process.passes is None:
        process.passes = stages_so_far(process.project)
    return process.passes


def _ended_last(process: CycleProcess) -> Stage:
    """Return the pass at which a project stopped, else the one that passed its gate last."""
    passes = all_passes(process)
    stopped = [stage for stage in passes if stage.state == StageState.STOPPED]
    passed = [stage for stage in passes if stage.closed_at is not None]
    return max(stopped or passed, key=lambda stage: (stage.closed_at, stage.pk))


def live_stage(process: CycleProcess) -> Stage:
    """Return the stage that is open or at its gate."""
    return next(stage for stage in all_passes(process) if stage.state in LIVE_STATES)


def passes_of(process: CycleProcess, template: StageTemplate | None = None) -> list[Stage]:
    """Return this cycle's passes through a stage, or through all of them."""
    return [
        stage
        for stage in all_passes(process)
        if stage.cycle_number == process.cycle_number
        and (template is None or stage.template_id == template.pk)
    ]


def _next_template(process: CycleProcess) -> StageTemplate | None:
    """Return the stage after the one whose gate was passed just now; None after the last."""
    passed = getattr(process, "passed", None)
    return next_stage(passed) if passed is not None else None


def _last_review(process: CycleProcess) -> StageTemplate:
    return [stage for stage in stages_of(process.project.pack_id) if stage.may_repeat][-1]


def open_pass(
    process: CycleProcess, template: StageTemplate, at: datetime, *, pass_number: int = 1
) -> Stage:
    """Open a pass through a stage with the deliverables that the accepted brief plans for it."""
    before = all_passes(process)
    stage = Stage.objects.create(
        project=process.project,
        template=template,
        cycle_number=process.cycle_number,
        pass_number=pass_number,
        state=StageState.OPEN,
        opened_at=at,
    )
    before.append(stage)
    create_with_history(planned_deliverables(stage))
    return stage
