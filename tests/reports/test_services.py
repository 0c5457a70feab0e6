"""Issuing a progress report, by service, command and page."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from cycle.enums import ReviewKind
from cycle.models import ReviewPoint
from cycle.rules import add_months
from cycle.services import close_project, set_review_point
from governance.enums import Outcome
from governance.services import put_to_body
from projects.models import BriefVersion, GateTarget
from record.errors import Refusal
from reports.models import IssuedReport
from reports.queries import progress_report
from reports.render.pdf import draw_progress_report
from reports.services import issue_report, path_of
from tests.factories import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = w.make_world()
    project = w.start(world, w.make_project(world, title="Respite <b>redesign</b> & more"))
    w.update(world, project, "amber", "Half of the families have <i>answered</i>.")
    w.pass_gate(
        world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world, holds_up=2)]
    )
    w.make_project(world, title="A restricted one", is_restricted=True)
    return world


def issue(world, **kwargs):
    values = {
        "period_from": world.today - timedelta(days=60),
        "period_to": world.today,
        "by": world.officer,
        "at": world.at,
    }
    return issue_report(kwargs.pop("body", world.ijb), **(values | kwargs))


def test_a_report_tells_what_was_recorded(world):
    report = issue(world)
    text = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(path_of(report).read_bytes())).pages
    )
    words = " ".join(text.split())
    for expected in (
        "Respite <b>redesign</b> & more",
        "Half of the families have <i>answered</i>.",
        "Approve with conditions",
        "Publish the impact assessment.",
        "£120,000",
        "REASON FOR REPORT",
    ):
        assert expected.replace(" ", "") in words.replace(" ", ""), expected
    assert "A restricted one" not in words
    assert (report.number, report.format) == (1, "pdf")


def test_the_latest_update_on_or_before_the_end_counts(world):
    project = w.make_project(world, title="Another", body="slt")
    w.update(world, project, "green")
    first = world.today
    world.days(10)
    w.update(world, project, "red", "It stopped.")
    content = progress_report(
        world.ijb,
        period_from=first,
        period_to=first + timedelta(days=5),
        drawn_on=world.today,
        by_post="Officer",
    )
    line = next(row for row in content.projects if row.title == "Another")
    assert (line.rag, line.rag_age_days) == ("Green", 5)


# Where each project stood


def report(world, *, to=None, since=None):
    to = to or world.today
    return progress_report(
        world.ijb, period_from=since or to, period_to=to, drawn_on=world.today, by_post="Officer"
    )


def line_of(content, project):
    return next(row for row in content.projects if row.reference == project.reference)


def gates_of(content, project) -> list[tuple]:
    rows = [row for row in content.next_gates if row.reference == project.reference]
    return [(row.what, row.on, row.body) for row in rows]


def points_of(content, project) -> list[tuple]:
    rows = [row for row in content.review_points if row.reference == project.reference]
    return [(row.what, row.on) for row in rows]


@pytest.fixture
def project(world):
    """Return a project at its Plan stage, its brief to be looked at again."""
    project = w.start(world, w.make_project(world, title="Telecare", body="slt"))
    world.days(10)
    w.pass_gate(world, project, by=world.slt_chair)
    return project


def on_course(world, project, outcome):
    return w.course(world, project, outcome, reasons="Wait.")


def test_a_project_sent_back_is_told_at_the_stage_it_went_back_to(world, project):
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    put_on = world.today
    world.days(3)
    analyse = project.pack.stages.get(number=1)
    w.decide(world, w.open_review(project), Outcome.SEND_BACK, back_to=analyse)

    now, before = report(world), report(world, to=put_on)

    body = world.slt.name
    line = line_of(now, project)
    assert (line.stage, line.stage_since) == ("Analyse", world.today)
    assert line.notes == (f"Sent back from Plan by the {body} on {world.today:%-d %B %Y}",)
    assert [what for what, _, _ in gates_of(now, project)] == ["Analyse gate"]
    line = line_of(before, project)
    assert line.stage == "Plan"
    assert line.notes == (f"At its gate, before the {body} since {put_on:%-d %B %Y}",)
    assert gates_of(before, project) == [
        ("Plan gate", GateTarget.objects.get(project=project, gate=2).on, body)
    ]


def test_a_stopped_project_is_told_as_stopped_and_has_nothing_to_come(world, project):
    day_before = world.today
    world.days(1)
    on_course(world, project, Outcome.STOP)

    now, before = report(world), report(world, to=day_before)

    assert (line_of(now, project).stage, line_of(now, project).stage_since) == (
        "Stopped",
        world.today,
    )
    assert dict(now.stage_counts)["Stopped"] == 1
    assert (gates_of(now, project), points_of(now, project)) == ([], [])
    assert line_of(before, project).stage == "Plan"
    assert "Stopped" not in dict(before.stage_counts)
    assert [what for what, _, _ in gates_of(before, project)] == ["Plan gate"]
    assert [what for what, _ in points_of(before, project)] == ["Confirm or update the brief"]


def test_a_project_on_hold_is_called_so(world, project):
    on_course(world, project, Outcome.HOLD)

    content = report(world)

    line = line_of(content, project)
    assert (line.stage, line.is_held) == ("Plan", True)
    assert line.notes[0].startswith(f"On hold since {world.today:%-d %B %Y}, by the ")
    assert gates_of(content, project)[0][0] == "Plan gate (on hold)"
    assert [what for what, _ in points_of(content, project)] == [
        "Confirm or update the brief (on hold)"
    ]
    assert "Oneprojectisonhold." in words_of(content)


def words_of(content) -> str:
    pages = PdfReader(io.BytesIO(draw_progress_report(content))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_a_closed_project_has_no_review_point_to_come(world, project):
    w.pass_gate(world, project)
    w.pass_gate(world, project)
    w.pass_gate(world, project, next_step="close")
    agreed = report(world)
    world.days(1)
    close_project(
        project, lessons="a", barriers="b", unintended_consequences="c",
        by=world.lead, at=world.at,
    )  # fmt: skip
    assert ReviewPoint.objects.filter(project=project, held_on__isnull=True).exists()

    content = report(world)

    assert line_of(agreed, project).stage == "To be closed"
    assert line_of(content, project).stage == "Closed"
    assert line_of(content, project).stage_since == world.today
    assert (gates_of(content, project), points_of(content, project)) == ([], [])
    assert (gates_of(agreed, project), points_of(agreed, project)) == ([], [])


def test_the_acceptance_of_a_brief_is_a_gate(world):
    project = w.make_project(world, title="A new one", body="slt")
    written = report(world)
    w.fill_brief(world, project)
    world.days(1)
    put_to_body(project, by=world.lead, at=world.at)
    put = report(world)

    body = world.slt.name
    assert gates_of(written, project) == [("Acceptance of the brief", None, body)]
    assert gates_of(put, project) == [("Acceptance of the brief", None, body)]
    assert (line_of(written, project).stage, line_of(written, project).notes) == (
        "Brief",
        ("Being written",),
    )
    assert line_of(put, project).notes[0].startswith("Put for acceptance, before the ")
    assert put.stage_counts[0] == ("Brief", 1)


def test_a_review_point_is_told_as_it_was_set_by_the_periods_end(world, project):
    first = world.today
    world.days(5)
    due = world.today + timedelta(days=50)
    for later in (0, 30):
        world.days(1)
        set_review_point(
            project, kind=ReviewKind.BRIEF, about="Look at the brief", by=world.lead, at=world.at,
            due_on=due + timedelta(days=later),
        )  # fmt: skip
    set_review_point(
        project, kind=ReviewKind.OTHER, about="Quite new", due_on=due, by=world.lead, at=world.at
    )
    then = points_of(report(world, to=first), project)

    assert [on for _, on in then] == [add_months(BriefVersion.objects.get(
        project=project, accepted_on__isnull=False).accepted_on, 6)]  # fmt: skip
    assert points_of(report(world, to=world.today - timedelta(days=1)), project) == [
        ("Look at the brief", due)
    ]
    assert points_of(report(world), project) == [
        ("Quite new", due),
        ("Look at the brief", due + timedelta(days=30)),
    ]


def test_a_gate_is_told_as_it_was_aimed_at_by_the_periods_end(world, project):
    """A plan first written here after the day counts as it is now."""
    planned = GateTarget.objects.get(project=project, gate=2)
    first = planned.on
    history = GateTarget.history.filter(project=project)
    assert gates_of(report(world), project)[0][1] == first
    history.update(history_date=world.at)
    with w.acting(world):
        planned.on += timedelta(days=40)
        planned.save()
    newest = history.latest("history_id").pk
    history.filter(pk=newest).update(history_date=world.at + timedelta(days=9))

    assert gates_of(report(world), project)[0][1] == first
    assert gates_of(report(world, to=world.today + timedelta(days=9)), project)[0][1] == planned.on
    with w.acting(world):
        planned.delete()
    newest = history.latest("history_id").pk
    history.filter(pk=newest).update(history_date=world.at + timedelta(days=9))
    assert gates_of(report(world), project)[0][1] == first
    assert gates_of(report(world, to=world.today + timedelta(days=9)), project)[0][1] is None


def test_the_queries_of_a_report_do_not_grow_with_its_projects(world):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            report(world, since=world.today - timedelta(days=300))
        return len(queries)

    projects = [w.start(world, w.make_project(world, title="One", body="slt"))]
    w.pass_gate(
        world, projects[0], Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world)]
    )
    one = count()
    for number in range(3):
        project = w.start(world, w.make_project(world, title=f"More {number}", body="slt"))
        w.update(world, project, "green")
        w.pass_gate(
            world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world)]
        )
    w.make_project(world, title="At its brief", body="slt")
    on_course(world, project, Outcome.HOLD)
    on_course(world, projects[0], Outcome.STOP)

    assert count() == one


def test_another_body_is_told_of_its_own_projects_only(world):
    w.make_project(world, title="Of the leadership team", body="slt")
    content = progress_report(
        world.slt,
        period_from=world.today,
        period_to=world.today,
        drawn_on=world.today,
        by_post="Officer",
    )
    assert [row.title for row in content.projects] == ["Of the leadership team"]


def test_numbers_count_up_and_equal_content_gives_equal_bytes(world):
    first, second = issue(world), issue(world)
    assert (first.number, second.number) == (1, 2)
    contents = [
        progress_report(
            world.ijb,
            period_from=world.today,
            period_to=world.today,
            drawn_on=world.today,
            by_post="Officer",
        )
        for _ in range(2)
    ]
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "docx"}, "format_not_yet"),
        ({"format": "html"}, "format_not_yet"),
        ({"format": "exe"}, "unknown_format"),
        ({"period_from": "later"}, "period_backwards"),
        ({"period_from": "long ago"}, "period_too_long"),
        ({"period_from": "future", "period_to": "future"}, "period_in_future"),
        ({"period_to": "later"}, "period_not_over"),
        ({"period_to": "future"}, "period_not_over"),
    ],
)
def test_refusals(world, change, code):
    days = {
        "later": world.today + timedelta(days=1),
        "long ago": world.today - timedelta(days=1200),
        "future": world.today + timedelta(days=30),
    }
    with pytest.raises(Refusal) as refused:
        issue(world, **{key: days.get(value, value) for key, value in change.items()})
    assert refused.value.code == code
    assert not IssuedReport.objects.exists()


def test_only_an_officer_issues(world):
    with pytest.raises(Refusal) as refused:
        issue(world, by=world.lead)
    assert refused.value.code == "not_allowed"
    assert not IssuedReport.objects.exists()


def test_the_command_writes_the_file(world, tmp_path):
    path = tmp_path / "r.pdf"
    call_command(
        "issue_report",
        body="ijb",
        period_from="2026-01-01",
        period_to="2026-03-31",
        output=str(path),
        stdout=io.StringIO(),
    )
    assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"body": "nobody"}, "There is no body nobody"),
        ({"period_from": "soon"}, "not a date"),
        ({"format": "docx"}, "not offered yet"),
        ({"output": "/nowhere/at/all/r.pdf"}, "cannot be written"),
    ],
)
def test_the_command_refuses_in_a_sentence(world, change, words, tmp_path):
    values = {
        "body": "ijb",
        "period_from": "2026-01-01",
        "period_to": "2026-03-31",
        "output": str(tmp_path / "r.pdf"),
    }
    with pytest.raises(CommandError, match=words):
        call_command("issue_report", stdout=io.StringIO(), **(values | change))


def test_the_command_looks_at_the_place_before_it_issues(world, tmp_path):
    """A report that cannot be written spends no number, and a refused one leaves no file."""
    place = tmp_path / "r.pdf"
    place.write_text("mine")
    values = {"body": "ijb", "period_from": "2026-01-01", "stdout": io.StringIO()}
    for output in ("/nowhere/at/all/r.pdf", str(tmp_path)):
        with pytest.raises(CommandError, match=r"cannot be written: .*No report was issued\."):
            call_command("issue_report", period_to="2026-03-31", output=output, **values)
    for output in (str(tmp_path / "new.pdf"), str(place)):
        with pytest.raises(CommandError, match="ends after today"):
            call_command("issue_report", period_to="2099-03-31", output=output, **values)

    assert not IssuedReport.objects.exists()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["r.pdf"]
    assert place.read_text() == "mine"
    call_command("issue_report", period_to="2026-03-31", output=str(place), **values)
    assert place.read_bytes().startswith(b"%PDF")
    assert IssuedReport.objects.get().number == 1


def test_pages(world, client):
    report = issue(world)
    client.force_login(world.ijb_reader)
    assert b"Progress report 1" in client.get(reverse("reports:list")).content
    answer = client.get(reverse("reports:file", args=[report.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == path_of(report).read_bytes()
    assert client.get(reverse("reports:issue")).status_code == 403
    client.force_login(world.outsider)
    assert client.get(reverse("reports:list")).status_code == 404
    assert client.get(reverse("reports:file", args=[report.pk])).status_code == 404


def test_the_officer_issues_by_the_page(world, client):
    client.force_login(world.officer)
    page = reverse("reports:issue")
    assert client.get(page).status_code == 200
    backwards = {"body": world.ijb.pk, "period_from": "2026-03-01", "period_to": "2026-02-01"}
    assert client.post(page, backwards).status_code == 422
    for wrong in ({"period_to": "2099-02-01"}, {"period_to": "0026-02-01"}, {"meeting_on": "x"}):
        sent = {"body": world.ijb.pk, "period_from": "2026-01-01", "period_to": "2026-02-01"}
        assert client.post(page, sent | wrong).status_code == 422
    assert not IssuedReport.objects.exists()
    good = {"body": world.ijb.pk, "period_from": "2026-01-01", "period_to": "2026-03-31"}
    assert client.post(page, good).status_code == 302
    assert IssuedReport.objects.count() == 1


def test_a_file_that_is_gone_is_told(world, client):
    report = issue(world)
    path_of(report).unlink()
    client.force_login(world.officer)
    answer = client.get(reverse("reports:file", args=[report.pk]))
    assert answer.status_code == 404
    assert b"Tell the operator" in answer.content
    assert "report_file_missing" in str(answer.context["refusal"].code)
