"""A body at work: its orders, kinds of seats, seats, members in them and a proxy."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from governance.models import Proxy, Seat, SeatCategory, Seating, StandingOrders
from governance.services import (
    add_seat,
    add_seat_category,
    name_proxy,
    seat_member,
    set_standing_orders,
)
from roles.models import Body, HeldRole, Locality, Person
from tests.factories.world import World

MEMBERS = ("chair", "body_member")
# Code, name, whether the law names it, whether it votes.
KINDS = (
    ("health_board", "the health board", False, True),
    ("third_sector", "the third sector", True, True),
    ("carers", "unpaid carers", True, False),
    ("localities", "the localities", False, True),
    ("housing", "social housing", True, True),
)
# Kind, title, who sits there. Housing has no seat, one seat is vacant, member3 sits in none.
SEATS = (
    ("health_board", "Health board", "chair"),
    ("third_sector", "Third sector", "member"),
    ("carers", "Unpaid carers", "member2"),
    ("localities", "First locality", ""),
)


@dataclass
class Seats:
    """What was made of a body: by code, by title."""

    body: Body
    from_on: date
    kinds: dict[str, SeatCategory] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    seatings: dict[str, Seating] = field(default_factory=dict)
    orders: StandingOrders | None = None
    proxy: Proxy | None = None


def member_of(body: Body, person: Person) -> HeldRole:
    """Return a person's first role as chair or member of a body."""
    return HeldRole.objects.filter(body=body, person=person, role__in=MEMBERS).first()


def make_seats(world: World, *, proxy: str = "lead") -> Seats:
    """Arrange the world's strategic planning group: five kinds of seats, four seats, three members
    in them, a proxy of one and orders. All is done at the world's moment, from a month before.
    """
    at = world.at
    body, by = world.bodies["spg"], world.people["officer"]
    made = Seats(body, at.date() - timedelta(days=30))
    since, acted = {"from_on": made.from_on}, {"by": by, "at": at}
    for code, name, is_prescribed, is_voting in KINDS:
        made.kinds[code] = add_seat_category(
            body,
            code=code,
            name=name,
            is_prescribed=is_prescribed,
            is_voting=is_voting,
            source="Terms of reference, section 3",
            **since,
            **acted,
        )
    locality = Locality.objects.filter(partnership=body.partnership).first()
    for code, title, name in SEATS:
        seat = add_seat(
            made.kinds[code],
            title=title,
            locality=locality if code == "localities" else None,
            **since,
            **acted,
        )
        made.seats[title] = seat
        if name:
            member = member_of(body, world.people[name])
            made.seatings[name] = seat_member(seat, member, **since, **acted)
    made.proxy = name_proxy(
        member_of(body, world.people["member"]), world.people[proxy], **since, **acted
    )
    made.orders = set_standing_orders(
        body,
        fraction="1/2",
        minimum=2,
        categories={"third_sector": 1},
        source="Terms of reference, section 4",
        **since,
        **acted,
    )
    return made
