"""Discharging a condition: a decision of its own, by whoever the body left it to."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from cycle.models import Evidence
from governance.enums import DischargeBy, Outcome, PutKind
from governance.models import AgendaItem, Condition, Decision
from governance.queries import places_on, withdrew_from
from governance.services.acting import refuse_for_withdrawn
from governance.services.agenda import lock_item
from governance.services.course import check_beside, settled_review
from governance.services.minute import (
    Minute,
    authorise_decision,
    refuse_own_interest,
    refuse_reasons,
)
from governance.services.sitting import PartLine, Sitting
from governance.services.taking import minute_at
from governance.services.written import write_decision
from projects.models import Project
from projects.services import authorise_on, lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.enums import Role
from roles.models import Body, Delegation, Person
from roles.queries import held_by

CHAIR_ALONE = "By the chair, to whom the body left it."
OFFICER_ALONE = "By the officer, to whom the body left it."


@use_case
def say_condition_met(
    condition: Condition,
    *,
    note: str,
    evidence: Sequence[Evidence] = (),
    by: Person,
    at: datetime,
) -> Condition:
    """Record that, as its owner or the team has it, a condition is met, with the evidence.

    Said again it takes the place of what was said before. Nothing is discharged by it.
    Refusals: "not_allowed", "already_discharged" (409), "no_met_note", "evidence_elsewhere".
    """
    project, condition = _locked(condition)
    today = timezone.localdate(at)
    if condition.owner_id != by.pk:
        authorise_on(project, "condition.say_met", by=by, on=today)
    _refuse_discharged(condition)
    if not note.strip():
        raise Refusal("Say how the condition is met.", code="no_met_note")
    if any(piece.deliverable.stage.project_id != project.pk for piece in evidence):
        raise Refusal("Choose evidence of this project.", code="evidence_elsewhere")
    condition.met_on, condition.met_by, condition.met_note = today, by, note.strip()
    condition.save(update_fields=["met_on", "met_by", "met_note"])
    condition.evidence.set(evidence)
    record_act(
        Verb.CONDITION_MET,
        actor=by,
        subject=condition,
        project=project,
        at=at,
        reason=condition.met_note,
        after={"evidence": [f"{piece.title}, version {piece.version}" for piece in evidence]},
    )
    return condition


@use_case
def discharge_condition(
    condition: Condition,
    *,
    note: str,
    on: date | None = None,
    coded_reasons: Sequence[str] = (),
    by: Person,
    at: datetime,
) -> Decision:
    """Record that a condition was met, as the chair or the officer to whom the body left that.

    on: the day it was met, today by default.
    Refusals: "not_allowed", "own_project", "own_interest", "own_condition", "acts_for_withdrawn",
    "chair_discharges",
    "body_discharges", "already_discharged" (409), "no_discharge_note", "discharged_in_future",
    "discharged_early", "unknown_reason".
    """
    project, condition = _locked(condition)
    today, body = timezone.localdate(at), condition.decision.review.body
    places = places_on(project, since=None, until=today)
    acts_by = authorise_decision(
        body,
        places,
        put_by=None,
        by=by,
        on=today,
        act="condition.discharge",
        needs=Role.CHAIR if condition.discharge_by == DischargeBy.CHAIR else None,
    )
    withdrew = withdrew_from(condition.decision.review, condition)
    refuse_own_interest(body, withdrew, by=by)
    refuse_for_withdrawn(acts_by, withdrew=withdrew)
    role = str(acts_by.held_role.role) if acts_by else _own_role(body, by=by, on=today)
    is_chair = role == Role.CHAIR
    _refuse_somebody_else(condition, is_chair=is_chair, by=by)
    minute = Minute(
        outcome=Outcome.DISCHARGE,
        met_on=on or today,
        took_part=[PartLine(_discharger(by, acts_by, is_chair=is_chair), by)],
        reasons=note,
        coded_reasons=coded_reasons,
    )
    refuse_fault_in_discharge(condition, minute, today=today)
    sitting = Sitting(
        body,
        tuple(minute.took_part),
        presided_by=None,
        presided_words="",
        quorum_words="",
        vote_words=CHAIR_ALONE if is_chair else OFFICER_ALONE,
    )
    return _discharge(condition, minute, sitting, by=by, at=at)


@use_case
def discharge_by_body(
    condition: Condition, minute: Minute, *, by: Person, at: datetime
) -> Decision:
    """Record that the body that set a condition discharged it at a meeting, by its minute.

    Refusals: those of `check_discharge_by_body`.
    """
    _, condition = _locked(condition)
    sitting = check_discharge_by_body(condition, minute, by=by, at=at)
    return _discharge(condition, minute, sitting, by=by, at=at)


def check_discharge_by_body(
    condition: Condition, minute: Minute, *, by: Person, at: datetime
) -> Sitting:
    """Refuse what `discharge_by_body` would refuse, and return how the body sat; writes nothing.

    Refusals: "not_allowed", "own_project", "own_interest", "already_discharged" (409),
    "discharged_in_future", "discharged_early", "no_discharge_note", those of `sitting_of` and of
    `governance.rules.fault_in`.
    """
    today, review = timezone.localdate(at), condition.decision.review
    refuse_fault_in_discharge(condition, minute, today=today)
    return check_beside(
        condition.project,
        review.body,
        minute,
        PutKind.CONDITION,
        act="condition.discharge",
        declared=withdrew_from(review, condition),
        by=by,
        on=today,
    )


@use_case
def discharge_at_meeting(
    item: AgendaItem,
    minute: Minute,
    *,
    decided_at: datetime | None = None,
    by: Person,
    at: datetime,
) -> Decision:
    """Record that the body discharged the condition of an item, by who was in the room.

    minute: its met_on and took_part are not read: they come from the meeting. decided_at: aware;
    None for now.
    Refusals: those of `lock_item`, of `minute_at` and of `discharge_by_body`, "no_condition_here".
    """
    item = lock_item(item, by=by, at=at)
    if item.condition is None:
        raise Refusal(
            "No condition stands under this item. Record it as taken instead.",
            code="no_condition_here",
        )
    minute = minute_at(item, minute, decided_at=decided_at or at, at=at)
    decision = discharge_by_body(item.condition, minute, by=by, at=at)
    item.decision, item.taken_at = decision, decided_at or at
    item.save(update_fields=["decision", "taken_at"])
    return decision


def _own_role(body: Body, *, by: Person, on: date) -> str:
    return Role.CHAIR if Role.CHAIR in held_by(by, on).on_body(body.pk) else Role.OFFICER


def _discharger(by: Person, acts_by: Delegation | None, *, is_chair: bool) -> str:
    """Return who discharges, in words: "A Person, chair", or "A Person, for B Person, chair"."""
    place = f", for {acts_by.held_role.person}" if acts_by else ""
    return f"{by}{place}, {'chair' if is_chair else 'officer'}"


def _locked(condition: Condition) -> tuple[Project, Condition]:
    project = lock_project(condition.project)
    condition = (
        Condition.objects.select_for_update(of=("self",))
        .select_related("decision__review__body", "decision__review__stage")
        .get(pk=condition.pk)
    )
    condition.project = condition.decision.review.project = project
    return project, condition


def _discharge(
    condition: Condition, minute: Minute, sitting: Sitting, *, by: Person, at: datetime
) -> Decision:
    review = settled_review(
        condition.project,
        sitting.body,
        PutKind.CONDITION,
        shown=condition.decision.review.stage,
        by=by,
        at=at,
        condition=condition,
        gate=condition.decision.review.gate,
    )
    verb = Verb.CONDITION_DISCHARGED
    decision = write_decision(review, minute, sitting, verb=verb, about=condition, by=by, at=at)
    condition.discharged_on, condition.discharged_by = minute.met_on, by
    condition.discharge_note = decision.reasons
    condition.save(update_fields=["discharged_on", "discharged_by", "discharge_note"])
    return decision


def refuse_fault_in_discharge(condition: Condition, minute: Minute, *, today: date) -> None:
    """Refuse a discharge that cannot have been. Refusals: those of `discharge_condition`."""
    _refuse_discharged(condition)
    refuse_reasons(minute)
    if not minute.reasons.strip():
        raise Refusal("Say how the condition was met.", code="no_discharge_note")
    if minute.met_on > today:
        raise Refusal(
            "A condition cannot be discharged on a day to come.", code="discharged_in_future"
        )
    set_on = condition.decision.met_on
    if minute.met_on < set_on:
        raise Refusal(
            f"The meeting of {set_on:%-d %B %Y} set this condition. "
            "It cannot have been met on an earlier day.",
            code="discharged_early",
        )


def _refuse_discharged(condition: Condition) -> None:
    if condition.discharged_on is not None:
        raise Refusal(
            "This condition was discharged already. Reload the page to read how.",
            code="already_discharged",
            status=409,
        )


def _refuse_somebody_else(condition: Condition, *, is_chair: bool, by: Person) -> None:
    body = condition.decision.review.body
    if condition.owner_id == by.pk:
        raise Refusal(
            "You are the owner of this condition, so somebody else discharges it. Ask the chair or "
            f"another officer of {body}.",
            code="own_condition",
            status=403,
        )
    if condition.discharge_by == DischargeBy.BODY:
        raise Refusal(
            f"The {body} discharges this itself, at a meeting. Record it as its decision.",
            code="body_discharges",
        )
    if condition.discharge_by == DischargeBy.CHAIR and not is_chair:
        raise Refusal(
            f"The {body} left this to its chair. Ask the chair to record it.",
            code="chair_discharges",
            status=403,
        )
