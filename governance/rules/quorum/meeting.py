"""What is known of a body's meeting, in plain values; its quorum is told from nothing else. Pure.

Persons are opaque text, such as a row's key. Moments are all times of one day or all aware
datetimes, never both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction
from typing import Generic, TypeVar

Moment = TypeVar("Moment", time, datetime)


@dataclass(frozen=True)
class QuorumRule:
    """A body's rule, the one valid on the day of the meeting.

    fraction: of the voting members in post, 0 to 1, exact. more_than: so many are not enough, it
    must be more, as in "more than half". minimum: however few are in post. categories: how many
    must be there from each, by code.

    It is data of each body. Source for an integration joint board's own, at least one half of its
    voting members: SSI 2014/285 (Integration Joint Boards Order), Schedule, paragraph 3.
    """

    fraction: Fraction
    more_than: bool = False
    minimum: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Seat:
    """One term of a member in one category.

    Somebody appointed again, or to another category, has several under one id. starts_on: None for
    since ever. ends_on: the last day in post, None while it is open. A vacancy is no seat of
    anybody's and is not listed.
    """

    id: str
    category: str
    is_voting: bool = True
    starts_on: date | None = None
    ends_on: date | None = None

    def is_held(self, on: date) -> bool:
        """Say whether its member is in post on a day; the first and the last day are in it."""
        begun = self.starts_on is None or self.starts_on <= on
        return begun and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True)
class Presence(Generic[Moment]):
    """One line of the attendance: somebody came in, and left or is there to the end (None).

    Who comes and goes has several. Anybody may be in it: officers and the public count for nothing.
    """

    id: str
    came_at: Moment
    left_at: Moment | None = None

    def is_there(self, at: Moment) -> bool:
        """Say whether this line has somebody in the room at a moment.

        Who comes in at that very moment is there; who leaves at it has gone.
        """
        return self.came_at <= at and (self.left_at is None or at < self.left_at)


@dataclass(frozen=True)
class StandIn:
    """A proxy named for a member; who it is may be a member too, or nobody of the body's."""

    member: str
    proxy: str


@dataclass(frozen=True)
class Withdrawal:
    """Somebody, member or proxy, has withdrawn for one item, whether or not they left the room."""

    id: str
    item: str


@dataclass(frozen=True)
class Item(Generic[Moment]):
    """One item of the agenda; what counts is who is there at the moment it is decided."""

    number: str
    decided_at: Moment


@dataclass(frozen=True)
class Meeting(Generic[Moment]):
    """A meeting of a body on a day: its rule, its members, and who was there.

    The order of seats and of stand_ins matters: where somebody has two categories on one day, or
    two members to stand in for, the first listed counts.
    """

    on: date
    rule: QuorumRule
    seats: Sequence[Seat] = ()
    attendance: Sequence[Presence[Moment]] = ()
    stand_ins: Sequence[StandIn] = ()
    withdrawals: Sequence[Withdrawal] = ()
