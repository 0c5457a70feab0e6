"""Calling a body's meetings, their agendas, and opening and closing them."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from governance.enums import ItemKind
from governance.models import AgendaItem, Meeting
from governance.queries.agenda import Due, business_left, due_for, meetings_to_fill
from governance.rules.moments import is_within, opening_of
from governance.services.arranging import lock_body
from record.enums import Verb
from record.errors import Refusal
from record.history import create_with_history
from record.services import record_act, use_case
from roles.models import Body, Person
from roles.queries import held_by
from roles.rules import may

LOOK_BACK = timedelta(days=92)


def authorise_on_body(body: Body, act: str, *, by: Person, at: datetime) -> None:
    """Refuse ("not_allowed") unless `by` may do the act by a role held on this very body."""
    if by.is_system or may(held_by(by, timezone.localdate(at)).on_body(body.pk), act):
        return
    raise Refusal(
        f"Only the chair or the officer of {body} does this. Ask one of them.",
        code="not_allowed",
        status=403,
    )


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
    added = _add(
        meeting, [*due_for(meeting, at), *(Due(ItemKind.OTHER, one.title) for one in left)]
    )
    for one in left:
        one.deferred_to = meeting
        one.save(update_fields=["deferred_to"])
    if added:
        _record_agenda(meeting, added, by=by, at=at)
    return added


def _add(meeting: Meeting, due: Sequence[Due]) -> list[AgendaItem]:
    """Put these on the agenda after its last item."""
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    return create_with_history(
        [
            AgendaItem(
                meeting=meeting,
                position=position,
                kind=one.kind,
                title=one.title[:200],
                review=one.review,
                condition=one.condition,
                review_point=one.review_point,
            )
            for position, one in enumerate(due, start=last + 1)
        ]
    )


def _record_agenda(
    meeting: Meeting, items: list[AgendaItem], *, by: Person, at: datetime, reason: str = ""
) -> None:
    record_act(
        Verb.AGENDA_CHANGED,
        actor=by,
        subject=meeting,
        partnership=meeting.body.partnership,
        at=at,
        reason=reason,
        after={"items": [f"{item.position}. {item.title}: {item.words}" for item in items]},
    )


@use_case
def add_item(meeting: Meeting, *, title: str, by: Person, at: datetime) -> AgendaItem:
    """Add other business. Refusals: "not_allowed", "meeting_over" (409), "no_title"."""
    meeting, title = run_meeting(meeting, by=by, at=at), " ".join(title.split())
    if not title:
        raise Refusal("Give the item a title.", code="no_title")
    [item] = _add(meeting, [Due(ItemKind.OTHER, title)])
    _record_agenda(meeting, [item], by=by, at=at)
    return item


@use_case
def move_item(item: AgendaItem, *, up: bool, by: Person, at: datetime) -> AgendaItem:
    """Move an item one place up or down; the first and the last stay where they are.

    Refusals: "not_allowed", "meeting_over" (409).
    """
    meeting = run_meeting(item.meeting, by=by, at=at)
    items = list(meeting.items.order_by("position", "pk"))
    place = next(place for place, one in enumerate(items) if one.pk == item.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(items):
        return items[place]
    items[place], items[other] = items[other], items[place]
    moved = []
    for position, one in enumerate(items, start=1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
            moved.append(one)
    _record_agenda(meeting, moved, by=by, at=at)
    return items[other]


def lock_item(item: AgendaItem, *, by: Person, at: datetime) -> AgendaItem:
    """Lock an item's meeting and return the item, which must still wait.

    Refusals: "not_allowed", "meeting_over" (409), "item_settled" (409).
    """
    meeting = run_meeting(item.meeting, by=by, at=at)
    return waiting(item, meeting)


def waiting(item: AgendaItem, meeting: Meeting) -> AgendaItem:
    """Return the item as it is now; refuse ("item_settled", 409) one that no longer waits."""
    item = AgendaItem.objects.select_related(
        "review__project", "condition", "review_point", "decision"
    ).get(pk=item.pk)
    item.meeting = meeting
    if not item.waits or item.is_elsewhere:
        raise Refusal(
            f"This item is {item.words.lower()} already. Reload the meeting's page.",
            code="item_settled",
            status=409,
        )
    return item


@use_case
def withdraw_item(item: AgendaItem, *, reason: str, by: Person, at: datetime) -> AgendaItem:
    """Take an item off this agenda; what it is about still waits, for another meeting.

    Refusals: those of `lock_item`, "no_reasons".
    """
    item = lock_item(item, by=by, at=at)
    _refuse_silence(reason)
    item.withdrawn_at, item.note = at, reason.strip()
    item.save(update_fields=["withdrawn_at", "note"])
    _record_agenda(item.meeting, [item], by=by, at=at, reason=item.note)
    return item


@use_case
def defer_item(
    item: AgendaItem, to: Meeting, *, reason: str, by: Person, at: datetime
) -> AgendaItem:
    """Leave an item to another meeting of the body, on whose agenda it stands from then on.

    Nothing is decided by it: a body's decision to defer is recorded as its decision.
    Refusals: those of `lock_item`, "no_reasons", "other_body", "earlier_meeting", "meeting_over".
    """
    item = lock_item(item, by=by, at=at)
    _refuse_silence(reason)
    if to.body_id != item.meeting.body_id:
        raise Refusal("Choose a meeting of the same body.", code="other_body")
    to = run_meeting(to, by=by, at=at)
    if to.starts_at <= item.meeting.starts_at:
        raise Refusal("Choose a meeting after this one.", code="earlier_meeting")
    item.deferred_to, item.note = to, reason.strip()
    item.save(update_fields=["deferred_to", "note"])
    _stand_on(to, item)
    _record_agenda(item.meeting, [item], by=by, at=at, reason=item.note)
    return item


def _stand_on(meeting: Meeting, item: AgendaItem) -> None:
    """See to it that an item's matter waits on an agenda; what was taken off it is back."""
    due = Due(ItemKind(item.kind), item.title, item.review, item.condition, item.review_point)
    about = {"review": due.review, "condition": due.condition, "review_point": due.review_point}
    named = {name: row for name, row in about.items() if row is not None}
    stands = meeting.items.filter(**named).first() if named else None
    if stands is None:
        _add(meeting, [due])
    elif stands.withdrawn_at is not None:
        stands.withdrawn_at, stands.note = None, ""
        stands.save(update_fields=["withdrawn_at", "note"])


def _refuse_silence(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Say why, in a sentence for the minute.", code="no_reasons")


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
    _refuse_silence(reason)
    meeting.cancelled_at = at
    meeting.save(update_fields=["cancelled_at"])
    record_act(
        Verb.MEETING_CANCELLED,
        actor=by,
        subject=meeting,
        partnership=meeting.body.partnership,
        at=at,
        reason=reason.strip(),
    )
    return meeting
