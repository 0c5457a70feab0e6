"""Pages of bodies at work: who sees what, what each form does, what a wrong one says."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import (
    Proxy,
    Seat,
    SeatCategory,
    Seating,
    StandingOrders,
    VotingStatus,
)
from governance.services import (
    add_seat,
    add_seat_category,
    end_seating,
    name_proxy,
    seat_member,
    set_standing_orders,
)
from roles.enums import Role
from roles.services import end_role, give_role
from tests.factories import world as w
from tests.factories.bodies import Seats, make_seats, member_of
from tests.factories.unchanged import unchanged

A_DAY = timedelta(days=1)
HUGE = "9" * 40


@pytest.fixture
def made(world) -> Seats:
    return make_seats(world)


@pytest.fixture
def elsewhere(world) -> w.World:
    return w.make_world("argyll", "ARGY", "argyll.example")


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def pages(made: Seats) -> dict[str, str]:
    key = made.body.pk
    return {name: at(name, key) for name in ("body", "body_coverage")}


def forms(made: Seats) -> dict[str, str]:
    key, kind = made.body.pk, made.kinds["carers"].pk
    return {
        "orders_set": at("orders_set", key),
        "kind_add": at("kind_add", key),
        "voting_set": at("voting_set", key, kind),
        "seat_add": at("seat_add", key, kind),
        "seat_end": at("seat_end", key, made.seats["First locality"].pk),
        "seat_member": at("seat_member", key, made.seats["First locality"].pk),
        "seating_end": at("seating_end", key, made.seatings["member"].pk),
        "proxy_add": at("proxy_add", key),
        "proxy_end": at("proxy_end", key, made.proxy.pk),
    }


def sent(world, made: Seats) -> dict[str, dict]:
    """Return what the officer sends in each form."""
    day = {"from_on": world.today.isoformat()}
    last = {"last_day": world.today.isoformat()}
    third = member_of(world.spg, world.member3)
    return {
        "orders_set": {
            **day,
            "fraction": "2 / 3",
            "minimum": "3",
            f"needs_{made.kinds['third_sector'].pk}": "1",
            "tie": "falls",
            "correspondence": "not_allowed",
            "papers_days": "5",
            "interests": "withdraws",
            "source": "Terms of reference",
        },
        "kind_add": {**day, "name": "Allied health", "is_voting": "no", "source": "The Order"},
        "voting_set": {**day, "is_voting": "yes", "source": "The Order"},
        "seat_add": {**day, "name": "Carers, East", "locality": ""},
        "seat_end": last,
        "seat_member": {**day, "member": third.pk},
        "seating_end": last,
        "proxy_add": {**day, "member": third.pk, "person": world.staff.pk, "last_day": ""},
        "proxy_end": last,
    }


FORMS = (
    "orders_set",
    "kind_add",
    "voting_set",
    "seat_add",
    "seat_end",
    "seat_member",
    "seating_end",
    "proxy_add",
    "proxy_end",
)


def officer_of_the_board(world):
    """Return somebody who is the officer of another body of the partnership."""
    person = w.make_person(world, "ijb_officer")
    give_role(
        person,
        Role.OFFICER,
        partnership=world.partnership,
        body=world.ijb,
        from_on=world.today,
        by=world.system,
        at=world.at,
    )
    return person


# Who sees what


def test_a_visitor_is_sent_to_sign_in(world, made, as_):
    for url in [*pages(made).values(), *forms(made).values(), at("rehearse", made.body.pk)]:
        answer = as_().get(url)
        assert answer.status_code == 302, url
        assert answer.url.startswith(reverse("account_login"))


def test_outsiders_and_other_partnerships_find_no_such_body(world, made, elsewhere, as_):
    values = sent(world, made)
    for person in (world.outsider, elsewhere.officer, elsewhere.admin, elsewhere.member):
        browser = as_(person)
        with unchanged():
            for url in [*pages(made).values(), at("rehearse", made.body.pk)]:
                assert browser.get(url).status_code == 404, url
            for name, url in forms(made).items():
                assert browser.get(url).status_code == 404, url
                assert browser.post(url, values[name]).status_code == 404, url


READERS = ("officer", "admin", "chair", "member", "lead", "auditor", "ijb_chair", "staff")


@pytest.mark.parametrize("name", READERS)
def test_everybody_with_a_role_in_the_partnership_sees_the_body(world, made, as_, name):
    for url in pages(made).values():
        answer = as_(world.people[name]).get(url)
        assert answer.status_code == 200
        assert b"<h1" in answer.content


@pytest.mark.parametrize("name", ["officer", "admin"])
def test_its_officer_and_an_administrator_get_every_form_and_its_link(world, made, as_, name):
    browser = as_(world.people[name])
    body = words(browser.get(at("body", made.body.pk)))
    for form, url in forms(made).items():
        assert browser.get(url).status_code == 200, form
        assert f'href="{url}"' in body, form
    assert at("rehearse", made.body.pk) in body


@pytest.mark.parametrize("name", ["chair", "member", "lead", "auditor", "ijb_chair", "ijb_officer"])
def test_others_get_no_form_and_no_link_to_one(world, made, as_, name):
    officer_of_the_board(world)
    browser, values = as_(world.people[name]), sent(world, made)
    body = words(browser.get(at("body", made.body.pk)))
    for form, url in forms(made).items():
        assert url not in body, form
        with unchanged():
            answers = [browser.get(url), browser.post(url, values[form])]
        assert [one.status_code for one in answers] == [403, 403], form
        assert "administrator, officer" in words(answers[0])


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("officer", 200),
        ("chair", 200),
        ("member", 200),
        ("admin", 200),
        ("ijb_officer", 403),
        ("ijb_chair", 403),
        ("lead", 403),
        ("outsider", 404),
    ],
)
def test_who_may_rehearse(world, made, as_, name, status):
    officer_of_the_board(world)
    browser = as_(world.people[name])
    assert browser.get(at("rehearse", made.body.pk)).status_code == status
    if status != 404:
        body = words(browser.get(at("body", made.body.pk)))
        assert (at("rehearse", made.body.pk) in body) == (status == 200)


def test_a_key_of_another_body_is_no_page(world, made, as_):
    browser, values = as_(world.admin), sent(world, made)
    mine, other = f"/bodies/{made.body.pk}/", f"/bodies/{world.ijb.pk}/"
    with unchanged():
        for name, url in forms(made).items():
            if name not in ("orders_set", "kind_add", "proxy_add"):
                assert browser.get(url.replace(mine, other)).status_code == 404, name
                assert browser.post(url.replace(mine, other), values[name]).status_code == 404
    for url in (f"/bodies/{HUGE}/", f"{mine}seats/{HUGE}/end/", f"{mine}kinds/{HUGE}/voting/"):
        assert browser.get(url).status_code == 404


def test_the_list_of_bodies_leads_to_each(world, as_):
    body = words(as_(world.lead).get(reverse("roles:bodies")))
    for one in world.bodies.values():
        assert f'href="{at("body", one.pk)}"' in body


# The body on a day


def test_the_body_as_it_is_composed_today(world, made, as_):
    body = words(as_(world.lead).get(at("body", made.body.pk)))
    for said in (
        "Four members and four seats, one vacant.",
        "At least 1/2 of the voting members in post, and never fewer than two; "
        "at least one from “the third sector”",
        "Nobody has a casting vote: the proposal falls",
        "The member withdraws for the item",
        "Terms of reference, section 4",
        "From 13 December 2025",
        "Speaks for East",
        "Chair, chair",
        "<strong>Vacant</strong>",
        "Since 13 December 2025: Terms of reference, section 3",
        '<th scope="row">Lead</th><td>Member</td>',
        "No seat of this kind on this day",
    ):
        assert said in body, said
    assert "<li>Member3</li>" in body
    assert "No standing orders" not in body


def test_a_body_without_orders_and_seats_says_what_follows(world, as_):
    body = words(as_(world.lead).get(at("body", world.slt.pk)))
    assert "No standing orders are kept for this day." in body
    assert "recorded without a check of quorum" in body
    assert "The officer of the body or an administrator sets them." in body
    assert "It has no seats here yet, so every member votes." in body
    assert "Slt_chair, chair" in body
    assert "Nobody is named as a proxy." in body
    assert at("orders_set", world.slt.pk) in words(as_(world.admin).get(at("body", world.slt.pk)))


def test_the_body_as_it_was_and_as_it_will_be(world, made, as_):
    vacant, third = made.seats["First locality"], member_of(world.spg, world.member3)
    end_seating(
        made.seatings["member"], last_day=world.today + A_DAY, by=world.officer, at=world.at
    )
    seat_member(vacant, third, from_on=world.today + A_DAY, by=world.officer, at=world.at)
    browser, url = as_(world.officer), at("body", made.body.pk)

    today = browser.get(url).context["composition"]
    assert [place.seat.title for place in today.vacancies] == ["First locality"]
    assert "until 13 Jan 2026" in words(browser.get(url))

    later = browser.get(url, {"on": (world.today + 2 * A_DAY).isoformat()})
    assert [one.seat.title for one in later.context["composition"].vacancies] == ["Third sector"]
    assert "On 14 January 2026: Four members" in words(later)
    assert "See it today" in words(later)

    before = words(browser.get(url, {"on": (made.from_on - A_DAY).isoformat()}))
    assert "No standing orders are kept for this day." in before
    assert before.count("No seat of this kind on this day") == len(made.kinds)


@pytest.mark.parametrize(
    "on", ["", "yesterday", "0001-01-01", "9999-12-31", "2026-02-30", "\x00", HUGE]
)
@pytest.mark.parametrize("name", ["body", "rehearse"])
def test_a_day_that_is_none_is_said_and_today_is_shown(world, made, as_, name, on):
    answer = as_(world.officer).get(at(name, made.body.pk), {"on": on})
    assert answer.status_code == 200
    assert "There is a problem" in words(answer)
    assert answer.context["on"] == world.today


@pytest.mark.parametrize("on", ["1990-01-01", "2099-12-31"])
@pytest.mark.parametrize("name", ["body", "rehearse"])
def test_the_first_and_the_last_day_are_shown(world, made, as_, name, on):
    assert as_(world.officer).get(at(name, made.body.pk), {"on": on}).status_code == 200


def test_a_seat_whose_member_left_the_body_is_vacant(world, made, as_):
    end_role(
        member_of(world.spg, world.member),
        last_day=world.today - A_DAY,
        by=world.system,
        at=world.at,
    )
    body = words(as_(world.officer).get(at("body", made.body.pk)))
    assert "Three members and four seats, two vacant." in body
    assert at("seat_member", made.body.pk, made.seats["Third sector"].pk) in body


def test_what_has_ended_is_not_offered_to_be_ended_again(world, made, as_):
    end_seating(
        made.seatings["member"], last_day=world.today - A_DAY, by=world.officer, at=world.at
    )
    on = {"on": (world.today - 2 * A_DAY).isoformat()}
    body = words(as_(world.officer).get(at("body", made.body.pk), on))
    assert "until 11 Jan 2026" in body
    assert at("seating_end", made.body.pk, made.seatings["member"].pk) not in body


def queries(browser, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(url).status_code == 200
    return len(found)


def fill(world, count: int) -> None:
    """Give the board so many kinds of seats, each with a seat, a member and a proxy."""
    acted = {"from_on": world.today, "by": world.system, "at": world.at}
    for _ in range(count):
        number = SeatCategory.objects.count()
        person = w.make_person(world, f"sitting{number}")
        member = give_role(
            person, Role.BODY_MEMBER, partnership=world.partnership, body=world.ijb, **acted
        )
        kind = add_seat_category(
            world.ijb, name=f"Kind {number}", is_voting=True, source="The Order", **acted
        )
        locality = world.partnership.localities.first()
        seat = add_seat(kind, title=f"Seat {number}", locality=locality, **acted)
        seat_member(seat, member, **acted)
        name_proxy(member, world.lead, **acted)
    if not StandingOrders.objects.filter(body=world.ijb).exists():
        set_standing_orders(world.ijb, fraction="1/2", minimum=1, source="Orders", **acted)


@pytest.mark.parametrize("name", ["body", "body_coverage", "rehearse"])
def test_a_page_asks_as_much_of_one_seat_as_of_three(world, as_, name):
    fill(world, 1)
    browser, url = as_(world.admin), at(name, world.ijb.pk)
    browser.get(url)
    one = queries(browser, url)
    fill(world, 2)
    assert len(browser.get(url).context["body"].seat_categories.all()) == 3
    assert queries(browser, url) == one


# Who has a voice


def test_who_has_a_voice_and_who_has_none(world, made, as_):
    answer = as_(world.lead).get(at("body_coverage", made.body.pk))
    body = words(answer)
    for said in (
        "Two of the three prescribed groups have a voice today; one has none.",
        "One of the two other kinds of seat has a voice today; one has none.",
        "None of the two localities has a voice today.",
        "Public Bodies (Joint Working) (Scotland) Act 2014, section 32; SSI 2014/308.",
        "1 seat vacant",
    ):
        assert said in body, said
    assert body.count("<strong>No voice today</strong>") == 4
    assert [one["speakers"] for one in answer.context["prescribed"]] == [
        ["Member"],
        ["Member2"],
        [],
    ]

    seat_member(
        made.seats["First locality"],
        member_of(world.spg, world.member),
        from_on=world.today,
        by=world.officer,
        at=world.at,
    )
    answer = as_(world.lead).get(at("body_coverage", made.body.pk))
    assert "One of the two localities has a voice today; one has none." in words(answer)
    assert [one["speakers"] for one in answer.context["localities"]] == [["Member"], []]


def test_a_body_without_seats_has_no_voices_to_tell_of(world, as_):
    body = words(as_(world.lead).get(at("body_coverage", world.slt.pk)))
    assert "No kind of seat of this body is marked as a prescribed group." in body
    assert "No seat of this body speaks for a locality." in body
    assert "section 32" not in body
    group = words(as_(world.lead).get(at("body_coverage", world.spg.pk)))
    assert "None of the two localities has a voice today." in group


# The forms


def test_standing_orders_are_set(world, made, as_):
    url = forms(made)["orders_set"]
    page = words(as_(world.officer).get(url))
    assert 'value="1/2"' in page
    assert ">The third sector</label>" in page

    answer = as_(world.officer).post(url, sent(world, made)["orders_set"], follow=True)

    found = StandingOrders.objects.get(body=world.spg, to_on=None)
    assert (found.quorum_fraction, found.quorum_minimum) == ("2/3", 3)
    assert found.quorum_categories == {"third_sector": 1}
    assert (
        "Standing orders are set from 12 January 2026. Quorum: At least 2/3 of the voting members "
        "in post, and never fewer than three; at least one from “the third sector”."
        in words(answer)
    )


def test_a_kind_of_seat_is_added_and_its_vote_changed(world, made, as_):
    browser, urls, values = as_(world.officer), forms(made), sent(world, made)
    answer = browser.post(urls["kind_add"], values["kind_add"], follow=True)
    assert "Added: the kind of seat “Allied health”, not voting from 12 January 2026." in words(
        answer
    )
    assert VotingStatus.objects.get(category__name="Allied health").is_voting is False

    assert "unpaid carers: not voting from 13 December 2025." in words(
        browser.get(urls["voting_set"])
    )
    answer = browser.post(urls["voting_set"], values["voting_set"], follow=True)
    assert "From 12 January 2026 voting: unpaid carers." in words(answer)


def test_a_seat_is_added_filled_left_and_ended(world, made, as_):
    browser, urls, values = as_(world.officer), forms(made), sent(world, made)
    east = world.partnership.localities.first()
    answer = browser.post(urls["seat_add"], values["seat_add"] | {"locality": east.pk}, follow=True)
    assert "Added: the seat “Carers, East” from 12 January 2026. It is vacant." in words(answer)
    assert Seat.objects.get(title="Carers, East").locality == east

    answer = browser.post(urls["seat_member"], values["seat_member"], follow=True)
    assert "Seated: Member3 in the seat “First locality” from 12 January 2026." in words(answer)
    seating = Seating.objects.get(seat=made.seats["First locality"])

    url = at("seating_end", made.body.pk, seating.pk)
    assert "Member3 in the seat “First locality” since 12 January 2026." in words(browser.get(url))
    answer = browser.post(url, values["seating_end"], follow=True)
    assert "Member3 leaves the seat “First locality”: the last day is 12 January 2026." in words(
        answer
    )

    answer = browser.post(urls["seat_end"], values["seat_end"], follow=True)
    assert "The seat “First locality” ends on 12 January 2026." in words(answer)


def test_a_proxy_is_named_and_ended(world, made, as_):
    browser, urls, values = as_(world.officer), forms(made), sent(world, made)
    until = values["proxy_add"] | {"last_day": "2026-02-01"}
    answer = browser.post(urls["proxy_add"], until, follow=True)
    assert "Named: Staff as proxy for Member3 from 12 January 2026 to 1 February 2026." in words(
        answer
    )
    answer = browser.post(urls["proxy_end"], values["proxy_end"], follow=True)
    assert "Lead is proxy for Member until 12 January 2026." in words(answer)
    assert Proxy.objects.get(pk=made.proxy.pk).to_on == world.today


def test_only_the_bodys_own_are_offered(world, made, elsewhere, as_):
    browser, urls = as_(world.officer), forms(made)
    end_role(
        member_of(world.spg, world.member2),
        last_day=world.today - A_DAY,
        by=world.system,
        at=world.at,
    )
    to_come = w.make_person(world, "new_member")
    give_role(
        to_come,
        Role.BODY_MEMBER,
        partnership=world.partnership,
        body=world.spg,
        from_on=world.today + A_DAY,
        by=world.system,
        at=world.at,
    )
    form = browser.get(urls["seat_member"]).context["form"]
    assert [label for _, label in form.fields["member"].choices][1:] == [
        "Chair, chair",
        "Member",
        "Member3",
        "New_member, from 13 January 2026",
    ]
    form = browser.get(urls["proxy_add"]).context["form"]
    people = [label for _, label in form.fields["person"].choices]
    assert "Lead" in people
    assert "Outsider" not in people
    assert len(people) == len(set(people))
    form = browser.get(urls["seat_add"]).context["form"]
    assert [label for _, label in form.fields["locality"].choices] == [
        "No locality",
        "East",
        "West",
    ]


@pytest.mark.parametrize(
    ("name", "field", "pick"),
    [
        ("seat_member", "member", lambda made, other: member_of(other.spg, other.member).pk),
        ("seat_member", "member", lambda made, other: made.body.held_roles.get(role="officer").pk),
        ("proxy_add", "member", lambda made, other: member_of(other.spg, other.member).pk),
        ("proxy_add", "person", lambda made, other: other.member.pk),
        ("seat_add", "locality", lambda made, other: other.partnership.localities.first().pk),
        *[
            (name, field, lambda made, other, typed=typed: typed)
            for name, field in (("seat_member", "member"), ("proxy_add", "person"))
            for typed in (HUGE, "-1", "x", "")
        ],
    ],
)
def test_what_is_not_offered_is_refused_in_a_sentence(
    world, made, elsewhere, as_, name, field, pick
):
    values = sent(world, made)[name] | {field: pick(made, elsewhere)}
    with unchanged():
        answer = as_(world.officer).post(forms(made)[name], values)
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors[field]
    assert said.startswith("Choose one ")


@pytest.mark.parametrize(
    ("name", "change", "field", "said"),
    [
        ("orders_set", {"fraction": "half"}, "fraction", "Write the quorum's fraction as 1/2"),
        ("orders_set", {"fraction": "1\u00a0/"}, "fraction", "Write the quorum's fraction as 1/2"),
        ("orders_set", {"fraction": "1\x00"}, "fraction", "Type “Quorum: what part of the"),
        ("orders_set", {"fraction": "1", "more_than": "on"}, "more_than", "More than all can"),
        ("orders_set", {"minimum": HUGE}, "minimum", "Enter 1000 or less"),
        ("orders_set", {"minimum": "9" * 5000}, "minimum", "Enter a whole number"),
        ("orders_set", {"source": " "}, "source", "Say where it is written down."),
        ("orders_set", {"from_on": "0001-01-01"}, "from_on", "Enter a date from 1990 on."),
        ("orders_set", {"tie": "toss"}, "tie", "Choose one of those offered"),
        ("kind_add", {"name": "—"}, "name", "Give the kind of seat a name in letters."),
        ("kind_add", {"is_voting": ""}, "is_voting", "Say whether its members vote."),
        ("kind_add", {"is_voting": "maybe"}, "is_voting", "Choose one of those offered"),
        ("kind_add", {"name": "x" * 151}, "name", "Shorten “Name of the kind of seat”"),
        ("voting_set", {"is_voting": "no"}, "is_voting", "is not voting already."),
        ("voting_set", {"source": "x" * 301}, "source", "Shorten “What changes it”"),
        ("seat_add", {"name": ""}, "name", "Fill in “Title of the seat”."),
        ("seat_add", {"from_on": "9999-12-31"}, "from_on", "Enter a date before 2100."),
        ("seat_end", {"last_day": "2020-01-01"}, "last_day", "The last day cannot come before"),
        ("seat_member", {"from_on": "2025-12-01"}, "from_on", "has not got this seat on"),
        ("seating_end", {"last_day": "soon"}, "last_day", "Enter a date such as"),
        ("seating_end", {"last_day": "2020-01-01"}, "last_day", "The last day cannot come before"),
        ("proxy_add", {"last_day": "2020-01-01"}, "last_day", "The last day cannot come before"),
        ("proxy_end", {"last_day": ""}, "last_day", "Enter a date in “Last day”."),
    ],
)
def test_what_was_wrong_stands_at_its_field(world, made, as_, name, change, field, said):
    with unchanged():
        answer = as_(world.officer).post(forms(made)[name], sent(world, made)[name] | change)
    assert answer.status_code == 422
    assert said in words(answer)
    assert any(said in one for one in answer.context["form"].errors[field])


def test_a_character_that_cannot_be_kept_chooses_nobody(world, made, as_):
    values = sent(world, made)["proxy_add"] | {"person": "1\x00", "member": "\x00"}
    with unchanged():
        answer = as_(world.officer).post(forms(made)["proxy_add"], values)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"member", "person"}


def test_a_fraction_as_a_letter_writes_it_is_kept_as_a_number(world, made, as_):
    values = sent(world, made)["orders_set"] | {"fraction": "2\u00a0/\u00a04"}
    assert as_(world.officer).post(forms(made)["orders_set"], values).status_code == 302
    assert StandingOrders.objects.get(body=world.spg, to_on=None).quorum_fraction == "1/2"
    assert as_(world.officer).get(at("body", made.body.pk)).status_code == 200


def test_somebody_without_a_role_that_day_is_not_seated(world, made, as_):
    values = sent(world, made)["seat_member"] | {"from_on": "2024-01-01"}
    answer = as_(world.officer).post(forms(made)["seat_member"], values)
    assert "Member3 is not a member of Strategic planning group on 1 January 2024." in words(answer)


def test_nobody_is_their_own_proxy(world, made, as_):
    values = sent(world, made)["proxy_add"] | {"person": world.member3.pk}
    answer = as_(world.officer).post(forms(made)["proxy_add"], values)
    assert answer.status_code == 422
    assert answer.context["form"].errors["person"] == [
        "Nobody stands in for themselves. Choose somebody else."
    ]


def test_a_seat_that_somebody_sits_in_does_not_end(world, made, as_):
    url = at("seat_end", made.body.pk, made.seats["Third sector"].pk)
    with unchanged():
        answer = as_(world.officer).post(url, {"last_day": world.today.isoformat()})
    assert answer.status_code == 422
    assert "Member sits in it beyond 12 January 2026." in words(answer)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("orders_set", {"from_on": "2025-12-13"}, "Orders from 13 December 2025 are kept"),
        ("kind_add", {"name": "Carers"}, "has seats of the kind “Carers” already."),
        ("voting_set", {"from_on": "2025-12-13"}, "What holds from 13 December 2025 is kept"),
    ],
)
def test_where_somebody_was_first_what_was_typed_stands(world, made, as_, name, change, said):
    values = sent(world, made)[name] | change
    with unchanged():
        answer = as_(world.officer).post(forms(made)[name], values)
    assert answer.status_code == 409
    body = words(answer)
    assert said in body
    assert values["source"] in body


def test_sending_a_form_twice_says_that_it_was_done(world, made, as_):
    browser, urls, values = as_(world.officer), forms(made), sent(world, made)
    told = {
        "seat_member": "Member3 sits in it from 12 January 2026.",
        "seating_end": "It ends on 12 January 2026 already.",
        "proxy_add": "Staff stands in for Member3 on some of these days already.",
        "proxy_end": "It ends on 12 January 2026 already.",
    }
    for name, said in told.items():
        assert browser.post(urls[name], values[name]).status_code == 302
        answer = browser.post(urls[name], values[name])
        assert answer.status_code == 409
        assert said in words(answer)


# The rehearsal


def rehearse(browser, made, on, there=(), withdraws=()):
    return browser.get(
        at("rehearse", made.body.pk),
        {
            "on": on.isoformat(),
            "there": [one.pk for one in there],
            "withdraws": [one.pk for one in withdraws],
        },
    )


def test_a_rehearsal_begins_with_everybody_and_no_answer(world, made, as_):
    answer = as_(world.member).get(at("rehearse", made.body.pk))
    body = words(answer)
    assert answer.context["answer"] is None
    assert [one.words for one in answer.context["people"]] == [
        "Chair, chair",
        "Member",
        "Member2",
        "Member3",
        "Lead",
    ]
    assert "Quorum on 12 January 2026: At least 1/2 of the voting members in post" in body
    for said in (
        "Health board (the health board), voting",
        "Unpaid carers (unpaid carers), not voting",
        "Sits in no seat, so does not vote",
        "Proxy for Member",
    ):
        assert said in body, said
    assert " checked" not in body


def test_a_rehearsal_that_would_do(world, made, as_):
    with unchanged():
        answer = rehearse(as_(world.chair), made, world.today, [world.chair, world.member])
    body = words(answer)
    assert "<h2>Quorate</h2>" in body
    assert "Quorate: all 2 voting members in post are here and 2 are needed." in body
    assert answer.context["answer"]["what_would_make_it"] == ""
    assert body.count(" checked") == 2
    (row,) = answer.context["answer"]["kinds"]
    assert row == {"name": "the third sector", "needed": 1, "present": 1, "is_met": True}


def test_a_rehearsal_that_would_not_do_says_what_would(world, made, as_):
    browser = as_(world.officer)
    body = words(rehearse(browser, made, world.today, [world.chair, world.member3]))
    assert "<h2>Not quorate</h2>" in body
    assert "One more voting member, from “the third sector”, must come in." in body
    assert "<td>No</td>" in body

    body = words(rehearse(browser, made, world.today, [world.chair, world.lead]))
    assert "<h2>Quorate</h2>" in body
    assert "one of them by a proxy" in body

    body = words(rehearse(browser, made, world.today, [world.chair, world.member], [world.member]))
    assert "<h2>Not quorate</h2>" in body
    assert "It cannot become quorate for this item" in body


def test_a_rehearsal_without_orders_says_what_to_do(world, made, as_):
    before = made.from_on - A_DAY
    told = "No standing orders are kept for 12 December 2025"
    member = words(rehearse(as_(world.member), made, before, [world.chair]))
    assert told in member
    assert "ask the officer of the body or an administrator to set them" in member
    assert "Quorate" not in member
    officer = words(rehearse(as_(world.officer), made, before, [world.chair]))
    assert at("orders_set", made.body.pk) in officer


def test_a_rehearsal_without_seats_counts_every_member(world, as_):
    set_standing_orders(
        world.slt,
        from_on=world.today,
        fraction="0",
        minimum=1,
        source="Terms",
        by=world.system,
        at=world.at,
    )
    url = at("rehearse", world.slt.pk)
    answer = as_(world.admin).get(
        url, {"on": world.today.isoformat(), "there": [world.slt_chair.pk]}
    )
    assert "At least one voting member" in words(answer)
    assert "<h2>Quorate</h2>" in words(answer)
    assert answer.context["answer"]["kinds"] == []
    nobody = words(as_(world.admin).get(at("rehearse", world.cpb.pk)))
    assert "The body has no member in post on that day." in nobody


def test_whoever_is_ticked_and_is_nobody_of_the_bodys_is_left_out(world, made, as_):
    for typed in (HUGE, "x", "\x00", str(world.staff.pk)):
        answer = as_(world.officer).get(
            at("rehearse", made.body.pk), {"on": world.today.isoformat(), "there": [typed]}
        )
        assert answer.status_code == 200
        assert "was left out" in words(answer)
        assert "none of the 2 voting members in post is here" in words(answer)
