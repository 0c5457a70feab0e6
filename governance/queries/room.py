"""Who is in the room of a meeting at a moment, and whether it is quorate for an item."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from governance.enums import Declared
from governance.models import AgendaItem, Attendance, Declaration, Meeting
from governance.queries.bodies import Composition, composition_of
from governance.queries.people import conflicts_among, places_on
from governance.rules import quorum as rules
from roles.models import Person


@dataclass(frozen=True)
class Room:
    """A meeting with its body as composed that day, and all who came and left; read once."""

    meeting: Meeting
    composition: Composition
    attendance: tuple[Attendance, ...]
    declarations: tuple[Declaration, ...]

    @property
    def on(self) -> date:
        return self.composition.on

    def there(self, at: datetime) -> list[Person]:
        """Return everybody in the room at a moment, in the order they came."""
        found = {row.person_id: row.person for row in self.attendance if row.is_there(at)}
        return list(found.values())

    def declared_in(self, item: AgendaItem) -> list[Declaration]:
        return [row for row in self.declarations if row.item_id == item.pk]

    def conflicts(self, item: AgendaItem, people: Iterable[Person]) -> dict[int, str]:
        """Return why some of these people may not decide an item, by key: they are on the project.

        Our own rule beside the law: nobody decides on a project they lead, sponsor, work on or put.
        """
        if item.review is None:
            return {}
        places = places_on(item.review.project, since=item.review.put_at, until=self.on)
        return conflicts_among(people, places, put_by=item.review.put_by)

    def quorum(self, item: AgendaItem, at: datetime) -> rules.Quorum | None:
        """Return whether the meeting is quorate for an item at a moment, and why; None where the
        body keeps no orders. Who withdrew, or is on the project, is not counted.
        """
        orders = self.composition.orders
        if orders is None:
            return None
        number = str(item.pk)
        out = {row.person_id for row in self.declared_in(item) if row.followed == Declared.WITHDREW}
        out |= set(self.conflicts(item, self._everybody()))
        meeting = rules.Meeting(
            on=self.on,
            rule=self.composition.quorum_rule(orders),
            seats=self.composition.quorum_seats(),
            attendance=[
                rules.Presence(str(row.person_id), row.came_at, row.left_at)
                for row in self.attendance
            ],
            stand_ins=self.composition.stand_ins(),
            withdrawals=[rules.Withdrawal(str(key), number) for key in sorted(out)],
        )
        return rules.quorum(meeting, rules.Item(number, at), self.composition.category_names)

    def _everybody(self) -> list[Person]:
        people = [row.person for row in self.composition.members]
        return people + [row.person for row in self.composition.proxies]

    def unheard(self, found: rules.Quorum) -> str:
        """Return what would make it quorate, "" where it is."""
        return rules.what_would_make_it(found, self.composition.category_names)


def room_of(meeting: Meeting) -> Room:
    """Return a meeting's room; the same number of queries whatever its length."""
    on = timezone.localdate(meeting.starts_at)
    return Room(
        meeting=meeting,
        composition=composition_of(meeting.body, on),
        attendance=tuple(meeting.attendance.select_related("person")),
        declarations=tuple(
            Declaration.objects.filter(item__meeting=meeting).select_related("person")
        ),
    )
