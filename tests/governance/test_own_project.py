"""Nobody on the project decides on it, whatever is said of their place afterwards."""

from datetime import timedelta

import pytest

from governance.enums import Outcome
from governance.models import GateReview
from governance.queries import conflict_of
from governance.rules import names_one_of
from governance.services import PartLine, discharge_condition, put_to_body
from projects.enums import ProjectRole
from projects.models import Project, TeamMember
from projects.services import end_place, put_in_place
from tests.factories import world as w
from tests.factories.refusals import refuses


@pytest.fixture
def ready(world, project) -> Project:
    w.make_ready(world, project)
    return project


def join(world, project, name: str, post: str = "Adviser", **change) -> TeamMember:
    values = {"from_on": world.today - timedelta(days=30), "at": world.at} | change
    return put_in_place(
        project,
        values.pop("role", ProjectRole.TEAM_MEMBER),
        post=post,
        person=world.people[name],
        by=world.officer,
        **values,
    )


def put(world, project) -> GateReview:
    """Put the stage, half an hour on, and go on another half."""
    world.at += timedelta(minutes=30)
    put_to_body(project, by=world.lead, at=world.at)
    world.at += timedelta(minutes=30)
    return w.open_review(project)


def end_before_put(world, place, review) -> None:
    day_before = review.put_at.date() - timedelta(days=1)
    end_place(place, last_day=day_before, by=world.officer, at=world.at)


def test_a_last_day_said_afterwards_to_lie_before_it_was_put_frees_nobody(world, ready):
    place = join(world, ready, "chair")
    review = put(world, ready)
    end_before_put(world, place, review)
    world.days(3)

    with refuses("own_project"):
        w.decide(world, review, Outcome.APPROVE)
    with refuses("own_project"):
        w.decide(
            world,
            review,
            Outcome.APPROVE,
            by=world.officer,
            took_part=[PartLine("Chair", world.chair), PartLine("A"), PartLine("B")],
        )

    said = conflict_of(ready, world.chair, world.today, put_by=world.lead, since=review.put_at)
    assert said == (
        "Chair was on this project in the days that count here, and so does not decide on it."
    )


def test_a_place_taken_after_it_was_put_and_given_to_another_frees_nobody(world, ready):
    review = put(world, ready)
    join(world, ready, "chair", role=ProjectRole.SPONSOR, from_on=world.today)
    world.at += timedelta(minutes=5)
    join(world, ready, "sponsor", role=ProjectRole.SPONSOR, from_on=world.today)
    assert not TeamMember.objects.filter(person=world.chair).exists()
    world.days(1)

    with refuses("own_project"):
        w.decide(world, review, Outcome.APPROVE)


def test_whoever_left_before_it_was_put_decides(world, ready):
    place = join(world, ready, "chair")
    end_place(place, last_day=world.today - timedelta(days=1), by=world.officer, at=world.at)
    review = put(world, ready)

    assert w.decide(world, review, Outcome.APPROVE)


def test_a_project_is_not_held_by_somebody_whose_place_was_ended_that_day(world, ready):
    place = join(world, ready, "chair")
    world.days(1)
    end_place(place, last_day=world.today - timedelta(days=1), by=world.officer, at=world.at)
    said = {
        "took_part": [PartLine("A member"), PartLine("Another")],
        "reasons": "Waiting.",
    }

    with refuses("own_project"):
        w.course(world, ready, Outcome.HOLD, **said)
    world.days(1)

    assert w.course(world, ready, Outcome.HOLD, **said)


def test_a_condition_is_not_discharged_by_somebody_whose_place_was_ended_that_day(world, ready):
    review = put(world, ready)
    decision = w.decide(
        world, review, Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world)]
    )
    place = join(world, ready, "chair")
    world.days(1)
    end_place(place, last_day=world.today - timedelta(days=1), by=world.officer, at=world.at)

    with refuses("own_project"):
        discharge_condition(decision.conditions.get(), note="Done.", by=world.chair, at=world.at)


@pytest.mark.parametrize(
    "words",
    [
        "Rehabilitation Manager",
        "rehabilitation  manager.",
        "Rehabilitation Manager (lead)",
        "Commissioning Officer",
        "Commissioning Officer (lead)",
        "Somebody Else, Rehabilitation Manager",
        "Somebody Else (Rehabilitation Manager)",
        "Teammate, a colleague",
        "“Lead”",
        "The other one (Member3)",
    ],
)
def test_a_post_on_the_project_takes_no_part_in_words(world, ready, words):
    join(world, ready, "member3", post="Rehabilitation Manager")
    put_in_place(
        ready,
        ProjectRole.TEAM_MEMBER,
        post="Commissioning Officer (part time)",  # nobody is named in it
        from_on=world.today,
        by=world.officer,
        at=world.at,
    )
    review = put(world, ready)

    with refuses("own_project"):
        w.decide(
            world,
            review,
            Outcome.APPROVE,
            took_part=[PartLine("Chair", world.chair), PartLine("A member"), PartLine(words)],
        )


NAMES, POSTS = {"Anne O’Neill", ""}, {"Head of Service", "Children's Manager (interim)", ""}


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("anne oneill", True),
        ("Anne O'Neill, somebody’s deputy", True),
        ("Childrens manager", True),
        ("Children’s Manager (interim)", True),
        ("B Person, Head of Service", True),
        ("B Person [Head of Service]", True),
        ("Head of Service, Housing", False),
        ("Deputy for the Head of Service", False),
        ("Anne", False),
        ("Manager (children)", False),
        ("", False),
        ("()", False),
    ],
)
def test_what_a_line_of_a_minute_names(words, is_one):
    assert names_one_of(words, NAMES, POSTS) is is_one
