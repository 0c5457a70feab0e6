"""The standing register of interests, and what an item makes of it."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from governance.models import Declaration, RegisteredInterest
from governance.queries.register import register_of
from governance.services import add_item, call_meeting, end_interest, register_interest
from record.models import Act
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged

TRUSTEE = "Trustee of a charity that provides respite."


def entered(world, name: str = "member", *, by: str = "officer", **values):
    return register_interest(
        world.spg,
        world.people[name],
        **({"nature": TRUSTEE, "from_on": world.today} | values),
        by=world.people[by],
        at=world.at,
    )


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


@pytest.mark.parametrize("by", ["member", "officer", "chair"])
def test_an_interest_is_entered_by_the_member_or_for_them(world, by):
    row = entered(world, by=by)

    assert (row.person, row.nature, row.to_on) == (world.member, TRUSTEE, None)
    act = Act.objects.latest("pk")
    assert (act.verb, act.on_behalf_of) == (
        "interest_registered",
        "" if by == "member" else "Member",
    )


def test_the_same_interest_is_entered_once(world):
    assert entered(world) == entered(world)
    assert RegisteredInterest.objects.count() == 1


def test_what_is_not_entered(world):
    with refuses("not_allowed"):
        entered(world, by="member2")
    with refuses("not_allowed"):
        entered(world, by="ijb_chair")
    with refuses("no_nature"):
        entered(world, nature=" ")
    with refuses("not_in_post"):
        entered(world, "lead")


def test_a_proxy_enters_their_own(world):
    m.stand_in(world, "staff", "member3")
    assert entered(world, "staff", by="staff").person == world.staff


def test_an_interest_ends_and_stays_in_the_register_of_its_days(world):
    row = entered(world)
    later = world.today + timedelta(days=10)
    with refuses("ends_before_it_begins"):
        end_interest(
            world.spg,
            row,
            last_day=world.today - timedelta(days=1),
            by=world.member,
            at=world.at,
        )
    with refuses("not_allowed"):
        end_interest(world.spg, row, last_day=later, by=world.member2, at=world.at)

    end_interest(world.spg, row, last_day=later, by=world.member, at=world.at)

    people = [world.member]
    assert list(register_of(world.spg, people, later)) == [row]
    assert not register_of(world.spg, people, later + timedelta(days=1))
    with refuses("ended_already"):
        end_interest(world.spg, row, last_day=later, by=world.member, at=world.at)


# -- Pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status"),
    [("member", 200), ("officer", 200), ("admin", 200), ("staff", 403), ("outsider", 404)],
)
def test_who_reads_the_register(client, world, name, status):
    entered(world)
    client.force_login(world.people[name])

    assert client.get(at("register", world.spg.pk)).status_code == status


def test_a_member_enters_and_ends_their_own_alone(client, world):
    client.force_login(world.member)
    url = at("interest_add", world.spg.pk)
    values = {"nature": TRUSTEE, "from_on": world.today.isoformat()}
    with unchanged():
        assert client.post(url, values | {"person": world.chair.pk}).status_code == 422

    page = client.post(url, values | {"person": world.member.pk}, follow=True)

    assert TRUSTEE in words(page)
    other = entered(world, "chair")
    with unchanged():
        answer = client.post(
            at("interest_end", world.spg.pk, other.pk), {"last_day": world.today.isoformat()}
        )
    assert answer.status_code == 403
    row = RegisteredInterest.objects.get(person=world.member)
    client.post(at("interest_end", world.spg.pk, row.pk), {"last_day": world.today.isoformat()})
    row.refresh_from_db()
    assert row.to_on is not None


def test_the_register_reminds_on_an_item_and_fills_the_declaration(client, world):
    row = entered(world)
    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=2), by=world.officer, at=world.at
    )
    item = add_item(meeting, title="Respite", by=world.officer, at=world.at)
    client.force_login(world.member)

    page = words(client.get(at("item", meeting.pk, item.pk)))
    link = f"{at('declare', meeting.pk, item.pk)}?interest={row.pk}"
    form = words(client.get(link))

    assert TRUSTEE in page
    assert link in page
    assert f">{TRUSTEE}</textarea>" in form or TRUSTEE in form
    client.post(link, {"person": world.member.pk, "nature": TRUSTEE, "followed": "withdrew"})
    assert Declaration.objects.get().nature == TRUSTEE


def test_somebody_elses_interest_is_not_carried_into_a_members_form(client, world):
    row = entered(world, "chair")
    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=2), by=world.officer, at=world.at
    )
    item = add_item(meeting, title="Respite", by=world.officer, at=world.at)
    client.force_login(world.member)

    form = client.get(f"{at('declare', meeting.pk, item.pk)}?interest={row.pk}")

    assert TRUSTEE not in words(form)
    for odd in ("x", "9" * 40, "-1", "%00"):
        page = client.get(f"{at('declare', meeting.pk, item.pk)}?interest={odd}")
        assert page.status_code == 200


def test_another_partnership_sees_nothing_of_it(client, world):
    row = entered(world)
    other = w.make_world("argyll", "ARGY", "argyll.example")
    client.force_login(other.officer)

    for url in (
        at("register", world.spg.pk),
        at("interest_add", world.spg.pk),
        at("interest_end", world.spg.pk, row.pk),
    ):
        assert client.get(url).status_code == 404
