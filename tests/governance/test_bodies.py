"""Arranging a body: every use case, every refusal with nothing written, and what it leaves."""

from datetime import date, timedelta

import pytest

from governance.enums import InterestRule, TieRule
from governance.models import (
    Proxy,
    Seat,
    SeatCategory,
    Seating,
    StandingOrders,
    VotingStatus,
)
from governance.queries import composition_of
from governance.queries.bodies import members_from, roles_to_arrange
from governance.services import (
    add_seat,
    add_seat_category,
    end_proxy,
    end_seat,
    end_seating,
    name_proxy,
    seat_member,
    set_standing_orders,
    set_voting,
)
from record.enums import Verb
from record.models import Act
from roles.enums import Role
from roles.models import Locality
from roles.queries import held_by
from roles.rules import may
from roles.services import end_role, give_role
from tests.factories import world as w
from tests.factories.bodies import Seats, make_seats, member_of
from tests.factories.refusals import refuses

A_DAY = timedelta(days=1)


@pytest.fixture
def made(world) -> Seats:
    return make_seats(world)


def acted(world, by="officer"):
    return {"by": world.people[by], "at": world.at}


def orders(world, **change):
    values = {
        "from_on": world.today,
        "fraction": "2/3",
        "minimum": 3,
        "categories": {"third_sector": 1},
        "source": "Terms of reference",
        **acted(world),
    }
    return set_standing_orders(world.spg, **(values | change))


def kind(world, **change):
    values = {
        "name": "Allied health",
        "is_voting": True,
        "from_on": world.today,
        "source": "The Order",
        **acted(world),
    }
    return add_seat_category(world.spg, **(values | change))


def voting(world, category, **change):
    values = {"is_voting": True, "from_on": world.today, "source": "The Order", **acted(world)}
    return set_voting(category, **(values | change))


def seat(world, category, **change):
    values = {"title": "A second voice", "from_on": world.today, **acted(world)}
    return add_seat(category, **(values | change))


def proxy(world, name, person, **change):
    values = {"from_on": world.today, **acted(world)}
    return name_proxy(member_of(world.spg, world.people[name]), person, **(values | change))


def member(world, name):
    return member_of(world.spg, world.people[name])


def sits(world, on: date) -> dict[str, str]:
    """Return who sits in which seat on a day, "" in a vacant one."""
    return {
        place.seat.title: place.member.person.name if place.member else ""
        for one in composition_of(world.spg, on).kinds
        for place in one.places
    }


def last_act() -> Act:
    return Act.objects.latest("pk")


# Who may


@pytest.mark.parametrize("name", ["officer", "admin"])
def test_the_bodys_officer_and_an_administrator_arrange_it(world, name):
    assert kind(world, by=world.people[name]).body == world.spg
    assert last_act().actor_key == f"person:{world.people[name].pk}"


def test_the_system_arranges_a_body(world):
    assert kind(world, by=world.system)


OTHERS = ["chair", "member", "lead", "auditor", "ijb_chair", "outsider", "ijb_officer"]


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_arranges_anything(world, made, name):
    w.make_person(world, "ijb_officer")
    give_role(
        world.ijb_officer,
        Role.OFFICER,
        partnership=world.partnership,
        body=world.ijb,
        from_on=world.today,
        by=world.system,
        at=world.at,
    )
    by = {"by": world.people[name]}
    days = {"last_day": world.today, "at": world.at}
    vacant, seating = made.seats["First locality"], made.seatings["member"]
    for act in [
        lambda: orders(world, **by),
        lambda: kind(world, **by),
        lambda: voting(world, made.kinds["carers"], **by),
        lambda: seat(world, made.kinds["carers"], **by),
        lambda: end_seat(vacant, **days, **by),
        lambda: seat_member(
            vacant, member(world, "member3"), from_on=world.today, at=world.at, **by
        ),
        lambda: end_seating(seating, **days, **by),
        lambda: proxy(world, "member2", world.staff, **by),
        lambda: end_proxy(made.proxy, **days, **by),
    ]:
        with refuses("not_allowed") as refused:
            act()
        assert refused.value.status == 403

    roles = roles_to_arrange(world.spg, held_by(world.people[name], world.today))
    assert not may(roles, "body.arrange")


def test_an_officer_of_another_partnership_arranges_nothing(world):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    with refuses("not_allowed"):
        kind(world, by=other.officer)
    with refuses("not_allowed"):
        kind(world, by=other.admin)


# Standing orders


def test_orders_hold_from_a_day_and_end_those_before(world, made):
    set_on = world.today + timedelta(days=10)
    found = orders(
        world,
        from_on=set_on,
        fraction=" 2 / 3 ",
        more_than=True,
        tie=TieRule.CHAIR_CASTS,
        interests=InterestRule.MEMBER_DECIDES,
    )

    before = StandingOrders.objects.get(pk=made.orders.pk)
    assert (before.from_on, before.to_on) == (made.from_on, set_on - A_DAY)
    assert (found.quorum_fraction, found.quorum_more_than, found.quorum_minimum) == ("2/3", True, 3)
    assert composition_of(world.spg, set_on - A_DAY).orders == before
    assert composition_of(world.spg, set_on).orders == found
    assert composition_of(world.spg, made.from_on - A_DAY).orders is None
    act = last_act()
    assert (act.verb, act.subject_key, act.reason) == (
        Verb.ORDERS_SET,
        str(found.pk),
        "Terms of reference",
    )
    assert (act.before["fraction"], act.after["fraction"]) == ("1/2", "2/3")
    assert act.after["categories"] == {"third_sector": 1}
    assert [row.history_user for row in before.history.all()] == [world.officer, world.officer]
    assert found.history.get().history_date == world.at


def test_the_first_orders_have_none_before_them(world):
    orders(world, categories={})
    assert last_act().before == {}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("bad_fraction", {"fraction": "half"}),
        ("bad_fraction", {"fraction": "3/2"}),
        ("bad_fraction", {"fraction": "1/0"}),
        ("bad_fraction", {"fraction": "0.5"}),
        ("bad_minimum", {"minimum": 0}),
        ("bad_minimum", {"minimum": 1001}),
        ("bad_minimum", {"categories": {"third_sector": 0}}),
        ("category_not_voting", {"categories": {"carers": 1}}),
        ("bad_fraction", {"fraction": "1", "more_than": True}),
        ("unknown_category", {"categories": {"clergy": 1}}),
        ("no_source", {"source": "  "}),
    ],
)
def test_orders_that_make_no_sense_are_refused(world, made, code, change):
    with refuses(code):
        orders(world, **change)


def test_orders_from_a_day_that_has_orders_already_are_refused(world, made):
    for early in (made.from_on, made.from_on - A_DAY):
        with refuses("orders_overlap") as refused:
            orders(world, from_on=early, categories={})
        assert refused.value.status == 409
        assert f"{made.from_on:%-d %B %Y}" in str(refused.value)


# Kinds of seats, and their votes


def test_a_kind_of_seat_comes_with_its_vote(world):
    made = kind(world, name="  Allied   health ", is_prescribed=True, is_voting=False)
    assert (made.name, made.code, made.is_prescribed) == ("Allied health", "allied_health", True)
    status = VotingStatus.objects.get(category=made)
    assert (status.is_voting, status.from_on, status.to_on) == (False, world.today, None)
    assert last_act().verb == Verb.SEAT_CATEGORY_ADDED
    assert last_act().after == {
        "is_prescribed": True,
        "is_voting": False,
        "from_on": world.today.isoformat(),
    }
    assert made.history.count() == status.history.count() == 1


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("no_name", {"name": "   "}),
        ("no_name", {"name": "—"}),
        ("no_source", {"source": " "}),
        ("category_exists", {"name": "Carers"}),
    ],
)
def test_kinds_that_make_no_sense_are_refused(world, made, code, change):
    with refuses(code):
        kind(world, **change)


def test_a_vote_changes_on_a_day_and_not_before(world, made):
    carers, on = made.kinds["carers"], world.today
    status = voting(world, carers, from_on=on)

    def votes(day: date) -> bool:
        kinds = composition_of(world.spg, day).kinds
        return next(one.is_voting for one in kinds if one.category == carers)

    assert (votes(on - A_DAY), votes(on)) == (False, True)
    assert VotingStatus.objects.get(category=carers, is_voting=False).to_on == on - A_DAY
    act = last_act()
    assert (act.verb, act.subject_key) == (Verb.VOTING_SET, str(status.pk))
    assert (act.before, act.after["is_voting"]) == ({"is_voting": False}, True)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("no_source", {"source": ""}),
        ("voting_overlap", {"from_on": date(2025, 12, 13)}),
        ("voting_overlap", {"from_on": date(2025, 1, 1)}),
        ("voting_unchanged", {"is_voting": False}),
    ],
)
def test_votes_that_make_no_sense_are_refused(world, made, code, change):
    assert made.from_on == date(2025, 12, 13)
    with refuses(code):
        voting(world, made.kinds["carers"], **change)


# Seats


def test_a_seat_is_vacant_until_somebody_sits_in_it(world, made):
    east = Locality.objects.filter(partnership=world.partnership).first()
    found = seat(world, made.kinds["carers"], title="  Carers,  East ", locality=east)
    assert (found.title, found.locality, found.to_on) == ("Carers, East", east, None)
    assert sits(world, world.today)["Carers, East"] == ""
    assert "Carers, East" not in sits(world, world.today - A_DAY)
    assert last_act().verb == Verb.SEAT_ADDED
    assert last_act().after == {
        "category": "unpaid carers",
        "locality": str(east),
        "from_on": world.today.isoformat(),
    }
    assert found.history.count() == 1


def test_a_seat_needs_a_title_and_a_locality_of_its_partnership(world, made):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    with refuses("no_name"):
        seat(world, made.kinds["carers"], title=" \t")
    with refuses("other_partnership"):
        seat(
            world,
            made.kinds["carers"],
            locality=Locality.objects.filter(partnership=other.partnership).first(),
        )


def test_a_seat_ends_on_its_last_day_and_may_end_earlier_than_was_said(world, made):
    vacant = made.seats["First locality"]
    later = world.today + timedelta(days=9)
    assert end_seat(vacant, last_day=later, **acted(world)).to_on == later
    assert end_seat(vacant, last_day=world.today, **acted(world)).to_on == world.today
    assert "First locality" in sits(world, world.today)
    assert "First locality" not in sits(world, world.today + A_DAY)
    assert last_act().verb == Verb.SEAT_ENDED
    assert Seat.objects.get(pk=vacant.pk).history.count() == 3


def test_a_seat_that_cannot_end_so_is_refused(world, made):
    vacant, taken = made.seats["First locality"], made.seats["Third sector"]
    with refuses("ends_before_it_begins"):
        end_seat(vacant, last_day=made.from_on - A_DAY, **acted(world))
    with refuses("seat_taken") as refused:
        end_seat(taken, last_day=world.today, **acted(world))
    assert "Member sits in it" in str(refused.value)
    end_seat(vacant, last_day=world.today, **acted(world))
    with refuses("ended_already") as refused:
        end_seat(vacant, last_day=world.today, **acted(world))
    assert refused.value.status == 409


def test_a_seat_ends_with_the_member_who_leaves_it(world, made):
    end_seating(made.seatings["member"], last_day=world.today, **acted(world))
    with refuses("seat_taken"):
        end_seat(made.seats["Third sector"], last_day=world.today - A_DAY, **acted(world))
    end_seat(made.seats["Third sector"], last_day=world.today, **acted(world))


# Who sits there


def test_a_member_sits_from_a_day(world, made):
    vacant = made.seats["First locality"]
    seating = seat_member(vacant, member(world, "member3"), from_on=world.today, **acted(world))
    assert sits(world, world.today)["First locality"] == "Member3"
    assert sits(world, world.today - A_DAY)["First locality"] == ""
    assert composition_of(world.spg, world.today).unseated == []
    act = last_act()
    assert (act.verb, act.subject_key) == (Verb.MEMBER_SEATED, str(seating.pk))
    assert act.after == {"seat": "First locality", "from_on": world.today.isoformat()}
    assert seating.history.count() == 1


def test_one_member_may_sit_for_two_groups(world, made):
    seat_member(
        made.seats["First locality"], member(world, "member"), from_on=world.today, **acted(world)
    )
    found = sits(world, world.today)
    assert (found["First locality"], found["Third sector"]) == ("Member", "Member")
    in_post = {one.id for one in composition_of(world.spg, world.today).quorum_seats()}
    assert len(in_post) == 4  # each person once, however many seats


def test_two_sit_in_one_seat_one_after_the_other(world, made):
    taken, first = made.seats["Third sector"], made.seatings["member"]
    end_seating(first, last_day=world.today, **acted(world))
    second = seat_member(
        taken, member(world, "member3"), from_on=world.today + A_DAY, **acted(world)
    )
    again = world.today + timedelta(days=30)
    end_seating(second, last_day=again - A_DAY, **acted(world))
    seat_member(taken, member(world, "member"), from_on=again, **acted(world))

    days = [world.today, world.today + A_DAY, again - A_DAY, again]
    assert [sits(world, day)["Third sector"] for day in days] == [
        "Member",
        "Member3",
        "Member3",
        "Member",
    ]
    assert Seating.objects.filter(seat=taken).count() == 3


def test_a_member_whose_role_ended_leaves_the_seat_free(world, made):
    taken = made.seats["Third sector"]
    end_role(member(world, "member"), last_day=world.today, by=world.system, at=world.at)
    tomorrow = world.today + A_DAY
    assert sits(world, world.today)["Third sector"] == "Member"
    assert sits(world, tomorrow)["Third sector"] == ""
    assert [one.person.name for one in members_from(world.spg, tomorrow)] == [
        "Chair",
        "Member2",
        "Member3",
    ]

    seat_member(taken, member(world, "member3"), from_on=tomorrow, **acted(world))

    assert sits(world, tomorrow)["Third sector"] == "Member3"
    left = Seating.objects.get(pk=made.seatings["member"].pk)
    assert left.to_on == world.today
    assert left.history.latest().history_user == world.officer


def test_a_member_given_the_role_again_keeps_seat_and_proxy(world, made):
    end_role(member(world, "member"), last_day=world.today, by=world.system, at=world.at)
    back = world.today + timedelta(days=20)
    give_role(
        world.member,
        Role.BODY_MEMBER,
        partnership=world.partnership,
        body=world.spg,
        from_on=back,
        by=world.system,
        at=world.at,
    )

    assert sits(world, back - A_DAY)["Third sector"] == ""
    assert sits(world, back)["Third sector"] == "Member"
    assert not composition_of(world.spg, back - A_DAY).proxies
    assert [row.person for row in composition_of(world.spg, back).proxies] == [world.lead]


def test_who_cannot_be_seated_so_is_refused(world, made):
    vacant, later = made.seats["First locality"], world.today + timedelta(days=5)
    ijb = member_of(world.ijb, world.ijb_member)
    officer = world.officer.held_roles.get()
    for stranger in (ijb, officer):
        with refuses("not_a_member"):
            seat_member(vacant, stranger, from_on=world.today, **acted(world))
    third = member(world, "member3")
    with refuses("seat_not_there"):
        seat_member(vacant, third, from_on=made.from_on - A_DAY, **acted(world))
    with refuses("seat_taken") as refused:
        seat_member(made.seats["Third sector"], third, from_on=world.today, **acted(world))
    assert refused.value.status == 409
    end_role(third, last_day=world.today, by=world.system, at=world.at)
    for day in (third.from_on - A_DAY, later):
        with refuses("not_in_post"):
            seat_member(vacant, third, from_on=day, **acted(world))


def test_a_seat_is_taken_until_the_last_day_of_whoever_sits_there(world, made):
    taken, third = made.seats["Third sector"], member(world, "member3")
    end_seating(made.seatings["member"], last_day=world.today, **acted(world))
    with refuses("seat_taken"):
        seat_member(taken, third, from_on=world.today, **acted(world))
    assert seat_member(taken, third, from_on=world.today + A_DAY, **acted(world))


def test_who_leaves_a_seat_leaves_it_on_a_last_day(world, made):
    seating = made.seatings["member"]
    with refuses("ends_before_it_begins"):
        end_seating(seating, last_day=made.from_on - A_DAY, **acted(world))
    end_seating(seating, last_day=world.today, **acted(world))
    assert last_act().verb == Verb.SEATING_ENDED
    assert last_act().after == {"to_on": world.today.isoformat()}
    with refuses("ended_already") as refused:
        end_seating(seating, last_day=world.today + A_DAY, **acted(world))
    assert refused.value.status == 409
    assert seating.history.count() == 2


# Proxies


def test_a_proxy_is_named_for_some_days_and_another_after_them(world, made):
    until = world.today + timedelta(days=9)
    first = proxy(world, "member2", world.staff, to_on=until)
    second = proxy(world, "member2", world.sponsor, from_on=until + A_DAY)
    assert last_act().verb == Verb.PROXY_NAMED
    assert last_act().after == {"from_on": (until + A_DAY).isoformat(), "to_on": None}
    for day, expected in [(until, first), (until + A_DAY, second)]:
        found = composition_of(world.spg, day).proxies
        assert [one for one in found if one.member.person == world.member2] == [expected]
    assert first.history.count() == 1


def test_proxies_that_make_no_sense_are_refused(world, made):
    early = {"to_on": world.today - A_DAY}
    with refuses("own_proxy"):
        proxy(world, "member2", world.member2)
    with refuses("other_partnership"):
        proxy(world, "member2", world.outsider)
    with refuses("ends_before_it_begins"):
        proxy(world, "member2", world.staff, **early)
    with refuses("proxy_named") as refused:
        proxy(world, "member", world.staff)
    assert refused.value.status == 409
    assert "Lead stands in for Member" in str(refused.value)
    with refuses("not_a_member"):
        name_proxy(world.officer.held_roles.get(), world.staff, from_on=world.today, **acted(world))
    with refuses("not_a_member"):
        name_proxy(world.admin.held_roles.get(), world.staff, from_on=world.today, **acted(world))


def test_a_proxy_ends_on_a_last_day(world, made):
    with refuses("ends_before_it_begins"):
        end_proxy(made.proxy, last_day=made.from_on - A_DAY, **acted(world))
    ended = end_proxy(made.proxy, last_day=world.today, **acted(world))
    assert Proxy.objects.get().to_on == ended.to_on == world.today
    assert last_act().verb == Verb.PROXY_ENDED
    with refuses("ended_already") as refused:
        end_proxy(made.proxy, last_day=world.today, **acted(world))
    assert refused.value.status == 409
    assert composition_of(world.spg, world.today + A_DAY).proxies == ()


# The body as composed


def test_a_body_as_composed_says_what_is_vacant(world, made):
    found = composition_of(world.spg, world.today)
    assert [place.seat.title for place in found.vacancies] == ["First locality"]
    assert [one.person.name for one in found.unseated] == ["Member3"]
    assert [one.person.name for one in found.proxies] == ["Lead"]


def test_the_act_and_the_history_of_each_use_case_name_one_person_and_moment(world, made):
    verbs = {
        Verb.SEAT_CATEGORY_ADDED: 5,
        Verb.SEAT_ADDED: 4,
        Verb.MEMBER_SEATED: 3,
        Verb.PROXY_NAMED: 1,
        Verb.ORDERS_SET: 1,
    }
    for verb, count in verbs.items():
        found = Act.objects.filter(verb=verb)
        assert found.count() == count
        assert {(one.actor_words, one.at, one.partnership_key) for one in found} == {
            ("Officer", world.at, "moray")
        }
    for model in (SeatCategory, VotingStatus, Seat, Seating, Proxy, StandingOrders):
        rows = model.history.all()
        assert {(row.history_user, row.history_date) for row in rows} == {(world.officer, world.at)}


def test_a_seat_is_free_again_where_the_role_ended_before_the_seating_began(world, made):
    vacant = made.seats["First locality"]
    first, last = world.today + timedelta(days=60), world.today + timedelta(days=30)
    seat_member(vacant, member(world, "member3"), from_on=first, **acted(world))
    end_role(member(world, "member3"), last_day=last, by=world.system, at=world.at)

    seat_member(vacant, member(world, "member2"), from_on=first, **acted(world))

    assert sits(world, first)["First locality"] == "Member2"
    ended = Act.objects.filter(verb=Verb.SEATING_ENDED).latest("pk")
    assert ended.reason == "They left the body."


def test_a_second_proxy_is_refused_across_the_terms_of_a_member(world, made):
    again = world.today + timedelta(days=20)
    end_role(member(world, "member"), last_day=world.today, by=world.system, at=world.at)
    second = give_role(
        world.member,
        Role.BODY_MEMBER,
        partnership=world.partnership,
        body=world.spg,
        from_on=again,
        by=world.system,
        at=world.at,
    )

    with refuses("proxy_named"):
        name_proxy(second, world.staff, from_on=again, **acted(world))
