"""Replies and answers at the same moment: each member replies once, one answer is kept."""

from datetime import timedelta

import pytest

from governance.enums import Correspondence, Outcome, Vote
from governance.models import Decision, Escalation, Reply, Round
from governance.services.correspondence import (
    ask_by_correspondence,
    decide_by_correspondence,
    reply,
)
from governance.services.escalations import answer_escalation, escalate, pass_on
from record.models import Act
from roles.models import ReportingLine
from tests.factories import meetings as m
from tests.factories import world as w
from tests.faults.test_races import is_plain, race

pytestmark = pytest.mark.django_db(transaction=True)
GROUP = ("chair", "member", "member2", "member3")


def asked_of_all() -> tuple[w.World, Round]:
    world = w.make_world()
    m.set_orders(world, correspondence=Correspondence.MAJORITY)
    project = m.put_brief(world, "Put to the group")
    return world, ask(world, project)


def ask(world, project) -> Round:
    return ask_by_correspondence(
        w.open_review(project),
        outcome=Outcome.APPROVE,
        proposal="The need is plain.",
        reply_by=world.today + timedelta(days=10),
        by=world.officer,
        at=world.at,
    )


def test_two_members_reply_at_the_same_moment_and_both_are_kept():
    world, asked = asked_of_all()

    done, raised = race(
        [
            lambda name=name: reply(asked, vote=Vote.FOR, by=world.people[name], at=world.at)
            for name in ("member", "member2")
        ]
    )

    assert raised == []
    assert len(done) == Reply.objects.count() == 2


def test_one_member_replies_many_times_at_once_and_one_is_kept():
    world, asked = asked_of_all()

    done, raised = race(
        [
            lambda vote=vote: reply(asked, vote=vote, by=world.member, at=world.at)
            for vote in (Vote.FOR, Vote.AGAINST, Vote.FOR, Vote.ABSTAINED)
        ]
    )

    assert len(done) == 1, raised
    assert all(is_plain(error) for error in raised), raised
    assert Reply.objects.get().vote == done[0].vote
    assert Act.objects.filter(verb="reply_given").count() == 1


def test_one_round_is_asked_by_many_clicks():
    world = w.make_world()
    m.set_orders(world, correspondence=Correspondence.MAJORITY)
    project = m.put_brief(world, "Put to the group")

    done, raised = race([lambda: ask(world, project) for _ in range(3)])

    assert len(done) == 1, raised
    assert all(is_plain(error) for error in raised), raised
    assert Round.objects.count() == 1


def test_a_round_is_decided_once():
    world, asked = asked_of_all()
    for name in GROUP:
        reply(asked, vote=Vote.FOR, by=world.people[name], at=world.at)
    said = w.said(world, world.spg, Outcome.APPROVE, took_part=(), confirms_major=False)

    done, raised = race(
        [
            lambda by=by: decide_by_correspondence(asked, said, by=by, at=world.at)
            for by in (world.officer, world.chair, world.officer)
        ]
    )

    assert len(done) == 1, raised
    assert all(is_plain(error) for error in raised), raised
    asked.refresh_from_db()
    assert asked.decision == Decision.objects.get()


def test_an_escalation_is_answered_or_passed_on_and_never_both():
    world = w.make_world()
    with w.acting(world):
        ReportingLine.objects.create(body=world.spg, reports_to=world.ijb)
    row = escalate(
        w.make_project(world),
        world.spg,
        ask="Release it.",
        needed_by=world.today,
        by=world.lead,
        at=world.at,
    )

    done, raised = race(
        [
            lambda: answer_escalation(row, answer="Yes.", by=world.chair, at=world.at),
            lambda: pass_on(row, world.ijb, ask="We cannot.", by=world.officer, at=world.at),
            lambda: pass_on(row, world.ijb, ask="Nor we.", by=world.officer, at=world.at),
        ]
    )

    assert len(done) == 1, raised
    assert all(is_plain(error) for error in raised), raised
    row.refresh_from_db()
    assert (row.answered_on is None) == Escalation.objects.filter(continues=row).exists()
