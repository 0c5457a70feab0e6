"""Many people at the same moment: one is first, the others are told so, nothing is done twice."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from cycle import engine
from cycle.enums import Phase
from cycle.models import ProgressUpdate
from cycle.services import add_link, change_deliverable
from governance.enums import Outcome
from governance.models import Decision, GateReview
from governance.services import (
    PartLine,
    call_meeting,
    decide_item,
    discharge_condition,
    fill_agenda,
    leave,
    put_to_body,
    withdraw_put,
)
from projects.models import Project
from record.errors import Refusal
from record.models import Act
from roles.enums import Role
from roles.models import HeldRole
from roles.services import give_role
from tests.factories import meetings as m
from tests.factories import world as w
from tests.plugins.servers import runs_on_postgresql

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4 if runs_on_postgresql() else 1


def race(acts: list[Callable[[], object]]) -> tuple[list[object], list[Exception]]:
    """Run all acts at the same moment, each in a thread; return what they gave and raised."""
    gate = threading.Barrier(len(acts))
    done: list[object] = []
    raised: list[Exception] = []

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait(30)
            done.append(act())
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return done, raised


def is_plain(error: Exception) -> bool:
    """Say whether a person would get the plain 409 page for it (see config/middleware.py)."""
    if isinstance(error, Refusal):
        return error.status == 409
    return isinstance(error, OperationalError) and "lock" in str(error).lower()


def at_gate() -> tuple[w.World, Project]:
    world = w.make_world()
    project = w.start(world, w.make_project(world))
    w.make_ready(world, project)
    return world, project


def decision(world: w.World, review: GateReview, outcome: Outcome, by) -> Decision:
    parts = [PartLine("Chair", world.chair), PartLine("A member")]
    review = GateReview.objects.get(pk=review.pk)
    return w.decide(world, review, outcome, took_part=parts, by=by)


@pytest.mark.parametrize("people", [2, 3, 8])
def test_one_of_many_decisions_at_the_same_moment_wins(people):
    world, project = at_gate()
    for _ in range(ROUNDS):
        review = put_to_body(project, by=world.lead, at=world.at)
        before = Decision.objects.count()
        acts_before = Act.objects.filter(verb="decision_recorded").count()

        done, raised = race(
            [
                lambda review=review, by=by: decision(world, review, Outcome.SEND_BACK, by)
                for by in ([world.chair, world.officer] * people)[:people]
            ]
        )

        assert len(done) == 1, raised
        assert all(is_plain(error) for error in raised), raised
        assert Decision.objects.count() == before + 1
        assert Act.objects.filter(verb="decision_recorded").count() == acts_before + 1
        assert engine.phase_of(project) == Phase.WORK
        assert not GateReview.objects.filter(project=project, is_open=True).exists()


def test_different_outcomes_at_the_same_moment_leave_the_winners_state():
    world, project = at_gate()
    review = put_to_body(project, by=world.lead, at=world.at)
    outcomes = [Outcome.APPROVE, Outcome.SEND_BACK, Outcome.STOP, Outcome.APPROVE]

    done, raised = race([lambda o=one: decision(world, review, o, world.chair) for one in outcomes])

    assert len(done) == 1, raised
    assert all(is_plain(error) for error in raised), raised
    phases = {Outcome.APPROVE: Phase.WORK, Outcome.SEND_BACK: Phase.WORK, Outcome.STOP: Phase.CLOSE}
    assert engine.phase_of(project) == phases[Outcome(done[0].outcome)]


@pytest.mark.parametrize("people", [2, 6])
def test_a_stage_put_by_many_clicks_is_put_once(people):
    world, project = at_gate()

    done, raised = race(
        [lambda: put_to_body(project, by=world.lead, at=world.at) for _ in range(people)]
    )

    assert len(done) == 1, raised
    assert all(is_plain(error) for error in raised), raised
    assert GateReview.objects.filter(project=project, is_open=True).count() == 1


def test_deciding_and_withdrawing_at_the_same_moment_leaves_one_of_both():
    world, project = at_gate()
    review = put_to_body(project, by=world.lead, at=world.at)

    done, raised = race(
        [
            lambda: decision(world, review, Outcome.APPROVE, world.chair),
            lambda: withdraw_put(review, by=world.lead, at=world.at),
        ]
    )

    assert len(done) == 1, raised
    assert all(is_plain(error) for error in raised), raised
    review.refresh_from_db()
    assert (review.withdrawn_at is None) == Decision.objects.filter(review=review).exists()


def test_a_condition_is_discharged_once():
    world, project = at_gate()
    review = put_to_body(project, by=world.lead, at=world.at)
    row = w.decide(
        world, review, Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world)]
    ).conditions.get()

    done, raised = race(
        [
            lambda n=n: discharge_condition(row, note=f"Way {n}.", by=world.chair, at=world.at)
            for n in range(4)
        ]
    )

    assert len(done) == 1, raised
    assert all(is_plain(error) for error in raised), raised


def test_evidence_of_one_title_added_at_the_same_moment_gets_versions_of_its_own():
    world, project = at_gate()
    row = engine.open_stage_of(project).deliverables.first()

    done, raised = race(
        [
            lambda n=n: add_link(
                row,
                title="Plan",
                url=f"https://example.org/{n}",
                effective_on=world.today,
                by=world.lead,
                at=world.at,
            )
            for n in range(4)
        ]
    )

    assert raised == []
    assert sorted(piece.version for piece in done) == [1, 2, 3, 4]


def test_a_change_and_a_put_at_the_same_moment_follow_each_other():
    """Either the change comes first and is put, or it is refused: never half of both."""
    world, project = at_gate()
    row = engine.open_stage_of(project).deliverables.first()

    _, raised = race(
        [
            lambda: put_to_body(project, by=world.lead, at=world.at),
            lambda: change_deliverable(row, notes="Late words.", by=world.teammate, at=world.at),
        ]
    )

    assert all(is_plain(error) for error in raised), raised
    review = GateReview.objects.get(project=project, is_open=True)
    row.refresh_from_db()
    put = review.snapshot.content["cycle"]["stage"]["deliverables"][0]
    assert put["notes"] == row.notes


def test_four_same_updates_at_once_are_kept_once():
    world, project = at_gate()
    act = lambda: w.update(world, project, "amber", "Staff are short.")  # noqa: E731

    done, raised = race([act] * 4)

    assert ProgressUpdate.objects.filter(project=project).count() == 1
    assert len(done) == 1
    assert all(map(is_plain, raised)), raised


def test_a_role_given_four_times_at_once_is_held_once():
    world = w.make_world()

    def give():
        return give_role(
            world.outsider,
            Role.AUDITOR,
            partnership=world.partnership,
            from_on=world.today,
            by=world.admin,
            at=world.at,
        )

    _, raised = race([give] * 4)

    assert HeldRole.objects.filter(person=world.outsider).count() == 1
    assert all(map(is_plain, raised)), raised


@pytest.mark.parametrize("people", [2, 6])
def test_an_item_of_a_meeting_is_decided_once(people):
    world = w.make_world()
    m.set_orders(world, minimum=2)
    project = m.put_brief(world, "Raced")
    meeting = m.meet(world, "chair", "member", "member2")
    item = m.item_on(meeting, project)

    done, raised = race(
        [
            lambda by=by: decide_item(item, m.said(Outcome.APPROVE), by=by, at=world.at)
            for by in ([world.chair, world.officer] * people)[:people]
        ]
    )

    assert len(done) == 1, raised
    assert all(is_plain(error) for error in raised), raised
    assert Decision.objects.get().item == item
    assert engine.phase_of(project) == Phase.WORK


def test_deciding_while_somebody_leaves_agrees_with_who_was_there():
    world = w.make_world()
    m.set_orders(world, minimum=2)
    project = m.put_brief(world, "Leaving")
    meeting = m.meet(world, "chair", "member")
    item, row = m.item_on(meeting, project), m.row_of(meeting, world, "member")

    done, raised = race(
        [
            lambda: decide_item(item, m.said(Outcome.APPROVE), by=world.chair, at=world.at),
            lambda: leave(row, by=world.officer, at=world.at),
        ]
    )

    assert row in done, raised
    decided = [one for one in done if isinstance(one, Decision)]
    if decided:
        assert decided[0].took_part.count() == 2
    else:
        assert [error.code for error in raised] == ["inquorate"]


def test_agendas_filled_at_the_same_moment_have_nothing_twice():
    world = w.make_world()
    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=9), by=world.officer, at=world.at
    )
    project = m.put_brief(world, "Put")

    done, raised = race(
        [lambda: fill_agenda(meeting, by=world.officer, at=world.at) for _ in range(4)]
    )

    assert not raised
    assert sorted(map(len, done)) == [0, 0, 0, 1]
    assert meeting.items.get().review.project == project
