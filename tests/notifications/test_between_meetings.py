"""What people are told between meetings: a round that asks them, an escalation, its answer."""

from datetime import timedelta

import pytest
from django.core import mail

from governance.enums import Correspondence, Outcome, Vote
from governance.services.correspondence import ask_by_correspondence, end_round, reply
from governance.services.escalations import answer_escalation, escalate, pass_on
from notifications.models import Reminder
from notifications.queries import dues, inbox_of, visible_in_inbox
from notifications.rules import Due, calls_of, told_when
from notifications.services import raise_due, send_waiting, sweep
from roles.models import ReportingLine
from roles.queries import held_by
from tests.factories import meetings as m
from tests.factories import world as w

pytestmark = pytest.mark.django_db
OURS = ("round", "escalation", "answer")


@pytest.fixture
def world(db) -> w.World:
    world = w.make_world()
    with w.acting(world):
        ReportingLine.objects.create(body=world.spg, reports_to=world.ijb)
    return world


@pytest.fixture
def asked(world):
    """A round with the group, to be answered within 30 days."""
    m.set_orders(world, correspondence=Correspondence.MAJORITY)
    return ask_by_correspondence(
        w.open_review(m.put_brief(world, "Put to the group")),
        outcome=Outcome.APPROVE,
        proposal="The need is plain.",
        reply_by=world.today + timedelta(days=30),
        by=world.officer,
        at=world.at,
    )


def raise_it(world, project, days=40):
    return escalate(
        project,
        world.spg,
        ask="Release the budget.",
        needed_by=world.today + timedelta(days=days),
        by=world.lead,
        at=world.at,
    )


def told(kind: str) -> list[str]:
    """Return who has a reminder of a kind, by the name in their address."""
    rows = Reminder.objects.filter(kind=kind, withheld_at=None).select_related("recipient")
    return sorted(row.recipient.email.partition("@")[0] for row in rows)


def test_a_round_tells_its_members_at_once_and_again_before_its_last_day(world, asked):
    sweep(at=world.at)
    assert told("round") == ["chair", "member", "member2", "member3"]
    [message] = [one for one in mail.outbox if one.to == ["member@demo.example"]]
    assert "Reply by correspondence due in 30 days" in message.subject
    assert f"/rounds/{asked.pk}/" in message.body

    reply(asked, vote=Vote.FOR, by=world.member, at=world.at)
    sweep(at=world.days(1))
    assert len(told("round")) == 4
    sweep(at=world.days(15))
    assert told("round").count("member") == 1
    assert told("round").count("member2") == 2


def test_a_round_that_ended_or_ran_out_tells_nobody(world, asked):
    assert any(due.kind == "round" for due in dues(asked.reply_by))
    assert not any(due.kind == "round" for due in dues(asked.reply_by + timedelta(days=1)))

    end_round(asked, because="To a meeting.", by=world.officer, at=world.at)

    assert not any(due.kind == "round" for due in dues(world.today))


def test_who_replied_before_the_mail_went_out_gets_none(world, asked):
    raise_due(at=world.at)
    reply(asked, vote=Vote.FOR, by=world.member, at=world.at)

    send_waiting(at=world.at + timedelta(minutes=5))

    assert told("round") == ["chair", "member2", "member3"]


def test_an_escalation_tells_who_runs_the_body_and_its_answer_who_asked(world):
    project = w.make_project(world)
    row = raise_it(world, project)
    sweep(at=world.at)
    assert told("escalation") == ["chair", "officer"]

    above = pass_on(row, world.ijb, ask="We cannot.", by=world.officer, at=world.days(1))
    sweep(at=world.at)
    assert told("escalation") == ["chair", "ijb_chair", "officer"]

    answer_escalation(above, answer="For a year.", by=world.ijb_chair, at=world.days(1))
    mail.outbox.clear()
    sweep(at=world.at)
    assert told("answer") == ["lead", "officer"]
    [message] = [one for one in mail.outbox if one.to == ["lead@demo.example"]]
    assert message.subject == f"{project.reference}: Answer to an escalation has come"
    assert "For a year" in message.body
    assert "Answered on" in message.body

    for _ in range(3):
        sweep(at=world.days(7))
    assert told("answer") == ["lead", "officer"]
    assert told("escalation") == ["chair", "ijb_chair", "officer"]


def test_an_answer_that_is_late_is_asked_for_each_week(world):
    raise_it(world, w.make_project(world), days=3)
    sweep(at=world.at)
    sweep(at=world.days(10))

    reminders = Reminder.objects.filter(kind="escalation", recipient=world.chair)
    assert reminders.filter(is_overtaken=False).count() == 2
    assert reminders.order_by("pk").last().offset == 7


def test_a_restricted_projects_escalation_is_told_to_the_body_it_went_to(world):
    project = w.make_project(world, is_restricted=True)
    row = raise_it(world, project)
    pass_on(row, world.ijb, ask="We cannot.", by=world.officer, at=world.at)
    sweep(at=world.at)

    rows = list(inbox_of(world.ijb_chair.pk))
    assert [row.kind for row in rows] == ["escalation"]
    assert visible_in_inbox(rows, held_by(world.ijb_chair, world.today)) == rows
    rows[0].recipient = world.slt_chair
    assert visible_in_inbox(rows, held_by(world.slt_chair, world.today)) == []


def test_who_no_longer_runs_the_body_gets_no_mail(world):
    raise_it(world, w.make_project(world))
    raise_due(at=world.at)
    row = m.seat_of(world, "chair")
    row.to_on = world.today
    with w.acting(world):
        row.save()

    sweep(at=world.days(1))

    assert told("escalation") == ["officer"]


def test_a_hold_stills_what_was_escalated(world):
    project = w.make_project(world)
    raise_it(world, project)
    with w.acting(world):
        project.held_since, project.held_reason = world.today, "Waits."
        project.save()

    assert not [due for due in dues(world.today) if due.kind in OURS]


@pytest.mark.parametrize(
    ("days", "raised", "at_once", "once", "offsets"),
    [
        (-30, [], True, False, [-30]),
        (-29, [-30], True, False, []),
        (-14, [-30], True, False, [-14]),
        (-30, [], False, False, []),
        (0, [], False, True, [0]),
        (3, [], False, True, [3]),
        (7, [0], False, True, []),
    ],
)
def test_what_is_told_at_once_and_what_is_told_once(world, days, raised, at_once, once, offsets):
    day = world.today
    due = Due(
        "round", "governance.Round:1", "It", "/", 1, day, (1,), day, at_once=at_once, once=once
    )

    calls = calls_of(due, day + timedelta(days=days), raised)

    assert [call.offset for call in calls] == offsets
    assert not any(call.is_late for call in calls)


def test_an_answer_is_not_due(world):
    assert told_when("answer", world.today, world.today) == "has come"
    assert told_when("escalation", world.today, world.today) == "due today"
