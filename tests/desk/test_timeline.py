"""The timeline as sentences, and the project as it was on a date."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.views import project as views
from governance.enums import Outcome
from projects.enums import BriefPart
from projects.models import GateTarget, TeamMember
from projects.services import change_project, put_in_place, save_brief_part
from tests.factories import world as w

pytestmark = pytest.mark.django_db


def timeline(client, project, query: str = ""):
    return client.get(f"/projects/{project.reference}/timeline/{query}")


def sentences(page) -> list[str]:
    return [row["told"].sentence for row in page.context["happened"]]


def test_a_life_reads_as_sentences_newest_first(world, as_, project):
    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world)])
    change_project(project, title="Respite by <choice>", by=world.lead, at=world.at)
    page = timeline(as_("lead"), project)
    told = sentences(page)

    assert told[0] == (
        "Lead changed the title from Respite redesign to Respite by <choice> (the project)."
    )
    assert (
        "Chair for the Strategic planning group recorded the decision “Approve with conditions” on "
        "the Analyse gate, taken on 17 January 2026, with 1 condition." in told
    )
    assert "Lead put the Analyse gate to the Strategic planning group." in told
    assert "Lead put the brief, version 1, to the Strategic planning group." in told
    assert told[-1] == "Commissioning Cycle proposed the project."
    text = page.content.decode()
    assert "Respite by &lt;choice&gt;" in text
    assert "Before: Not started" in text
    for code in ("not_started", "{&#x27;", "sha256", "owner_key"):
        assert code not in text, code


def test_a_gate_that_moved_is_one_sentence(world, as_, project):
    rows = GateTarget.objects.filter(project=project).values("id", "gate", "on")
    moved = [
        row | ({"on": world.today + timedelta(days=30)} if row["gate"] == 2 else {}) for row in rows
    ]
    save_brief_part(
        project, BriefPart.TIMESCALES, fields={}, rows={GateTarget: moved}, is_complete=True,
        by=world.lead, at=world.at,
    )  # fmt: skip

    assert sentences(timeline(as_("lead"), project))[0] == (
        "Lead moved the Plan gate from 11 July 2026 to 13 February 2026."
    )


def test_pages_of_the_timeline(world, as_, project, monkeypatch):
    monkeypatch.setattr(views, "SIZE", 3)
    lead = as_("lead")
    everything, query = [], ""
    while True:
        page = timeline(lead, project, query)
        everything += [row["pk"] for row in page.context["happened"]]
        if page.context["older"] is None:
            break
        query = f"?before={page.context['older']}"
    assert everything == sorted(set(everything), reverse=True)
    assert len(everything) > 9
    for odd in ("?before=x", "?before=-1", "?before=²", "?before=" + "9" * 30, "?before="):
        assert timeline(lead, project, odd).status_code == 200
    assert (
        "Nothing is recorded before that." in timeline(lead, project, "?before=0").content.decode()
    )


def test_who_may_read_it(world, as_):
    project = w.make_project(world)
    for status, names in {
        200: ("lead", "sponsor", "teammate", "officer", "auditor"),
        403: ("member", "chair", "admin", "staff"),
        404: ("outsider",),
        302: ("",),
    }.items():
        for name in names:
            assert timeline(as_(name), project).status_code == status, name
            address = f"/projects/{project.reference}/as-it-was/"
            assert as_(name).get(address).status_code == status, name


def test_queries_do_not_grow(world, as_):
    project = w.make_project(world)
    lead = as_("lead")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            timeline(lead, project)
        return len(queries)

    count()  # a process reads each pack once
    before = count()
    for number in range(3):
        w.update(world, project, "amber", f"Slow {number}.")
    assert count() == before


def was(client, project, on: str):
    return client.get(f"/projects/{project.reference}/as-it-was/", {"on": on})


def pairs(page) -> dict[str, str]:
    return {key: value for _, rows in page.context["was"] for key, value in rows}


@pytest.fixture
def told_over_time(db):
    """Return a world whose acts are told at moments that the clock has not come to or has passed.

    History is dated by the act, not by the clock.
    """
    with time_machine.travel("2026-01-12T09:00:00+00:00") as clock:
        world = w.make_world()
        project = w.make_project(world)
        world.days(21)
        w.start(world, project)
        # half past eleven at night in Scotland
        world.at = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
        put_in_place(
            project, "sponsor", post="Chief Officer", from_on=world.today,
            by=world.lead, at=world.at,
        )  # fmt: skip
        change_project(project, title="Respite by choice", by=world.lead, at=world.at)
        clock.move_to("2026-07-01T09:00:00+00:00")
        yield world, project


def test_as_it_was(told_over_time):
    from django.test import Client

    world, project = told_over_time
    lead = Client()
    lead.force_login(world.lead)

    before = was(lead, project, "2026-01-11")
    assert before.context["was"] is None
    assert "did not exist here yet" in before.content.decode()
    first = pairs(was(lead, project, "2026-01-12"))
    assert first["Title"] == "Respite redesign"
    assert first["Stage"] == "no stage open yet"
    assert first["Sponsor"] == "Sponsor"
    assert "What changes" not in first
    later = pairs(was(lead, project, "2026-02-28"))
    assert later["Stage"] == "Analyse: with the lead"
    assert later["Brief"].startswith("version 1, accepted")
    assert later["Localities"] == "East\nWest"
    assert later["What changes"] == "Overnight respite moves to choice."
    assert pairs(was(lead, project, "2026-06-29"))["Title"] == "Respite redesign"
    last = pairs(was(lead, project, "2026-06-30"))
    assert last["Title"] == "Respite by choice"
    assert TeamMember.objects.filter(project=project, role="sponsor").count() == 2


def test_days_that_cannot_be_shown_are_errors_of_the_form(world, as_):
    project = w.make_project(world)
    for typed in ("2999-01-01", "0001-01-01", "yesterday", "", "9999-12-31"):
        page = was(as_("lead"), project, typed)
        assert page.status_code == 200
        assert page.context["form"].errors["on"], typed
        assert "There is a problem" in page.content.decode()
