"""A body's meetings: who may run one, its locks, opening, closing and cancelling it."""

from datetime import datetime

from django.utils import timezone

from governance.models import Meeting
from governance.rules.moments import is_within, opening_of
from governance.services.acting import authorise_act
from governance.services.arranging import lock_body
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Body, Delegation, Person


def authorise_on_body(body: Body, act: str, *, by: Person, at: datetime) -> Delegation | None:
    """Refuse ("not_allowed") unless `by` may do the act on this very body, or for who may.

    Returns by which delegation; None by a role of their own.
    """
    if by.is_system:
        return None
    return authorise_act(body, act, by=by, on=timezone.localdate(at))


def lock_meeting(meeting: Meeting) -> Meeting:
    """Lock a meeting until the transaction ends and return it as it is now.

    Its body is locked first, so that a body's agendas change one by one.
    """
    lock_body(meeting.body)
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("body__partnership")
        .get(pk=meeting.pk)
    )


def run_meeting(meeting: Meeting, *, by: Person, at: datetime) -> Meeting:
    """Lock a meeting; refuse ("not_allowed", "meeting_over") what can no longer be done to it."""
    meeting = lock_meeting(meeting)
    authorise_on_body(meeting.body, "meeting.run", by=by, at=at)
    refuse_over(meeting)
    return meeting


def refuse_over(meeting: Meeting) -> None:
    """Refuse ("meeting_over", 409) what is done to no meeting that is closed or cancelled."""
    if meeting.is_over:
        raise Refusal(
            f"This meeting is {meeting.words.lower()}, so what is kept of it stays as it is. "
            "Call another meeting for new business.",
            code="meeting_over",
            status=409,
        )


@use_case
def open_meeting(meeting: Meeting, *, by: Person, at: datetime) -> Meeting:
    """Open a meeting on its day, or later for one that is entered afterwards.

    Refusals: "not_allowed", "meeting_over" (409), "not_that_day", "opened_already" (409).
    """
    meeting = run_meeting(meeting, by=by, at=at)
    if meeting.opened_at is not None:
        raise Refusal(
            "Somebody has opened this meeting already. Reload its page.",
            code="opened_already",
            status=409,
        )
    if timezone.localdate(at) < timezone.localdate(meeting.starts_at):
        raise Refusal(
            f"This meeting is on {timezone.localdate(meeting.starts_at):%-d %B %Y}. Open it then.",
            code="not_that_day",
        )
    meeting.opened_at = opening_of(meeting.starts_at, at)
    meeting.save(update_fields=["opened_at"])
    record_act(
        Verb.MEETING_OPENED,
        actor=by,
        subject=meeting,
        partnership=meeting.body.partnership,
        at=at,
    )
    return meeting


@use_case
def close_meeting(meeting: Meeting, *, by: Person, at: datetime) -> Meeting:
    """Close a meeting: whoever is there leaves, and what was not taken waits for the next.

    One that is entered afterwards ended at the last moment that is kept of it.
    Refusals: "not_allowed", "meeting_over" (409), "not_opened".
    """
    meeting = run_meeting(meeting, by=by, at=at)
    if meeting.opened_at is None:
        raise Refusal("This meeting has not been opened. Cancel it instead.", code="not_opened")
    end = _end_of(meeting, at)
    for row in meeting.attendance.filter(left_at__isnull=True):
        row.left_at = end
        row.save(update_fields=["left_at"])
    meeting.closed_at = end
    meeting.save(update_fields=["closed_at"])
    record_act(
        Verb.MEETING_CLOSED,
        actor=by,
        subject=meeting,
        partnership=meeting.body.partnership,
        at=at,
        after={"closed_at": end},
    )
    return meeting


def _end_of(meeting: Meeting, at: datetime) -> datetime:
    assert meeting.opened_at is not None
    if is_within(at, opened_at=meeting.opened_at, now=at):
        return at
    moments = {meeting.opened_at, *meeting.items.values_list("taken_at", flat=True)}
    for pair in meeting.attendance.values_list("came_at", "left_at"):
        moments.update(pair)
    return max(moment for moment in moments if moment is not None)


def refuse_moment(meeting: Meeting, moment: datetime, *, now: datetime) -> None:
    """Refuse ("not_opened", "not_at_the_meeting") a moment that is not within a meeting."""
    if meeting.opened_at is None:
        raise Refusal("Open the meeting first.", code="not_opened")
    if not is_within(moment, opened_at=meeting.opened_at, now=now):
        day = timezone.localdate(meeting.starts_at)
        raise Refusal(
            f"That moment is not within this meeting, which is on {day:%-d %B %Y}. Give a time of "
            "the meeting that has passed.",
            code="not_at_the_meeting",
        )


def refuse_silence(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Say why, in a sentence for the minute.", code="no_reasons")


@use_case
def cancel_meeting(meeting: Meeting, *, reason: str, by: Person, at: datetime) -> Meeting:
    """Cancel a meeting before it opens; what is on its agenda waits for the next.

    Refusals: "not_allowed", "meeting_over" (409), "opened_already" (409), "no_reasons".
    """
    meeting = run_meeting(meeting, by=by, at=at)
    if meeting.opened_at is not None:
        raise Refusal(
            "This meeting has begun. Close it instead: what was taken stays recorded.",
            code="opened_already",
            status=409,
        )
    refuse_silence(reason)
    meeting.cancelled_at, meeting.cancelled_because = at, reason.strip()
    meeting.save(update_fields=["cancelled_at", "cancelled_because"])
    record_act(
        Verb.MEETING_CANCELLED,
        actor=by,
        subject=meeting,
        partnership=meeting.body.partnership,
        at=at,
        reason=reason.strip(),
    )
    return meeting
