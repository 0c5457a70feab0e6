"""Quorum, case by case: each is a meeting that an officer could rehearse, and what it comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from fractions import Fraction

import pytest

from governance.rules.quorum import (
    CategoryQuorum,
    Item,
    Meeting,
    Presence,
    QuorumRule,
    Seat,
    StandIn,
    Withdrawal,
    needed,
    quorum,
    what_would_make_it,
)

ON = date(2026, 12, 9)
CATEGORIES = {"h": "health_board", "c": "council", "u": "service_user", "t": "third_sector"}
NAMES = {"health_board": "the health board", "council": "the council"}
START = "13:55"


def board(**sizes: int) -> str:
    """Return members such as "h1 h2 c1": the letter is the category."""
    return " ".join(f"{letter}{n}" for letter, size in sizes.items() for n in range(1, size + 1))


EIGHT = board(h=4, c=4)
TWELVE = board(h=6, c=6)


def seat(id: str, **change: object) -> Seat:
    """Return a seat in the category of the id's first letter; "h1~" has no vote."""
    return replace(Seat(id.rstrip("~"), CATEGORIES[id[0]], not id.endswith("~")), **change)


def presences(words: str) -> Iterator[Presence[time]]:
    """Yield "h1" (from the start to the end), "h1@14:10" (late), "h1@14:10-14:20", "h1@-14:20"."""
    for word in words.split():
        id, _, when = word.partition("@")
        came, _, left = when.partition("-")
        yield Presence(id, clock(came or START), clock(left) if left else None)


def clock(words: str) -> time:
    return time.fromisoformat(words)


@dataclass(frozen=True)
class Given:
    meeting: Meeting[time]
    items: tuple[Item[time], ...]


def given(
    fraction: str = "1/2",
    *,
    members: str = "",
    seats: tuple[Seat, ...] = (),
    here: str = "",
    proxies: str = "",
    withdrew: str = "",
    more_than: bool = False,
    minimum: int = 0,
    need: Mapping[str, int] | None = None,
    items: str = "1@14:20",
) -> Given:
    """Return a meeting in short: members "h1 c1~", proxies "h1=p1", withdrew "h1/2" (item 2)."""
    meeting = Meeting(
        on=ON,
        rule=QuorumRule(
            Fraction(fraction), more_than, minimum, {CATEGORIES[k]: v for k, v in need.items()}
        )
        if need
        else QuorumRule(Fraction(fraction), more_than, minimum),
        seats=[*map(seat, members.split()), *seats],
        attendance=list(presences(here)),
        stand_ins=[StandIn(*word.split("=")) for word in proxies.split()],
        withdrawals=[Withdrawal(*word.split("/")) for word in withdrew.split()],
    )
    agenda = (word.split("@") for word in items.split())
    return Given(meeting, tuple(Item(number, clock(at)) for number, at in agenda))


THREE_ITEMS = "1@14:20 2@14:40 3@15:00"

# Name; meeting; per item "yes" or "no", present, needed; the exact sentences, or none to compare.
CASES: list[tuple[str, Given, list[str], list[str]]] = [
    # -- How many are needed ------------------------------------------------------------------
    (
        "a third of twelve, with one to spare",
        given("1/3", members=TWELVE, here="h1 h2 h3 c1 c2"),
        ["yes 5/4"],
        ["Quorate: 5 of the 12 voting members in post are here and 4 are needed."],
    ),
    (
        "a third of twelve, just reached",
        given("1/3", members=TWELVE, here="h1 h2 h3 c1"),
        ["yes 4/4"],
        ["Quorate: 4 of the 12 voting members in post are here and 4 are needed."],
    ),
    (
        "a third of twelve, one short",
        given("1/3", members=TWELVE, here="h1 h2 c1"),
        ["no 3/4"],
        ["Not quorate: 3 of the 12 voting members in post are here and 4 are needed, one more."],
    ),
    (
        "a third of thirteen is rounded up to five",
        given("1/3", members=board(h=7, c=6), here="h1 h2 c1 c2"),
        ["no 4/5"],
        [],
    ),
    (
        "half of an even number is enough",
        given(members=EIGHT, here="h1 h2 c1 c2"),
        ["yes 4/4"],
        [],
    ),
    (
        "half of an odd number is rounded up",
        given(members=board(h=4, c=3), here="h1 h2 h3 c1"),
        ["yes 4/4"],
        ["Quorate: 4 of the 7 voting members in post are here and 4 are needed."],
    ),
    (
        "half of an odd number, the smaller half alone",
        given(members=board(h=4, c=3), here="h1 h2 c1"),
        ["no 3/4"],
        ["Not quorate: 3 of the 7 voting members in post are here and 4 are needed, one more."],
    ),
    (
        "more than half of an even number: half is not enough",
        given(more_than=True, members=EIGHT, here="h1 h2 c1 c2"),
        ["no 4/5"],
        ["Not quorate: 4 of the 8 voting members in post are here and 5 are needed, one more."],
    ),
    (
        "more than half of an even number, reached",
        given(more_than=True, members=EIGHT, here="h1 h2 h3 c1 c2"),
        ["yes 5/5"],
        [],
    ),
    (
        "more than half of an odd number needs no more than half of it does",
        given(more_than=True, members=board(h=4, c=3), here="h1 h2 h3 c1"),
        ["yes 4/4"],
        [],
    ),
    (
        "more than a third of nine is four",
        given("1/3", more_than=True, members=board(h=5, c=4), here="h1 h2 c1"),
        ["no 3/4"],
        [],
    ),
    (
        "two thirds of nine is exactly six",
        given("2/3", members=board(h=5, c=4), here="h1 h2 h3 c1 c2 c3"),
        ["yes 6/6"],
        [],
    ),
    (
        "a tenth of ten is exactly one, whatever a machine makes of 0.1",
        given("1/10", members=board(h=10), here="h1"),
        ["yes 1/1"],
        ["Quorate: 1 of the 10 voting members in post is here and 1 is needed."],
    ),
    (
        "seven tenths of ten is exactly seven",
        given("7/10", members=board(h=10), here="h1 h2 h3 h4 h5 h6 h7"),
        ["yes 7/7"],
        [],
    ),
    (
        "the minimum is larger than the fraction",
        given("1/3", minimum=4, members=board(h=3, c=3), here="h1 h2 c1"),
        ["no 3/4"],
        ["Not quorate: 3 of the 6 voting members in post are here and 4 are needed, one more."],
    ),
    (
        "the fraction is larger than the minimum",
        given("1/2", minimum=3, members=EIGHT, here="h1 h2 c1"),
        ["no 3/4"],
        [],
    ),
    (
        "the minimum holds with more_than too",
        given("1/3", more_than=True, minimum=6, members=TWELVE, here="h1 h2 h3 c1 c2"),
        ["no 5/6"],
        [],
    ),
    (
        "more_than is larger than the minimum",
        given("1/3", more_than=True, minimum=4, members=TWELVE, here="h1 h2 h3 c1"),
        ["no 4/5"],
        [],
    ),
    (
        "a minimum larger than the body can never be met",
        given("1/3", minimum=4, members=board(h=2, c=1), here="h1 h2 c1"),
        ["no 3/4"],
        [
            "Not quorate: all 3 voting members in post are here and 4 are needed, "
            "more than are in post."
        ],
    ),
    (
        "a fraction of nothing still needs one",
        given("0", members=EIGHT),
        ["no 0/1"],
        ["Not quorate: none of the 8 voting members in post is here and 1 is needed, one more."],
    ),
    (
        "a fraction of nothing, and one came",
        given("0", members=EIGHT, here="c4"),
        ["yes 1/1"],
        [],
    ),
    (
        "everybody is needed and everybody came",
        given("1", members=board(h=2, c=2), here="h1 h2 c1 c2"),
        ["yes 4/4"],
        ["Quorate: all 4 voting members in post are here and 4 are needed."],
    ),
    (
        "everybody is needed and one is missing",
        given("1", members=board(h=2, c=2), here="h1 h2 c1"),
        ["no 3/4"],
        [],
    ),
    (
        "more than everybody is more than there are",
        given("1", more_than=True, members=board(h=2), here="h1 h2"),
        ["no 2/3"],
        [
            "Not quorate: all 2 voting members in post are here and 3 are needed, "
            "more than are in post."
        ],
    ),
    (
        "a body of one, who came",
        given(members="h1", here="h1"),
        ["yes 1/1"],
        ["Quorate: the one voting member in post is here and 1 is needed."],
    ),
    (
        "a body of one, who did not",
        given(members="h1"),
        ["no 0/1"],
        ["Not quorate: the one voting member in post is not here and 1 is needed, one more."],
    ),
    # -- Who is in post -----------------------------------------------------------------------
    (
        "nobody is in post",
        given(minimum=3),
        ["no 0/3"],
        ["Not quorate: no voting member is in post and 3 are needed."],
    ),
    (
        "nobody is in post and the rule says nothing more",
        given("1/2", here="h1"),
        ["no 0/1"],
        ["Not quorate: no voting member is in post and 1 is needed."],
    ),
    (
        "a vacancy makes the body smaller: half of seven, not of eight",
        given(
            "1/2",
            members=board(h=3, c=4),
            seats=(seat("h4", ends_on=date(2026, 11, 30)),),
            more_than=True,
            here="h1 h2 c1 c2",
        ),
        ["yes 4/4"],
        ["Quorate: 4 of the 7 voting members in post are here and 4 are needed."],
    ),
    (
        "the last day in post is a day in post",
        given(members="h1", seats=(seat("h2", ends_on=ON),), here="h2"),
        ["yes 1/1"],
        ["Quorate: 1 of the 2 voting members in post is here and 1 is needed."],
    ),
    (
        "the day after the last is not",
        given(members="h1", seats=(seat("h2", ends_on=date(2026, 12, 8)),), here="h2"),
        ["no 0/1"],
        ["Not quorate: the one voting member in post is not here and 1 is needed, one more."],
    ),
    (
        "the first day in post is a day in post",
        given(members="h1", seats=(seat("h2", starts_on=ON),), here="h2"),
        ["yes 1/1"],
        [],
    ),
    (
        "the day before the first is not",
        given(members="h1", seats=(seat("h2", starts_on=date(2026, 12, 10)),), here="h2"),
        ["no 0/1"],
        [],
    ),
    (
        "somebody appointed again with days between counts in the second term",
        given(
            members="h1",
            seats=(
                seat("h2", ends_on=date(2025, 3, 31)),
                seat("h2", starts_on=date(2026, 4, 1)),
            ),
            here="h1 h2",
        ),
        ["yes 2/1"],
        ["Quorate: all 2 voting members in post are here and 1 is needed."],
    ),
    (
        "between two terms nobody is in post",
        given(
            members="h1",
            seats=(
                seat("h2", ends_on=date(2026, 3, 31)),
                seat("h2", starts_on=date(2027, 4, 1)),
            ),
            here="h2",
        ),
        ["no 0/1"],
        [],
    ),
    (
        "a member listed twice counts once, among the members and in the room",
        given("1", members="h1 h1 c1", here="h1"),
        ["no 1/2"],
        ["Not quorate: 1 of the 2 voting members in post is here and 2 are needed, one more."],
    ),
    (
        "a member with two categories on one day counts in the first listed",
        given(
            members="h1",
            seats=(seat("h1", category="council"),),
            need={"c": 1},
            here="h1",
        ),
        ["no 1/1"],
        [
            "Not quorate: the one voting member in post is here and 1 is needed, but one from "
            "council is needed and nobody in post is from there."
        ],
    ),
    (
        "a category of an ended term does not count",
        given(
            seats=(
                seat("h1", ends_on=date(2026, 6, 30)),
                seat("h1", category="council", starts_on=date(2026, 7, 1)),
            ),
            need={"c": 1},
            here="h1",
        ),
        ["yes 1/1"],
        [],
    ),
    (
        "members without a vote neither raise the number nor reach it",
        given(members="h1 h2 c1 c2 u1~ u2~ t1~ t2~", here="h1 u1 u2 t1 t2"),
        ["no 1/2"],
        ["Not quorate: 1 of the 4 voting members in post is here and 2 are needed, one more."],
    ),
    (
        "somebody with a vote in one of two seats of the day has a vote",
        given(members="u1~ u1 c1", here="u1"),
        ["yes 1/1"],
        [],
    ),
    (
        "officers and the public count for nothing",
        given(members=EIGHT, here="h1 h2 c1 clerk public"),
        ["no 3/4"],
        [],
    ),
    # -- Coming and going ---------------------------------------------------------------------
    (
        "quorum is lost in mid-meeting",
        given(
            members=EIGHT,
            here="h1 h2 c1 c2@-14:30",
            items=THREE_ITEMS,
        ),
        ["yes 4/4", "no 3/4", "no 3/4"],
        [
            "Quorate: 4 of the 8 voting members in post are here and 4 are needed.",
            "Not quorate: 3 of the 8 voting members in post are here and 4 are needed, one more.",
            "Not quorate: 3 of the 8 voting members in post are here and 4 are needed, one more.",
        ],
    ),
    (
        "quorum is lost and won back by another",
        given(members=EIGHT, here="h1 h2 c1 c2@-14:30 c3@14:50", items=THREE_ITEMS),
        ["yes 4/4", "no 3/4", "yes 4/4"],
        [],
    ),
    (
        "quorum is not there at first",
        given(members=EIGHT, here="h1 h2 c1 c2@14:25", items=THREE_ITEMS),
        ["no 3/4", "yes 4/4", "yes 4/4"],
        [],
    ),
    (
        "a member leaves for one item and comes back",
        given(members=EIGHT, here="h1 h2 c1 c2@-14:25 c2@14:45", items=THREE_ITEMS),
        ["yes 4/4", "no 3/4", "yes 4/4"],
        [
            "Quorate: 4 of the 8 voting members in post are here and 4 are needed.",
            "Not quorate: 3 of the 8 voting members in post are here and 4 are needed, one more.",
            "Quorate: 4 of the 8 voting members in post are here and 4 are needed.",
        ],
    ),
    (
        "a member comes and goes three times",
        given(
            "1",
            members="h1",
            here="h1@14:00-14:10 h1@14:15-14:30 h1@14:55-15:05",
            items="1@14:05 2@14:12 3@14:20 4@14:40 5@15:00 6@15:10",
        ),
        ["yes 1/1", "no 0/1", "yes 1/1", "no 0/1", "yes 1/1", "no 0/1"],
        [],
    ),
    (
        "in at the very moment of decision is there",
        given(members="h1", here="h1@14:20"),
        ["yes 1/1"],
        [],
    ),
    (
        "in a minute later is not",
        given(members="h1", here="h1@14:21"),
        ["no 0/1"],
        [],
    ),
    (
        "out at the very moment of decision has left",
        given(members="h1", here="h1@-14:20"),
        ["no 0/1"],
        [],
    ),
    (
        "out a minute later has not",
        given(members="h1", here="h1@-14:21"),
        ["yes 1/1"],
        [],
    ),
    (
        "out and in again at the very moment is there",
        given(members="h1", here="h1@-14:20 h1@14:20"),
        ["yes 1/1"],
        [],
    ),
    (
        "in and out at one moment was never there",
        given(members="h1", here="h1@14:20-14:20"),
        ["no 0/1"],
        [],
    ),
    (
        "the order of the attendance does not matter",
        given(members="h1", here="h1@14:45 h1@-14:25", items=THREE_ITEMS),
        ["yes 1/1", "no 0/1", "yes 1/1"],
        [],
    ),
    (
        "somebody signed in twice counts once",
        given("1", members="h1 c1", here="h1 h1@14:05"),
        ["no 1/2"],
        [],
    ),
    (
        "nobody came",
        given(members=EIGHT),
        ["no 0/4"],
        ["Not quorate: none of the 8 voting members in post is here and 4 are needed, four more."],
    ),
    # -- Proxies ------------------------------------------------------------------------------
    (
        "a proxy for the chair counts in the chair's place",
        given(members="h1 h2 c1 c2", here="c1 p1", proxies="h1=p1"),
        ["yes 2/2"],
        [
            "Quorate: 2 of the 4 voting members in post are here, one of them by a proxy, "
            "and 2 are needed."
        ],
    ),
    (
        "the chair's proxy steps back when the chair comes in",
        given(members="h1 h2 c1 c2", here="c1 p1 h1@14:30", proxies="h1=p1", items=THREE_ITEMS),
        ["yes 2/2", "yes 2/2", "yes 2/2"],
        [
            "Quorate: 2 of the 4 voting members in post are here, one of them by a proxy, "
            "and 2 are needed.",
            "Quorate: 2 of the 4 voting members in post are here and 2 are needed.",
            "Quorate: 2 of the 4 voting members in post are here and 2 are needed.",
        ],
    ),
    (
        "a proxy who is not in the room does not count",
        given(members="h1 h2 c1 c2", here="c1", proxies="h1=p1"),
        ["no 1/2"],
        ["Not quorate: 1 of the 4 voting members in post is here and 2 are needed, one more."],
    ),
    (
        "a proxy who leaves is lost",
        given(members="h1 c1", here="c1@-14:50 p1@-14:30", proxies="h1=p1", items=THREE_ITEMS),
        ["yes 2/1", "yes 1/1", "no 0/1"],
        [],
    ),
    (
        "the only one counted is there by a proxy",
        given(members="h1 c1", here="p1", proxies="h1=p1"),
        ["yes 1/1"],
        [
            "Quorate: 1 of the 2 voting members in post is here, by a proxy, and 1 is needed.",
        ],
    ),
    (
        "all are there by proxies",
        given("1", members="h1 c1", here="p1 p2", proxies="h1=p1 c1=p2"),
        ["yes 2/2"],
        [
            "Quorate: all 2 voting members in post are here, each by a proxy, and 2 are needed.",
        ],
    ),
    (
        "two of three by proxies, and one short",
        given("1", members="h1 h2 c1 c2", here="h1 p1 p2", proxies="h2=p1 c1=p2"),
        ["no 3/4"],
        [
            "Not quorate: 3 of the 4 voting members in post are here, two of them by proxies, "
            "and 4 are needed, one more."
        ],
    ),
    (
        "a proxy of two counts for the first listed alone",
        given("1", members="h1 c1", here="p1", proxies="c1=p1 h1=p1", need={"h": 1}),
        ["no 1/2"],
        [
            "Not quorate: 1 of the 2 voting members in post is here, by a proxy, and 2 are needed, "
            "one more. One from health_board is needed and none is here."
        ],
    ),
    (
        "a proxy of two counts for the second while the first is in the room",
        given(
            "1",
            members="h1 c1",
            here="p1 h1@14:30-14:50",
            proxies="h1=p1 c1=p1",
            items=THREE_ITEMS,
        ),
        ["no 1/2", "yes 2/2", "no 1/2"],
        [],
    ),
    (
        "a proxy of two counts for the second where the first is not in post",
        given(
            members="c1",
            seats=(seat("h1", ends_on=date(2026, 12, 8)),),
            here="p1",
            proxies="h1=p1 c1=p1",
        ),
        ["yes 1/1"],
        [],
    ),
    (
        "two proxies of one member count once",
        given("1", members="h1 c1", here="p1 p2", proxies="h1=p1 h1=p2"),
        ["no 1/2"],
        [],
    ),
    (
        "the second proxy of one member counts where the first stays away",
        given("1/2", members="h1 c1", here="p2", proxies="h1=p1 h1=p2"),
        ["yes 1/1"],
        [],
    ),
    (
        "the second proxy of one member counts for the next they are listed for",
        given("1", members="h1 c1", here="p1 p2", proxies="h1=p1 h1=p2 c1=p2"),
        ["yes 2/2"],
        [],
    ),
    (
        "a proxy listed twice for one member counts once",
        given("1", members="h1 c1", here="p1", proxies="h1=p1 h1=p1"),
        ["no 1/2"],
        [],
    ),
    (
        "a voting member who is there stands in for nobody",
        given("1", members="h1 c1", here="h1", proxies="c1=h1"),
        ["no 1/2"],
        ["Not quorate: 1 of the 2 voting members in post is here and 2 are needed, one more."],
    ),
    (
        "nor while withdrawn for the item",
        given("1/2", members="h1 c1", here="h1", proxies="c1=h1", withdrew="h1/1"),
        ["no 0/1"],
        [
            "Not quorate: none of the 2 voting members in post is counted and 1 is needed, "
            "one more. One has withdrawn for this item and is not counted."
        ],
    ),
    (
        "a member without a vote may stand in for one with a vote",
        given("1", members="h1 u1~", here="u1", proxies="h1=u1"),
        ["yes 1/1"],
        [],
    ),
    (
        "a member whose term is over may stand in",
        given(
            members="h1",
            seats=(seat("h2", ends_on=date(2026, 1, 31)),),
            here="h2",
            proxies="h1=h2",
        ),
        ["yes 1/1"],
        [],
    ),
    (
        "a proxy for a member without a vote counts for nothing",
        given(members="h1 u1~", here="p1", proxies="u1=p1"),
        ["no 0/1"],
        [],
    ),
    (
        "a proxy for a member not in post counts for nothing",
        given(
            members="h1",
            seats=(seat("c1", ends_on=date(2026, 12, 8)),),
            here="p1",
            proxies="c1=p1",
        ),
        ["no 0/1"],
        [],
    ),
    (
        "a proxy for nobody of the body's counts for nothing",
        given(members="h1", here="p1", proxies="zz=p1"),
        ["no 0/1"],
        [],
    ),
    (
        "nobody is a proxy for themselves",
        given(members="h1 h2", here="h2@14:30", proxies="h1=h1"),
        ["no 0/1"],
        [],
    ),
    (
        "a proxy of a proxy does not count: one who stands in must be there",
        given(members="h1 c1", here="p2", proxies="h1=p1 p1=p2"),
        ["no 0/1"],
        [],
    ),
    # -- Withdrawals --------------------------------------------------------------------------
    (
        "a member withdraws, leaves the room for the item and comes back",
        given(
            members=board(h=2, c=2),
            here="h1 c1 h2@-14:30 h2@14:45",
            withdrew="h2/2",
            items=THREE_ITEMS,
        ),
        ["yes 3/2", "yes 2/2", "yes 3/2"],
        [
            "Quorate: 3 of the 4 voting members in post are here and 2 are needed.",
            "Quorate: 2 of the 4 voting members in post are counted and 2 are needed. "
            "One has withdrawn for this item and is not counted.",
            "Quorate: 3 of the 4 voting members in post are here and 2 are needed.",
        ],
    ),
    (
        "a member withdraws for one item and counts for the next",
        given(members=EIGHT, here="h1 h2 c1 c2", withdrew="c2/2", items=THREE_ITEMS),
        ["yes 4/4", "no 3/4", "yes 4/4"],
        [
            "Quorate: 4 of the 8 voting members in post are here and 4 are needed.",
            "Not quorate: 3 of the 8 voting members in post are counted and 4 are needed, one "
            "more. One has withdrawn for this item and is not counted.",
            "Quorate: 4 of the 8 voting members in post are here and 4 are needed.",
        ],
    ),
    (
        "a withdrawal does not lower the number that is needed",
        given(members=board(h=2, c=2), here="h1 c1", withdrew="c2/1 h2/1"),
        ["yes 2/2"],
        [
            "Quorate: 2 of the 4 voting members in post are counted and 2 are needed. "
            "Two have withdrawn for this item and are not counted."
        ],
    ),
    (
        "two withdraw and it is quorate all the same",
        given(members=EIGHT, here=EIGHT, withdrew="h1/1 c1/1"),
        ["yes 6/4"],
        [
            "Quorate: 6 of the 8 voting members in post are counted and 4 are needed. "
            "Two have withdrawn for this item and are not counted."
        ],
    ),
    (
        "everybody withdraws",
        given(members="h1 h2", here="h1 h2", withdrew="h1/1 h2/1"),
        ["no 0/1"],
        [
            "Not quorate: none of the 2 voting members in post is counted and 1 is needed, one "
            "more. Two have withdrawn for this item and are not counted."
        ],
    ),
    (
        "who withdrew twice for an item is one",
        given(members="h1 h2", here="h1 h2", withdrew="h1/1 h1/1"),
        ["yes 1/1"],
        [
            "Quorate: 1 of the 2 voting members in post is counted and 1 is needed. "
            "One has withdrawn for this item and is not counted."
        ],
    ),
    (
        "who withdraws and leaves the room is not sent a proxy for",
        given(members="h1 c1", here="p1 h1@-14:10", proxies="h1=p1", withdrew="h1/1"),
        ["no 0/1"],
        [
            "Not quorate: none of the 2 voting members in post is counted and 1 is needed, one "
            "more. One has withdrawn for this item and is not counted. "
            "One proxy is not counted, since the proxy or the member has withdrawn for this item."
        ],
    ),
    (
        "a proxy withdraws",
        given(members="h1 c1", here="c1 p1", proxies="h1=p1", withdrew="p1/1"),
        ["yes 1/1"],
        [
            "Quorate: 1 of the 2 voting members in post is here and 1 is needed. "
            "One proxy is not counted, since the proxy or the member has withdrawn for this item."
        ],
    ),
    (
        "two proxies withdraw",
        given(members="h1 c1", here="p2 p1", proxies="h1=p1 c1=p2", withdrew="p1/1 p2/1"),
        ["no 0/1"],
        [
            "Not quorate: none of the 2 voting members in post is here and 1 is needed, one more. "
            "Two proxies are not counted, since the proxy or the member has withdrawn for this "
            "item."
        ],
    ),
    (
        "a proxy of two counts for the second where the first has withdrawn",
        given(members="h1 c1", here="p1", proxies="h1=p1 c1=p1", withdrew="h1/1"),
        ["yes 1/1"],
        [
            "Quorate: 1 of the 2 voting members in post is counted, by a proxy, and 1 is needed. "
            "One has withdrawn for this item and is not counted."
        ],
    ),
    (
        "a second proxy counts where the first has withdrawn",
        given(members="h1 c1", here="p1 p2", proxies="h1=p1 h1=p2", withdrew="p1/1"),
        ["yes 1/1"],
        ["Quorate: 1 of the 2 voting members in post is here, by a proxy, and 1 is needed."],
    ),
    (
        "a withdrawal for an item that is not on the agenda changes nothing",
        given(members="h1", here="h1", withdrew="h1/9"),
        ["yes 1/1"],
        [],
    ),
    (
        "somebody who has no vote withdraws",
        given(members="h1 u1~", here="h1 u1", withdrew="u1/1 clerk/1"),
        ["yes 1/1"],
        ["Quorate: the one voting member in post is here and 1 is needed."],
    ),
    # -- Categories ---------------------------------------------------------------------------
    (
        "at least one from the health board, and there is one",
        given("1/3", members=TWELVE, here="h1 c1 c2 c3", need={"h": 1}),
        ["yes 4/4"],
        [
            "Quorate: 4 of the 12 voting members in post are here and 4 are needed. "
            "One from health_board is needed and one is here."
        ],
    ),
    (
        "at least one from the health board, and there is none",
        given("1/3", members=TWELVE, here="c1 c2 c3 c4", need={"h": 1}),
        ["no 4/4"],
        [
            "Not quorate: 4 of the 12 voting members in post are here and 4 are needed, but one "
            "from health_board is needed and none is here."
        ],
    ),
    (
        "too few in all and from a category",
        given("1/3", members=TWELVE, here="c1 c2 c3", need={"h": 1}),
        ["no 3/4"],
        [
            "Not quorate: 3 of the 12 voting members in post are here and 4 are needed, one more. "
            "One from health_board is needed and none is here."
        ],
    ),
    (
        "two categories, one met and one not",
        given("1/3", members=TWELVE, here="h1 c1 c2 c3", need={"c": 2, "h": 2}),
        ["no 4/4"],
        [
            "Not quorate: 4 of the 12 voting members in post are here and 4 are needed, but two "
            "from health_board are needed and one is here. Two from council are needed and three "
            "are here."
        ],
    ),
    (
        "neither of two categories is met",
        given("1/3", members=board(h=2, c=2, t=2), here="t1 t2", need={"c": 1, "h": 1}),
        ["no 2/2"],
        [
            "Not quorate: 2 of the 6 voting members in post are here and 2 are needed, but one "
            "from council is needed and none is here. One from health_board is needed and none is "
            "here."
        ],
    ),
    (
        "a category of which none is needed is not spoken of",
        given("1/3", members=TWELVE, here="c1 c2 c3 c4", need={"h": 0}),
        ["yes 4/4"],
        ["Quorate: 4 of the 12 voting members in post are here and 4 are needed."],
    ),
    (
        "a category with nobody in post cannot be met",
        given(members=board(c=2), here="c1 c2", need={"h": 1}),
        ["no 2/1"],
        [
            "Not quorate: all 2 voting members in post are here and 1 is needed, but one from "
            "health_board is needed and nobody in post is from there."
        ],
    ),
    (
        "a category with too few in post cannot be met",
        given(members=board(h=1, c=3), here="h1 c1", need={"h": 2}),
        ["no 2/2"],
        [
            "Not quorate: 2 of the 4 voting members in post are here and 2 are needed, but two "
            "from health_board are needed and only one in post is from there."
        ],
    ),
    (
        "a member without a vote does not meet a category",
        given(members="h1~ h2 c1 c2", here="h1 c1 c2", need={"h": 1}),
        ["no 2/2"],
        [],
    ),
    (
        "a category is lost when its only member leaves",
        given(
            "1/3", members=TWELVE, here="h1@-14:30 c1 c2 c3 c4", need={"h": 1}, items=THREE_ITEMS
        ),
        ["yes 5/4", "no 4/4", "no 4/4"],
        [],
    ),
    (
        "a category is lost when its only member withdraws",
        given("1/3", members=TWELVE, here="h1 c1 c2 c3 c4", need={"h": 1}, withdrew="h1/1"),
        ["no 4/4"],
        [
            "Not quorate: 4 of the 12 voting members in post are counted and 4 are needed, but one "
            "from health_board is needed and none is counted. One has withdrawn for this item and "
            "is not counted."
        ],
    ),
    (
        "a proxy counts in the member's category",
        given("1/3", members=TWELVE, here="p1 c1 c2 c3", proxies="h1=p1", need={"h": 1}),
        ["yes 4/4"],
        [
            "Quorate: 4 of the 12 voting members in post are here, one of them by a proxy, and 4 "
            "are needed. One from health_board is needed and one is here."
        ],
    ),
    (
        "and never in the proxy's own",
        given("1/2", members="h1 c1 h9~", here="h9", proxies="c1=h9", need={"h": 1}),
        ["no 1/1"],
        [
            "Not quorate: 1 of the 2 voting members in post is here, by a proxy, and 1 is needed, "
            "but one from health_board is needed and none is here."
        ],
    ),
    (
        "the categories need more than the number does",
        given("1/10", members=EIGHT, here="h1 h2", need={"h": 2, "c": 2}),
        ["no 2/1"],
        [],
    ),
    (
        "a board by the Order: half of eight, two from each side",
        given("1/2", members=EIGHT, here="h1 h2 p1 c2", proxies="c1=p1", need={"h": 2, "c": 2}),
        ["yes 4/4"],
        [],
    ),
    # -- All at once --------------------------------------------------------------------------
    (
        "an afternoon: late, by a proxy, withdrawn, gone",
        given(
            "1/3",
            minimum=4,
            members=f"{TWELVE} u1~",
            seats=(seat("h7", ends_on=date(2026, 9, 30)),),
            here="h1 h2@14:25 c1 c2 p1@-14:55 u1 h7",
            proxies="c3=p1",
            withdrew="c1/2 h2/2",
            need={"h": 1},
            items=THREE_ITEMS,
        ),
        ["yes 4/4", "no 3/4", "yes 4/4"],
        [
            "Quorate: 4 of the 12 voting members in post are here, one of them by a proxy, and 4 "
            "are needed. One from health_board is needed and one is here.",
            "Not quorate: 3 of the 12 voting members in post are counted, one of them by a proxy, "
            "and 4 are needed, one more. One from health_board is needed and one is counted. Two "
            "have withdrawn for this item and are not counted.",
            "Quorate: 4 of the 12 voting members in post are here and 4 are needed. One from "
            "health_board is needed and two are here.",
        ],
    ),
]


@pytest.mark.parametrize(
    ("case", "want", "why"),
    [pytest.param(case, want, why, id=name) for name, case, want, why in CASES],
)
def test_worked_case(case: Given, want: list[str], why: list[str]) -> None:
    answers = [quorum(case.meeting, item) for item in case.items]

    assert [
        f"{'yes' if one.quorate else 'no'} {one.present}/{one.needed}" for one in answers
    ] == want
    if why:
        assert [one.why for one in answers] == why


def test_the_cases_are_as_many_as_they_must_be_and_each_has_its_name():
    names = [name for name, *_ in CASES]

    assert len(names) == len(set(names)) >= 70


@pytest.mark.parametrize(
    ("fraction", "more_than", "minimum", "by_size"),
    [
        ("1/2", False, 0, [1, 1, 1, 2, 2, 3, 3, 4, 4]),
        ("1/2", True, 0, [1, 1, 2, 2, 3, 3, 4, 4, 5]),
        ("1/3", False, 0, [1, 1, 1, 1, 2, 2, 2, 3, 3]),
        ("1/3", True, 0, [1, 1, 1, 2, 2, 2, 3, 3, 3]),
        ("2/3", False, 0, [1, 1, 2, 2, 3, 4, 4, 5, 6]),
        ("2/3", False, 3, [3, 3, 3, 3, 3, 4, 4, 5, 6]),
        ("0", False, 0, [1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("0", True, 0, [1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("1", False, 0, [1, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("1", True, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ],
)
def test_needed_of_none_to_eight_members(fraction, more_than, minimum, by_size):
    rule = QuorumRule(Fraction(fraction), more_than, minimum)

    assert [needed(rule, size) for size in range(9)] == by_size


def test_fractions_are_exact_where_a_machine_number_is_not():
    assert 0.07 * 100 > 7
    assert needed(QuorumRule(Fraction("0.07")), 100) == 7


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (given("1/3", members=TWELVE, here="h1 h2 c1 c2"), ""),
        (
            given("1/3", members=TWELVE, here="h1 h2 c1"),
            "One more voting member must come in.",
        ),
        (
            given("1/3", members=TWELVE, here="h1"),
            "Three more voting members must come in.",
        ),
        (
            given("1/3", members=TWELVE, here="c1 c2 c3", need={"h": 1}),
            "One more voting member, from the health board, must come in.",
        ),
        (
            given("1/3", members=TWELVE, here="c1 c2 c3 c4 c5", need={"h": 1}),
            "One more voting member, from the health board, must come in.",
        ),
        (
            given("1/3", members=TWELVE, here="c1 c2 c3", need={"h": 2}),
            "Two more voting members must come in, from the health board.",
        ),
        (
            given("1/3", members=TWELVE, here="c1", need={"h": 1}),
            "Three more voting members must come in, at least one from the health board.",
        ),
        (
            given("1/3", members=board(h=3, c=3, t=6), here="t1 t2", need={"h": 1, "c": 1}),
            "Two more voting members must come in, one from the health board and one from the "
            "council.",
        ),
        (
            given("1/3", members=board(h=3, c=3, t=6), here="t1", need={"h": 1, "c": 1}),
            "Three more voting members must come in, at least one from the health board and at "
            "least one from the council.",
        ),
        (
            given(members=board(h=3, c=3, u=3, t=3), need={"h": 1, "c": 2, "u": 3}),
            "Six more voting members must come in, one from the health board, two from the council "
            "and three from service_user.",
        ),
        (
            given(minimum=4, members=board(h=3), here="h1"),
            "It cannot become quorate for this item: 4 are needed and only three with a vote are "
            "in post.",
        ),
        (
            given(minimum=4, members="h1", here="h1"),
            "It cannot become quorate for this item: 4 are needed and only one with a vote is in "
            "post.",
        ),
        (
            given(),
            "It cannot become quorate for this item: 1 is needed and nobody with a vote is in "
            "post.",
        ),
        (
            given("1", members="h1 h2 c1", here="h1 h2 c1", withdrew="h1/1"),
            "It cannot become quorate for this item: 3 are needed and only two are left without "
            "those who have withdrawn.",
        ),
        (
            given("1", members="h1", here="h1", withdrew="h1/1"),
            "It cannot become quorate for this item: 1 is needed and nobody is left without those "
            "who have withdrawn.",
        ),
        (
            given(members="c1 c2", here="c1", need={"h": 1}),
            "It cannot become quorate for this item: one from the health board is needed and "
            "nobody in post is from there.",
        ),
        (
            given(members="h1 c1 c2", here="c1 c2", need={"h": 2}),
            "It cannot become quorate for this item: two from the health board are needed and only "
            "one in post is from there.",
        ),
        (
            given(members="h1 h2 c1 c2", here="c1 c2 h1", need={"h": 2}, withdrew="h1/1"),
            "It cannot become quorate for this item: two from the health board are needed and only "
            "one is left without those who have withdrawn.",
        ),
    ],
)
def test_what_would_make_it(case, words):
    assert what_would_make_it(quorum(case.meeting, case.items[0]), NAMES) == words


def test_each_category_has_an_answer_of_its_own():
    case = given("1/3", members=TWELVE, here="h1 c1 p1 c3", proxies="c2=p1", need={"h": 2, "c": 1})

    assert quorum(case.meeting, case.items[0], NAMES).categories == (
        CategoryQuorum(
            "health_board",
            needed=2,
            present=1,
            met=False,
            why="Two from the health board are needed and one is here.",
        ),
        CategoryQuorum(
            "council",
            needed=1,
            present=3,
            met=True,
            why="One from the council is needed and three are here.",
        ),
    )


def test_a_category_in_words_stands_in_the_sentence():
    case = given("1/3", members=TWELVE, here="c1 c2 c3 c4", need={"h": 1})

    assert quorum(case.meeting, case.items[0], NAMES).why == (
        "Not quorate: 4 of the 12 voting members in post are here and 4 are needed, but one from "
        "the health board is needed and none is here."
    )


def test_who_counts_is_told_with_their_proxies_in_the_order_of_the_seats():
    case = given(members="h1 h2 c1 c2", here="c2 p1 h1", proxies="c1=p1")

    counted = quorum(case.meeting, case.items[0]).tally.counted

    assert [(one.member, one.category, one.proxy) for one in counted] == [
        ("h1", "health_board", None),
        ("c1", "council", "p1"),
        ("c2", "council", None),
    ]


def test_moments_may_be_datetimes():
    def at(hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 12, 9, hour, minute, tzinfo=UTC)

    meeting = Meeting(
        on=ON,
        rule=QuorumRule(Fraction(1, 2)),
        seats=[seat("h1"), seat("c1")],
        attendance=[Presence("h1", at(14), at(15))],
    )

    assert quorum(meeting, Item("1", at(14, 59))).quorate
    assert not quorum(meeting, Item("2", at(15))).quorate
