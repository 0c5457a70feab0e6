"""Pages of escalations: who sees them, on a restricted project too, and what each button does."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import Escalation
from governance.services.escalations import answer_escalation, escalate, pass_on
from roles.models import ReportingLine
from tests.factories import world as w
from tests.factories.unchanged import unchanged


@pytest.fixture
def project(world):
    with w.acting(world):
        ReportingLine.objects.create(body=world.spg, reports_to=world.ijb)
    return w.make_project(world)


@pytest.fixture
def row(world, project) -> Escalation:
    """Escalated to the group this morning; the clock stands at its moment."""
    with time_machine.travel(world.at, tick=False):
        yield raise_it(world, project)


def raise_it(world, project, ask="Release the budget.", to="spg") -> Escalation:
    return escalate(
        project,
        world.bodies[to],
        ask=ask,
        needed_by=world.today + timedelta(days=3),
        by=world.lead,
        at=world.at,
    )


def on_up(world, row) -> Escalation:
    return pass_on(row, world.ijb, ask="We cannot.", by=world.officer, at=world.at)


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def to_read(row: Escalation) -> dict[str, str]:
    reference = row.project.reference
    return {
        "escalations": at("escalations", reference),
        "escalation": at("escalation", reference, row.pk),
    }


def to_write(row: Escalation) -> dict[str, str]:
    reference = row.project.reference
    return {
        "escalate": at("escalate", reference),
        "escalation_pass_on": at("escalation_pass_on", reference, row.pk),
        "escalation_answer": at("escalation_answer", reference, row.pk),
    }


# -- Who sees what ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["lead", "sponsor", "teammate", "officer", "chair", "member", "auditor"]
)
def test_those_inside_and_the_body_read_it(client, world, row, name):
    client.force_login(world.people[name])

    for page, address in to_read(row).items():
        shown = client.get(address)
        assert shown.status_code == 200, page
        assert "Release the budget." in words(shown), page


@pytest.mark.parametrize(
    ("name", "status"),
    [("staff", 403), ("slt_chair", 403), ("ijb_chair", 403), ("admin", 403), ("outsider", 404)],
)
def test_nobody_else_reads_or_writes(client, world, row, name, status):
    client.force_login(world.people[name])

    for page, address in (to_read(row) | to_write(row)).items():
        assert client.get(address).status_code == status, page
        with unchanged():
            assert client.post(address, {}).status_code == status, page


def test_another_partnership_sees_nothing(client, world, row):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    client.force_login(other.officer)

    for page, address in (to_read(row) | to_write(row)).items():
        assert client.get(address).status_code == 404, page


def test_who_is_not_signed_in_is_asked_to(client, row):
    for page, address in (to_read(row) | to_write(row)).items():
        assert client.get(address).status_code == 302, page


def test_the_body_above_sees_it_once_it_is_passed_on(client, world, row):
    client.force_login(world.ijb_chair)
    assert client.get(to_read(row)["escalation"]).status_code == 403

    above = on_up(world, row)

    shown = words(client.get(above.get_absolute_url()))
    assert "We cannot." in shown
    assert "Release the budget." in shown
    assert at("escalation_answer", row.project.reference, above.pk) in shown


def test_a_restricted_projects_escalation_is_for_the_bodies_it_went_to(client, world, project):
    hidden = w.make_project(world, title="Not for all", is_restricted=True)
    with time_machine.travel(world.at, tick=False):
        kept = raise_it(world, hidden, "Kept below.")
        gone = on_up(world, raise_it(world, hidden, "Gone up."))
        client.force_login(world.ijb_chair)
        listed = words(client.get(at("escalations", hidden.reference)))

        assert client.get(hidden.get_absolute_url()).status_code == 404
        assert client.get(gone.get_absolute_url()).status_code == 200
        assert client.get(kept.get_absolute_url()).status_code == 404
    assert "Gone up." in listed
    assert "Kept below." not in listed
    assert f'href="{hidden.get_absolute_url()}"' not in listed
    for name in ("slt_chair", "staff", "admin"):
        client.force_login(world.people[name])
        assert client.get(gone.get_absolute_url()).status_code == 404, name


def test_an_escalation_of_another_project_is_not_found(client, world, row):
    other = w.make_project(world, title="Another")
    client.force_login(world.officer)

    assert client.get(at("escalation", other.reference, row.pk)).status_code == 404


def test_a_get_never_acts(client, world, row):
    client.force_login(world.officer)
    for address in to_write(row).values():
        with unchanged():
            client.get(address, {"ask": "x", "answer": "x", "to_body": world.ijb.pk})


def test_only_the_body_itself_answers(client, world, row):
    for name in ("lead", "member"):
        client.force_login(world.people[name])
        for page in ("escalation_pass_on", "escalation_answer"):
            with unchanged():
                sent = client.post(to_write(row)[page], {"answer": "Yes."})
            assert sent.status_code == 403, page


# -- Asking, passing on, answering -------------------------------------------------------------


def test_the_project_page_leads_to_it_and_the_lead_escalates(client, world, project):
    client.force_login(world.lead)
    address = at("escalations", project.reference)
    with time_machine.travel(world.at, tick=False):
        assert address in words(client.get(project.get_absolute_url()))
        assert at("escalate", project.reference) in words(client.get(address))
        form = words(client.get(at("escalate", project.reference)))
        data = {
            "to_body": world.ijb.pk,
            "ask": "Release the budget.",
            "needed_by": f"{world.today:%Y-%m-%d}",
        }
        sent = client.post(at("escalate", project.reference), data)
        again = client.post(at("escalate", project.reference), data)

    row = Escalation.objects.get()
    assert str(world.cpb) not in form
    assert sent.url == row.get_absolute_url()
    assert again.status_code == 409
    assert "is asked of" in words(again)


def test_what_is_wrong_is_said_on_the_form(client, world, project):
    client.force_login(world.lead)
    with time_machine.travel(world.at, tick=False), unchanged():
        empty = client.post(at("escalate", project.reference), {})
        early = client.post(
            at("escalate", project.reference),
            {"to_body": world.spg.pk, "ask": "It.", "needed_by": "2026-01-11"},
        )

    assert empty.status_code == early.status_code == 422
    assert "Say what you ask of the body." in words(empty)
    assert "Choose today or a later day." in words(early)


def test_a_project_without_a_body_is_told_so(client, world, project):
    with w.acting(world):
        project.governing_body = None
        project.save()
    client.force_login(world.lead)

    assert "No body governs this project yet." in words(
        client.get(at("escalate", project.reference))
    )


def test_it_is_passed_on_answered_and_read_at_every_rung(client, world, row):
    client.force_login(world.officer)
    form = words(client.get(to_write(row)["escalation_pass_on"]))
    assert "Release the budget." in form
    sent = client.post(
        to_write(row)["escalation_pass_on"], {"to_body": world.ijb.pk, "ask": "We cannot."}
    )
    above = Escalation.objects.get(continues=row)
    assert sent.url == above.get_absolute_url()
    stale = client.post(to_write(row)["escalation_answer"], {"answer": "Yes."})
    assert stale.status_code == 409

    client.force_login(world.ijb_chair)
    client.post(to_write(above)["escalation_answer"], {"answer": "For a year."})
    twice = client.post(to_write(above)["escalation_answer"], {"answer": "For a year."})
    assert twice.status_code == 409

    client.force_login(world.lead)
    shown = words(client.get(row.get_absolute_url()))
    assert f"Passed on to the {world.ijb} on the same day." in shown
    assert f"The {world.ijb} answered on 12 January 2026:" in shown
    assert "For a year." in shown
    assert "Record the answer" not in shown
    assert "Answered on the same day" in words(client.get(to_read(row)["escalations"]))


def test_a_missing_answer_is_asked_for(client, world, row):
    client.force_login(world.chair)
    with unchanged():
        page = client.post(to_write(row)["escalation_answer"], {"answer": " "})
    assert page.status_code == 422
    assert "Say what the body answers." in words(page)


def test_what_is_overdue_says_so_in_words(client, world, row):
    with time_machine.travel(world.at + timedelta(days=5), tick=False):
        client.force_login(world.chair)
        shown = words(client.get(row.get_absolute_url()))
        listed = words(client.get(to_read(row)["escalations"]))

    assert "Waiting for five days. Overdue by two days" in shown
    assert "Overdue by two days" in listed


def test_the_pages_have_a_constant_number_of_queries(client, world, row, project):
    client.force_login(world.officer)

    def counts() -> list[int]:
        found = []
        for address in to_read(row).values():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    first = counts()
    for ask in ("Second.", "Third."):
        answer_escalation(
            on_up(world, raise_it(world, project, ask)),
            answer="Yes.",
            by=world.ijb_chair,
            at=world.at,
        )
    assert counts() == first
