"""How many are needed at a meeting, and who counts towards them for one item. Pure."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from governance.rules.quorum.meeting import (
    Item,
    Meeting,
    Moment,
    Presence,
    QuorumRule,
    Seat,
    StandIn,
)


@dataclass(frozen=True)
class Counted:
    """A voting member who counts for an item; proxy: who is there in the member's place."""

    member: str
    category: str
    proxy: str | None = None


@dataclass(frozen=True)
class CategoryTally:
    """What one category comes to. free: its members in post who have not withdrawn."""

    category: str
    needed: int
    present: int
    in_post: int
    free: int

    @property
    def is_met(self) -> bool:
        return self.present >= self.needed


@dataclass(frozen=True)
class Tally:
    """What a meeting comes to for one item.

    in_post: voting members on the day. free: those of them who have not withdrawn for the item,
    wherever they are. proxies_barred: proxies in the room who count for nobody because they, or the
    member, have withdrawn. categories: those of which anybody is needed.
    """

    needed: int
    in_post: int
    free: int
    counted: tuple[Counted, ...]
    proxies_barred: int
    categories: tuple[CategoryTally, ...]

    @property
    def present(self) -> int:
        return len(self.counted)

    @property
    def by_proxy(self) -> int:
        return sum(one.proxy is not None for one in self.counted)

    @property
    def withdrew(self) -> int:
        return self.in_post - self.free

    @property
    def is_quorate(self) -> bool:
        return self.present >= self.needed and all(one.is_met for one in self.categories)


@dataclass(frozen=True)
class _Room:
    """Who is who at the moment of decision. voting: members in post, each with the category."""

    voting: Mapping[str, str]
    there: Collection[str]
    withdrawn: Collection[str]

    def counts(self, member: str) -> bool:
        return member in self.there and member not in self.withdrawn

    def could_stand_in(self, one: StandIn) -> bool:
        """Say whether a proxy would count in the member's place, but for withdrawals.

        Who is there as a voting member stands in for nobody, also where they have withdrawn.
        """
        waits = one.member in self.voting and one.member not in self.there
        return waits and one.proxy in self.there and one.proxy not in self.voting

    def is_barred(self, one: StandIn) -> bool:
        return one.member in self.withdrawn or one.proxy in self.withdrawn


def needed(rule: QuorumRule, in_post: int) -> int:
    """Return how many of so many voting members in post must be there.

    The larger of the minimum and of the fraction, rounded up; with more_than, of the smallest whole
    number greater than the fraction. Never less than 1, and it may be more than there are.
    """
    share = rule.fraction * in_post
    return max(math.floor(share) + 1 if rule.more_than else math.ceil(share), rule.minimum, 1)


def voting_members(seats: Iterable[Seat], on: date) -> dict[str, str]:
    """Return the voting members in post on a day, in listed order, each with the category.

    A member counts once, in the category of the first listed of the seats held on that day.
    """
    members: dict[str, str] = {}
    for seat in seats:
        if seat.is_voting and seat.is_held(on):
            members.setdefault(seat.id, seat.category)
    return members


def in_the_room(attendance: Iterable[Presence[Moment]], at: Moment) -> frozenset[str]:
    """Return everybody who is there at a moment."""
    return frozenset(one.id for one in attendance if one.is_there(at))


def tally_of(meeting: Meeting[Moment], item: Item[Moment]) -> Tally:
    """Return who counts for an item, and how many are needed, in all and by category."""
    room = _Room(
        voting=voting_members(meeting.seats, meeting.on),
        there=in_the_room(meeting.attendance, item.decided_at),
        withdrawn={one.id for one in meeting.withdrawals if one.item == item.number},
    )
    stands_in = _places_taken(meeting.stand_ins, room)
    counted = tuple(
        Counted(member, category, stands_in.get(member))
        for member, category in room.voting.items()
        if room.counts(member) or member in stands_in
    )
    return Tally(
        needed=needed(meeting.rule, len(room.voting)),
        in_post=len(room.voting),
        free=sum(member not in room.withdrawn for member in room.voting),
        counted=counted,
        proxies_barred=_proxies_barred(meeting.stand_ins, room, stands_in),
        categories=tuple(_by_category(meeting.rule, room, counted)),
    )


def _places_taken(stand_ins: Iterable[StandIn], room: _Room) -> dict[str, str]:
    """Return who stands in for whom, by member.

    The list is gone through once, in its order: a line counts where its member's place and its
    proxy are both still free. So a proxy of several counts for the first whom nobody else has, and
    a second proxy of one member for the next that they are listed for.
    """
    taken: dict[str, str] = {}
    used: set[str] = set()
    for one in stand_ins:
        if one.member in taken or one.proxy in used:
            continue
        if room.could_stand_in(one) and not room.is_barred(one):
            taken[one.member] = one.proxy
            used.add(one.proxy)
    return taken


def _proxies_barred(stand_ins: Iterable[StandIn], room: _Room, taken: Mapping[str, str]) -> int:
    """Return how many proxies count for nobody, and would but for a withdrawal."""
    barred = {
        one.proxy
        for one in stand_ins
        if one.member not in taken and room.could_stand_in(one) and room.is_barred(one)
    }
    return len(barred.difference(taken.values()))


def _by_category(
    rule: QuorumRule, room: _Room, counted: Iterable[Counted]
) -> Iterable[CategoryTally]:
    present = [one.category for one in counted]
    in_post = list(room.voting.values())
    free = [category for one, category in room.voting.items() if one not in room.withdrawn]
    for category, wanted in rule.categories.items():
        if wanted > 0:
            yield CategoryTally(
                category,
                wanted,
                present.count(category),
                in_post.count(category),
                free.count(category),
            )
