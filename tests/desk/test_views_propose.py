"""Proposing a project, from the questions to the brief."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cycle.engine import phase_of
from cycle.enums import Phase
from projects.enums import ProjectRole
from projects.models import Programme, Project
from projects.queries import place_of
from record.enums import Verb
from record.models import Act
from tests.factories import world as w
from tests.factories.refusals import rows

pytestmark = pytest.mark.django_db
NAMES = (
    "is_major_area_of_change",
    "plans_new_services",
    "reviews_whole_services",
    "improves_existing_services",
    "answers_inspection_or_feedback",
)
NO = dict.fromkeys(NAMES, "no")
STRATEGIC = NO | {"plans_new_services": "yes"}
IMPROVEMENT = NO | {"improves_existing_services": "yes"}


@pytest.fixture
def world():
    made = w.make_world()
    made.at = timezone.now()
    return made


@pytest.fixture
def staff(client, world):
    client.force_login(world.staff)
    return client


def address():
    return reverse("desk:propose")


def proposal(**values):
    data = {"title": "Falls prevention", "purpose": "Fewer falls.", "is_major": "no"}
    return IMPROVEMENT | data | values


def test_five_questions_come_first(staff, world):
    body = staff.get(address()).content.decode()
    assert body.count("<fieldset") == 5
    assert "There is a problem" not in body
    response = staff.get(address(), {"asked": "yes", "plans_new_services": "yes"})
    assert response.status_code == 422
    assert response.content.decode().count("Choose yes or no.") == 8


@pytest.mark.parametrize(
    ("answers", "words", "goes_on"),
    [
        (STRATEGIC, "This is strategic commissioning.", True),
        (IMPROVEMENT, "This is service improvement.", True),
        (NO, "This leads to neither approach", False),
    ],
)
def test_the_answers_lead_somewhere(staff, answers, words, goes_on):
    body = staff.get(address(), answers).content.decode()
    assert words in body
    assert ('name="title"' in body) is goes_on
    again = staff.get(address(), answers | {"change": "yes"}).content.decode()
    assert again.count("checked") == 5


def test_a_lead_proposes_and_goes_on_to_the_brief(staff, world):
    data = proposal(
        i_lead="on",
        lead_post="Locality Manager",
        sponsor_post="Chief Officer",
        sponsor=world.sponsor.pk,
        new_programme="Home First",
        governing_body=world.spg.pk,
    )
    response = staff.post(address(), data)
    project = Project.objects.get()
    assert response.url == reverse("projects:brief", args=[project.reference])
    assert project.approach == "service_improvement"
    assert project.programme == Programme.objects.get(name="Home First")
    assert phase_of(project) == Phase.BRIEF
    assert place_of(project, ProjectRole.LEAD, world.today).person == world.staff
    assert place_of(project, ProjectRole.SPONSOR, world.today).person == world.sponsor
    assert staff.get(response.url).status_code == 200


def test_the_answers_are_kept_with_the_project_and_told_on_its_timeline(staff, world):
    staff.post(address(), proposal(i_lead="on", lead_post="Locality Manager"))

    project = Project.objects.get()
    act = Act.objects.get(verb=Verb.PROJECT_PROPOSED)
    assert act.after == {name: name == "improves_existing_services" for name in NAMES}
    page = staff.get(reverse("desk:timeline", args=[project.reference])).content.decode()
    told = re.findall(r"<dt>(Whether[^<]*)</dt><dd class=\"words\">([^<]*)</dd>", page)
    assert told == [
        ("Whether it is a major area of change", "no"),
        ("Whether it plans new services", "no"),
        ("Whether it reviews whole services", "no"),
        ("Whether it improves services that exist", "yes"),
        ("Whether it answers an inspection or feedback", "no"),
    ]


def test_a_proposal_without_a_lead_waits_for_one(staff, world):
    response = staff.post(address(), proposal(lead_post="Locality Manager"))
    project = Project.objects.get()
    assert response.url == project.get_absolute_url()
    assert place_of(project, ProjectRole.LEAD, world.today).person is None


def test_who_proposes_a_restricted_project_for_others_is_not_sent_to_a_404(staff, world):
    refused = staff.post(address(), proposal(is_restricted="on"))
    assert refused.status_code == 422
    assert "Choose its governing body first" in refused.content.decode()
    chosen = proposal(is_restricted="on", governing_body=world.spg.pk)
    response = staff.post(address(), chosen)
    assert response.url == reverse("desk:projects")


def test_what_cannot_be_is_told_and_nothing_is_written(staff, world):
    elsewhere = w.make_world("highland", "NHH", "elsewhere.example")
    before = rows()
    for wrong in [
        {"title": ""},
        {"title": "x" * 10_000},
        {"title": "NUL \x00"},
        {"is_major": ""},
        {"is_major": "yes", "major_reason": ""},
        {"i_lead": "on", "lead_post": ""},
        {"sponsor": world.sponsor.pk},
        {"sponsor": elsewhere.sponsor.pk, "sponsor_post": "Chief"},
        {"governing_body": elsewhere.spg.pk},
        {"programme": "9" * 30},
        {"plans_new_services": ""},
        {"plans_new_services": "\x00"},
        NO,
    ]:
        assert staff.post(address(), proposal(**wrong)).status_code == 422, wrong
    assert rows() == before


def test_a_proposal_is_whole_or_not_at_all(staff, world):
    before = rows()
    data = proposal(i_lead="on", lead_post="M" * 150, new_programme="New", is_major="yes")
    assert staff.post(address(), data).status_code == 422
    assert rows() == before


@pytest.mark.parametrize(
    ("name", "status"),
    [("officer", 200), ("admin", 200), ("member", 403), ("auditor", 403), ("outsider", 404)],
)
def test_who_proposes(client, world, name, status):
    client.force_login(world.people[name])
    assert client.get(address()).status_code == status


def test_a_visitor_is_sent_to_sign_in(client, world):
    assert client.get(address()).url.startswith(reverse("account_login"))
