"""Pages of meetings: who sees them, what each button does, what a wrong press says."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import AgendaItem, Attendance, Decision, Declaration, Meeting
from governance.services import (
    add_item,
    arrive,
    call_meeting,
    fill_agenda,
    leave,
    withdraw_item,
    withdraw_put,
)
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.unchanged import unchanged


@pytest.fixture
def project(world):
    return m.put_brief(world, "Put to the group")


@pytest.fixture
def meeting(world, project) -> Meeting:
    """A meeting under way at noon, two of the group there; the clock stands at its moment."""
    m.set_orders(world, minimum=2)
    found = m.meet(world, "chair", "member")
    m.minutes_on(world, 10)
    with time_machine.travel(world.at, tick=False):
        yield found


@pytest.fixture
def item(meeting, project) -> AgendaItem:
    return m.item_on(meeting, project)


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def pages(meeting: Meeting, item: AgendaItem) -> dict[str, str]:
    return {
        "meetings": at("meetings", meeting.body_id),
        "meeting": at("meeting", meeting.pk),
        "meeting_minute": at("meeting_minute", meeting.pk),
        "item": at("item", meeting.pk, item.pk),
    }


def to_run(meeting: Meeting, item: AgendaItem) -> dict[str, str]:
    key = meeting.pk
    return {
        "meeting_call": at("meeting_call", meeting.body_id),
        "meeting_cancel": at("meeting_cancel", key),
        "meeting_open": at("meeting_open", key),
        "meeting_close": at("meeting_close", key),
        "agenda_fill": at("agenda_fill", key),
        "arrive": at("arrive", key),
        "leave": at("leave", key, meeting.attendance.first().pk),
        "item_add": at("item_add", key),
        "item_move": at("item_move", key, item.pk),
        "item_back": at("item_back", key, item.pk),
        "item_take": at("item_take", key, item.pk),
        "item_withdraw": at("item_withdraw", key, item.pk),
        "item_defer": at("item_defer", key, item.pk),
        "item_decide": at("item_decide", key, item.pk),
    }


def decided(**changed) -> dict[str, str]:
    values = {
        "outcome": "approve",
        "reasons": "The paper answers what was asked.",
        "confirms_major": "no",
        "reached": "consensus",
        "conditions-TOTAL_FORMS": "0",
        "conditions-INITIAL_FORMS": "0",
    }
    return values | changed


# -- Who sees what ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["chair", "officer", "member", "member3"])
def test_the_body_reads_its_meetings(client, world, meeting, item, name):
    client.force_login(world.people[name])

    for page, address in pages(meeting, item).items():
        assert client.get(address).status_code == 200, page


@pytest.mark.parametrize(
    ("name", "status"), [("staff", 403), ("ijb_chair", 403), ("admin", 403), ("outsider", 404)]
)
def test_nobody_else_reads_them(client, world, meeting, item, name, status):
    client.force_login(world.people[name])

    for page, address in pages(meeting, item).items():
        assert client.get(address).status_code == status, page


def test_another_partnership_does_not_see_a_meeting(client, world, meeting, item):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    client.force_login(other.officer)

    for page, address in (pages(meeting, item) | to_run(meeting, item)).items():
        assert client.get(address).status_code == 404, page
        with unchanged():
            assert client.post(address, {}).status_code == 404, page


def test_who_is_not_signed_in_is_asked_to(client, meeting, item):
    for page, address in (pages(meeting, item) | to_run(meeting, item)).items():
        assert client.get(address).status_code == 302, page


@pytest.mark.parametrize("name", ["member", "staff"])
def test_a_member_runs_nothing(client, world, meeting, item, name):
    client.force_login(world.people[name])

    for page, address in to_run(meeting, item).items():
        with unchanged():
            assert client.post(address, {}).status_code == 403, page


def test_a_proxy_reads_the_meeting_they_may_be_needed_at(client, world, meeting, item):
    m.stand_in(world, "staff", "member3")
    client.force_login(world.staff)

    assert client.get(at("meeting", meeting.pk)).status_code == 200


def test_a_get_never_acts(client, world, meeting, item):
    client.force_login(world.officer)

    for page, address in to_run(meeting, item).items():
        with unchanged():
            assert client.get(address).status_code in (200, 302), page


def test_an_item_of_another_meeting_is_not_found(client, world, meeting, item):
    other = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=9), by=world.officer, at=world.at
    )
    client.force_login(world.officer)

    assert client.get(at("item", other.pk, item.pk)).status_code == 404
    row = meeting.attendance.first()
    assert client.post(at("leave", other.pk, row.pk)).status_code == 404


# -- Running it ------------------------------------------------------------------------------


def test_an_officer_calls_a_meeting_and_its_agenda_is_there(client, world, project):
    client.force_login(world.officer)
    day = world.today + timedelta(days=7)

    with time_machine.travel(world.at, tick=False):
        page = client.post(
            at("meeting_call", world.spg.pk),
            {"on": day.isoformat(), "clock": "14:00", "place": "Elgin"},
            follow=True,
        )

    assert "The meeting is called." in words(page)
    assert "Brief, version 1" in words(page)
    meeting = Meeting.objects.get()
    assert (meeting.place, meeting.starts_at.isoformat()) == (
        "Elgin",
        f"{day.isoformat()}T14:00:00+00:00",
    )


def test_a_meeting_goes_its_way_by_buttons(client, world, project):
    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(hours=1), by=world.officer, at=world.at
    )
    client.force_login(world.officer)
    with time_machine.travel(meeting.starts_at, tick=False) as clock:
        client.post(at("meeting_open", meeting.pk))
        for name in ("chair", "member", "member2"):
            page = client.post(
                at("arrive", meeting.pk), {"person": world.people[name].pk}, follow=True
            )
        assert "Member2 is there." in words(page)
        clock.shift(600)
        client.post(at("item_add", meeting.pk), {"title": "Dates"})
        business = meeting.items.get(title="Dates")
        client.post(at("item_move", meeting.pk, business.pk), {"to": "up"})
        client.post(at("item_take", meeting.pk, business.pk), {"note": "Agreed."})
        row = meeting.attendance.get(person=world.member2)
        client.post(at("leave", meeting.pk, row.pk))
        clock.shift(60)
        client.post(at("meeting_close", meeting.pk))

    meeting.refresh_from_db()
    assert meeting.words == "Closed"
    assert [item.words for item in meeting.items.all()] == ["Taken", "To be taken"]
    assert [row.left_at is not None for row in meeting.attendance.all()] == [True] * 3
    minute = words(client.get(at("meeting_minute", meeting.pk)))
    assert "1. Dates" in minute
    assert "Agreed." in minute
    assert "Not reached. It goes on the next agenda." in minute
    assert "Member3" in minute


def test_quorum_is_told_as_people_come_leave_and_withdraw(client, world, meeting, item):
    client.force_login(world.officer)
    before = words(client.get(at("meeting", meeting.pk)))
    client.post(
        at("declare", meeting.pk, item.pk),
        {"person": world.member.pk, "nature": "Trustee.", "followed": "withdrew"},
    )
    after = words(client.get(at("meeting", meeting.pk)))
    client.post(at("arrive", meeting.pk), {"person": world.member2.pk})
    again = words(client.get(at("meeting", meeting.pk)))

    assert "Quorate: 2 of the 4 voting members in post are here and 2 are needed." in before
    assert "Not quorate: 1 of the 4 voting members in post is counted" in after
    assert "One more voting member must come in." in after
    assert "Quorate: 2 of the 4 voting members in post are counted" in again


def test_a_decision_is_shown_once_more_and_then_recorded_by_who_is_there(
    client, world, meeting, item
):
    client.force_login(world.chair)
    address = at("item_decide", meeting.pk, item.pk)

    once_more = client.post(address, decided())
    with unchanged():
        client.post(address, decided())
    done = client.post(address, decided(confirm="yes"), follow=True)

    assert "Quorate: 2 of the 4 voting members in post are here" in words(once_more)
    assert "Chair, chair" in words(once_more)
    assert "The decision is recorded." in words(done)
    decision = Decision.objects.get()
    assert decision.item == item
    assert {row.person for row in decision.took_part.all()} == {world.chair, world.member}
    minute = words(client.get(at("meeting_minute", meeting.pk)))
    assert "The paper answers what was asked." in minute
    assert decision.quorum_words in minute


def test_an_inquorate_decision_is_refused_on_its_page_with_what_would_help(
    client, world, meeting, item
):
    leave(m.row_of(meeting, world, "member"), by=world.officer, at=world.at)
    client.force_login(world.chair)

    with unchanged():
        page = client.post(at("item_decide", meeting.pk, item.pk), decided(confirm="yes"))

    assert page.status_code == 422
    assert "Not quorate: 1 of the 4 voting members in post is here" in words(page)
    assert "One more voting member must come in." in words(page)


def test_the_same_decision_sent_twice_is_recorded_once(client, world, meeting, item):
    client.force_login(world.chair)
    address = at("item_decide", meeting.pk, item.pk)
    client.post(address, decided(confirm="yes"))

    assert client.post(address, decided(confirm="yes")).status_code == 409
    assert Decision.objects.count() == 1


def test_what_is_settled_outside_the_meeting_is_told_on_its_agenda(client, world, meeting, item):
    withdraw_put(item.review, by=world.lead, at=world.at)
    client.force_login(world.officer)

    for page in pages(meeting, item).values():
        assert client.get(page).status_code == 200
    assert "Settled outside this meeting." in words(client.get(at("meeting", meeting.pk)))
    assert client.get(at("item_decide", meeting.pk, item.pk)).status_code == 409


def test_a_member_declares_for_themselves_alone(client, world, meeting, item):
    client.force_login(world.member)
    address = at("declare", meeting.pk, item.pk)

    page = client.post(
        address, {"person": world.chair.pk, "nature": "Trustee.", "followed": "withdrew"}
    )
    own = client.post(
        address, {"person": world.member.pk, "nature": "Trustee.", "followed": "withdrew"}
    )

    assert (page.status_code, own.status_code) == (422, 302)
    assert Declaration.objects.get().person == world.member


def test_a_declaration_that_the_rule_refuses_says_what_to_do(client, world, meeting, item):
    client.force_login(world.member)

    page = client.post(
        at("declare", meeting.pk, item.pk),
        {"person": world.member.pk, "nature": "Trustee.", "followed": "stayed"},
    )

    assert page.status_code == 422
    assert "With this interest they withdraw for the item." in words(page)


def test_an_item_is_left_to_a_later_meeting_or_taken_off(client, world, meeting, item):
    later = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=20), by=world.officer, at=world.at
    )
    business = add_item(meeting, title="Dates", by=world.officer, at=world.at)
    client.force_login(world.officer)

    client.post(at("item_defer", meeting.pk, item.pk), {"to": later.pk, "reason": "No time."})
    client.post(at("item_withdraw", meeting.pk, business.pk), {"reason": "Not ready."})

    page = words(client.get(at("meeting", meeting.pk)))
    assert f"Deferred</strong> to the meeting of {later.starts_at:%-d %B %Y}" in page
    assert "Withdrawn" in page
    assert later.items.get().review == item.review


def test_a_meeting_is_cancelled_with_a_reason(client, world):
    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=3), by=world.officer, at=world.at
    )
    client.force_login(world.officer)

    with time_machine.travel(world.at, tick=False):
        assert client.post(at("meeting_cancel", meeting.pk), {"reason": ""}).status_code == 422
        page = client.post(at("meeting_cancel", meeting.pk), {"reason": "Snow."}, follow=True)

    assert "Cancelled" in words(page)
    minute = words(client.get(at("meeting_minute", meeting.pk)))
    assert 'was cancelled: <span class="words">Snow.</span>' in minute
    assert "Members not present" not in minute


def test_closing_tells_first_what_was_not_taken(client, world, meeting, item):
    client.force_login(world.officer)

    with unchanged():
        page = client.get(at("meeting_close", meeting.pk))

    assert "Close the meeting?" in words(page)
    assert item.title in words(page)


def test_consensus_is_recorded_and_is_not_mixed_with_votes(client, world, meeting, item):
    client.force_login(world.chair)
    address = at("item_decide", meeting.pk, item.pk)
    with unchanged():
        page = client.post(address, decided(**{f"vote_{world.member.pk}": "against"}))
    assert page.status_code == 422
    assert "You chose consensus, but a vote is filled in." in words(page)

    client.post(address, decided(confirm="yes"))

    assert Decision.objects.get().vote_words == "By consensus."
    assert "By consensus." in words(client.get(at("meeting_minute", meeting.pk)))


def test_an_item_taken_off_is_put_back_by_its_button(client, world, meeting, item):
    withdraw_item(item, reason="A slip.", by=world.officer, at=world.at)
    client.force_login(world.officer)
    assert "Put it back" in words(client.get(at("meeting", meeting.pk)))

    client.post(at("item_back", meeting.pk, item.pk))

    item.refresh_from_db()
    assert item.waits


# -- Wrong input ------------------------------------------------------------------------------

ODD = ["", "x", "-1", "9" * 40, "1\x00", "🙂", "25:99", "0001-01-01", "9999-12-31"]


@pytest.mark.parametrize("odd", ODD)
def test_nothing_odd_that_is_typed_is_a_fault_of_ours(client, world, meeting, item, odd):
    client.force_login(world.officer)
    fields = (
        *("on", "clock", "place", "title", "person", "nature", "followed", "test_met"),
        *("note", "reason", "to", "outcome", "decided_at", "presided_by", "confirms_major"),
    )
    data = dict.fromkeys(fields, odd)

    for page, address in (pages(meeting, item) | to_run(meeting, item)).items():
        if page in ("meeting_close", "item_move", "meeting_open"):
            continue
        assert client.get(address, {"page": odd}).status_code < 500, page
        assert client.post(address, data).status_code < 500, page


# -- Lists ------------------------------------------------------------------------------------


def test_queries_do_not_grow_with_items_people_or_meetings(client, world, meeting, item):
    client.force_login(world.officer)
    first = {name: count(client, address) for name, address in pages(meeting, item).items()}
    for number in range(2):
        m.put_brief(world, f"More {number}")
        arrive(meeting, world.people[f"member{number + 2}"], by=world.officer, at=world.at)
        add_item(meeting, title=f"Business {number}", by=world.officer, at=world.at)
        call_meeting(
            world.spg,
            starts_at=world.at + timedelta(days=30 + number),
            by=world.officer,
            at=world.at,
        )
    fill_agenda(meeting, by=world.officer, at=world.at)

    assert meeting.items.count() >= 3
    assert Attendance.objects.filter(meeting=meeting).count() == 4
    again = {name: count(client, address) for name, address in pages(meeting, item).items()}
    assert all(again[name] <= first[name] for name in first), (first, again)


def count(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
