"""Who is in the room of a meeting at a moment, and whether it is quorate for an item."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from governance.enums import Declared
from governance.models import (
    AgendaItem,
    Attendance,
    Decision,
    Declaration,
    FallenProposal,
    Meeting,
    Papers,
    Proxy,
)
from governance.queries.bodies import Composition, composition_of
from governance.queries.people import (
    MEMBERS,
    Place,
    conflicts_among,
    places_on_each,
    start_of,
)
from governance.rules import quorum as rules
from roles.enums import Role
from roles.models import Body, Person
from roles.queries import Held, current_on, holders


@dataclass(frozen=True)
class Room:
    """A meeting with its body as composed that day, and all who came and left; read once."""

    meeting: Meeting
    composition: Composition
    attendance: tuple[Attendance, ...]
    declarations: tuple[Declaration, ...]
    items: tuple[AgendaItem, ...]
    fallen: tuple[FallenProposal, ...]
    places: Mapping[int, frozenset[Place]]  # by the item that waits for a decision

    @property
    def on(self) -> date:
        return self.composition.on

    def there(self, at: datetime) -> list[Person]:
        """Return everybody in the room at a moment, in the order they came."""
        found = {row.person_id: row.person for row in self.attendance if row.is_there(at)}
        return list(found.values())

    def declared_in(self, item: AgendaItem) -> list[Declaration]:
        return [row for row in self.declarations if row.item_id == item.pk]

    def fallen_on(self, item: AgendaItem) -> list[FallenProposal]:
        """Return the proposals that fell under an item, in their order."""
        return [row for row in self.fallen if row.item_id == item.pk]

    def conflicts(self, item: AgendaItem) -> dict[int, str]:
        """Return why members and proxies may not decide an item, by key: they are on the project.

        Our own rule beside the law: nobody decides on a project they lead, sponsor, work on or put.
        """
        if item.review is None and item.condition is None:
            return {}
        put_by = item.review.put_by if item.review is not None else None
        places = self.places.get(item.pk, frozenset())
        return conflicts_among(self.composition.people, places, put_by=put_by)

    def withdrew(self, item: AgendaItem) -> set[int]:
        """Return the keys of those who are not counted for an item, declared or on the project."""
        declared = self.declared_in(item)
        out = {row.person_id for row in declared if row.followed == Declared.WITHDREW}
        return out | set(self.conflicts(item))

    def quorum(self, item: AgendaItem | None, at: datetime) -> rules.Quorum:
        """Return who counts for an item at a moment, whether it is quorate, and why.

        item: None for one that nobody withdraws from. Where the body keeps no orders nobody is
        needed, and of the answer only who counts is of use.
        """
        return self.composition.quorum(
            [
                rules.Presence(str(row.person_id), row.came_at, row.left_at)
                for row in self.attendance
            ],
            withdrew=self.withdrew(item) if item is not None else (),
            at=at,
        )

    @property
    def has_orders(self) -> bool:
        return self.composition.orders is not None

    def decisions(self) -> dict[int | None, Decision]:
        """Return what was decided at this meeting, by key, as the minute shows it."""
        keys = [item.decision_id for item in self.items if item.decision_id]
        rows = Decision.objects.filter(pk__in=keys).select_related(
            "review__project",
            "review__body",
            "back_to",
            "recorded_by",
            "replaces__review",
            "replaced_by__review",
        )
        found = rows.prefetch_related("took_part", "ballots", "conditions__owner")
        return {row.pk: row for row in found}

    def unheard(self, found: rules.Quorum) -> str:
        """Return what would make it quorate, "" where it is."""
        return rules.what_would_make_it(found, self.composition.category_names)


def room_of(meeting: Meeting, today: date) -> Room:
    """Return a meeting's room; the same number of queries whatever its length.

    today: who has come onto a project until then is in conflict, however long ago the meeting was.
    """
    on = timezone.localdate(meeting.starts_at)
    items = tuple(
        meeting.items.select_related(
            "review__project",
            "review__put_by",
            "condition__project",
            "review_point__project",
            "escalation__project",
            "deferred_to",
            "decision",
        )
    )
    return Room(
        meeting=meeting,
        composition=composition_of(meeting.body, on),
        attendance=tuple(meeting.attendance.select_related("person")),
        declarations=tuple(
            Declaration.objects.filter(item__meeting=meeting).select_related("person")
        ),
        items=items,
        fallen=tuple(FallenProposal.objects.filter(item__meeting=meeting)),
        places=places_on_each(
            {item.pk: _since(item, on) for item in items if item.waits and _is_decided(item)},
            until=max(on, today),
        ),
    )


def _is_decided(item: AgendaItem) -> bool:
    return item.review is not None or item.condition is not None


def _since(item: AgendaItem, on: date) -> tuple[int, datetime]:
    """Return the project that an item is about, and since when places on it count."""
    if item.review is not None:
        return item.review.project_id, item.review.put_at
    assert item.condition is not None
    return item.condition.project_id, start_of(on)


def meeting_at(key: int) -> Meeting:
    """Return a meeting with its body; raises Http404 where there is none."""
    return get_object_or_404(Meeting.objects.select_related("body__partnership"), pk=key)


def meetings_of(body: Body) -> QuerySet[Meeting]:
    """Return a body's meetings, the latest first, each with how many items it has."""
    rows = Meeting.objects.filter(body=body).annotate(count=Count("items"))
    return rows.order_by("-starts_at", "-pk")


def next_meetings(body_ids: Collection[int], on: date) -> list[Meeting]:
    """Return the next meeting of each of these bodies, from a day on, the soonest first.

    has_papers: whether its papers were sent.
    """
    rows = Meeting.objects.filter(
        body__in=body_ids,
        starts_at__gte=start_of(on),
        closed_at__isnull=True,
        cancelled_at__isnull=True,
    )
    found: dict[int, Meeting] = {}
    rows = rows.annotate(has_papers=Exists(Papers.objects.filter(meeting=OuterRef("pk"))))
    for meeting in rows.select_related("body").order_by("starts_at", "pk")[:50]:
        found.setdefault(meeting.body_id, meeting)
    return list(found.values())


def roles_at_meeting(meeting: Meeting, held: Held) -> frozenset[Role]:
    """Return the roles that count at a body's meeting: those held on the very body.

    A proxy of the meeting's day counts as a member; as a chair whoever runs it in another's place.
    READER only in the body's partnership.
    """
    body = meeting.body
    reader = held.in_partnership(body.partnership_id) & {Role.READER}
    roles = held.to_do("meeting.run", body.pk) | reader
    on = timezone.localdate(meeting.starts_at)
    if Role.BODY_MEMBER in roles or not held.person_id:
        return frozenset(roles)
    members = holders(body, MEMBERS, on).values("person_id")
    proxies = Proxy.objects.filter(
        current_on(on), member__body=body, member__person__in=members, person=held.person_id
    )
    return frozenset(roles | ({Role.BODY_MEMBER} if proxies.exists() else set()))


def later_meetings(meeting: Meeting) -> list[Meeting]:
    """Return the body's meetings after this one that are not over, the next first."""
    rows = Meeting.objects.filter(
        body=meeting.body, starts_at__gt=meeting.starts_at, closed_at=None, cancelled_at=None
    )
    return list(rows.select_related("body").order_by("starts_at"))
