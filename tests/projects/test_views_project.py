"""Changing a project, its team, what stands beside its brief, and the team roles' names."""

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.enums import ProjectRole
from projects.models import Engagement, ImpactAssessment, Project, TeamMember
from projects.queries import place_of, team_role_names
from projects.services import log_engagement
from tests.factories import world as w
from tests.factories.refusals import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = w.make_world()
    made.at = timezone.now()
    return made


@pytest.fixture
def project(world):
    return w.make_project(world)


def url(name, project, *args):
    return reverse(f"projects:{name}", args=[project.reference, *args])


def changed(**values):
    return {"title": "New title", "purpose": "P", "trigger": "T", "reason": "Grown."} | values


def test_a_lead_changes_the_project_but_not_its_body(client, world, project):
    client.force_login(world.lead)
    assert (
        'name="governing_body"' not in client.get(url("project_change", project)).content.decode()
    )
    data = changed(governing_body=world.slt.pk)
    assert client.post(url("project_change", project), data).url == project.get_absolute_url()
    project.refresh_from_db()
    assert (project.title, project.governing_body) == ("New title", world.spg)


def test_an_officer_chooses_the_body(client, world, project):
    client.force_login(world.officer)
    data = changed(governing_body=world.slt.pk)
    assert client.post(url("project_change", project), data).status_code == 302
    assert Project.objects.get(pk=project.pk).governing_body == world.slt


def test_what_cannot_be_is_told_and_nothing_is_written(client, world, project):
    elsewhere = w.make_world("highland", "NHH", "elsewhere.example")
    client.force_login(world.officer)
    before = rows()
    for wrong in [
        {"title": " "},
        {"is_major": "on", "major_reason": ""},
        {"governing_body": elsewhere.spg.pk},
        {"governing_body": "9" * 30},
        {"programme": "-1"},
    ]:
        response = client.post(url("project_change", project), changed(**wrong))
        assert response.status_code == 422, wrong
        assert "There is a problem" in response.content.decode()
    assert rows() == before


def test_a_team_is_put_in_place_and_ended(client, world, project):
    client.force_login(world.sponsor)
    body = client.get(url("team", project)).content.decode()
    assert "Team roles unfilled: Producer, Team role 2, Team role 3, Team role 4." in body
    role = project.pack.team_roles.first()
    data = {
        "role": "team_member",
        "post": "Accountant",
        "person": world.staff.pk,
        "team_role": role.pk,
        "days_a_week": "1.5",
        "from_on": world.today.isoformat(),
    }
    assert client.post(url("team_add", project), data).url == url("team", project)
    body = client.get(url("team", project)).content.decode()
    assert "Accountant" in body
    assert "Team roles unfilled: Team role 2" in body
    place = TeamMember.objects.get(post="Accountant")
    end = url("team_end", project, place.pk)
    assert client.post(end, {"last_day": "1999-01-01"}).status_code == 422
    assert client.post(end, {"last_day": world.today.isoformat()}).status_code == 302
    place.refresh_from_db()
    assert place.to_on == world.today


def test_a_vacant_post_is_said(client, world, project):
    client.force_login(world.officer)
    data = {"role": "lead", "post": "Service Manager", "from_on": world.today.isoformat()}
    assert client.post(url("team_add", project), data).status_code == 302
    body = client.get(url("team", project)).content.decode()
    assert "The lead’s post, Service Manager, has nobody named." in body
    assert place_of(project, ProjectRole.LEAD, world.today).person is None


def test_people_of_other_partnerships_are_no_choice(client, world, project):
    elsewhere = w.make_world("highland", "NHH", "elsewhere.example")
    client.force_login(world.lead)
    assert "Outsider" not in client.get(url("team_add", project)).content.decode()
    for person in (elsewhere.lead, world.outsider):
        data = {
            "role": "team_member",
            "post": "X",
            "person": person.pk,
            "from_on": world.today.isoformat(),
        }
        assert client.post(url("team_add", project), data).status_code == 422


def test_an_assessment_is_screened(client, world, project):
    client.force_login(world.teammate)
    row = ImpactAssessment.objects.filter(project=project).first()
    assert "Decision needed" in client.get(url("assessments", project)).content.decode()
    address = url("assessment_change", project, row.pk)
    assert row.get_kind_display() in client.get(address).content.decode()
    data = {"kind": row.kind, "screening": "not_needed", "screening_reason": ""}
    response = client.post(address, data)
    assert response.status_code == 422
    assert "Give the reason" in response.content.decode()
    assert client.post(address, data | {"screening_reason": "No change."}).status_code == 302
    body = client.get(url("assessments", project)).content.decode()
    assert "Not needed" in body
    assert "No change." in body


def test_an_address_of_publication_is_a_web_address(client, world, project):
    client.force_login(world.lead)
    data = {"kind": "eqia", "screening": "not_screened"}
    for wrong in ("javascript:alert(1)", "ftp:/x", "no address"):
        response = client.post(url("assessment_add", project), data | {"published_at_url": wrong})
        assert response.status_code == 422, wrong


def test_engagement_is_logged_and_shown(client, world, project):
    client.force_login(world.teammate)
    data = {
        "who": "Families <b>of residents</b>",
        "how": "Two evenings",
        "on": "01/03/2026",
        "heard": "More choice",
        "what_changed": "A third house",
    }
    assert client.post(url("engagement_add", project), data).status_code == 302
    assert str(Engagement.objects.get().on) == "2026-03-01"
    body = client.get(url("engagement", project)).content.decode()
    assert "Families &lt;b&gt;of residents" in body
    for page in ("x", "-1", "99999999999999999999", "\x00"):
        assert client.get(url("engagement", project), {"page": page}).status_code == 200


def test_the_page_refuses_engagement_on_a_day_that_cannot_be_meant(client, world, project):
    client.force_login(world.teammate)
    sent = {"who": "Families", "how": "Letters", "heard": "Much", "what_changed": "Nothing"}
    for on, words in [("1/3/1999", "Check the year."), ("1/3/2090", "Log it afterwards.")]:
        page = client.post(url("engagement_add", project), sent | {"on": on})
        assert page.status_code == 422
        assert words in page.content.decode()
    assert not Engagement.objects.exists()


def test_an_entry_is_corrected_on_its_page_by_those_who_may_add_one(client, world, project):
    row = log_engagement(
        project,
        who="Famlies",
        how="Two evenings",
        on=world.today,
        heard="More choice",
        what_changed="A third house",
        by=world.teammate,
        at=world.at,
    )
    other = w.make_project(world, title="Another")
    here = url("engagement_correct", project, row.pk)
    for name, status in [
        ("lead", 200),
        ("teammate", 200),
        ("sponsor", 403),
        ("officer", 403),
        ("member", 403),
        ("outsider", 404),
    ]:
        client.force_login(world.people[name])
        assert client.get(here).status_code == status, name
        page = client.get(url("engagement", project)).content.decode()
        assert (here in page) == (status == 200), name
    client.force_login(world.lead)
    assert client.get(url("engagement_correct", other, row.pk)).status_code == 404
    assert client.get(url("engagement_correct", project, row.pk + 1)).status_code == 404

    page = client.get(here)
    sent = {name: field.value() for name, field in [(f.name, f) for f in page.context["form"]]}
    assert sent["who"] == "Famlies"
    sent = {name: value for name, value in sent.items() if value is not None}
    assert client.post(here, sent | {"heard": " "}).status_code == 422
    assert client.post(here, sent | {"who": "Families"}).url == url("engagement", project)

    row.refresh_from_db()
    assert (row.who, row.on, row.heard) == ("Families", world.today, "More choice")
    timeline = client.get(reverse("desk:timeline", args=[project.reference])).content.decode()
    assert "Famlies" in timeline


# -- The names of the team roles -------------------------------------------------------------

NAMES = {"producer": "Producer", "role-2": "Mandate", "role-3": "Specialist", "role-4": "Voice"}


def test_an_administrator_names_the_team_roles(client, world, project):
    client.force_login(world.admin)
    address = reverse("projects:team_role_labels")
    assert "What “Producer” is called" in client.get(address).content.decode()
    assert client.post(address, NAMES).url == reverse("roles:people")
    assert team_role_names(project) == NAMES
    assert client.post(address, NAMES | {"role-2": ""}).status_code == 422
    assert client.post(address, NAMES | {"role-2": "x" * 10_000}).status_code == 422
    assert client.post(address, NAMES | {"role-2": "\x00"}).status_code == 422
    assert client.get(address, {"partnership": "nowhere\x00"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [("lead", 403), ("officer", 403), ("outsider", 404), ("admin", 200)]
)
def test_who_names_the_team_roles(client, world, name, status):
    client.force_login(world.people[name])
    assert client.get(reverse("projects:team_role_labels")).status_code == status
