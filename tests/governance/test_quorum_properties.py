"""Quorum on meetings that nobody thought of, and against a second hand's reading of the rule."""

from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.rules.counts import number
from governance.rules.quorum import (
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
MEMBERS = ["a", "b", "c", "d", "e"]
OTHERS = ["p", "q", "r"]
PEOPLE = st.sampled_from(MEMBERS + OTHERS)
CATEGORIES = st.sampled_from(["council", "health_board", "third_sector"])
# Few moments, so that they often fall together
MINUTES = st.integers(0, 6)
ITEM = Item("1", time(14, 3))

rules = st.builds(
    QuorumRule,
    fraction=st.fractions(0, 1, max_denominator=12),
    more_than=st.booleans(),
    minimum=st.integers(0, 6),
    categories=st.dictionaries(CATEGORIES, st.integers(0, 2), max_size=3),
)
# Most are in post with a vote, so that much else can happen to them
days = st.sampled_from([None, None, None, *(ON + timedelta(days=n) for n in (-1, 0, 1))])
seats = st.builds(
    Seat,
    id=st.sampled_from(MEMBERS),
    category=CATEGORIES,
    is_voting=st.sampled_from([True, True, True, False]),
    starts_on=days,
    ends_on=days,
)
stand_ins = st.builds(
    StandIn,
    st.sampled_from([*MEMBERS, "p"]),
    st.sampled_from([*OTHERS, *OTHERS, "a", "b"]),
)


@st.composite
def presences(draw: st.DrawFn, who: st.SearchStrategy[str] = PEOPLE) -> Presence[time]:
    came = draw(MINUTES)
    left = draw(st.none() | st.integers(came, 6))
    return Presence(draw(who), minute(came), None if left is None else minute(left))


def minute(past: int) -> time:
    return time(14, past)


meetings = st.builds(
    Meeting,
    on=st.just(ON),
    rule=rules,
    seats=st.lists(seats, min_size=2, max_size=8),
    attendance=st.lists(presences() | presences(st.sampled_from(OTHERS)), max_size=8),
    stand_ins=st.lists(stand_ins, max_size=6),
    withdrawals=st.lists(
        st.builds(Withdrawal, PEOPLE, st.sampled_from(["1", "1", "2"])), max_size=3
    ),
)


# -- The same rule, read by another hand -----------------------------------------------------


def needed_by_trying(rule: QuorumRule, in_post: int) -> int:
    """Count up from 1 in whole numbers until the rule is content."""
    over, under = rule.fraction.numerator, rule.fraction.denominator
    for count in range(1, in_post + rule.minimum + 3):
        share = count * under - over * in_post
        if count >= rule.minimum and (share > 0 if rule.more_than else share >= 0):
            return count
    raise AssertionError("no number is enough")


def minutes_of(meeting: Meeting[time], id: str) -> set[int]:
    """Return each minute of the hour at which somebody is in the room."""
    return {
        past
        for line in meeting.attendance
        if line.id == id
        for past in range(line.came_at.minute, line.left_at.minute if line.left_at else 60)
    }


def categories_by_place(meeting: Meeting[time], item: Item[time]) -> list[str]:
    """Return the categories of the places that are filled, found line by line from the back."""
    now = item.decided_at.minute
    members = {
        one.id: one.category
        for one in reversed(meeting.seats)
        if one.is_voting and (one.starts_on or date.min) <= meeting.on <= (one.ends_on or date.max)
    }
    out = {one.id for one in meeting.withdrawals if one.item == item.number}
    room = {id for id in MEMBERS + OTHERS if now in minutes_of(meeting, id)}
    lines = [
        line
        for line in meeting.stand_ins
        if line.member in set(members) - room - out and line.proxy in room - set(members) - out
    ]

    def is_taken(place: int) -> bool:
        line = lines[place]
        return not any(
            is_taken(before)
            for before in range(place)
            if lines[before].member == line.member or lines[before].proxy == line.proxy
        )

    filled = (set(members) & room) - out
    filled |= {line.member for place, line in enumerate(lines) if is_taken(place)}
    return [members[id] for id in filled]


@given(rules, st.integers(0, 60))
def test_needed_is_what_trying_every_number_finds(rule, in_post):
    assert needed(rule, in_post) == needed_by_trying(rule, in_post)


@settings(max_examples=1000)
@given(meetings)
def test_a_second_reading_of_the_rule_agrees(meeting):
    filled = categories_by_place(meeting, ITEM)
    in_post = {
        one.id
        for one in meeting.seats
        if one.is_voting and (one.starts_on or date.min) <= meeting.on <= (one.ends_on or date.max)
    }
    enough = needed_by_trying(meeting.rule, len(in_post))

    found = quorum(meeting, ITEM)

    assert (found.present, found.needed) == (len(filled), enough)
    assert found.quorate == (
        len(filled) >= enough
        and all(filled.count(code) >= count for code, count in meeting.rule.categories.items())
    )
    assert {one.category: one.present for one in found.categories} == {
        code: filled.count(code) for code, count in meeting.rule.categories.items() if count
    }


# -- How many are needed ---------------------------------------------------------------------


@given(rules, st.integers(0, 60))
def test_needed_never_falls_as_members_come_into_post_and_rises_by_one_at_most(rule, in_post):
    assert 0 <= needed(rule, in_post + 1) - needed(rule, in_post) <= 1


@given(rules, st.integers(0, 60))
def test_needed_is_at_least_one_and_the_minimum_and_more_for_more_than(rule, in_post):
    enough = needed(replace(rule, more_than=False), in_post)

    assert enough >= max(1, rule.minimum)
    assert enough <= needed(replace(rule, more_than=True), in_post) <= enough + 1


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 200))
def test_a_share_that_comes_out_whole_is_not_rounded(over, under, times):
    over, in_post = min(over, under), under * times
    fraction = Fraction(over, under)

    assert needed(QuorumRule(fraction), in_post) == over * times
    assert needed(QuorumRule(fraction, more_than=True), in_post) == over * times + 1


# -- What never changes the answer -----------------------------------------------------------


@given(meetings, st.randoms())
def test_the_order_of_attendance_and_withdrawals_does_not_matter(meeting, random):
    shuffled = replace(
        meeting,
        attendance=random.sample(meeting.attendance, len(meeting.attendance)),
        withdrawals=random.sample(meeting.withdrawals, len(meeting.withdrawals)),
    )

    assert quorum(shuffled, ITEM) == quorum(meeting, ITEM)


@given(meetings)
def test_what_is_listed_twice_counts_once(meeting):
    twice = replace(
        meeting,
        seats=[*meeting.seats, *meeting.seats],
        attendance=[*meeting.attendance, *meeting.attendance],
        stand_ins=[*meeting.stand_ins, *meeting.stand_ins],
        withdrawals=[*meeting.withdrawals, *meeting.withdrawals],
    )

    assert quorum(twice, ITEM) == quorum(meeting, ITEM)


@given(meetings, CATEGORIES)
def test_a_vacancy_a_member_without_a_vote_and_an_onlooker_change_nothing(meeting, category):
    more = replace(
        meeting,
        seats=[
            *meeting.seats,
            Seat("gone", category, ends_on=ON - timedelta(days=1)),
            Seat("coming", category, starts_on=ON + timedelta(days=1)),
            Seat("adviser", category, is_voting=False),
        ],
        attendance=[
            *meeting.attendance,
            *(Presence(id, minute(0)) for id in ("gone", "coming", "adviser", "onlooker")),
        ],
    )

    assert quorum(more, ITEM) == quorum(meeting, ITEM)


@given(meetings)
def test_what_happens_after_the_decision_does_not_matter(meeting):
    until = replace(
        meeting,
        attendance=[
            replace(
                line,
                left_at=None if line.left_at and line.left_at > ITEM.decided_at else line.left_at,
            )
            for line in meeting.attendance
            if line.came_at <= ITEM.decided_at
        ],
    )

    assert quorum(until, ITEM) == quorum(meeting, ITEM)


@given(meetings, PEOPLE)
def test_withdrawing_for_another_item_changes_nothing(meeting, id):
    more = replace(meeting, withdrawals=[*meeting.withdrawals, Withdrawal(id, "9")])

    assert quorum(more, ITEM) == quorum(meeting, ITEM)


# -- What helps and what does not ------------------------------------------------------------


def voting_in_post(meeting: Meeting[time]) -> set[str]:
    return {one.id for one in meeting.seats if one.is_voting and one.is_held(ON)}


def come_in(meeting: Meeting[time], *ids: str) -> Meeting[time]:
    return replace(
        meeting, attendance=[*meeting.attendance, *(Presence(id, ITEM.decided_at) for id in ids)]
    )


@given(meetings, st.sampled_from(MEMBERS))
def test_a_voting_member_who_comes_in_never_costs_quorum_in_any_category(meeting, id):
    if id not in voting_in_post(meeting):
        return
    before, after = quorum(meeting, ITEM), quorum(come_in(meeting, id), ITEM)

    assert before.present <= after.present <= before.present + 1
    assert all(
        was.present <= now.present
        for was, now in zip(before.categories, after.categories, strict=True)
    )
    assert after.quorate or not before.quorate


@given(meetings, PEOPLE)
def test_who_withdraws_never_raises_the_number(meeting, id):
    """One who is away may free their proxy for a member of another category, never for one more."""
    withdrawn = replace(meeting, withdrawals=[*meeting.withdrawals, Withdrawal(id, "1")])
    before, after = quorum(meeting, ITEM), quorum(withdrawn, ITEM)

    assert before.present - 1 <= after.present <= before.present
    if any(line.id == id and line.is_there(ITEM.decided_at) for line in meeting.attendance):
        assert before.quorate or not after.quorate


@given(meetings)
def test_no_more_count_than_are_in_post_or_are_in_the_room(meeting):
    there = {line.id for line in meeting.attendance if line.is_there(ITEM.decided_at)}
    found = quorum(meeting, ITEM)

    assert found.present <= min(len(voting_in_post(meeting)), len(there))
    assert {one.proxy or one.member for one in found.tally.counted} <= there
    assert len({one.proxy or one.member for one in found.tally.counted}) == found.present


# -- What is said ----------------------------------------------------------------------------


@given(meetings)
def test_the_sentences_say_what_the_answer_is(meeting):
    found = quorum(meeting, ITEM)

    assert found.why.startswith("Quorate: " if found.quorate else "Not quorate: ")
    assert found.why.endswith(".")
    assert "  " not in found.why
    assert f"{found.needed} {'is' if found.needed == 1 else 'are'} needed" in found.why
    assert (what_would_make_it(found) == "") == found.quorate


@given(meetings)
def test_what_would_make_it_names_the_fewest_who_would_do(meeting):
    found = quorum(meeting, ITEM)
    if found.quorate:
        return
    away = sorted(voting_in_post(meeting))
    fewest = next(
        (
            count
            for count in range(1, len(away) + 1)
            if any(
                quorum(come_in(meeting, *who), ITEM).quorate for who in combinations(away, count)
            )
        ),
        None,
    )

    said = what_would_make_it(found)

    if fewest is None:
        assert said.startswith("It cannot become quorate for this item: ")
    else:
        assert said.startswith(f"{number(fewest).capitalize()} more voting member")
