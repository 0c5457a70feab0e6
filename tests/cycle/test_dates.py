"""Days that cannot be meant are refused, and an update said twice is kept once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cycle.enums import ReviewKind
from cycle.models import ProgressUpdate, ReviewPoint
from cycle.services import (
    begin_cycle,
    carry_over,
    give_progress_update,
    hold_review_point,
    set_review_point,
)
from projects.services import propose_project
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged


def set_point(world, project, **change) -> ReviewPoint:
    values = {
        "kind": ReviewKind.OTHER,
        "about": "Rota",
        "due_on": world.today,
        "by": world.lead,
        "at": world.at,
    }
    return set_review_point(project, **(values | change))


def first_day(project) -> date:
    return project.created_at.date()


def test_nothing_is_dated_before_the_project(world, project):
    before = first_day(project) - timedelta(days=1)
    point = set_point(world, project)
    for act in (
        lambda: set_point(world, project, due_on=before),
        lambda: hold_review_point(
            point, held_on=before, outcome="Held.", by=world.lead, at=world.at
        ),
        lambda: give_progress_update(project, rag="green", on=before, by=world.lead, at=world.at),
    ):
        with refuses("before_the_project") as refused:
            act()
        assert f"Enter {first_day(project):%-d %B %Y} or a later day." in str(refused.value)

    assert set_point(world, project, about="First", due_on=first_day(project))
    assert give_progress_update(
        project, rag="green", on=first_day(project), by=world.lead, at=world.at
    )


def test_a_project_from_a_tracker_went_on_before_it_came_here(world):
    project = propose_project(
        world.partnership, title="Carried", approach="service_improvement",
        governing_body=world.spg, by=world.system, at=world.at,
    )  # fmt: skip
    carry_over(
        project, enters_at="plan", stage_words="Plan", stage_started_on=None, source="t.xlsx",
        by=world.system, at=world.at,
    )  # fmt: skip

    assert set_point(world, project, due_on=date(2025, 3, 1), by=world.officer)
    with refuses("before_the_project"):
        set_point(world, project, due_on=date(1999, 12, 31), by=world.officer)


@pytest.fixture
def watched(world, project):
    for _ in range(3):
        w.pass_gate(world, project)
    w.pass_gate(world, project, next_step="watch", next_review_on=world.today + timedelta(days=30))
    return project


def test_the_day_the_body_set_for_a_watch_is_moved_by_an_officer_alone(world, watched):
    later = world.today + timedelta(days=300)
    with refuses("date_of_the_body"):
        set_point(world, watched, kind=ReviewKind.WATCH, due_on=later)

    set_point(world, watched, kind=ReviewKind.WATCH, due_on=later, by=world.officer)

    assert ReviewPoint.objects.get(kind=ReviewKind.WATCH).due_on == later


def test_the_page_offers_the_watch_to_an_officer_alone(world, watched, as_):
    url = reverse("cycle:review_point_set", args=[watched.reference])
    sent = {"kind": "watch", "about": "Later", "due_on": (world.today + timedelta(90)).isoformat()}
    listed = reverse("cycle:review_points", args=[watched.reference])
    assert 'value="watch"' not in as_(world.lead).get(listed).content.decode()
    with unchanged():
        assert as_(world.lead).post(url, sent).status_code == 422

    assert 'value="watch"' in as_(world.officer).get(listed).content.decode()
    assert as_(world.officer).post(url, sent).status_code == 302


def say(world, project, **change) -> ProgressUpdate:
    values = {"rag": "amber", "reason": "Staff are short.", "by": world.lead, "at": world.at}
    return give_progress_update(project, **(values | change))


def test_an_update_said_twice_on_a_day_is_kept_once(world, project):
    say(world, project)

    with refuses("already_said") as refused:
        say(world, project, reason=" Staff are short. ", at=world.at + timedelta(seconds=1))
    assert refused.value.status == 409

    say(world, project, rag="red")
    say(world, project)  # it was so, it was worse, it is so again
    world.days(1)
    say(world, project)
    assert ProgressUpdate.objects.count() == 4


def test_a_form_sent_twice_gives_one_update(world, project, as_):
    url = reverse("cycle:progress_give", args=[project.reference])
    sent = {"rag": "green", "on": world.today.isoformat()}
    statuses = [as_(world.lead).post(url, sent).status_code for _ in range(4)]

    assert statuses == [302, 409, 409, 409]
    assert ProgressUpdate.objects.count() == 1


def test_the_page_says_that_there_was_no_project_yet(world, project, as_):
    url = reverse("cycle:progress_give", args=[project.reference])
    with unchanged():
        page = as_(world.lead).post(url, {"rag": "green", "on": "2020-01-01"})
    assert page.status_code == 422
    assert f"There was no {project.reference} on 1 January 2020." in page.content.decode()


def test_a_project_not_begun_is_begun_on_the_day_of_its_proposal(world):
    project = propose_project(
        world.partnership, title="New", approach="service_improvement",
        governing_body=world.spg, by=world.system, at=world.at,
    )  # fmt: skip
    begin_cycle(project, by=world.system, at=world.at)
    with refuses("before_the_project"):
        set_point(world, project, due_on=world.today - timedelta(days=1), by=world.officer)
