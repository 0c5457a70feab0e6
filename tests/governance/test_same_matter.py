"""What was private or withheld stays so with its matter, from one meeting to the next."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.enums import Declared, Outcome
from governance.models import AgendaItem, Decision, Meeting
from governance.queries.papers import withheld_from
from governance.queries.private import decided_in_private, private_by_decision
from governance.services import (
    PartLine,
    add_item,
    call_meeting,
    close_meeting,
    decide_item,
    declare_interest,
    defer_item,
    fill_agenda,
    mark_exempt,
    mark_public,
    put_to_body,
    rescind_decision,
    supersede_decision,
    withdraw_put,
)
from governance.services.escalations import escalate, pass_on
from reports.queries import pack_of, progress_report
from roles.models import ReportingLine
from tests.factories import meetings as m
from tests.factories import world as w

SECRET = "Zwartkops"
CHAIRS = {"spg": "chair", "ijb": "ijb_chair", "slt": "slt_chair"}


def later(world, days: int = 30, body: str = "spg") -> Meeting:
    starts_at = world.at + timedelta(days=days)
    by = world.people[CHAIRS[body]]
    return call_meeting(world.bodies[body], starts_at=starts_at, by=by, at=world.at)


def exempt(world, item: AgendaItem, paragraph: int = 6) -> AgendaItem:
    by = world.people[CHAIRS[item.meeting.body.code]]
    return mark_exempt(item, paragraph=paragraph, reason="Why.", by=by, at=world.at)


@pytest.fixture
def stage(world, project):
    """Return the item of a stage put to the group, at a meeting that is under way."""
    m.set_orders(world, minimum=1)
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    return m.item_on(m.meet(world, "chair", "member", "member2"), project)


def decided(world, item, outcome=Outcome.SEND_BACK, **values) -> Decision:
    minute = m.said(outcome, **values)
    return decide_item(item, minute, by=world.officer, at=m.minutes_on(world, 5))


def again(world, project) -> AgendaItem:
    """Put the open stage again, for the next meeting of the group."""
    put_to_body(project, by=world.lead, at=world.at)
    return m.item_on(later(world), project)


def replaced(world, decision, act=rescind_decision, outcome=Outcome.RESCIND, **values) -> Decision:
    world.days(1)
    took_part = [PartLine("Chair", world.chair), PartLine("A member", world.member)]
    minute = w.said(world, decision.review.body, outcome, took_part=took_part, **values)
    return act(decision, minute, by=world.chair, at=world.at)


# -- Withheld ----------------------------------------------------------------------------------


def withhold(world, item) -> None:
    declare_interest(
        item,
        world.member,
        nature="Runs the house.",
        followed=Declared.WITHDREW,
        is_withheld=True,
        by=world.officer,
        at=world.at,
    )


def test_papers_stay_withheld_at_the_next_meeting(world, project, stage):
    withhold(world, stage)
    decided(world, stage)
    item = again(world, project)

    def parts(name):
        person = world.people[name].pk
        found = pack_of(item.meeting, person_id=person, is_public=False, today=world.today)
        return found.sets[0].items[0].parts

    assert withheld_from(item.meeting, world.member.pk) == {item.pk}
    assert withheld_from(item.meeting, world.member2.pk) == frozenset()
    assert withheld_from(item.meeting, None) == frozenset()
    assert not parts("member")
    assert parts("member2")


def test_what_is_withheld_is_asked_in_one_query_and_of_that_matter_alone(world, project, stage):
    withhold(world, stage)
    other = m.put_brief(world, "Another matter")
    defer_item(stage, later(world), reason="No time.", by=world.officer, at=world.at)
    item = AgendaItem.objects.filter(review=stage.review).latest("pk")
    fill_agenda(item.meeting, by=world.officer, at=world.at)

    with CaptureQueriesContext(connection) as queries:
        assert withheld_from(item.meeting, world.member.pk) == {item.pk}
    assert len(queries) == 1
    assert m.item_on(item.meeting, other).pk != item.pk


# -- Private -----------------------------------------------------------------------------------


def test_what_was_sent_back_in_private_is_put_again_in_private(world, project, stage):
    exempt(world, stage)
    decided(world, stage)
    assert again(world, project).exempt_paragraph == 6


def test_what_was_withdrawn_is_put_again_in_private(world, project, stage):
    exempt(world, stage)
    withdraw_put(stage.review, by=world.lead, at=world.at)
    close_meeting(stage.meeting, by=world.officer, at=world.at)
    assert again(world, project).exempt_paragraph == 6


def test_what_was_rescinded_is_put_again_in_private(world, project, stage):
    exempt(world, stage)
    replaced(world, decided(world, stage, Outcome.APPROVE))
    assert again(world, project).exempt_paragraph == 6


def test_what_was_made_public_is_put_again_in_public(world, project, stage):
    exempt(world, stage)
    mark_public(stage, by=world.officer, at=world.at)
    decided(world, stage)
    assert again(world, project).exempt_paragraph is None


def test_another_gate_is_another_matter(world, project, stage):
    exempt(world, stage)
    decided(world, stage, Outcome.APPROVE)
    w.make_ready(world, project)
    assert again(world, project).exempt_paragraph is None


def test_an_escalation_passed_on_in_private_stays_private_all_the_way(world):
    project = w.make_project(world, body="slt")
    with w.acting(world):
        for below, above in (("slt", "spg"), ("spg", "ijb")):
            ReportingLine.objects.create(body=world.bodies[below], reports_to=world.bodies[above])
    first = escalate(
        project,
        world.bodies["slt"],
        ask="Release it.",
        needed_by=world.today + timedelta(days=90),
        by=world.lead,
        at=world.at,
    )
    exempt(world, later(world, body="slt").items.get(escalation=first))
    row = first
    for body, by in (("spg", "slt_chair"), ("ijb", "chair")):
        by = world.people[by]
        row = pass_on(row, world.bodies[body], ask="Further up.", by=by, at=world.at)

    item = later(world, body="ijb").items.get(escalation=row)
    assert item.exempt_paragraph == 6


@pytest.fixture
def superseding(world, project, stage) -> Decision:
    """Return a decision with a condition in the place of one that was taken in private."""
    exempt(world, stage)
    conditions = (w.condition(world, text=f"Pay {SECRET} first."),)
    first = decided(
        world,
        stage,
        Outcome.APPROVE_WITH_CONDITIONS,
        reasons=f"{SECRET} is cheapest.",
        conditions=conditions,
    )
    outcome = Outcome.APPROVE_WITH_CONDITIONS
    for _ in range(2):
        line = w.condition(world, text=f"Pay {SECRET} later.")
        reasons = f"{SECRET} was dear."
        first = replaced(
            world, first, supersede_decision, outcome, conditions=(line,), reasons=reasons
        )
    return first


def test_a_condition_of_what_superseded_a_private_decision_is_private(world, project, superseding):
    condition = superseding.conditions.get()
    item = later(world, days=60).items.get(condition=condition)

    assert item.exempt_paragraph == 6
    mark_public(item, by=world.officer, at=world.at)
    assert private_by_decision(item.meeting) == {item.pk: 6}
    w.make_ready(world, project)
    assert again(world, project).pk in decided_in_private(AgendaItem.objects.latest("pk").meeting)


def test_as_many_queries_for_one_condition_as_for_three(world, project, stage):
    exempt(world, stage)
    lines = tuple(w.condition(world, text=f"Do {n}.") for n in range(3))
    decided(world, stage, Outcome.APPROVE_WITH_CONDITIONS, conditions=lines)
    add_item(later(world, days=10), title="Dates", by=world.officer, at=world.at)
    counts = []
    for meeting in (later(world, days=20), later(world, days=60)):
        with CaptureQueriesContext(connection) as queries:
            found = private_by_decision(meeting)
        counts.append((len(found), len(queries)))
    assert counts == [(0, 2), (3, 2)]


def test_a_report_tells_nothing_of_what_was_decided_in_private(world, superseding):
    report = progress_report(
        world.spg,
        period_from=world.today - timedelta(days=60),
        period_to=world.today,
        drawn_on=world.today,
        by_post="Officer",
    )

    assert SECRET not in str(report)
    private = [one for one in report.decisions if one.reason.startswith("Taken in private")]
    assert len(private) == 3
    assert all("paragraph 6 of Part I of Schedule 7A" in one.reason for one in private)
    assert any(one.reason == "The group was content with what it saw." for one in report.decisions)
