"""A meeting's minute in its own words: who was there, what became of each item, what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from governance.enums import Vote
from governance.models import (
    AgendaItem,
    Attendance,
    Condition,
    Decision,
    Declaration,
    FallenProposal,
    Meeting,
)
from governance.queries.room import Room
from governance.rules.exempt import private_words
from roles.enums import Role
from roles.models import HeldRole, Person


@dataclass
class Present:
    """Somebody's comings and goings. standing: as what they were there; rank: 0 for the chair."""

    person: Person
    standing: str
    rank: int
    rows: list[Attendance] = field(default_factory=list)

    @property
    def times(self) -> str:
        """Return when they were there: "14:00 to 14:40, 15:05 to now"."""
        return ", ".join(f"{_clock(row.came_at)} to {_clock(row.left_at)}" for row in self.rows)


@dataclass(frozen=True)
class MinuteItem:
    """One item as the minute has it. words: what became of it, where nothing was decided."""

    position: int
    item: AgendaItem
    declarations: tuple[str, ...]
    fallen: tuple[str, ...]
    decision: Decision | None
    words: str

    @property
    def private(self) -> str:
        """Return why it was taken in private, "" for a public item."""
        paragraph = self.item.exempt_paragraph
        return private_words(paragraph) if paragraph else ""


@dataclass(frozen=True)
class MinuteOf:
    """A whole minute."""

    opening: str
    present: tuple[Present, ...]
    absent: tuple[HeldRole, ...]
    items: tuple[MinuteItem, ...]

    @property
    def actions(self) -> list[Condition]:
        """Return what follows from the decisions."""
        return actions_of(self.items)


def actions_of(items: tuple[MinuteItem, ...]) -> list[Condition]:
    """Return the conditions of the decisions on these items, in their order."""
    decided = [one.decision for one in items if one.decision is not None]
    return [row for one in decided for row in one.conditions.all()]


def minute_of(room: Room) -> MinuteOf:
    """Return the minute of a meeting, drafted from what is recorded; one round of queries."""
    present = attendance_of(room)
    came = {one.person.pk for one in present}
    decisions = room.decisions()
    return MinuteOf(
        opening=opening_words(room.meeting),
        present=tuple(present),
        absent=tuple(row for row in room.composition.members if row.person_id not in came),
        items=tuple(
            _item(room, item, place, decisions) for place, item in enumerate(room.items, start=1)
        ),
    )


def _item(
    room: Room, item: AgendaItem, place: int, decisions: Mapping[int | None, Decision]
) -> MinuteItem:
    return MinuteItem(
        position=place,
        item=item,
        declarations=tuple(declared_words(row) for row in room.declared_in(item)),
        fallen=tuple(fallen_words(row) for row in room.fallen_on(item)),
        decision=decisions.get(item.decision_id),
        words=became_words(item, is_closed=room.meeting.closed_at is not None),
    )


def opening_words(meeting: Meeting, *, with_place: bool = True) -> str:
    """Return where the meeting was, and when it opened and closed.

    with_place: False on a paper that names the place already.
    """
    place = f"{meeting.place}. " if meeting.place and with_place else ""
    if meeting.opened_at is None:
        return f"{place}{meeting.words} for {_clock(meeting.starts_at)}."
    closed = f", closed at {_clock(meeting.closed_at)}" if meeting.closed_at is not None else ""
    return f"{place}Opened at {_clock(meeting.opened_at)}{closed}."


def declared_words(row: Declaration) -> str:
    """Return an interest that somebody declared, and what followed."""
    words = f"{row.person} declared an interest: {row.nature} {row.get_followed_display()}."
    return f"{words} Dispensation: {row.dispensation}." if row.dispensation else words


def fallen_words(row: FallenProposal) -> str:
    """Return a proposal that fell, with how each voted."""
    votes = [f"{one['words']}: {Vote(one['vote']).label.lower()}" for one in row.votes]
    return f"At {_clock(row.fell_at)} {_lower(row.words)} {'; '.join(votes)}."


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def became_words(item: AgendaItem, *, is_closed: bool) -> str:
    """Return what became of an item on which nothing was decided, with what was said."""
    if item.is_elsewhere:
        return "Settled outside this meeting."
    if item.is_carried or (item.waits and is_closed):
        return "Not reached. It goes on the next agenda."
    if item.waits:
        return "To be taken."
    if item.taken_at is not None and item.note:
        return item.note
    to = ""
    if item.deferred_to is not None:
        on = timezone.localdate(item.deferred_to.starts_at)
        to = f" to the meeting of {on.day} {on:%B %Y}"
    return f"{item.words}{to}. {item.note}".strip()


def attendance_of(room: Room) -> list[Present]:
    """Return each person's comings and goings: the chair, members, proxies, then the others.

    Each of these in the order they first came.
    """
    ranks = {row.person_id: 2 for row in room.composition.proxies}
    ranks |= {row.person_id: int(row.role != Role.CHAIR) for row in room.composition.members}
    seats = {row.person_id: _standing(row) for row in room.composition.members}
    for kind in room.composition.kinds:
        for place in kind.places:
            if place.member is not None:
                seats[place.member.person_id] += f"; {place.seat}"
    seats |= {
        row.person_id: f"for {row.member.person}"
        for row in room.composition.proxies
        if row.person_id not in seats
    }
    found: dict[int, Present] = {}
    for row in room.attendance:
        standing = seats.get(row.person_id, "In attendance")
        one = Present(row.person, standing, ranks.get(row.person_id, 3))
        found.setdefault(row.person_id, one).rows.append(row)
    return sorted(found.values(), key=lambda one: one.rank)


def _standing(row: HeldRole) -> str:
    """Return a member's role on the body, and the post where it is not their name here already."""
    role = str(row.get_role_display())
    return role if row.post in ("", str(row.person)) else f"{role}, {row.post}"


def _clock(moment: object) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment is not None else "now"  # type: ignore[arg-type]
