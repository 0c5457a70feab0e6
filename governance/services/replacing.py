"""Rescinding a decision and superseding it: by a new decision, the earlier one untouched."""

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from cycle import engine
from cycle.enums import Phase
from cycle.queries import live_stage_of
from governance.enums import Outcome, PutKind
from governance.models import Condition, Decision
from governance.queries import withdrew_from
from governance.queries.replacing import review_onward, standing_of
from governance.rules.replacing import fault_in_rescinding, fault_in_superseding
from governance.services.course import check_beside, settled_review
from governance.services.minute import Minute, refuse_strangers
from governance.services.sitting import Sitting
from governance.services.written import write_decision
from projects.models import Project
from projects.services import lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person


@use_case
def rescind_decision(decision: Decision, minute: Minute, *, by: Person, at: datetime) -> Decision:
    """Record that a body rescinded its decision, and take the project back to where it was.

    What was approved is with the lead again; a project that was stopped or to be closed goes on at
    its last stage. Conditions it set fall away. The earlier decision stays as it was recorded.
    Refusals: those of `check_rescinding`.
    """
    project, decision = _locked(decision)
    sitting = check_rescinding(decision, minute, by=by, at=at)
    new = _replace(decision, PutKind.DECISION, minute, sitting, by=by, at=at)
    _let_conditions_fall(decision, new, by=by, at=at)
    _take_back(project, decision, at=at)
    return new


@use_case
def supersede_decision(decision: Decision, minute: Minute, *, by: Person, at: datetime) -> Decision:
    """Record a decision in the place of an earlier one that leaves the project where it is.

    What the earlier one named of the course stays: where it went on to, what came next. Its open
    conditions fall away; the new decision sets its own.
    Refusals: those of `check_superseding`.
    """
    _, decision = _locked(decision)
    sitting = check_superseding(decision, minute, by=by, at=at)
    kind = PutKind(decision.review.kind)
    new = _replace(decision, kind, _on_its_course(decision, minute), sitting, by=by, at=at)
    _let_conditions_fall(decision, new, by=by, at=at)
    return new


def check_rescinding(decision: Decision, minute: Minute, *, by: Person, at: datetime) -> Sitting:
    """Refuse what `rescind_decision` would refuse, and return how the body sat; writes nothing.

    Refusals: "not_allowed", "own_project", "own_interest", "met_before_that", those of
    `governance.rules.replacing.fault_in_rescinding`, of `sitting_of` and of
    `governance.rules.fault_in`.
    """
    minute = replace(minute, outcome=Outcome.RESCIND)
    sitting = _check(decision, minute, PutKind.DECISION, by=by, on=timezone.localdate(at))
    fault = fault_in_rescinding(standing_of(decision))
    if fault is not None:
        raise Refusal(fault[1], code=fault[0], status=409)
    return sitting


def check_superseding(decision: Decision, minute: Minute, *, by: Person, at: datetime) -> Sitting:
    """Refuse what `supersede_decision` would refuse, and return how the body sat; writes nothing.

    Refusals: "not_allowed", "own_project", "own_interest", "met_before_that",
    "condition_elsewhere", "condition_too_late", those of
    `governance.rules.replacing.fault_in_superseding`, of `sitting_of` and of
    `governance.rules.fault_in`.
    """
    minute = _on_its_course(decision, minute)
    kind = PutKind(decision.review.kind)
    sitting = _check(decision, minute, kind, by=by, on=timezone.localdate(at))
    fault = fault_in_superseding(standing_of(decision), minute.outcome)
    if fault is not None:
        raise Refusal(fault[1], code=fault[0], status=409)
    refuse_strangers(decision.review, minute)
    _refuse_gates_passed(decision.review.project, minute)
    return sitting


def _refuse_gates_passed(project: Project, minute: Minute) -> None:
    """Refuse ("condition_too_late") conditions that could hold up nothing any more."""
    if not minute.conditions:
        return
    stage = live_stage_of(project)
    is_over = engine.phase_of(project) in (Phase.CLOSE, Phase.ENDED)
    held_up = [line.holds_up for line in minute.conditions if line.holds_up is not None]
    passed = stage is not None and any(number < stage.template.number for number in held_up)
    if is_over or passed:
        raise Refusal(
            "The project is over, or has passed a gate that a condition here would hold up. Set "
            "conditions for gates to come, or decide without.",
            code="condition_too_late",
        )


def _check(decision: Decision, minute: Minute, kind: PutKind, *, by: Person, on: date) -> Sitting:
    review = decision.review
    declared = withdrew_from(review)
    sitting = check_beside(
        review.project, review.body, minute, kind, declared=declared, by=by, on=on
    )
    if minute.met_on < decision.met_on:
        raise Refusal(
            f"That decision is of {decision.met_on:%-d %B %Y}. It cannot be replaced at an earlier "
            "meeting.",
            code="met_before_that",
        )
    return sitting


def _on_its_course(decision: Decision, minute: Minute) -> Minute:
    """Return the minute with what the earlier decision named of the project's course."""
    return replace(
        minute,
        back_to=decision.back_to,
        defer_until=None,
        next_step=decision.next_step,
        next_review_on=decision.next_review_on,
        confirms_major=decision.confirms_major,
    )


def _locked(decision: Decision) -> tuple[Project, Decision]:
    project = lock_project(decision.review.project)
    decision = Decision.objects.select_related(
        "review__body", "review__stage__template", "review__brief_version", "back_to"
    ).get(pk=decision.pk)
    decision.review.project = project
    return project, decision


def _replace(
    decision: Decision,
    kind: PutKind,
    minute: Minute,
    sitting: Sitting,
    *,
    by: Person,
    at: datetime,
) -> Decision:
    old = decision.review
    review = settled_review(
        old.project,
        old.body,
        kind,
        shown=old.stage,
        by=by,
        at=at,
        gate=old.gate,
        stage=old.stage,
        brief_version=old.brief_version,
        route=old.route,
        position=old.position,
    )
    outcome = Outcome.RESCIND if kind == PutKind.DECISION else minute.outcome
    minute = replace(minute, outcome=outcome)
    return write_decision(review, minute, sitting, replaces=decision, by=by, at=at)


def _let_conditions_fall(decision: Decision, new: Decision, *, by: Person, at: datetime) -> None:
    """Discharge what is still open of the conditions of a decision that no longer stands."""
    verb = "rescinded" if new.outcome == Outcome.RESCIND else "superseded"
    for row in Condition.objects.filter(decision=decision, discharged_on__isnull=True):
        row.discharged_on, row.discharged_by = new.met_on, by
        row.discharge_note = (
            f"It fell away: the decision that set it was {verb} on {new.met_on:%-d %B %Y}."
        )
        row.save(update_fields=["discharged_on", "discharged_by", "discharge_note"])
        record_act(
            Verb.CONDITION_DISCHARGED,
            actor=by,
            subject=row,
            project=decision.review.project,
            at=at,
            on_behalf_of=str(decision.review.body),
            reason=row.discharge_note,
        )


def _take_back(project: Project, decision: Decision, *, at: datetime) -> None:
    """Move the project back; `fault_in_rescinding` has seen to it that it can go."""
    phase = engine.phase_of(project)
    if phase == Phase.CLOSE:
        engine.reopen(project, at=at)
    elif phase == Phase.GATE:
        onward = review_onward(decision.review)
        if onward is not None:
            onward.is_open, onward.withdrawn_at = False, at
            onward.save(update_fields=["is_open", "withdrawn_at"])
        engine.withdraw(project, at=at)
    elif decision.review.stage is not None:
        engine.take_back(project, back_to=decision.review.stage.template, at=at)
