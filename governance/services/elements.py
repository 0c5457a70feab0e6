"""Accepting, for the governing body, why an element does not apply."""

from datetime import date, datetime

from django.utils import timezone

from cycle.models import Deliverable
from cycle.services import accept_reason as keep_accepted_reason
from cycle.services import refuse_before_project
from governance.queries import places_on
from governance.services.minute import authorise_decision
from projects.services import lock_project
from record.errors import Refusal
from record.services import use_case
from roles.models import Person


@use_case
def accept_reason(
    deliverable: Deliverable, *, met_on: date, by: Person, at: datetime
) -> Deliverable:
    """Record that the governing body accepted, at its meeting, why an element does not apply.

    Refusals: "not_allowed", "own_project", "acts_for_withdrawn", "no_route", "met_in_future",
    "before_the_project", "nothing_to_accept", "stage_not_open".
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
    authorise_decision(body, places, put_by=None, by=by, on=on, act="reason.accept")
    if met_on > on:
        raise Refusal(
            "The meeting's date lies in the future. Record it after the meeting.",
            code="met_in_future",
        )
    refuse_before_project(project, met_on)
    return keep_accepted_reason(deliverable, body=body, on=met_on, by=by, at=at)
