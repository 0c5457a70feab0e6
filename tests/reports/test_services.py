"""Issuing a progress report, by service, command and page."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from governance.enums import Outcome
from record.errors import Refusal
from reports.models import IssuedReport
from reports.queries import progress_report
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
