"""Items taken in private: marked by a paragraph of the Act, and public again."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from governance.enums import Outcome
from governance.models import AgendaItem
from governance.rules.exempt import PARAGRAPHS, private_words
from governance.services import (
    add_item,
    call_meeting,
    close_meeting,
    decide_item,
    defer_item,
    mark_exempt,
    mark_public,
)
from record.models import Act
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged


@pytest.fixture
def item(world) -> AgendaItem:
    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=7), by=world.officer, at=world.at
    )
    return add_item(meeting, title="Terms for a provider", by=world.officer, at=world.at)


def exempt(item, world, **changed):
    values = {"paragraph": 9, "reason": "Terms are being negotiated.", "by": world.officer}
    return mark_exempt(item, **(values | changed), at=world.at)


def page_of(name: str, item: AgendaItem) -> str:
    return reverse(f"governance:{name}", args=[item.meeting_id, item.pk])


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def test_there_are_fifteen_paragraphs_each_with_a_title_of_ours():
    assert list(PARAGRAPHS) == list(range(1, 16))
    assert all(title and not title.endswith(".") for title in PARAGRAPHS.values())


def test_a_public_paper_names_the_paragraph_and_not_its_title():
    assert private_words(6) == (
        "Taken in private: paragraph 6 of Part I of Schedule 7A to the Local Government (Scotland) "
        "Act 1973."
    )


def test_an_item_is_taken_in_private_and_made_public_again(world, item):
    exempt(item, world)
    item.refresh_from_db()
    assert (item.exempt_paragraph, item.exempt_reason) == (9, "Terms are being negotiated.")
    mark_public(item, by=world.officer, at=world.at)
    item.refresh_from_db()
    assert (item.exempt_paragraph, item.exempt_reason) == (None, "")
    acts = Act.objects.filter(verb="item_marked").order_by("pk")
    assert [act.after["exempt_paragraph"] for act in acts] == [9, None]


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("unknown_paragraph", {"paragraph": 16}),
        ("unknown_paragraph", {"paragraph": 0}),
        ("no_reasons", {"reason": "  "}),
    ],
)
def test_a_mark_that_says_too_little_is_refused(world, item, code, changed):
    with refuses(code):
        exempt(item, world, **changed)


def test_only_the_chair_and_the_officer_mark(world, item):
    for name in ("member", "ijb_chair", "admin"):
        with refuses("not_allowed"):
            exempt(item, world, by=world.people[name])
    exempt(item, world, by=world.chair)
    with refuses("not_allowed"):
        mark_public(item, by=world.member, at=world.at)


def test_what_is_public_is_not_made_public_again(world, item):
    with refuses("public_already"):
        mark_public(item, by=world.officer, at=world.at)


def test_what_turns_out_to_be_exempt_is_marked_after_the_meeting_too(world):
    meeting = m.meet(world, "chair")
    item = add_item(meeting, title="Terms", by=world.officer, at=world.at)
    close_meeting(meeting, by=world.officer, at=world.at)

    exempt(item, world)

    assert AgendaItem.objects.get().exempt_paragraph == 9


# -- From one agenda to the next ---------------------------------------------------------------


def test_what_is_left_to_a_later_meeting_stays_private(world, item):
    later = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=30), by=world.officer, at=world.at
    )
    exempt(item, world)
    defer_item(item, later, reason="No time.", by=world.officer, at=world.at)

    assert later.items.get().exempt_paragraph == 9


def test_what_was_not_reached_stays_private_on_the_next_agenda(world):
    project = m.put_brief(world, "Buying respite")
    meeting = m.meet(world, "chair")
    business = add_item(meeting, title="Terms", by=world.officer, at=world.at)
    for one in (business, m.item_on(meeting, project)):
        exempt(one, world)
    close_meeting(meeting, by=world.officer, at=world.at)

    later = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=30), by=world.officer, at=world.at
    )

    assert [one.exempt_paragraph for one in later.items.all()] == [9, 9]
    assert {one.exempt_reason for one in later.items.all()} == {"Terms are being negotiated."}


def test_a_condition_set_in_private_comes_back_in_private(world):
    project = m.put_brief(world, "Buying respite")
    m.set_orders(world, minimum=1)
    meeting = m.meet(world, "chair", "member")
    item = m.item_on(meeting, project)
    exempt(item, world)
    minute = m.said(
        Outcome.APPROVE_WITH_CONDITIONS,
        conditions=(w.condition(world),),
        confirms_major=False,
    )
    at = m.minutes_on(world, 10)
    decide_item(item, minute, by=world.officer, at=at)
    later = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=60), by=world.officer, at=world.at
    )

    condition = later.items.get(condition__isnull=False)
    assert condition.exempt_paragraph == 9


# -- Pages -------------------------------------------------------------------------------------


def test_the_officer_marks_on_the_items_page(client, world, item):
    client.force_login(world.officer)
    assert page_of("item_exempt", item) in words(client.get(item.get_absolute_url()))

    with unchanged():
        refused = client.post(page_of("item_exempt", item), {"paragraph": "", "reason": ""})
    done = client.post(
        page_of("item_exempt", item), {"paragraph": "9", "reason": "Negotiated."}, follow=True
    )
    public = client.post(page_of("item_public", item), follow=True)

    assert refused.status_code == 422
    assert "Choose the paragraph." in words(refused)
    assert private_words(9) in words(done)
    assert "Public again: Terms for a provider." in words(public)
    assert private_words(9) not in words(client.get(item.get_absolute_url()))


@pytest.mark.parametrize(
    ("name", "status"), [("member", 403), ("staff", 403), ("admin", 403), ("outsider", 404)]
)
def test_nobody_else_marks(client, world, item, name, status):
    client.force_login(world.people[name])

    with unchanged():
        for page in ("item_exempt", "item_public"):
            assert client.post(page_of(page, item), {}).status_code == status


def test_who_is_not_signed_in_is_asked_to(client, item):
    assert client.get(page_of("item_exempt", item)).status_code == 302


def test_another_partnership_finds_no_item(client, item):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    client.force_login(other.officer)

    for page in ("item_exempt", "item_public"):
        assert client.post(page_of(page, item), {}).status_code == 404


def test_a_get_never_makes_public(client, world, item):
    exempt(item, world)
    client.force_login(world.officer)

    with unchanged():
        client.get(page_of("item_public", item))


@pytest.mark.parametrize("odd", ["x", "-1", "99", "9" * 40, "1\x00", "🙂"])
def test_nothing_odd_that_is_typed_is_a_fault_of_ours(client, world, item, odd):
    client.force_login(world.officer)

    with unchanged():
        page = client.post(page_of("item_exempt", item), {"paragraph": odd, "reason": odd})

    assert page.status_code == 422
