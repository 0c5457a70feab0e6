"""Recording a body's decision: whole or not at all."""

from datetime import datetime

from cycle import engine
from cycle.enums import GateOutcome, NextStep, Phase, ReviewKind
from cycle.rules import add_months
from cycle.services import follow_brief
from cycle.services.reviews import set_by_decision
from framework.queries import stages_of
from governance.enums import Outcome, PutKind
from governance.models import Decision, GateReview
from governance.rules import APPROVALS, next_position
from governance.services.minute import Minute, check_decision, moves_flow
from governance.services.put import (
    lock_review,
    open_deferred_review,
    open_next_review,
    withdraw_open_brief,
)
from governance.services.written import write_decision
from projects.models import Brief, Project
from projects.services import (
    clear_past_targets,
    confirm_major,
    lock_project,
    mark_brief_accepted,
)
from record.enums import Verb
from record.services import record_act, use_case
from roles.models import Body, Person


@use_case
def record_decision(
    review: GateReview,
    minute: Minute,
    *,
    at_meeting: bool = False,
    by: Person,
    at: datetime,
) -> Decision:
    """Record what a body decided on what was put to it, and move the project on.

    at_meeting: recorded by `decide_item`, from the meeting under way.
    Refusals: "not_allowed", "own_project", "own_interest", "already_decided" (409), "at_a_meeting"
    (409: it stands on the agenda of that day's meeting, which is under way), those of
    `sitting_of` and of `governance.rules.fault_in`, "back_to_later_stage", "condition_elsewhere".
    Source: Moray framework 2019, section 5; a body decides, not a person.
    """
    project = lock_project(review.project)
    review = lock_review(review)
    review.project = project
    sitting = check_decision(review, minute, by=by, at=at, at_meeting=at_meeting)
    moves = moves_flow(project, review)
    decision = write_decision(review, minute, sitting, by=by, at=at)
    review.is_open = False
    review.save(update_fields=["is_open"])
    _follow(project, decision, moves_flow=moves, by=by, at=at)
    return decision


def _follow(
    project: Project, decision: Decision, *, moves_flow: bool, by: Person, at: datetime
) -> None:
    """Do what follows: the next body, the return, the acceptance, the next stage."""
    review = decision.review
    position = next_position(review.position, review.route)
    if decision.outcome == Outcome.DEFER:
        open_deferred_review(review, return_on=decision.defer_until)
    elif decision.outcome in APPROVALS and position is not None:
        body = Body.objects.get(pk=review.route[position - 1])
        open_next_review(review, body, position=position, by=by, at=at)
    if review.kind == PutKind.BRIEF:
        _follow_brief(project, decision, moves_flow=moves_flow, by=by, at=at)
        return
    if decision.next_step == NextStep.NEW_CYCLE:
        gates = [stage.number for stage in stages_of(project.pack_id)]
        clear_past_targets(project, gates=gates, by=by, at=at)
    settled = engine.decide(
        project,
        outcome=GateOutcome(decision.outcome),
        is_last_body=review.is_last_body,
        next_step=NextStep(decision.next_step) if decision.next_step else None,
        back_to=decision.back_to,
        at=at,
    )
    if decision.next_step == NextStep.WATCH and decision.next_review_on is not None:
        set_by_decision(
            project,
            kind=ReviewKind.WATCH,
            about=f"Look at the results again, as {review.body} asked",
            due_on=decision.next_review_on,
            by=by,
            at=at,
        )
    if settled.standing.phase in (Phase.CLOSE, Phase.ENDED):
        withdraw_open_brief(project, by=by, at=at)
    if decision.outcome == Outcome.SEND_BACK:
        follow_brief(project, by=by, at=at)  # a version may have been accepted meanwhile
    _record_opened_stage(project, settled, by=by, at=at)


def _follow_brief(
    project: Project, decision: Decision, *, moves_flow: bool, by: Person, at: datetime
) -> None:
    review = decision.review
    version = review.brief_version
    if version is not None and decision.outcome in APPROVALS and review.is_last_body:
        mark_brief_accepted(version, body=review.body, on=decision.met_on, by=by, at=at)
        if decision.confirms_major is not None:
            confirm_major(
                project,
                is_major=decision.confirms_major,
                # the project's own reason stands where the body only confirms it
                reason=decision.reasons if decision.confirms_major != project.is_major else "",
                on=decision.met_on,
                by=by,
                at=at,
            )
        months = Brief.objects.get(project=project).review_months
        if months:
            set_by_decision(
                project,
                kind=ReviewKind.BRIEF,
                about="Confirm or update the brief",
                due_on=add_months(decision.met_on, months),
                by=by,
                at=at,
            )
        if not moves_flow:
            follow_brief(project, by=by, at=at)
    if moves_flow:
        settled = engine.decide_brief(
            project,
            outcome=GateOutcome(decision.outcome),
            is_last_body=review.is_last_body,
            at=at,
        )
        _record_opened_stage(project, settled, by=by, at=at)


def _record_opened_stage(
    project: Project, settled: engine.Settled, *, by: Person, at: datetime
) -> None:
    if settled.standing.phase == Phase.WORK and settled.stage is not None:
        record_act(Verb.STAGE_OPENED, actor=by, subject=settled.stage, project=project, at=at)
