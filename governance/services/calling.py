"""Calling a body's meetings, and filling their agendas with what waits for it."""

from contextlib import suppress
from datetime import datetime, timedelta

from governance.enums import ItemKind
from governance.models import AgendaItem, Meeting
from governance.queries.agenda import Due, business_left, due_for, meetings_to_fill
from governance.services.agenda import put_on, record_agenda
from governance.services.arranging import lock_body
from governance.services.meetings import authorise_on_body, run_meeting
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Body, Person

LOOK_BACK = timedelta(days=92)


@use_case
def call_meeting(
    body: Body, *, starts_at: datetime, place: str = "", by: Person, at: datetime
) -> Meeting:
    """Call a meeting and put on its agenda all that waits for the body by that day.

    starts_at: aware; kept in UTC. A meeting of the last three months may be entered afterwards.
    Refusals: "not_allowed", "long_past", "meeting_called" (409).
    """
    body = lock_body(body)
    authorise_on_body(body, "meeting.run", by=by, at=at)
    if starts_at < at - LOOK_BACK:
        raise Refusal(
            "That day is more than three months ago. Choose a later day.", code="long_past"
        )
    if Meeting.objects.filter(body=body, starts_at=starts_at, cancelled_at=None).exists():
        raise Refusal(
            f"{body} meets at that moment already. Open that meeting instead.",
            code="meeting_called",
            status=409,
        )
    meeting = Meeting.objects.create(body=body, starts_at=starts_at, place=place.strip()[:200])
    record_act(
        Verb.MEETING_CALLED,
        actor=by,
        subject=meeting,
        partnership=body.partnership,
        at=at,
        after={"starts_at": starts_at, "place": meeting.place},
    )
    _fill(meeting, by=by, at=at)
    return meeting


@use_case
def fill_agenda(meeting: Meeting, *, by: Person, at: datetime) -> list[AgendaItem]:
    """Add what waits for the body by the meeting's day and is on no agenda yet; twice is harmless.

    What is put to it, what it deferred to that day, conditions overdue, review points due.
    Refusals: "not_allowed", "meeting_over" (409).
    """
    return _fill(run_meeting(meeting, by=by, at=at), by=by, at=at)


def fill_agendas(*, by: Person, at: datetime) -> int:
    """Fill the agendas of all meetings to come, as a sweep does; return how many were added."""
    added = 0
    for meeting in meetings_to_fill(at):
        with suppress(Refusal):  # it was opened or cancelled a moment ago
            added += len(fill_agenda(meeting, by=by, at=at))
    return added


def _fill(meeting: Meeting, *, by: Person, at: datetime) -> list[AgendaItem]:
    left = business_left(meeting)
    added = put_on(
        meeting,
        [*due_for(meeting, at), *(Due(ItemKind.OTHER, one.title, came_from=one) for one in left)],
    )
    for one in left:
        one.deferred_to = meeting
        one.save(update_fields=["deferred_to"])
    if added:
        record_agenda(meeting, added, by=by, at=at)
    return added
