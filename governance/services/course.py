"""Stopping, holding and releasing a project between its gates, as its governing body decided."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from cycle import engine
from cycle.enums import Phase
from cycle.queries import live_stage_of
from cycle.services import refuse_before_project
from governance.enums import Outcome, PutKind
from governance.models import Decision, GateReview
from governance.queries import places_on, start_of
from governance.rules import ProposedDecision, wording
from governance.services.decide import write_parts
from governance.services.minute import authorise_decision, refuse_conflicts, refuse_fault
from governance.services.put import freeze, withdraw_open_brief
from governance.services.sitting import Out, PartLine, Sitting, count_of, sitting_of
from projects.models import Project
from projects.services import lock_project, set_hold
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person


@use_case
def decide_course(
    project: Project,
    *,
    outcome: Outcome,
    met_on: date,
    took_part: Sequence[PartLine],
    reasons: str,
    presided_by: Person | None = None,
    by: Person,
    at: datetime,
) -> Decision:
    """Record that the governing body stopped, held or released a project between its gates.

    Refusals: those of `check_course`.
    """
    project = lock_project(project)
    sitting = check_course(
        project,
        outcome=outcome,
        met_on=met_on,
        took_part=took_part,
        reasons=reasons,
        presided_by=presided_by,
        by=by,
        at=at,
    )
    decision = _write(project, sitting, outcome, met_on, reasons, by=by, at=at)
    write_parts(decision, sitting.lines)
    record_act(
        Verb.PROJECT_STOPPED if outcome == Outcome.STOP else Verb.DECISION_RECORDED,
        actor=by,
        subject=decision,
        project=project,
        at=at,
        on_behalf_of=str(sitting.body),
        reason=decision.reasons,
        after={"wording": decision.wording, "met_on": met_on},
    )
    if outcome == Outcome.STOP:
        engine.stop(project, at=at)
        withdraw_open_brief(project, by=by, at=at)
    else:
        is_hold = outcome == Outcome.HOLD
        set_hold(project, on_hold=is_hold, reason=decision.reasons, on=met_on, by=by, at=at)
    return decision


def check_course(
    project: Project,
    *,
    outcome: Outcome,
    met_on: date,
    took_part: Sequence[PartLine],
    reasons: str,
    presided_by: Person | None = None,
    by: Person,
    at: datetime,
) -> Sitting:
    """Refuse what `decide_course` would refuse, and return how its body sat; writes nothing.

    Refusals: "no_route", "not_allowed", "own_project", "nothing_to_stop", "already_on_hold",
    "not_on_hold", "project_is_over", "before_the_project", "released_early", those of
    `sitting_of` and of `governance.rules.fault_in`.
    """
    on = timezone.localdate(at)
    body = project.governing_body
    if body is None:
        raise Refusal(
            "No governing body is chosen for this project. Ask an officer to choose it.",
            code="no_route",
        )
    since = start_of(min(met_on, on))
    places = places_on(project, since=since, until=on)
    authorise_decision(body, places, put_by=None, by=by, on=on)
    _refuse_course(project, outcome, met_on)
    refuse_conflicts(took_part, places, put_by=None)
    refuse_fault(
        ProposedDecision(
            kind=PutKind.COURSE,
            outcome=outcome,
            met_on=met_on,
            put_on=met_on,
            today=on,
            reasons=reasons,
            took_part=count_of(took_part),
        )
    )
    return sitting_of(body, took_part, met_on=met_on, out=Out(places), presided_by=presided_by)


def _write(
    project: Project,
    sitting: Sitting,
    outcome: Outcome,
    met_on: date,
    reasons: str,
    *,
    by: Person,
    at: datetime,
) -> Decision:
    review = GateReview.objects.create(
        project=project,
        kind=PutKind.COURSE,
        gate=0,
        body=sitting.body,
        route=[sitting.body.pk],
        put_by=by,
        put_at=at,
        is_open=False,
        snapshot=freeze(project, live_stage_of(project), at=at),
    )
    return Decision.objects.create(
        review=review,
        outcome=outcome,
        wording=wording(outcome, is_last_body=True),
        is_last_body=True,
        met_on=met_on,
        reasons=reasons.strip(),
        presided_by=sitting.presided_by,
        presided_words=sitting.presided_words,
        quorum_words=sitting.quorum_words,
        snapshot_sha256=review.snapshot.sha256,
        recorded_by=by,
        recorded_at=at,
    )


def _refuse_course(project: Project, outcome: Outcome, met_on: date) -> None:
    if outcome == Outcome.STOP and engine.phase_of(project) != Phase.WORK:
        raise Refusal(
            "Only a project whose stage is with the lead can be stopped here. "
            "At a gate, record the stop as the gate's decision.",
            code="nothing_to_stop",
            status=409,
        )
    if outcome == Outcome.HOLD and engine.phase_of(project) in (Phase.CLOSE, Phase.ENDED):
        raise Refusal(
            "This project is over: there is nothing left to hold.",
            code="project_is_over",
            status=409,
        )
    if outcome == Outcome.HOLD and project.held_since is not None:
        raise Refusal("The project is on hold already.", code="already_on_hold", status=409)
    if outcome == Outcome.RELEASE and project.held_since is None:
        raise Refusal("The project is not on hold.", code="not_on_hold", status=409)
    refuse_before_project(project, met_on)
    held_since = project.held_since
    if outcome == Outcome.RELEASE and held_since is not None and met_on < held_since:
        raise Refusal(
            f"The project has been on hold since {held_since:%-d %B %Y}. "
            "It cannot have been released at an earlier meeting.",
            code="released_early",
        )
