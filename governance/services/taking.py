"""Taking an item at a meeting: the body's decision on what was put, or other business noted."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from governance.enums import Declared, Part
from governance.models import AgendaItem, Decision
from governance.queries import sat_among
from governance.queries.room import Room, room_of
from governance.services.decide import record_decision
from governance.services.meetings import lock_item
from governance.services.minute import Minute
from governance.services.sitting import PartLine
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person


def parts_at(room: Room, item: AgendaItem, at: datetime) -> list[PartLine]:
    """Return who takes part in an item at a moment and who withdrew, by the attendance.

    Members in the room take part, less who withdrew or is on the project; a proxy takes part where
    counted for a member. Who withdrew is named whether or not they left the room.
    """
    there = room.there(at)
    declared = room.declared_in(item)
    out = {row.person_id: row.person for row in declared if row.followed == Declared.WITHDREW}
    conflicted = room.conflicts(item, there)
    out |= {person.pk: person for person in there if person.pk in conflicted}
    sat = sat_among(room.meeting.body, [*there, *out.values()], room.on)
    members = {row.person_id for row in room.composition.members}
    counted = _counting_proxies(room, item, at)
    lines = [
        PartLine(sat[person.pk].words, person)
        for person in there
        if person.pk not in out and (person.pk in members or person.pk in counted)
    ]
    return lines + [
        PartLine(sat[key].words, person, Part.WITHDREW) for key, person in out.items() if key in sat
    ]


def _counting_proxies(room: Room, item: AgendaItem, at: datetime) -> set[int]:
    """Return the proxies who stand in for somebody; all of them where there are no orders."""
    found = room.quorum(item, at)
    if found is None:
        return {row.person_id for row in room.composition.proxies}
    return {int(one.proxy) for one in found.tally.counted if one.proxy is not None}


@use_case
def decide_item(
    item: AgendaItem,
    minute: Minute,
    *,
    decided_at: datetime | None = None,
    by: Person,
    at: datetime,
) -> Decision:
    """Record what the body decided on an item at its meeting, by who was in the room at the moment.

    minute: its met_on and took_part are not read: they come from the meeting. decided_at: aware;
    None for now.
    Refusals: those of `lock_item`, "nothing_put", "not_opened", "not_at_the_meeting", "inquorate",
    and those of `record_decision`.
    """
    item = lock_item(item, by=by, at=at)
    minute = minute_at(item, minute, decided_at=decided_at or at, at=at)
    assert item.review is not None
    decision = record_decision(item.review, **vars(minute), by=by, at=at)
    item.decision, item.taken_at = decision, decided_at or at
    item.save(update_fields=["decision", "taken_at"])
    return decision


def minute_at(item: AgendaItem, minute: Minute, *, decided_at: datetime, at: datetime) -> Minute:
    """Return the minute with the meeting's date and who took part at the moment of decision.

    Refusals: "nothing_put", "not_opened", "not_at_the_meeting", "inquorate".
    """
    meeting = item.meeting
    if item.review is None:
        raise Refusal(
            "Nothing is put to the body under this item. Record it as taken instead.",
            code="nothing_put",
        )
    _refuse_unopened(item, decided_at, at)
    room = room_of(meeting)
    found = room.quorum(item, decided_at)
    if found is not None and not found.quorate:
        lines = [found.why, room.unheard(found)]
        raise Refusal(
            " ".join([*lines, "An inquorate meeting decides nothing."]),
            code="inquorate",
            details=lines,
        )
    return replace(
        minute,
        met_on=timezone.localdate(meeting.starts_at),
        took_part=parts_at(room, item, decided_at),
    )


def _refuse_unopened(item: AgendaItem, moment: datetime, now: datetime) -> None:
    meeting = item.meeting
    if meeting.opened_at is None:
        raise Refusal("Open the meeting first.", code="not_opened")
    day = timezone.localdate(meeting.starts_at)
    if timezone.localdate(moment) != day or moment > now:
        raise Refusal(
            f"That moment is not within this meeting, which is on {day:%-d %B %Y}. Give a time of "
            "that day that has passed.",
            code="not_at_the_meeting",
        )


@use_case
def take_item(
    item: AgendaItem,
    *,
    note: str,
    taken_at: datetime | None = None,
    by: Person,
    at: datetime,
) -> AgendaItem:
    """Record that other business, a condition or a review point was taken, with what was said.

    What is put to the body is decided by `decide_item` instead.
    Refusals: those of `lock_item`, "decided_by_the_body", "not_opened", "not_at_the_meeting",
    "no_reasons".
    """
    item = lock_item(item, by=by, at=at)
    if item.review is not None:
        raise Refusal(
            "This item was put for a decision. Record what the body decided.",
            code="decided_by_the_body",
        )
    _refuse_unopened(item, taken_at or at, at)
    if not note.strip():
        raise Refusal(
            "Say in a sentence for the minute what was said or agreed.", code="no_reasons"
        )
    item.taken_at, item.note = taken_at or at, note.strip()
    item.save(update_fields=["taken_at", "note"])
    record_act(
        Verb.ITEM_TAKEN,
        actor=by,
        subject=item,
        partnership=item.meeting.body.partnership,
        at=at,
        reason=item.note,
    )
    return item
