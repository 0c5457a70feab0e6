"""What a joint board's report says of its directions; other bodies' reports say nothing."""

from dataclasses import replace
from datetime import date

import pytest

from projects.models import Project
from reports.content import VariationLine
from reports.queries import progress_report
from tests.factories import directions as d
from tests.factories import world as w
from tests.reports.reading import words
from tests.reports.sample import REPORT

HEADING = "Variations to Directions"
LINES = (
    VariationLine(
        date(2026, 9, 3),
        "12l",
        "Community hospitals and care homes",
        "The health board and the council",
        "Issued; 12d is superseded by it. People were asked & chose <b>otherwise</b>.",
    ),
    VariationLine(date(2026, 10, 1), "12l", "Community hospitals", "The council", "Completed."),
)


def test_variations_stand_in_a_table_after_the_decisions() -> None:
    text = words(replace(REPORT, variations=LINES))

    assert "One direction was issued or completed in this period." in text
    assert "3 September 2026 12l Community hospitals and care homes" in text
    assert "12d is superseded by it. People were asked & chose <b>otherwise</b>." in text
    places = [text.index(one) for one in ("Decisions in the period", HEADING, "Next gates")]
    assert places == sorted(places)


def test_a_board_that_varied_none_is_told_so_and_another_body_nothing() -> None:
    none = "No direction was issued, varied, superseded, revoked or completed in this period."
    assert none in words(replace(REPORT, variations=()))
    assert HEADING not in words(REPORT)


def told(world, body, since):
    return progress_report(
        body,
        period_from=since,
        period_to=world.today,
        drawn_on=world.today,
        by_post="Officer",
    ).variations


@pytest.mark.django_db
def test_a_report_to_a_joint_board_fills_them_in() -> None:
    world = w.make_world()
    first = d.issue(world, reference="12d")
    world.days(10)
    since = world.today
    d.replace(world, first, "supersedes", "12l", recipients="council", title="Care homes")

    found = told(world, world.ijb, since)

    assert found == (
        VariationLine(
            on=since,
            reference="12l",
            title="Care homes",
            recipients="The council",
            what="Issued; 12d is superseded by it. The plan has changed.",
        ),
    )
    assert told(world, world.spg, since) is None
    world.days(1)
    assert told(world, world.ijb, world.today) == ()


@pytest.mark.django_db
def test_a_restricted_projects_direction_is_left_out() -> None:
    world = w.make_world()
    row, project = d.issue(world), w.make_project(world)
    with w.acting(world):
        row.project = project
        row.save()
    assert len(told(world, world.ijb, world.today)) == 1
    Project.objects.update(is_restricted=True)
    assert told(world, world.ijb, world.today) == ()
