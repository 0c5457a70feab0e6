"""What stands on a meeting's agenda: adding, moving, taking off, leaving to a later meeting."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from governance.enums import ItemKind
from governance.models import AgendaItem, Meeting
from governance.queries.agenda import Due
from governance.queries.private import marks_before
from governance.services.meetings import refuse_silence, run_meeting
from record.enums import Verb
from record.errors import Refusal
from record.history import create_with_history
from record.services import record_act, use_case
from roles.models import Person


def put_on(meeting: Meeting, due: Sequence[Due]) -> list[AgendaItem]:
    """Put these on the agenda after its last item; what was taken in private before stays so."""
    marks = marks_before(due)
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
                escalation=one.escalation,
                exempt_paragraph=paragraph,
                exempt_reason=reason,
            )
            for position, (one, (paragraph, reason)) in enumerate(
                zip(due, marks, strict=True), start=last + 1
            )
        ]
    )


def record_agenda(
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
    [item] = put_on(meeting, [Due(ItemKind.OTHER, title)])
    record_agenda(meeting, [item], by=by, at=at)
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
    record_agenda(meeting, moved, by=by, at=at)
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
        "review__project", "condition", "review_point", "escalation", "decision"
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
    refuse_silence(reason)
    item.withdrawn_at, item.note = at, reason.strip()
    item.save(update_fields=["withdrawn_at", "note"])
    record_agenda(item.meeting, [item], by=by, at=at, reason=item.note)
    return item


@use_case
def put_back(item: AgendaItem, *, by: Person, at: datetime) -> AgendaItem:
    """Put an item that was taken off an agenda back on it.

    Refusals: "not_allowed", "meeting_over" (409), "not_taken_off" (409).
    """
    meeting = run_meeting(item.meeting, by=by, at=at)
    item = AgendaItem.objects.select_related(
        "review", "condition", "review_point", "escalation"
    ).get(pk=item.pk)
    if item.withdrawn_at is None:
        raise Refusal(
            "This item is on the agenda already. Reload the meeting's page.",
            code="not_taken_off",
            status=409,
        )
    item.meeting, item.withdrawn_at, item.note = meeting, None, ""
    item.save(update_fields=["withdrawn_at", "note"])
    record_agenda(meeting, [item], by=by, at=at)
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
    refuse_silence(reason)
    if to.body_id != item.meeting.body_id:
        raise Refusal("Choose a meeting of the same body.", code="other_body")
    to = run_meeting(to, by=by, at=at)
    if to.starts_at <= item.meeting.starts_at:
        raise Refusal("Choose a meeting after this one.", code="earlier_meeting")
    item.deferred_to, item.note = to, reason.strip()
    item.save(update_fields=["deferred_to", "note"])
    record_agenda(to, [_stand_on(to, item)], by=by, at=at, reason=item.note)
    record_agenda(item.meeting, [item], by=by, at=at, reason=item.note)
    return item


def _stand_on(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    """Return the item under which a matter waits on an agenda; what was taken off it is back."""
    names = ("review", "condition", "review_point", "escalation")
    about = {name: row for name in names if (row := getattr(item, name)) is not None}
    stands = meeting.items.filter(**about).first() if about else None
    if stands is None:
        due = Due(ItemKind(item.kind), item.title, came_from=item, **about)
        return put_on(meeting, [due])[0]
    if stands.withdrawn_at is not None:
        stands.withdrawn_at, stands.note = None, ""
        stands.save(update_fields=["withdrawn_at", "note"])
    if item.exempt_paragraph is not None and stands.exempt_paragraph is None:
        stands.exempt_paragraph, stands.exempt_reason = item.exempt_paragraph, item.exempt_reason
        stands.save(update_fields=["exempt_paragraph", "exempt_reason"])
    return stands
