"""Days that no meeting and no condition can bear; and the page that says so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance.enums import Outcome
from governance.models import Condition, GateReview
from governance.services import (
    PartLine,
    accept_reason,
    discharge_condition,
    put_to_body,
)
from projects.models import Project
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged


@pytest.fixture
def review(world, project) -> GateReview:
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    world.days(2)
    return w.open_review(project)


def course(world, project, outcome, **change):
    parts = [PartLine("Chair", world.chair), PartLine("A member", world.member)]
    values = {"took_part": parts, "reasons": "As the minute says.", "by": world.chair}
    return w.course(world, project, outcome, **(values | change))


def test_a_condition_is_not_due_before_the_meeting_that_sets_it(world, review):
    early = w.condition(world, due_on=world.today - timedelta(days=1))
    with refuses("condition_due_early") as refused:
        w.decide(world, review, Outcome.APPROVE_WITH_CONDITIONS, conditions=[early])
    assert f"{world.today:%-d %B %Y}" in str(refused.value)

    due = w.condition(world, due_on=world.today)
    assert w.decide(world, review, Outcome.APPROVE_WITH_CONDITIONS, conditions=[due])


@pytest.fixture
def condition(world, review) -> Condition:
    w.decide(world, review, Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world)])
    world.days(5)
    return Condition.objects.get()


def test_a_condition_is_not_met_before_the_meeting_that_set_it(world, condition, as_):
    met_on = condition.decision.met_on
    day_before = met_on - timedelta(days=1)
    with refuses("discharged_early"):
        discharge_condition(condition, note="Done.", on=day_before, by=world.chair, at=world.at)
    url = reverse(
        "governance:condition_discharge", args=[condition.project.reference, condition.pk]
    )
    with unchanged():
        page = as_(world.chair).post(url, {"note": "Done.", "on": day_before.isoformat()})
    assert page.status_code == 422
    assert "It cannot have been met on an earlier day." in page.content.decode()

    discharge_condition(condition, note="Done.", on=met_on, by=world.chair, at=world.at)


@pytest.mark.parametrize("outcome", [Outcome.HOLD, Outcome.STOP])
def test_no_body_decided_on_the_course_of_a_project_before_there_was_one(world, project, outcome):
    first = project.created_at.date()
    with refuses("before_the_project"):
        course(world, project, outcome, met_on=first - timedelta(days=1))

    assert course(world, project, outcome, met_on=first)


def test_a_release_is_not_of_a_meeting_before_the_hold(world, project, as_):
    world.days(3)
    course(world, project, Outcome.HOLD)
    world.days(3)
    project = Project.objects.get(pk=project.pk)
    early = project.held_since - timedelta(days=1)
    with refuses("released_early"):
        course(world, project, Outcome.RELEASE, met_on=early)
    sent = {
        "outcome": "release",
        "met_on": early.isoformat(),
        f"member_{world.chair.pk}": "took_part",
        f"member_{world.member.pk}": "took_part",
        f"member_{world.member2.pk}": "absent",
        f"member_{world.member3.pk}": "absent",
        "reasons": "There is money.",
    }
    with unchanged():
        page = as_(world.chair).post(reverse("governance:course", args=[project.reference]), sent)
    assert page.status_code == 422
    assert "It cannot have been released at an earlier meeting." in page.content.decode()

    assert course(world, project, Outcome.RELEASE, met_on=project.held_since)


def test_no_body_accepted_a_reason_before_there_was_a_project(world, deliverable):
    first = deliverable.stage.project.created_at.date()
    with refuses("before_the_project"):
        accept_reason(deliverable, met_on=first - timedelta(days=1), by=world.chair, at=world.at)


def test_the_page_refuses_a_post_of_the_project_named_among_the_others(world, project, review, as_):
    url = reverse("governance:decide", args=[project.reference, review.pk])
    sent = {
        "outcome": "approve",
        "met_on": world.today.isoformat(),
        f"member_{world.chair.pk}": "took_part",
        f"member_{world.member.pk}": "took_part",
        f"member_{world.member2.pk}": "absent",
        f"member_{world.member3.pk}": "absent",
        "others": "Somebody’s deputy\nSponsor (for this item)",
        "reasons": "Content.",
        "conditions-TOTAL_FORMS": "0",
        "conditions-INITIAL_FORMS": "0",
    }
    with unchanged():
        page = as_(world.chair).post(url, sent)

    assert page.status_code == 422
    text = page.content.decode()
    assert "Sponsor (for this item) is on this project and so does not decide on it." in text
