"""My work: what waits for whom, and how the portfolio stands."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cycle.models import Deliverable
from governance.enums import Outcome
from governance.services import put_to_body
from notifications.models import Reminder, SweepRun
from notifications.services import raise_due
from projects.models import Project
from tests.factories import world as w

pytestmark = pytest.mark.django_db


def test_nobody_signed_in_is_sent_to_the_sign_in(as_):
    response = as_().get("/")

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_somebody_without_a_role_has_a_page_without_counts(world, as_):
    w.make_project(world, title="Respite")
    page = as_("outsider").get("/")

    assert page.status_code == 200
    assert "Nothing waits for you today." in page.content.decode()
    assert page.context["counts"] is None
    assert "Respite" not in page.content.decode()


def test_a_lead_sees_what_they_own_and_lead(world, as_, project):
    w.pass_gate(
        world, project, Outcome.APPROVE_WITH_CONDITIONS,
        conditions=[w.condition(world, text="Publish <it>.", holds_up=2)],
    )  # fmt: skip
    raise_due(at=world.at + timedelta(days=30))

    page = as_("lead").get("/")
    text = page.content.decode()

    assert "Publish &lt;it&gt;." in text
    assert [row.name for row, _ in page.context["deliverables"]] == [
        row.name for row in Deliverable.objects.filter(stage__state="open")
    ]
    assert "Plan: with the lead" in text
    assert len(page.context["work"].reminders) == Reminder.objects.filter(
        recipient=world.lead, is_overtaken=False
    ).count() > 0  # fmt: skip
    assert page.context["work"].waiting == []


def test_a_body_sees_what_waits_for_it(world, as_, project):
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)

    for name, sees in {"chair": True, "member": True, "officer": True, "slt_chair": False,
                       "auditor": False, "lead": False}.items():  # fmt: skip
        work = as_(name).get("/").context["work"]
        assert [row.what for row in work.waiting] == (["Analyse gate"] if sees else []), name


def test_an_officer_sees_the_projects_without_a_body(world, as_):
    w.make_project(world, title="Imported")
    Project.objects.update(governing_body=None, governing_body_words="CPB / partnership")

    text = as_("officer").get("/").content.decode()

    assert "the tracker says “CPB / partnership”" in text
    assert as_("member").get("/").context["work"].without_body == []


def test_lists_are_capped_and_say_so(world, as_):
    for number in range(12):
        w.make_project(world, title=f"P{number}")

    page = as_("lead").get("/")

    assert len(page.context["work"].projects) == 10
    assert "All your projects" in page.content.decode()


def test_counts_link_to_the_lists_they_count(world, as_, project):
    w.update(world, project, "red", "No money.")
    w.make_project(world, title="Telecare")
    member = as_("member")

    table = member.get("/").context["counts"]

    assert [words for words, _ in table["rags"]] == ["Red", "No update yet"]
    assert [row["stage"] for row in table["rows"]] == ["Brief", "Analyse"]
    for row in table["rows"]:
        for count, address in row["cells"]:
            assert len(member.get(address).context["page"].rows) == count, address
    for count, address in table["totals"]:
        assert len(member.get(address).context["page"].rows) == count, address


def test_what_was_restricted_since_is_not_shown(world, as_, project):
    raise_due(at=world.at + timedelta(days=60))
    Deliverable.objects.update(owner=world.staff)
    Reminder.objects.filter(offset=0).update(recipient=world.staff)
    assert as_("staff").get("/").context["deliverables"]
    assert as_("staff").get("/inbox/").context["rows"]
    Project.objects.update(is_restricted=True)

    page = as_("staff").get("/")

    assert page.context["deliverables"] == []
    assert page.context["reminders"] == []
    assert as_("staff").get("/inbox/").context["rows"] == []
    assert project.title not in page.content.decode()
    assert as_("lead").get("/").context["deliverables"] == []
    assert len(as_("lead").get("/").context["work"].projects) == 1


def test_officers_and_administrators_are_told_when_the_sweep_is_late(world, as_):
    assert "have never been sent" in as_("officer").get("/").content.decode()
    run = SweepRun.objects.create(name="reminders", finished_at=timezone.now())
    assert as_("officer").get("/").context["late"] == ""
    run.finished_at -= timedelta(minutes=11)
    run.save()
    assert "last finished 11 minutes ago" in as_("admin").get("/").content.decode()
    assert as_("lead").get("/").context["late"] == ""
    run.finished_at -= timedelta(hours=5)
    run.save()
    assert "5 hours ago" in as_("officer").get("/").content.decode()


def test_one_and_three_rows_take_the_same_queries(world, as_, project):
    lead = as_("lead")
    lead.get("/")  # a process reads each pack once
    with CaptureQueriesContext(connection) as one:
        lead.get("/")
    for _ in range(2):
        w.start(world, w.make_project(world))
    with CaptureQueriesContext(connection) as three:
        lead.get("/")

    assert len(one) == len(three)
