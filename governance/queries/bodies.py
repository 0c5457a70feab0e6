"""A body as it is composed on a day: seats, members, vacancies, proxies, and its orders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction

from django.db.models import QuerySet
from django.http import Http404

from governance.models import Proxy, Seat, SeatCategory, Seating, StandingOrders, VotingStatus
from governance.queries.people import MEMBERS, Sat, member_sat, proxy_sat
from governance.rules import quorum as rules
from roles.enums import Role
from roles.models import Body, HeldRole, Person
from roles.queries import Held, current_on, holders

NO_CATEGORY = ""


@dataclass(frozen=True)
class HeldSeat:
    """A seat on a day, and the member in it. member: None where it is vacant."""

    seat: Seat
    seating: Seating | None

    @property
    def member(self) -> HeldRole | None:
        return self.seating.member if self.seating is not None else None


@dataclass(frozen=True)
class Kind:
    """A kind of seat on a day: whether it votes, and its seats."""

    category: SeatCategory
    voting: VotingStatus | None
    places: tuple[HeldSeat, ...]

    @property
    def is_voting(self) -> bool:
        return self.voting is not None and self.voting.is_voting


@dataclass(frozen=True)
class Composition:
    """A body on a day. orders: None where it has set none. seated: keys of persons in a seat."""

    body: Body
    on: date
    orders: StandingOrders | None
    kinds: tuple[Kind, ...]
    members: tuple[HeldRole, ...]
    proxies: tuple[Proxy, ...]
    seated: frozenset[int] = field(default_factory=frozenset)

    @property
    def unseated(self) -> list[HeldRole]:
        return [member for member in self.members if member.person_id not in self.seated]

    @property
    def has_seats(self) -> bool:
        return any(kind.places for kind in self.kinds)

    @property
    def vacancies(self) -> list[HeldSeat]:
        return [place for kind in self.kinds for place in kind.places if place.member is None]

    @property
    def category_names(self) -> dict[str, str]:
        """Return the kinds of seats as a sentence names them, by code: “Health board”."""
        return {kind.category.code: f"“{kind.category.name}”" for kind in self.kinds}

    def quorum_seats(self) -> list[rules.Seat]:
        """Return the members in post as the quorum rules take them, voting seats first.

        Where the body has no seats at all, every member votes; where it has, one who sits in none
        does not.
        """
        if not self.has_seats:
            return [rules.Seat(str(one.person_id), NO_CATEGORY) for one in self.members]
        found = [
            rules.Seat(str(place.member.person_id), kind.category.code, kind.is_voting)
            for kind in sorted(self.kinds, key=lambda kind: not kind.is_voting)
            for place in kind.places
            if place.member is not None
        ]
        return found + [
            rules.Seat(str(one.person_id), NO_CATEGORY, is_voting=False) for one in self.unseated
        ]

    def stand_ins(self) -> list[rules.StandIn]:
        """Return the proxies as the quorum rules take them, in the order they were named."""
        return [
            rules.StandIn(str(one.member.person_id), str(one.person_id)) for one in self.proxies
        ]

    @staticmethod
    def quorum_rule(orders: StandingOrders) -> rules.QuorumRule:
        """Return the orders' quorum as the quorum rules take it."""
        return rules.QuorumRule(
            fraction=orders.fraction,
            more_than=orders.quorum_more_than,
            minimum=orders.quorum_minimum,
            categories=orders.quorum_categories,
        )

    def quorum(
        self,
        attendance: Sequence[rules.Presence[datetime]],
        *,
        withdrew: Iterable[int],
        at: datetime,
    ) -> rules.Quorum:
        """Return who counts at a moment, whether that makes it quorate, and why.

        withdrew: the keys of those who withdrew or are on the project. Where the body keeps no
        orders nobody is needed: of the answer only who counts is of use.
        """
        rule = self.quorum_rule(self.orders) if self.orders is not None else _NOBODY_IS_NEEDED
        meeting = rules.Meeting(
            on=self.on,
            rule=rule,
            seats=self.quorum_seats(),
            attendance=attendance,
            stand_ins=self.stand_ins(),
            withdrawals=[rules.Withdrawal(str(key), _ITEM) for key in sorted(set(withdrew))],
        )
        return rules.quorum(meeting, rules.Item(_ITEM, at), self.category_names)

    def quorum_of(self, there: Iterable[Person], withdrew: Iterable[int]) -> rules.Quorum:
        """Return what `quorum` does for a minute, which says who took part in an item and not when
        they came and left.
        """
        attendance = [rules.Presence(str(one.pk), _START) for one in there]
        return self.quorum(attendance, withdrew=withdrew, at=_START)

    def sat(self) -> dict[int, Sat]:
        """Return how each person sits on the body, by key: as chair, else as member, else proxy."""
        found = {row.person_id: proxy_sat(row) for row in reversed(self.proxies)}
        return found | {row.person_id: member_sat(row) for row in reversed(self.members)}

    @property
    def people(self) -> list[Person]:
        """Whoever may sit on the body that day: its members, then their proxies, each once."""
        found = {row.person_id: row.person for row in self.members}
        for row in self.proxies:
            found.setdefault(row.person_id, row.person)
        return list(found.values())


_ITEM = "1"
_START = datetime(2000, 1, 1, tzinfo=UTC)
_NOBODY_IS_NEEDED = rules.QuorumRule(fraction=Fraction(0))


def orders_on(body: Body, on: date) -> StandingOrders | None:
    """Return the orders a body works by on a day, or None where it has set none for that day."""
    return StandingOrders.objects.filter(current_on(on), body=body).order_by("-from_on").first()


def voting_on(body: Body, on: date) -> dict[str, bool]:
    """Return the body's kinds of seats by code, and whether each votes on a day."""
    kinds = SeatCategory.objects.filter(body=body).values_list("pk", "code")
    voting = VotingStatus.objects.filter(current_on(on), category__body=body, is_voting=True)
    keys = set(voting.values_list("category_id", flat=True))
    return {code: pk in keys for pk, code in kinds}


def composition_of(body: Body, on: date, *, orders: StandingOrders | None = None) -> Composition:
    """Return a body as it is composed on a day; the same number of queries whatever its size.

    orders: those of the day, where the caller has them.
    """
    members = sorted(holders(body, MEMBERS, on), key=lambda one: one.role != Role.CHAIR)
    in_post = {member.person_id: member for member in reversed(members)}
    seatings = {}
    for seating in Seating.objects.filter(
        current_on(on), seat__category__body=body, member__person__in=list(in_post)
    ).select_related("member"):
        seating.member = in_post[seating.member.person_id]
        seatings[seating.seat_id] = seating
    seats = Seat.objects.filter(current_on(on), category__body=body).select_related("locality")
    places: dict[int, list[HeldSeat]] = {}
    for seat in seats.order_by("pk"):
        places.setdefault(seat.category_id, []).append(HeldSeat(seat, seatings.get(seat.pk)))
    statuses = {
        status.category_id: status
        for status in VotingStatus.objects.filter(current_on(on), category__body=body)
    }
    kinds = tuple(
        Kind(category, statuses.get(category.pk), tuple(places.get(category.pk, ())))
        for category in SeatCategory.objects.filter(body=body)
    )
    return Composition(
        body=body,
        on=on,
        orders=orders or orders_on(body, on),
        kinds=kinds,
        members=tuple(sorted(members, key=lambda one: (one.role != Role.CHAIR, str(one.person)))),
        proxies=tuple(proxies_on(body, on, of=in_post)),
        seated=frozenset(seating.member.person_id for seating in seatings.values()),
    )


def proxies_on(body: Body, on: date, *, of: Iterable[int]) -> QuerySet[Proxy]:
    """Return the proxies in force on a day of these persons, in the order they were named.

    A proxy named for one term of a member holds for the next: it is for the person on this body.
    """
    rows = Proxy.objects.filter(current_on(on), member__body=body, member__person__in=list(of))
    return rows.select_related("member__person", "person")


def body_at(key: int) -> Body:
    """Return a body with its partnership; raises Http404 where there is none of that key."""
    body = Body.objects.filter(pk=key).select_related("partnership").first()
    if body is None:
        raise Http404("No such body.")
    return body


def roles_to_arrange(body: Body, held: Held) -> frozenset[Role]:
    """Return the roles that count on a body at work.

    An officer counts on the very body, never by an office on another; an administrator in the
    whole partnership.
    """
    return held.on_body(body.pk) | (held.in_partnership(body.partnership_id) - {Role.OFFICER})


def members_from(body: Body, on: date) -> QuerySet[HeldRole]:
    """Return the rows of a body's chairs and members on a day and of those to come, by name."""
    return (
        HeldRole.objects.filter(body=body, role__in=MEMBERS)
        .exclude(to_on__lt=on)
        .select_related("person")
        .order_by("person__name", "pk")
    )
