"""Taking an item at a meeting: the body's decision on what was put, or other business noted."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from governance.enums import Part
from governance.models import AgendaItem, Decision
from governance.queries.escalations import was_passed_on
from governance.queries.room import Room, room_of
from governance.services.agenda import lock_item
from governance.services.decide import record_decision
from governance.services.escalations import answer_escalation
from governance.services.meetings import refuse_moment
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
    there = {person.pk: person for person in room.there(at)}
    people = {person.pk: person for person in room.composition.people}
    out = room.withdrew(item)
    members = {row.person_id for row in room.composition.members}
    counted = room.quorum(item, at).tally.counted
    takes_part = (members - out) | {int(one.proxy) for one in counted if one.proxy is not None}
    declared = {row.person_id for row in room.declared_in(item)}
    withdrew = [key for key in out if key in people and (key in there or key in declared)]
    sat = room.composition.sat()
    return [
        PartLine(sat[key].words, person) for key, person in there.items() if key in takes_part
    ] + [PartLine(sat[key].words, people[key], Part.WITHDREW) for key in sorted(withdrew)]


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
    Refusals: those of `lock_item`, of `minute_at` and of `record_decision`.
    """
    item = lock_item(item, by=by, at=at)
    minute = minute_at(item, minute, decided_at=decided_at or at, at=at)
    if item.review is None:
        raise Refusal(
            "Nothing is put to the body under this item. Record it as taken, or the condition as "
            "discharged.",
            code="nothing_put",
        )
    decision = record_decision(item.review, minute, at_meeting=True, by=by, at=at)
    item.decision, item.taken_at = decision, decided_at or at
    item.save(update_fields=["decision", "taken_at"])
    return decision


def minute_at(item: AgendaItem, minute: Minute, *, decided_at: datetime, at: datetime) -> Minute:
    """Return the minute with the meeting's date and who took part at the moment of decision.

    Refusals: "nothing_put", "not_opened", "not_at_the_meeting", "decided_too_early", "inquorate".
    """
    meeting = item.meeting
    if item.review is None and item.condition is None:
        raise Refusal(
            "Nothing is put to the body under this item. Record it as taken instead.",
            code="nothing_put",
        )
    _refuse_decided_at(item, decided_at, at)
    room = room_of(meeting, timezone.localdate(at))
    found = room.quorum(item, decided_at)
    if room.has_orders and not found.quorate:
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


def _refuse_decided_at(item: AgendaItem, moment: datetime, now: datetime) -> None:
    """Refuse a moment outside the meeting, before it opened or before the matter was put."""
    meeting = item.meeting
    refuse_moment(meeting, moment, now=now)
    put_at = item.review.put_at if item.review is not None else moment
    earliest = max(meeting.opened_at or moment, put_at)
    if moment < earliest:
        raise Refusal(
            "It cannot have been decided before the meeting opened and the matter was put, at "
            f"{timezone.localtime(earliest):%H:%M}. Give a later time.",
            code="decided_too_early",
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

    What is put to the body is decided by `decide_item` instead. On what was escalated to it, what
    was said is the body's answer, unless it was passed on before.
    Refusals: those of `lock_item` and of `answer_escalation`, "decided_by_the_body", "not_opened",
    "not_at_the_meeting", "no_reasons".
    """
    item = lock_item(item, by=by, at=at)
    if item.review is not None:
        raise Refusal(
            "This item was put for a decision. Record what the body decided.",
            code="decided_by_the_body",
        )
    refuse_moment(item.meeting, taken_at or at, now=at)
    if not note.strip():
        raise Refusal(
            "Say in a sentence for the minute what was said or agreed.", code="no_reasons"
        )
    item.taken_at, item.note = taken_at or at, note.strip()
    item.save(update_fields=["taken_at", "note"])
    if item.escalation is not None and not was_passed_on(item.escalation):
        answer_escalation(item.escalation, answer=item.note, by=by, at=at)
    record_act(
        Verb.ITEM_TAKEN,
        actor=by,
        subject=item,
        partnership=item.meeting.body.partnership,
        at=at,
        reason=item.note,
    )
    return item
