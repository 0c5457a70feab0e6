"""Papers frozen when they are sent, supplements, lateness; the dates of the year."""

import html
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import Meeting, Papers
from governance.queries.papers import papers_now
from governance.queries.room import room_of
from governance.services import (
    add_item,
    call_meeting,
    call_meetings,
    cancel_meeting,
    fill_agenda,
    mark_exempt,
    open_meeting,
    send_papers,
    withdraw_item,
)
from governance.services.dates import MOST_DATES
from projects.snapshot import digest
from record.history import acting_as
from record.models import Act
from roles.models import LocalHoliday
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged

THURSDAY = datetime(2026, 12, 10, 14, 0, tzinfo=UTC)


@pytest.fixture
def project(world):
    return m.put_brief(world, "Put to the group")


@pytest.fixture
def meeting(world, project) -> Meeting:
    """A meeting on a Thursday, called on a Monday some weeks before."""
    m.set_orders(world)
    world.at = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    return call_meeting(world.spg, starts_at=THURSDAY, by=world.officer, at=world.at)


def send(world, meeting) -> Papers:
    return send_papers(meeting, by=world.officer, at=world.at)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


# -- Sending ---------------------------------------------------------------------------------


def test_what_is_sent_is_frozen_with_what_stands_behind_each_item(world, meeting, project):
    add_item(meeting, title="Dates", by=world.officer, at=world.at)
    papers = send(world, meeting)

    put, dates = papers.content["items"]
    review = m.item_on(meeting, project).review
    assert (papers.number, papers.sha256) == (1, digest(papers.content))
    assert put["about"]["sha256"] == review.snapshot.sha256
    assert digest(put["about"]["content"]) == review.snapshot.sha256
    assert (dates["number"], dates["title"], dates["about"]) == (2, "Dates", {})
    act = Act.objects.get(verb="papers_sent")
    assert act.after["sha256"] == papers.sha256


def test_the_database_keeps_what_was_sent(world, meeting):
    papers = send(world, meeting)

    with pytest.raises(DatabaseError), transaction.atomic():
        Papers.objects.filter(pk=papers.pk).update(days_before=9)


def test_a_supplement_carries_what_was_added_or_changed_and_nothing_else(world, meeting, project):
    first = add_item(meeting, title="Dates", by=world.officer, at=world.at)
    send(world, meeting)
    with refuses("nothing_new"):
        send(world, meeting)

    add_item(meeting, title="Late business", by=world.officer, at=world.at)
    second = send(world, meeting)
    mark_exempt(first, paragraph=6, reason="A provider.", by=world.officer, at=world.at)
    third = send(world, meeting)

    assert (second.number, third.number) == (2, 3)
    assert [item["title"] for item in second.content["items"]] == ["Late business"]
    assert [item["title"] for item in third.content["items"]] == ["Dates"]
    assert Papers.objects.get(number=1).content["items"][1]["exempt_paragraph"] is None


def test_what_was_taken_off_is_not_sent(world, meeting, project):
    item = add_item(meeting, title="Dates", by=world.officer, at=world.at)
    withdraw_item(item, reason="Not ready.", by=world.officer, at=world.at)

    assert len(send(world, meeting).content["items"]) == 1


def test_an_empty_agenda_is_not_sent(world):
    meeting = call_meeting(world.spg, starts_at=THURSDAY, by=world.officer, at=world.at)

    with refuses("nothing_on_the_agenda"):
        send(world, meeting)


def test_nothing_is_sent_of_a_meeting_that_has_begun_or_is_over(world, meeting):
    with refuses("not_allowed"):
        send_papers(meeting, by=world.member, at=world.at)
    other = call_meeting(
        world.spg, starts_at=THURSDAY + timedelta(days=7), by=world.officer, at=world.at
    )
    cancel_meeting(other, reason="Snow.", by=world.officer, at=world.at)
    with refuses("meeting_over"):
        send(world, other)
    open_meeting(meeting, by=world.officer, at=THURSDAY)
    with refuses("opened_already"):
        send_papers(meeting, by=world.officer, at=THURSDAY)


# -- When they are due -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent_on", "before", "said"),
    [
        (date(2026, 12, 3), 5, "five working days before the meeting."),
        (date(2026, 12, 1), 7, "seven working days before the meeting."),
        (date(2026, 12, 7), 3, "That is two working days late."),
        (date(2026, 12, 5), 3, "That is two working days late."),  # a Saturday
        (date(2026, 12, 10), 0, "on its day. That is five working days late."),
    ],
)
def test_papers_say_how_long_before_they_came(world, meeting, sent_on, before, said):
    world.at = datetime.combine(sent_on, datetime.min.time(), UTC) + timedelta(hours=9)
    papers = send(world, meeting)

    [sending] = papers_now(meeting, room_of(meeting, world.today).composition.orders).sent
    assert papers.days_before == before
    assert said in sending.words


def test_a_local_holiday_brings_the_day_forward(world, meeting):
    with acting_as(world.system, world.at):
        LocalHoliday.objects.create(
            partnership=world.partnership, on=date(2026, 12, 7), name="A local holiday"
        )

    now = papers_now(meeting, room_of(meeting, world.today).composition.orders)
    assert now.due_words == "Papers are due on Wednesday 2 December 2026, five working days before."


def test_a_body_without_orders_sets_no_day(world, project):
    meeting = call_meeting(world.spg, starts_at=THURSDAY, by=world.officer, at=world.at)

    now = papers_now(meeting, None)
    assert (now.due_on, now.due_words, now.is_sent) == (None, "", False)


# -- Pages -------------------------------------------------------------------------------------


def test_an_officer_sends_the_papers_by_a_button_after_a_look(client, world, meeting):
    client.force_login(world.officer)
    address = reverse("governance:papers_send", args=[meeting.pk])
    with time_machine.travel(world.at, tick=False):
        with unchanged():
            look = words(client.get(address))
        page = words(client.post(address, follow=True))
        again = words(client.get(address))

    assert "Papers are due on Thursday 3 December 2026, five working days before." in look
    assert "Brief, version 1" in look
    assert "The papers are sent and frozen." in page
    assert "The papers were sent on Monday 16 November 2026, 17 working days before" in page
    assert "All that is on the agenda was sent already." in again


def test_what_comes_after_the_papers_is_marked_until_a_supplement_has_it(client, world, meeting):
    client.force_login(world.officer)
    address = meeting.get_absolute_url()
    before = words(client.get(address))
    send(world, meeting)
    add_item(meeting, title="Late business", by=world.officer, at=world.at)
    marked = words(client.get(address))
    send(world, meeting)

    assert "After the papers" not in before
    assert marked.count("After the papers") == 1
    assert "Supplement 1 was sent" in words(client.get(address))
    assert "After the papers" not in words(client.get(address))


@pytest.mark.parametrize(
    ("name", "status"), [("member", 403), ("staff", 403), ("ijb_chair", 403), ("outsider", 404)]
)
def test_nobody_else_sends_them(client, world, meeting, name, status):
    client.force_login(world.people[name])

    with unchanged():
        for address in (
            reverse("governance:papers_send", args=[meeting.pk]),
            reverse("governance:meetings_call", args=[world.spg.pk]),
        ):
            assert client.post(address).status_code == status


def test_who_is_not_signed_in_is_asked_to(client, world, meeting):
    assert client.get(reverse("governance:papers_send", args=[meeting.pk])).status_code == 302


def test_queries_do_not_grow_with_the_agenda_or_what_was_sent(client, world, meeting):
    client.force_login(world.officer)
    addresses = [meeting.get_absolute_url(), reverse("governance:papers_send", args=[meeting.pk])]
    send(world, meeting)
    first = [count(client, address) for address in addresses]
    for number in range(2):
        m.put_brief(world, f"More {number}")
        add_item(meeting, title=f"Business {number}", by=world.officer, at=world.at)
        fill_agenda(meeting, by=world.officer, at=world.at)
        send(world, meeting)

    assert [count(client, address) for address in addresses] == first


def count(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# -- The dates of the year ---------------------------------------------------------------------


def at_two(*days: str) -> list[datetime]:
    return [datetime.fromisoformat(f"{day}T14:00:00+00:00") for day in days]


def test_several_meetings_are_called_at_once(world, project):
    called = call_meetings(
        world.spg,
        starts_at=at_two("2026-04-15", "2026-02-11"),
        place="Elgin",
        by=world.officer,
        at=world.at,
    )

    assert [meeting.starts_at.date().isoformat() for meeting in called] == [
        "2026-02-11",
        "2026-04-15",
    ]
    assert {meeting.place for meeting in called} == {"Elgin"}
    assert [meeting.items.count() for meeting in called] == [1, 0]


@pytest.mark.parametrize(
    ("code", "days", "said"),
    [
        ("no_dates", [], "Enter at least one date."),
        ("same_day_twice", ["2026-02-11", "2026-02-11"], "twice"),
        ("no_working_day", ["2026-02-11", "2026-02-14"], "14 February 2026 is no working day: a "),
        ("no_working_day", ["2026-11-30"], "Saint Andrew's Day"),
        ("long_past", ["2026-02-11", "2025-02-12"], "three months ago"),
        ("too_many_dates", ["2026-02-11"] * (MOST_DATES + 1), "several turns"),
    ],
)
def test_where_one_cannot_be_called_none_is(world, project, code, days, said):
    with refuses(code) as refused:
        call_meetings(world.spg, starts_at=at_two(*days), by=world.officer, at=world.at)

    assert said in str(refused.value)


def test_a_moment_that_is_taken_leaves_all_uncalled(world):
    call_meetings(world.spg, starts_at=at_two("2026-03-11"), by=world.officer, at=world.at)

    with refuses("meeting_called"):
        call_meetings(
            world.spg, starts_at=at_two("2026-02-11", "2026-03-11"), by=world.officer, at=world.at
        )
    with refuses("not_allowed"):
        call_meetings(world.spg, starts_at=at_two("2026-02-11"), by=world.ijb_chair, at=world.at)


def test_a_local_holiday_is_named_and_may_be_met_on_all_the_same(client, world):
    with acting_as(world.system, world.at):
        LocalHoliday.objects.create(
            partnership=world.partnership, on=date(2026, 2, 11), name="Winter holiday"
        )
    client.force_login(world.officer)
    address = reverse("governance:meetings_call", args=[world.spg.pk])
    data = {"days": "Wednesday 11 February 2026\n\n2026-03-11", "clock": "14:00", "place": ""}

    with time_machine.travel(world.at, tick=False):
        with unchanged():
            page = client.post(address, data)
        done = client.post(address, data | {"even_so": "on"}, follow=True)

    assert page.status_code == 422
    assert "Wednesday 11 February 2026 is no working day: Winter holiday." in words(page)
    assert "2 meetings are called." in words(done)
    assert Meeting.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("", "Enter at least one day."),
        ("next week", "“next week” is not read as a day. Write it as 9 December 2026."),
        ("31 February 2026", "“31 February 2026” is not read as a day."),
        ("1 January 0026", "is not read as a day."),
        ("\n".join(["9 December 2026"] * (MOST_DATES + 1)), "These are more than 60 dates."),
        ("9" * 3000, "Shorten “Days”"),
    ],
)
def test_what_is_no_day_is_said_line_by_line(client, world, days, said):
    client.force_login(world.officer)

    with unchanged():
        page = client.post(
            reverse("governance:meetings_call", args=[world.spg.pk]),
            {"days": days, "clock": "14:00"},
        )

    assert page.status_code == 422
    assert said in words(page)


def test_the_dates_are_linked_beside_calling_a_meeting(client, world):
    client.force_login(world.officer)
    page = client.get(reverse("governance:meetings", args=[world.spg.pk]))

    assert reverse("governance:meetings_call", args=[world.spg.pk]) in words(page)


def test_another_partnership_finds_nothing(client, world, meeting):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    client.force_login(other.officer)

    for address in (
        reverse("governance:papers_send", args=[meeting.pk]),
        reverse("governance:meetings_call", args=[world.spg.pk]),
    ):
        assert client.get(address).status_code == 404
