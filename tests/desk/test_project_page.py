"""The project page: the tracker, what stands in the way, what may be done, and by whose eyes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle.queries import live_stage_of
from cycle.services import close_project
from governance.enums import Outcome
from governance.queries import readiness
from governance.services import put_to_body
from projects.models import Project
from projects.services import keep_note, open_programme
from tests.factories import world as w

pytestmark = pytest.mark.django_db
INSIDE = ("lead", "sponsor", "teammate", "officer", "auditor")


def page_of(client, project):
    return client.get(f"/projects/{project.reference}/")


def steps_of(client, project) -> list[tuple[str, str]]:
    return [(step.state, step.words) for step in page_of(client, project).context["steps"]]


def buttons(client, project) -> list[str]:
    return [words for words, _ in page_of(client, project).context["buttons"]]


def note(world, project) -> None:
    keep_note(project, heading="Odd cell", text="<x>", by=world.lead, at=world.at)


def test_the_tracker_follows_a_project_through_its_life(world, as_):
    project = w.make_project(world)
    lead = as_("lead")
    assert steps_of(lead, project)[0] == ("now", "Now: being written since 12 Jan 2026")
    w.fill_brief(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    assert steps_of(lead, project)[0][1].startswith("Now: before the Strategic planning group")
    w.decide(world, w.open_review(project), Outcome.APPROVE)
    assert steps_of(lead, project) == [
        ("done", "Version 1 accepted 12 Jan 2026"),
        ("now", "Now: with the lead since 12 Jan 2026"),
        ("", "Planned from Apr 2026"),
        ("", "Planned from Jul 2026"),
        ("", "First review planned Jan 2027"),
    ]
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    assert steps_of(lead, project)[1] == (
        "now",
        "Now: before the Strategic planning group since 12 Jan 2026",
    )
    world.days(3)
    w.decide(
        world, w.open_review(project), Outcome.APPROVE_WITH_CONDITIONS,
        conditions=[w.condition(world, holds_up=2)],
    )  # fmt: skip
    assert steps_of(lead, project)[1] == ("done", "Approved with conditions 15 Jan 2026")
    text = page_of(lead, project).content.decode()
    assert text.count('aria-current="step"') == 1
    assert "<strong>1 open</strong>" in text
    assert "Condition: Publish the impact assessment" in text
    assert "See what the body saw" in text


def test_readiness_on_the_page_is_the_list_that_refuses(world, as_, project):
    shown = page_of(as_("lead"), project).context["readiness"]
    missing = readiness(project, at=world.at)

    assert len(shown["hurdles"]) == len(missing)
    blocking = sum(one.blocks for one in missing)
    words = {5: "Five", 4: "Four", 3: "Three", 2: "Two", 1: "One"}[blocking]
    assert shown["heading"] == f"{words} things stand between this project and its Analyse gate"
    assert shown["hurdles"][0].heading == missing[0].sentence.partition(": ")[0]
    assert "Held by" in shown["hurdles"][0].summary
    w.make_ready(world, project)
    shown = page_of(as_("lead"), project).context["readiness"]
    assert shown["heading"] == "Nothing stands between this project and its Analyse gate"
    assert len(shown["ready"]) == live_stage_of(project).deliverables.count()


def test_those_inside_see_what_is_in_the_way_notes_and_the_record(world, as_, project):
    note(world, project)
    for name in INSIDE:
        text = page_of(as_(name), project).content.decode()
        assert "between this project and its Analyse gate" in text, name
        assert "Odd cell" in text, name
        assert "&lt;x&gt;" in text, name
        assert "What has happened" in text, name
        assert "Everything that has happened</a>" in text, name


def test_everybody_else_sees_stage_rag_and_decisions_alone(world, as_, project):
    note(world, project)
    w.update(world, project, "amber", "Slow.")
    for name in ("member", "chair", "ijb_reader", "admin", "staff", "slt_chair"):
        text = page_of(as_(name), project).content.decode()
        for shown in ("What has been decided", "Approve</strong>, brief, version 1", "Slow."):
            assert shown in text, (name, shown)
        for hidden in ("Odd cell", "stand between", "What has happened", "Business case"):
            assert hidden not in text, (name, hidden)


def test_absent_and_hidden_projects_answer_alike(world, as_, project):
    Project.objects.update(is_restricted=True)
    other = w.make_world("orkney", "ORK", "orkney.example")
    theirs = w.make_project(other)

    for name in ("staff", "slt_chair", "admin", "outsider"):
        absent = as_(name).get("/projects/HSCM-9999/")
        for hidden in (project, theirs):
            for path in ("", "timeline/", "as-it-was/"):
                answer = as_(name).get(f"/projects/{hidden.reference}/{path}")
                assert answer.status_code == absent.status_code == 404
                assert _same(answer) == _same(absent), (name, hidden, path)
    for name in ("lead", "member", "chair", "officer"):
        assert page_of(as_(name), project).status_code == 200, name
    assert page_of(as_(""), project).status_code == 302


def _same(response) -> str:
    """Return a body less the token of the sign-out form, which differs each time."""
    text = response.content.decode()
    start = text.find("csrfmiddlewaretoken")
    return text[:start] + text[text.find(">", start) :] if start > 0 else text


def test_buttons_offer_what_this_person_may_do_now(world, as_):
    project = w.make_project(world)
    assert buttons(as_("lead"), project) == [
        "Put the brief to the Strategic planning group",
        "Write a progress update",
        "Work on the brief",
    ]
    assert buttons(as_("teammate"), project) == ["Work on the brief"]
    assert buttons(as_("member"), project) == buttons(as_("auditor"), project) == []
    w.start(world, project)
    assert buttons(as_("lead"), project)[0] == (
        "Put the Analyse stage to the Strategic planning group"
    )
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    assert buttons(as_("lead"), project)[0] == "Take it back before it is decided"
    decide = "Record the decision of the Strategic planning group"
    assert buttons(as_("chair"), project) == [decide]
    assert decide in buttons(as_("officer"), project)
    for name in ("member", "slt_chair", "ijb_chair", "sponsor", "admin"):
        assert decide not in buttons(as_(name), project), name
    for words, address in page_of(as_("chair"), project).context["buttons"]:
        assert as_("chair").get(address).status_code == 200, words


def test_every_link_of_the_page_opens(world, as_, project):
    for name in ("lead", "member", "officer", "chair", "staff"):
        context = page_of(as_(name), project).context
        addresses = [address for _, address in (*context["pages"], *context["buttons"])]
        if "readiness" in context:
            addresses += [row.url for row in context["readiness"]["hurdles"] if row.url]
        for address in addresses:
            assert as_(name).get(address, follow=True).status_code == 200, (name, address)


def test_a_hold_a_stop_and_the_end_are_said(world, as_, project):
    w.course(world, project, Outcome.HOLD, reasons="Wait for money.")
    text = page_of(as_("lead"), project).content.decode()
    assert "On hold since 14 January 2026." in text
    assert "Wait for money." in text
    w.course(world, project, Outcome.RELEASE, reasons="Money came.")
    w.course(world, project, Outcome.STOP, reasons="No need.")
    page = page_of(as_("lead"), project)
    assert "Stopped: to be closed with lessons." in page.content.decode()
    assert page.content.decode().count("aria-current=") == 1
    assert buttons(as_("lead"), project)[0] == "Close it with lessons"
    close_project(
        project, lessons="a", barriers="b", unintended_consequences="c",
        by=world.lead, at=world.at,
    )  # fmt: skip
    assert "Stopped and closed 14 Jan 2026." in page_of(as_("lead"), project).content.decode()
    assert buttons(as_("lead"), project) == []


def test_a_project_from_a_tracker_says_that_no_body_decided(world, as_, tracker):
    from desk.services.importing import import_tracker

    import_tracker(
        tracker(), world.partnership, file_name="t.xlsx", dry_run=False,
        by=world.officer, at=world.at,
    )  # fmt: skip
    project = Project.objects.get(tracker_reference="M16")

    text = page_of(as_("officer"), project).content.decode()

    assert "Carried over from a tracker on 12 January 2026 at “Implement”" in text
    assert "Before it was brought in from the tracker" in text
    assert "Notes from the tracker" in text
    assert "the tracker says “Children&#x27;s Services Partnership / CPB”" in text
    assert buttons(as_("officer"), project) == ["Choose the governing body"]
    for project in Project.objects.all():
        assert page_of(as_("officer"), project).status_code == 200
        assert as_("officer").get(f"/projects/{project.reference}/timeline/").status_code == 200


def test_the_programme_is_a_step_of_the_breadcrumb(world, as_, project):
    programme = open_programme(world.partnership, name="Digital", by=world.officer, at=world.at)
    Project.objects.update(programme=programme)

    crumbs = page_of(as_("member"), project).context["crumbs"]

    assert [crumb["words"] for crumb in crumbs] == ["Projects", "Digital"]
    assert as_("member").get(crumbs[1]["url"]).context["page"].rows[0]["title"] == project.title


def test_queries_do_not_grow_with_what_has_happened(world, as_, project):
    lead, member = as_("lead"), as_("member")

    def count(client) -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(client, project)
        return len(queries)

    before = count(lead), count(member)
    for number in range(3):
        w.update(world, project, "amber", f"Slow {number}.")
        note(world, project)
    world.days(1)
    assert (count(lead), count(member)) == before


def test_the_next_review_point_and_who_are_on_the_rail(world, as_, project):
    page = page_of(as_("member"), project)

    assert page.context["who"]["lead"] == "Lead"
    assert page.context["who"]["route"] == "Strategic planning group"
    assert "Confirm or update the brief" in page.content.decode()
    assert page.context["review_point"].due_on > world.today + timedelta(days=100)
