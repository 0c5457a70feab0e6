"""Stopping, holding and releasing a project between its gates, as its governing body decided."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cycle import engine
from cycle.enums import Phase
from cycle.models import Stage
from cycle.queries import live_stage_of
from cycle.services import refuse_before_project
from governance.enums import Outcome, PutKind
from governance.models import Decision, GateReview
from governance.queries import places_on, start_of
from governance.services.acting import refuse_for_withdrawn
from governance.services.minute import (
    Minute,
    authorise_decision,
    proposed_by,
    refuse_conflicts,
    refuse_fault,
    refuse_own_interest,
    sitting_for,
    withdrew_in,
)
from governance.services.put import freeze, withdraw_open_brief
from governance.services.sitting import Out, Sitting
from governance.services.written import write_decision
from projects.models import Project
from projects.services import lock_project, set_hold
from record.enums import Verb
from record.errors import Refusal
from record.services import use_case
from roles.models import Body, Person


@use_case
def decide_course(project: Project, minute: Minute, *, by: Person, at: datetime) -> Decision:
    """Record that the governing body stopped, held or released a project between its gates.

    Refusals: those of `check_course`.
    """
    project = lock_project(project)
    sitting = check_course(project, minute, by=by, at=at)
    review = settled_review(
        project, sitting.body, PutKind.COURSE, shown=live_stage_of(project), by=by, at=at
    )
    is_stop = minute.outcome == Outcome.STOP
    verb = Verb.PROJECT_STOPPED if is_stop else Verb.DECISION_RECORDED
    decision = write_decision(review, minute, sitting, verb=verb, by=by, at=at)
    if is_stop:
        engine.stop(project, at=at)
        withdraw_open_brief(project, by=by, at=at)
    else:
        is_hold = minute.outcome == Outcome.HOLD
        reason, on = decision.reasons, minute.met_on
        set_hold(project, on_hold=is_hold, reason=reason, on=on, by=by, at=at)
    return decision


def check_course(project: Project, minute: Minute, *, by: Person, at: datetime) -> Sitting:
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
    sitting = check_beside(project, body, minute, PutKind.COURSE, act="project.hold", by=by, on=on)
    _refuse_course(project, minute.outcome, minute.met_on)
    return sitting


def check_beside(
    project: Project,
    body: Body,
    minute: Minute,
    kind: PutKind,
    *,
    act: str = "gate.decide",
    declared: Collection[int] = (),
    by: Person,
    on: date,
) -> Sitting:
    """Refuse what no decision may be that a body takes beside what is put to it; writes nothing.

    act: what is delegated to whoever records it in another's place. declared: the keys of those who
    withdrew from the matter by a declared interest.
    Refusals: "not_allowed", "own_project", "own_interest", "acts_for_withdrawn", those of
    `sitting_of` and of `governance.rules.fault_in`.
    """
    places = places_on(project, since=start_of(min(minute.met_on, on)), until=on)
    acts_by = authorise_decision(body, places, put_by=None, by=by, on=on, act=act)
    refuse_own_interest(body, declared, by=by)
    refuse_for_withdrawn(acts_by, withdrew={*declared, *withdrew_in(minute)})
    refuse_conflicts(minute.took_part, places, put_by=None)
    refuse_fault(proposed_by(minute, kind, body, today=on))
    return sitting_for(body, minute, Out(places, declared=declared))


def settled_review(
    project: Project,
    body: Body,
    kind: PutKind,
    *,
    shown: Stage | None,
    by: Person,
    at: datetime,
    **about: Any,
) -> GateReview:
    """Keep what a body had before it when it decided without anything having been put to it.

    shown: the stage that is frozen beside the project. about: more of the review's fields.
    """
    about = {"gate": 0, "route": [body.pk]} | about
    return GateReview.objects.create(
        project=project,
        kind=kind,
        body=body,
        put_by=by,
        put_at=at,
        is_open=False,
        snapshot=freeze(project, shown, at=at),
        **about,
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
