"""Discharging conditions, and accepting why an element does not apply."""

from datetime import date, datetime

from django.utils import timezone

from cycle.models import Deliverable
from cycle.services import accept_reason as keep_accepted_reason
from cycle.services import refuse_before_project
from governance.models import Condition
from governance.queries import places_on
from governance.services.minute import authorise_decision
from projects.services import lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person


@use_case
def discharge_condition(
    condition: Condition, *, note: str, on: date | None = None, by: Person, at: datetime
) -> Condition:
    """Record that a condition was met, as the chair or officer of the body that set it.

    on: the day it was met, today by default. Refusals: "not_allowed", "own_project",
    "already_discharged" (409), "no_discharge_note", "discharged_in_future", "discharged_early".
    """
    project = lock_project(condition.project)
    condition = (
        Condition.objects.select_for_update(of=("self",))
        .select_related("decision__review__body", "project")
        .get(pk=condition.pk)
    )
    today = timezone.localdate(at)
    body = condition.decision.review.body
    places = places_on(project, since=None, until=today)
    authorise_decision(body, places, put_by=None, by=by, on=today)
    _refuse_discharge(condition, note, on or today, today=today)
    condition.discharged_on, condition.discharged_by = on or today, by
    condition.discharge_note = note.strip()
    condition.save()
    record_act(
        Verb.CONDITION_DISCHARGED,
        actor=by,
        subject=condition,
        project=project,
        at=at,
        on_behalf_of=str(body),
        reason=condition.discharge_note,
    )
    return condition


def _refuse_discharge(condition: Condition, note: str, on: date, *, today: date) -> None:
    if condition.discharged_on is not None:
        raise Refusal(
            "This condition was discharged already. Reload the page to read how.",
            code="already_discharged",
            status=409,
        )
    if not note.strip():
        raise Refusal("Say how the condition was met.", code="no_discharge_note")
    if on > today:
        raise Refusal(
            "A condition cannot be discharged on a day to come.", code="discharged_in_future"
        )
    set_on = condition.decision.met_on
    if on < set_on:
        raise Refusal(
            f"The meeting of {set_on:%-d %B %Y} set this condition. "
            "It cannot have been met on an earlier day.",
            code="discharged_early",
        )


@use_case
def accept_reason(
    deliverable: Deliverable, *, met_on: date, by: Person, at: datetime
) -> Deliverable:
    """Record that the governing body accepted, at its meeting, why an element does not apply.

    Refusals: "not_allowed", "own_project", "no_route", "met_in_future", "before_the_project",
    "nothing_to_accept", "stage_not_open".
    Source: Moray framework 2019, sections 3 and 4: some or all elements.
    """
    project = lock_project(deliverable.stage.project)
    on = timezone.localdate(at)
    body = project.governing_body
    if body is None:
        raise Refusal(
            "No governing body is chosen for this project. Ask an officer to choose it.",
            code="no_route",
        )
    places = places_on(project, since=None, until=on)
    authorise_decision(body, places, put_by=None, by=by, on=on)
    if met_on > on:
        raise Refusal(
            "The meeting's date lies in the future. Record it after the meeting.",
            code="met_in_future",
        )
    refuse_before_project(project, met_on)
    return keep_accepted_reason(deliverable, body=body, on=met_on, by=by, at=at)
