"""A body's meeting: agenda, attendance, interests, and deciding by who is in the room."""

from datetime import timedelta

import pytest

from governance.enums import Declared, InterestRule, ItemKind, Outcome, Part
from governance.models import AgendaItem, Declaration, Meeting
from governance.queries.room import room_of
from governance.services import (
    add_item,
    arrive,
    call_meeting,
    cancel_meeting,
    close_meeting,
    decide_item,
    declare_interest,
    defer_item,
    fill_agenda,
    fill_agendas,
    leave,
    move_item,
    open_meeting,
    put_back,
    take_item,
    withdraw_item,
    withdraw_put,
)
from record.models import Act
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses


@pytest.fixture
def meeting(world) -> Meeting:
    """The group's next meeting, called for tomorrow."""
    return call_meeting(
        world.spg,
        starts_at=world.at + timedelta(days=1),
        place="Elgin",
        by=world.officer,
        at=world.at,
    )


def test_six_items_two_withdrawals_a_proxy_and_quorum_lost_at_the_fifth(world):
    m.set_orders(world, minimum=3)
    first, second, third, fifth = (
        m.put_brief(world, title) for title in ("First", "Second", "Third", "Fifth")
    )
    m.stand_in(world, "staff", "member3")
    meeting = m.meet(world, "chair", "member", "member2", "staff")
    fourth = add_item(meeting, title="Workforce plan", by=world.officer, at=world.at)
    sixth = add_item(meeting, title="Dates of the year", by=world.officer, at=world.at)
    later = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=28), by=world.officer, at=world.at
    )

    m.minutes_on(world, 10)
    one = decide_item(
        m.item_on(meeting, first), m.said(Outcome.APPROVE), by=world.officer, at=world.at
    )
    withdrew(world, m.item_on(meeting, second), "member")
    m.minutes_on(world, 10)
    two = decide_item(
        m.item_on(meeting, second), m.said(Outcome.APPROVE), by=world.officer, at=world.at
    )
    withdrew(world, m.item_on(meeting, third), "chair")
    m.minutes_on(world, 10)
    three = decide_item(
        m.item_on(meeting, third),
        m.said(Outcome.SEND_BACK, presided_by=world.member2),
        by=world.officer,
        at=world.at,
    )
    take_item(fourth, note="Noted.", by=world.officer, at=world.at)
    for name in ("chair", "member"):
        leave(m.row_of(meeting, world, name), by=world.officer, at=world.at)
    m.minutes_on(world, 10)
    with refuses("inquorate") as refused:
        decide_item(
            m.item_on(meeting, fifth),
            m.said(Outcome.APPROVE, presided_by=world.member2),
            by=world.officer,
            at=world.at,
        )
    defer_item(m.item_on(meeting, fifth), later, reason="No quorum.", by=world.officer, at=world.at)
    take_item(sixth, note="Agreed.", by=world.officer, at=world.at)
    close_meeting(meeting, by=world.officer, at=world.at)

    assert str(refused.value).startswith(
        "Not quorate: 2 of the 4 voting members in post are here, one of them by a proxy, and 3 "
        "are needed, one more."
    )
    assert "One more voting member must come in." in str(refused.value)
    assert took_part(one) == {"chair", "member", "member2", "staff"}
    assert took_part(two) == {"chair", "member2", "staff"}
    assert took_part(three) == {"member", "member2", "staff"}
    assert [part.person.name for part in two.took_part.filter(part=Part.WITHDREW)] == ["Member"]
    assert two.quorum_words.startswith("Quorate: 3 of the 4 voting members")
    assert one.took_part.get(person=world.staff).words == "Staff, for Member3"
    assert three.presided_words == "Member2, body member, in the place of the chair"
    assert [item.words for item in meeting.items.all()] == [
        *["Taken"] * 3,
        "Deferred",
        "Taken",
        "Taken",
    ]
    assert later.items.get().review.project == fifth
    assert not meeting.attendance.filter(left_at=None).exists()


def withdrew(world, item, name):
    return declare_interest(
        item,
        world.people[name],
        nature="Sits on the provider's board.",
        followed=Declared.WITHDREW,
        by=world.officer,
        at=world.at,
    )


def took_part(decision) -> set[str]:
    rows = decision.took_part.filter(part=Part.TOOK_PART).select_related("person")
    return {row.person.name.lower() for row in rows}


def test_an_agenda_has_all_that_waits_for_the_body_by_its_day_and_nothing_twice(world, project):
    w.make_ready(world, project)
    w.put_to_body(project, by=world.lead, at=world.at)
    w.decide(
        world,
        w.open_review(project),
        Outcome.APPROVE_WITH_CONDITIONS,
        conditions=[w.condition(world, due_on=world.today + timedelta(days=2))],
    )
    brief = m.put_brief(world, "Put already")

    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=200), by=world.officer, at=world.at
    )

    kinds = [(item.kind, item.position) for item in meeting.items.all()]
    assert [kind for kind, _ in kinds] == [
        ItemKind.PUT,
        ItemKind.CONDITION,
        ItemKind.REVIEW_POINT,
    ]
    assert [position for _, position in kinds] == [1, 2, 3]
    assert meeting.items.first().review.project == brief
    assert fill_agenda(meeting, by=world.officer, at=world.at) == []
    assert fill_agendas(by=world.system, at=world.at) == 0


def test_what_is_put_later_comes_onto_the_agenda_by_itself(world, meeting):
    project = m.put_brief(world, "Put later")

    assert fill_agendas(by=world.system, at=world.at) == 1
    assert meeting.items.get().review.project == project


def test_a_deferred_matter_returns_on_the_agenda_of_its_day(world):
    project = m.put_brief(world, "Deferred")
    meeting = m.meet(world, "chair", "member")
    decide_item(
        m.item_on(meeting, project),
        m.said(Outcome.DEFER, defer_until=world.today + timedelta(days=28)),
        by=world.officer,
        at=world.at,
    )

    early, due = (
        call_meeting(
            world.spg, starts_at=world.at + timedelta(days=days), by=world.officer, at=world.at
        )
        for days in (14, 28)
    )

    assert not early.items.exists()
    assert due.items.get().review.project == project


def test_what_was_not_taken_goes_on_the_next_agenda(world):
    project = m.put_brief(world, "Not reached")
    meeting = m.meet(world, "chair", "member")
    close_meeting(meeting, by=world.officer, at=world.at)

    following = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=28), by=world.officer, at=world.at
    )

    assert following.items.get().review.project == project


def test_items_are_moved_by_hand(world, meeting):
    items = [
        add_item(meeting, title=title, by=world.officer, at=world.at) for title in ("A", "B", "C")
    ]

    move_item(items[2], up=True, by=world.officer, at=world.at)
    move_item(items[0], up=True, by=world.officer, at=world.at)

    assert [item.title for item in meeting.items.all()] == ["A", "C", "B"]


def test_who_is_on_the_project_is_recorded_as_withdrawn_and_is_not_counted(world):
    m.set_orders(world, minimum=2)
    project = m.put_brief(world, "Own")
    w.put_in_place(
        project,
        w.ProjectRole.TEAM_MEMBER,
        post="Analyst",
        person=world.member,
        from_on=world.today,
        by=world.system,
        at=world.at,
    )
    meeting = m.meet(world, "chair", "member")

    room, item = room_of(meeting, world.today), m.item_on(meeting, project)
    assert not room.quorum(item, world.at).quorate
    arrive(meeting, world.member2, by=world.officer, at=world.at)
    decision = decide_item(item, m.said(Outcome.APPROVE), by=world.officer, at=world.at)

    assert took_part(decision) == {"chair", "member2"}
    assert decision.took_part.get(part=Part.WITHDREW).person == world.member


def test_a_member_leaves_for_one_item_and_comes_back(world):
    m.set_orders(world, minimum=2)
    first, second = (m.put_brief(world, title) for title in ("First", "Second"))
    meeting = m.meet(world, "chair", "member", "member2")
    leave(m.row_of(meeting, world, "member2"), by=world.officer, at=world.at)
    one = decide_item(
        m.item_on(meeting, first), m.said(Outcome.APPROVE), by=world.officer, at=world.at
    )
    m.minutes_on(world, 5)
    arrive(meeting, world.member2, by=world.officer, at=world.at)
    two = decide_item(
        m.item_on(meeting, second), m.said(Outcome.APPROVE), by=world.officer, at=world.at
    )

    assert took_part(one) == {"chair", "member"}
    assert took_part(two) == {"chair", "member", "member2"}


def test_a_meeting_entered_afterwards_keeps_its_own_times(world):
    project = m.put_brief(world, "Afterwards")
    starts_at = world.at + timedelta(hours=2)
    meeting = call_meeting(world.spg, starts_at=starts_at, by=world.officer, at=world.at)
    world.days(3)
    open_meeting(meeting, by=world.officer, at=world.at)
    for name in ("chair", "member"):
        arrive(meeting, world.people[name], came_at=starts_at, by=world.officer, at=world.at)
    moment = starts_at + timedelta(minutes=20)
    decision = decide_item(
        m.item_on(meeting, project),
        m.said(Outcome.APPROVE),
        decided_at=moment,
        by=world.officer,
        at=world.at,
    )
    meeting = close_meeting(meeting, by=world.officer, at=world.at)

    assert (decision.met_on, meeting.opened_at) == (starts_at.date(), starts_at)
    assert meeting.closed_at == moment
    assert {row.left_at for row in meeting.attendance.all()} == {moment}


# -- Refusals --------------------------------------------------------------------------------


def test_calling_a_meeting_is_refused(world, meeting):
    values = {"starts_at": world.at + timedelta(days=1), "at": world.at}
    with refuses("not_allowed"):
        call_meeting(world.spg, by=world.member, **values)
    with refuses("not_allowed"):
        call_meeting(world.ijb, by=world.officer, **values)
    with refuses("meeting_called"):
        call_meeting(world.spg, by=world.officer, **values)
    with refuses("long_past"):
        call_meeting(
            world.spg, starts_at=world.at - timedelta(days=93), by=world.officer, at=world.at
        )


def test_the_agenda_refuses(world, meeting):
    item = add_item(meeting, title="Business", by=world.officer, at=world.at)
    elsewhere = call_meeting(
        world.ijb, starts_at=meeting.starts_at, by=world.ijb_chair, at=world.at
    )
    earlier = call_meeting(
        world.spg, starts_at=world.at + timedelta(hours=1), by=world.officer, at=world.at
    )
    by = {"by": world.officer, "at": world.at}
    with refuses("no_title"):
        add_item(meeting, title=" ", **by)
    with refuses("not_allowed"):
        move_item(item, up=True, by=world.member, at=world.at)
    with refuses("no_reasons"):
        withdraw_item(item, reason=" ", **by)
    with refuses("other_body"):
        defer_item(item, elsewhere, reason="Theirs.", **by)
    with refuses("earlier_meeting"):
        defer_item(item, earlier, reason="Sooner.", **by)
    withdraw_item(item, reason="Not ready.", **by)
    with refuses("item_settled"):
        withdraw_item(item, reason="Not ready.", **by)


def test_opening_and_closing_are_refused(world, meeting):
    by = {"by": world.officer, "at": world.at}
    with refuses("not_that_day"):
        open_meeting(meeting, **by)
    with refuses("not_opened"):
        close_meeting(meeting, **by)
    with refuses("not_opened"):
        arrive(meeting, world.chair, **by)
    with refuses("no_reasons"):
        cancel_meeting(meeting, reason="", **by)
    by["at"] = meeting.starts_at
    open_meeting(meeting, **by)
    with refuses("opened_already"):
        open_meeting(meeting, **by)
    with refuses("opened_already"):
        cancel_meeting(meeting, reason="Snow.", **by)
    close_meeting(meeting, **by)
    with refuses("meeting_over"):
        add_item(meeting, title="Late", **by)
    with refuses("meeting_over"):
        arrive(meeting, world.chair, **by)


def test_a_cancelled_meeting_leaves_its_items_to_the_next(world):
    project = m.put_brief(world, "Waits")
    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=1), by=world.officer, at=world.at
    )
    cancel_meeting(meeting, reason="Snow.", by=world.officer, at=world.at)
    again = call_meeting(world.spg, starts_at=meeting.starts_at, by=world.officer, at=world.at)

    assert again.items.get().review.project == project


def test_attendance_is_refused(world):
    meeting = m.meet(world, "chair")
    by = {"by": world.officer, "at": world.at}
    row = m.row_of(meeting, world, "chair")
    with refuses("here_already"):
        arrive(meeting, world.chair, **by)
    with refuses("other_partnership"):
        arrive(meeting, world.outsider, **by)
    with refuses("not_at_the_meeting"):
        arrive(meeting, world.member, came_at=world.at + timedelta(minutes=1), **by)
    with refuses("not_at_the_meeting"):
        arrive(meeting, world.member, came_at=world.at - timedelta(days=1), **by)
    with refuses("left_before_they_came"):
        leave(row, left_at=world.at - timedelta(minutes=1), **by)
    with refuses("not_allowed"):
        leave(row, by=world.member, at=world.at)
    leave(row, **by)
    with refuses("left_already"):
        leave(row, **by)


@pytest.mark.parametrize(
    ("rule", "values", "code"),
    [
        ("withdraws", {"nature": " ", "followed": Declared.WITHDREW}, "no_nature"),
        ("withdraws", {"followed": Declared.STAYED}, "must_withdraw"),
        ("withdraws", {"followed": Declared.CONNECTION, "test_met": True}, "must_withdraw"),
        ("member_decides", {"followed": Declared.STAYED}, "test_not_recorded"),
        ("member_decides", {"followed": Declared.STAYED, "test_met": True}, "must_withdraw"),
    ],
)
def test_a_declaration_is_refused(world, meeting, rule, values, code):
    m.set_orders(world, interests=InterestRule(rule))
    item = add_item(meeting, title="Business", by=world.officer, at=world.at)

    with refuses(code):
        declare_interest(
            item,
            world.member,
            **({"nature": "Trustee."} | values),
            by=world.member,
            at=world.at,
        )


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("withdraws", {"followed": Declared.WITHDREW}),
        ("withdraws", {"followed": Declared.CONNECTION}),
        ("withdraws", {"followed": Declared.STAYED, "dispensation": "SC/12, 3 March 2026"}),
        ("member_decides", {"followed": Declared.STAYED, "test_met": False}),
        ("member_decides", {"followed": Declared.WITHDREW, "test_met": True}),
        ("member_decides", {"followed": Declared.WITHDREW, "test_met": False}),
        (
            "member_decides",
            {"followed": Declared.STAYED, "test_met": True, "dispensation": "SC/12, 3 March 2026"},
        ),
        ("member_decides", {"followed": Declared.CONNECTION}),
    ],
)
def test_a_declaration_is_recorded(world, meeting, rule, values):
    m.set_orders(world, interests=InterestRule(rule))
    item = add_item(meeting, title="Business", by=world.officer, at=world.at)

    row = declare_interest(
        item, world.member, nature="Trustee.", **values, by=world.member, at=world.at
    )

    assert (row.person, row.followed) == (world.member, values["followed"])
    act = Act.objects.latest("pk")
    assert (act.verb, act.reason) == ("interest_declared", "Trustee.")


def test_a_declaration_changes_until_the_item_is_taken_and_its_first_words_stay(world):
    meeting = m.meet(world, "chair", "member")
    item = add_item(meeting, title="Business", by=world.officer, at=world.at)
    withdrew(world, item, "member")
    row = declare_interest(
        item,
        world.member,
        nature="A neighbour works there.",
        followed=Declared.CONNECTION,
        by=world.member,
        at=world.at,
    )

    assert Declaration.objects.get() == row
    assert list(row.history.values_list("followed", flat=True)) == ["connection", "withdrew"]
    take_item(item, note="Noted.", by=world.officer, at=world.at)
    with refuses("item_settled"):
        withdrew(world, item, "member")


def test_who_may_declare(world, meeting):
    item = add_item(meeting, title="Business", by=world.officer, at=world.at)
    values = {"nature": "Trustee.", "followed": Declared.WITHDREW, "at": world.at}
    with refuses("not_allowed"):
        declare_interest(item, world.member, by=world.member2, **values)
    with refuses("not_allowed"):
        declare_interest(item, world.lead, by=world.lead, **values)
    with refuses("not_in_post"):
        declare_interest(item, world.lead, by=world.officer, **values)
    assert declare_interest(item, world.member, by=world.chair, **values).person == world.member


def test_taking_an_item_is_refused(world):
    project = m.put_brief(world, "Put")
    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=1), by=world.officer, at=world.at
    )
    item = add_item(meeting, title="Business", by=world.officer, at=world.at)
    put = m.item_on(meeting, project)
    with refuses("not_opened"):
        take_item(item, note="Noted.", by=world.officer, at=world.at)
    with refuses("not_opened"):
        decide_item(put, m.said(Outcome.APPROVE), by=world.officer, at=world.at)
    world.at = meeting.starts_at
    open_meeting(meeting, by=world.officer, at=world.at)
    with refuses("no_reasons"):
        take_item(item, note=" ", by=world.officer, at=world.at)
    with refuses("decided_by_the_body"):
        take_item(put, note="Agreed.", by=world.officer, at=world.at)
    with refuses("nothing_put"):
        decide_item(item, m.said(Outcome.APPROVE), by=world.officer, at=world.at)
    with refuses("not_at_the_meeting"):
        decide_item(
            put,
            m.said(Outcome.APPROVE),
            decided_at=world.at - timedelta(days=2),
            by=world.officer,
            at=world.at,
        )
    with refuses("one_member_alone"):
        decide_item(put, m.said(Outcome.APPROVE), by=world.officer, at=world.at)
    assert AgendaItem.objects.get(pk=put.pk).waits


def test_what_is_settled_elsewhere_is_neither_decided_nor_left_to_another_meeting(world):
    project = m.put_brief(world, "Withdrawn")
    meeting = m.meet(world, "chair", "member")
    later = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=9), by=world.officer, at=world.at
    )
    item = m.item_on(meeting, project)
    withdraw_put(item.review, by=world.lead, at=world.at)

    with refuses("item_settled"):
        decide_item(item, m.said(Outcome.APPROVE), by=world.officer, at=world.at)
    with refuses("item_settled"):
        defer_item(item, later, reason="Why.", by=world.officer, at=world.at)
    assert AgendaItem.objects.get(pk=item.pk).words == "Settled elsewhere"


def test_a_meeting_that_was_never_opened_keeps_nothing_from_the_next(world):
    project = m.put_brief(world, "Forgotten")
    call_meeting(world.spg, starts_at=world.at + timedelta(days=1), by=world.officer, at=world.at)
    world.days(10)

    following = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=1), by=world.officer, at=world.at
    )

    assert following.items.get().review.project == project


def test_a_meeting_that_begins_late_keeps_its_agenda(world):
    project = m.put_brief(world, "Late")
    today = call_meeting(
        world.spg, starts_at=world.at + timedelta(hours=1), by=world.officer, at=world.at
    )
    world.at += timedelta(hours=2)

    following = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=14), by=world.officer, at=world.at
    )

    assert today.items.get().review.project == project
    assert not following.items.exists()


def test_what_was_left_to_a_later_meeting_stays_there(world):
    project = m.put_brief(world, "Left")
    first, later = (
        call_meeting(
            world.spg, starts_at=world.at + timedelta(days=days), by=world.officer, at=world.at
        )
        for days in (3, 30)
    )
    defer_item(m.item_on(first, project), later, reason="Late.", by=world.officer, at=world.at)

    between = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=9), by=world.officer, at=world.at
    )

    assert not between.items.exists()
    assert later.items.get().waits


def test_a_sooner_meeting_gets_what_stands_on_a_later_one(world):
    project = m.put_brief(world, "Sooner")
    later, sooner = (
        call_meeting(
            world.spg, starts_at=world.at + timedelta(days=days), by=world.officer, at=world.at
        )
        for days in (60, 5)
    )

    assert later.items.get().review.project == sooner.items.get().review.project == project


def test_other_business_goes_on_the_next_agenda_too(world, meeting):
    add_item(meeting, title="Dates", by=world.officer, at=world.at)
    cancel_meeting(meeting, reason="Snow.", by=world.officer, at=world.at)

    following = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=9), by=world.officer, at=world.at
    )

    assert [item.title for item in following.items.all()] == ["Dates"]
    assert meeting.items.get().deferred_to == following
    assert fill_agenda(following, by=world.officer, at=world.at) == []


def test_what_was_taken_off_an_agenda_is_back_when_it_is_left_to_that_meeting(world):
    project = m.put_brief(world, "Back")
    later, sooner = (
        call_meeting(
            world.spg, starts_at=world.at + timedelta(days=days), by=world.officer, at=world.at
        )
        for days in (9, 3)
    )
    withdraw_item(m.item_on(later, project), reason="A slip.", by=world.officer, at=world.at)

    defer_item(m.item_on(sooner, project), later, reason="Late.", by=world.officer, at=world.at)

    assert m.item_on(later, project).waits


def test_an_arrival_that_was_recorded_too_late_is_put_right(world):
    meeting = m.meet(world, "chair")
    began = world.at
    m.minutes_on(world, 30)
    arrive(meeting, world.member, by=world.officer, at=world.at)

    row = arrive(meeting, world.member, came_at=began, by=world.officer, at=world.at)

    assert (row.came_at, meeting.attendance.count()) == (began, 2)
    assert row.history.count() == 2


def test_who_was_there_when_an_item_was_decided_is_not_changed_afterwards(world):
    project = m.put_brief(world, "Decided")
    meeting = m.meet(world, "chair", "member")
    began = world.at
    m.minutes_on(world, 20)
    decide_item(m.item_on(meeting, project), m.said(Outcome.APPROVE), by=world.officer, at=world.at)
    m.minutes_on(world, 20)

    with refuses("behind_a_decision"):
        leave(
            m.row_of(meeting, world, "member"),
            left_at=began + timedelta(minutes=5),
            by=world.officer,
            at=world.at,
        )
    with refuses("behind_a_decision"):
        arrive(meeting, world.member2, came_at=began, by=world.officer, at=world.at)


def test_nothing_is_decided_before_the_meeting_opened(world):
    project = m.put_brief(world, "Early")
    meeting = m.meet(world, "chair", "member")

    with refuses("decided_too_early"):
        decide_item(
            m.item_on(meeting, project),
            m.said(Outcome.APPROVE),
            decided_at=world.at - timedelta(minutes=30),
            by=world.officer,
            at=world.at,
        )


def test_a_meeting_goes_on_past_midnight(world):
    project = m.put_brief(world, "Late")
    world.at = world.at.replace(hour=21, minute=30)
    meeting = m.meet(world, "chair", "member")
    m.minutes_on(world, 180)

    decision = decide_item(
        m.item_on(meeting, project), m.said(Outcome.APPROVE), by=world.officer, at=world.at
    )
    meeting = close_meeting(meeting, by=world.officer, at=world.at)

    assert decision.met_on == meeting.starts_at.date()
    assert meeting.closed_at == world.at


def test_a_member_who_declares_after_the_meeting_is_told_that_it_is_over(world):
    meeting = m.meet(world, "chair")
    item = add_item(meeting, title="Business", by=world.officer, at=world.at)
    close_meeting(meeting, by=world.officer, at=world.at)

    with refuses("meeting_over"):
        declare_interest(
            item,
            world.member,
            nature="Trustee.",
            followed=Declared.WITHDREW,
            by=world.member,
            at=world.at,
        )


def test_an_item_that_was_taken_off_is_put_back_or_waits_for_another_meeting(world):
    project = m.put_brief(world, "Off")
    first, later = (
        call_meeting(
            world.spg, starts_at=world.at + timedelta(days=days), by=world.officer, at=world.at
        )
        for days in (3, 30)
    )
    item = m.item_on(first, project)
    defer_item(item, later, reason="Late.", by=world.officer, at=world.at)
    item = m.item_on(later, project)
    with refuses("not_taken_off"):
        put_back(item, by=world.officer, at=world.at)
    withdraw_item(item, reason="A slip.", by=world.officer, at=world.at)

    between = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=9), by=world.officer, at=world.at
    )

    assert between.items.get().review.project == project
    assert put_back(item, by=world.officer, at=world.at).waits


def test_what_was_not_reached_is_still_said_so_once_it_goes_on_the_next_agenda(world):
    meeting = m.meet(world, "chair")
    item = add_item(meeting, title="Dates", by=world.officer, at=world.at)
    close_meeting(meeting, by=world.officer, at=world.at)
    call_meeting(world.spg, starts_at=world.at + timedelta(days=9), by=world.officer, at=world.at)

    assert AgendaItem.objects.get(pk=item.pk).words == "Not reached"


def test_what_is_left_to_a_meeting_is_recorded_on_both_agendas(world):
    project = m.put_brief(world, "Both")
    first, later = (
        call_meeting(
            world.spg, starts_at=world.at + timedelta(days=days), by=world.officer, at=world.at
        )
        for days in (3, 9)
    )

    defer_item(m.item_on(first, project), later, reason="Late.", by=world.officer, at=world.at)

    acts = Act.objects.filter(verb="agenda_changed", reason="Late.")
    assert set(acts.values_list("subject_key", flat=True)) == {str(first.pk), str(later.pk)}
