"""The brief's pages: task list, parts with their lines, versions and what differs."""

from datetime import timedelta

import pytest
from django.forms import CheckboxInput
from django.urls import reverse
from django.utils import timezone

from projects.enums import BriefPart
from projects.models import Brief, BriefVersion, MoneyLine, Project, ProjectLink
from projects.services import freeze_brief, mark_brief_accepted, save_brief_part
from record.history import acting_as
from record.models import Act
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


@pytest.fixture
def lead(client, world):
    client.force_login(world.lead)
    return client


def url(name, project, *args):
    return reverse(f"projects:{name}", args=[project.reference, *args])


def typed(response):
    """Return what the browser would send back for the form on a page, untouched."""
    context = response.context
    data = {"as_seen": context["as_seen"]}
    every = [*context["form"]]
    for lines in context["sets"]:
        every += [*lines.management_form, *(field for line in lines.forms for field in line)]
    for field in every:
        value = field.value()
        if isinstance(field.field.widget, CheckboxInput):
            if value:
                data[field.html_name] = "on"
        elif value is not None:
            data[field.html_name] = (
                [str(one) for one in value] if isinstance(value, list) else str(value)
            )
    return data


def save(world, project, part, fields=None, lines=None):
    save_brief_part(
        project, part, fields=fields or {}, rows=lines or {}, by=world.lead, at=timezone.now()
    )


# -- One part --------------------------------------------------------------------------------


@pytest.mark.parametrize("part", BriefPart.values)
def test_a_part_saved_as_it_stands_writes_nothing(lead, world, project, part):
    w.fill_brief(world, project)
    page = lead.get(url("brief_part", project, part))
    before = rows()
    response = lead.post(url("brief_part", project, part), typed(page))
    assert response.status_code == 302, response.context["problems"]
    assert rows() == before


def test_a_part_is_written_read_and_written_again(lead, world, project):
    address = url("brief_part", project, "focus")
    data = typed(lead.get(address))
    data |= {"what_changes": "One\r\ntwo", "outcomes": ["2", "6"], "whole_area": "on"}
    assert lead.post(address, data).url == url("brief", project)
    brief = Brief.objects.get(project=project)
    assert brief.what_changes == "One\ntwo"
    assert brief.outcomes == [2, 6]
    assert brief.state_of("focus") == "in_progress"
    again = typed(lead.get(address))
    assert again["outcomes"] == ["2", "6"]
    assert again["whole_area"] == "on"


def test_what_is_lacking_is_told_line_by_line_and_nothing_is_lost(lead, project):
    address = url("brief_part", project, "focus")
    data = typed(lead.get(address)) | {"what_changes": "Kept on the page", "is_complete": "on"}
    before = rows()
    response = lead.post(address, data)
    assert response.status_code == 422
    words = [problem.words for problem in response.context["problems"]]
    assert "Say for whom." in words
    assert "Kept on the page" in response.content.decode()
    assert response.content.decode().index("There is a problem")
    assert rows() == before


MONEY = {"year": "2026", "source": "Revenue", "is_recurring": "yes", "planned": "£120,000"}


def with_line(data, number, values):
    return data | {f"lines0-{number}-{name}": value for name, value in values.items()}


def test_a_line_is_added_changed_and_removed(lead, project):
    address = url("brief_part", project, "resources")
    data = with_line(typed(lead.get(address)), 0, MONEY)
    assert lead.post(address, data).status_code == 302
    line = project.moneylines.get()
    assert (line.planned, line.is_recurring, line.achieved) == (120000, True, None)
    data = with_line(typed(lead.get(address)), 0, {"achieved": "1,000.50"})
    lead.post(address, data)
    assert str(project.moneylines.get().achieved) == "1000.50"
    data = with_line(typed(lead.get(address)), 0, {"DELETE": "on", "planned": ""})
    assert lead.post(address, data).status_code == 302
    assert not project.moneylines.exists()


def test_another_line_is_offered_and_what_was_typed_stays(lead, project):
    address = url("brief_part", project, "resources")
    data = with_line(typed(lead.get(address)), 0, {"source": "Half typed"})
    before = rows()
    for count in (2, 3):
        response = lead.post(address, data | {"add": "lines0"})
        assert response.status_code == 200
        body = response.content.decode()
        assert body.count('class="lines"') == count
        assert "Half typed" in body
        assert "There is a problem" not in body
        assert "This field is required" not in body
        data = typed(response)
    assert rows() == before


def test_a_half_line_is_pointed_at(lead, project):
    address = url("brief_part", project, "resources")
    data = with_line(typed(lead.get(address)), 0, {"source": "Revenue", "planned": "much"})
    response = lead.post(address, data)
    assert response.status_code == 422
    problems = {one.anchor: one.words for one in response.context["problems"]}
    assert problems["id_lines0-0-planned"].startswith("Line of money 1, planned (£): Enter an")
    assert "id_lines0-0-year" in problems
    assert 'href="#id_lines0-0-planned"' in response.content.decode()


def test_an_amount_that_is_none_is_a_form_error(lead, project):
    address = url("brief_part", project, "resources")
    page = typed(lead.get(address))
    for planned in ["NaN", "Infinity", "1e3000", "0.001", "9" * 15, "12 34 x", "-", "\x00"]:
        data = with_line(page, 0, MONEY | {"planned": planned})
        assert lead.post(address, data).status_code == 422, planned
    assert not MoneyLine.objects.exists()


def test_a_stale_line_is_told_in_a_sentence(lead, world, project):
    address = url("brief_part", project, "resources")
    lead.post(address, with_line(typed(lead.get(address)), 0, MONEY))
    stale = typed(lead.get(address))
    save(world, project, BriefPart.RESOURCES, lines={MoneyLine: []})
    stale["as_seen"] = ""
    for pk in (stale["lines0-0-id"], "9" * 30, "-4"):
        response = lead.post(address, stale | {"lines0-0-id": pk})
        assert response.status_code == 422
        assert "is not on this project any more" in response.content.decode()
    assert lead.post(address, stale | {"lines0-0-id": "x"}).status_code == 422


def test_two_who_write_at_once_lose_nothing(lead, client, world, project):
    address = url("brief_part", project, "resources")
    mine = with_line(typed(lead.get(address)), 0, MONEY)
    client.force_login(world.teammate)
    theirs = with_line(typed(client.get(address)), 0, MONEY | {"source": "Theirs"})
    assert client.post(address, theirs).status_code == 302
    client.force_login(world.lead)
    response = client.post(address, mine)
    assert response.status_code == 422
    assert "has changed since you opened it" in response.content.decode()
    assert client.post(address, typed(response)).status_code == 302
    assert {line.source for line in project.moneylines.all()} == {"Revenue", "Theirs"}


def test_an_owner_and_a_link_elsewhere_are_no_choice(lead, world, project):
    elsewhere = w.make_world("highland", "NHH", "elsewhere.example")
    theirs = w.make_project(elsewhere)
    address = url("brief_part", project, "products")
    data = typed(lead.get(address))
    assert str(elsewhere.lead.pk) not in str(lead.get(address).context["sets"][0][0]["owner"])
    data["lines0-0-owner"] = str(elsewhere.lead.pk)
    assert lead.post(address, data).status_code == 422
    address = url("brief_part", project, "governance")
    data = with_line(typed(lead.get(address)), 0, {"other": str(theirs.pk)})
    assert lead.post(address, data).status_code == 422
    hidden = w.make_project(world, title="Hidden", is_restricted=True)
    assert str(hidden) not in lead.get(address).content.decode()
    data = with_line(typed(lead.get(address)), 0, {"other": str(hidden.pk)})
    assert lead.post(address, data).status_code == 422
    lead.force_login(world.staff)
    assert lead.get(address).status_code == 403


def test_what_a_line_names_already_stays_a_choice(lead, world, project):
    other = w.make_project(world, title="Somebody else's")
    line = {"other": other, "plan": "", "how": "Shares staff"}
    save(world, project, BriefPart.GOVERNANCE, lines={ProjectLink: [line]})
    Project.objects.filter(pk=other.pk).update(is_restricted=True)
    with acting_as(world.system):
        other.team.get(person=world.teammate).delete()
    lead.force_login(world.teammate)
    address = url("brief_part", project, "governance")
    assert lead.post(address, typed(lead.get(address))).status_code == 302
    assert project.projectlinks.get().other == other


def test_an_element_that_does_not_apply_says_why(lead, world, project):
    address = url("brief_part", project, "products")
    data = typed(lead.get(address))
    data |= {"lines0-0-applies": "no", "lines0-0-reason": "There is no such service."}
    assert lead.post(address, data).status_code == 302
    row = project.plannedelements.order_by("element__stage__number", "element__position").first()
    assert (row.applies, row.reason) == (False, "There is no such service.")
    assert project.plannedelements.count() == 10


def test_gates_have_dates_typed_in_the_uk_way(lead, project):
    address = url("brief_part", project, "timescales")
    data = typed(lead.get(address)) | {"gate_1": "31/03/2027", "gate_2": "2027-06-30"}
    assert lead.post(address, data).status_code == 302
    assert [f"{row.on}" for row in project.gatetargets.all()] == ["2027-03-31", "2027-06-30"]
    data = typed(lead.get(address)) | {"gate_1": ""}
    lead.post(address, data)
    assert [row.gate for row in project.gatetargets.all()] == [2]
    assert lead.post(address, data | {"gate_2": "30.2.27"}).status_code == 422


def test_those_who_read_drafts_read_the_part_and_cannot_post(client, world, project):
    w.fill_brief(world, project)
    for name in ("officer", "sponsor", "auditor"):
        client.force_login(world.people[name])
        body = client.get(url("brief_part", project, "focus")).content.decode()
        assert "Nineteen families." in body
        assert "<textarea" not in body
        before = Act.objects.count()
        assert client.post(url("brief_part", project, "focus"), {}).status_code == 403
        assert Act.objects.count() == before


# -- The list and the versions ---------------------------------------------------------------


def test_the_list_says_what_is_missing_and_who_holds_it(lead, world, project):
    body = lead.get(url("brief", project)).content.decode()
    assert body.count("Not started") == 6
    assert "Six things stand between this brief and the Strategic planning group" in body
    assert "Held by the lead, Lead." in body
    assert "Decisions needed" in body
    assert "Put the brief to" not in body
    w.fill_brief(world, project)
    body = lead.get(url("brief", project)).content.decode()
    assert "Nothing is missing" in body
    assert body.count(">Complete<") == 6


@pytest.fixture
def versions(world, project):
    """Three versions: accepted, not accepted, accepted; the working copy has changed since."""
    w.fill_brief(world, project)
    for number, is_accepted in [(1, True), (2, False), (3, True)]:
        save(world, project, BriefPart.FOCUS, {"for_whom": f"Families, {number}"})
        version = freeze_brief(project, by=world.lead, at=timezone.now())
        if is_accepted:
            mark_brief_accepted(
                version, body=world.spg, on=world.today, by=world.chair, at=timezone.now()
            )
    save(world, project, BriefPart.FOCUS, {"for_whom": "Working copy"})
    return project


def test_readers_are_led_to_the_newest_accepted_version(client, world, versions):
    client.force_login(world.member)
    response = client.get(url("brief", versions))
    assert response.status_code == 302
    assert response.url == url("brief_version", versions, 3)
    body = client.get(response.url).content.decode()
    assert "Families, 3" in body
    assert "Working copy" not in body
    assert url("brief_version", versions, 2) not in body
    refused = client.get(url("brief_version", versions, 2))
    assert refused.status_code == 403
    assert "has not been accepted" in refused.content.decode()
    assert client.get(url("brief_version", versions, 4)).status_code == 404
    assert client.get(url("brief_version", versions, 10**30)).status_code == 404


def test_version_not_accepted_is_refused_to_readers_by_name(client, world, versions):
    client.force_login(world.member)
    response = client.get(url("brief_version", versions, 2))
    assert response.context["refusal"].code == "version_not_accepted"


def test_differences_are_between_versions_that_the_reader_may_see(client, world, versions):
    client.force_login(world.member)
    body = client.get(url("brief_differences", versions, 3)).content.decode()
    assert "Between version 1 and version 3." in body
    assert "Focus and purpose › For whom" in body
    assert client.get(url("brief_differences", versions, 1)).status_code == 404
    assert client.get(url("brief_working_differences", versions, 3)).status_code == 403
    client.force_login(world.officer)
    body = client.get(url("brief_differences", versions, 3)).content.decode()
    assert "Between version 2 and version 3." in body
    body = client.get(url("brief_working_differences", versions, 3)).content.decode()
    assert "Working copy" in body


def test_text_is_text_and_never_markup(lead, world, project):
    save(world, project, BriefPart.FOCUS, {"for_whom": "<script>alert(1)</script>"})
    version = freeze_brief(project, by=world.lead, at=timezone.now())
    for address in (
        url("brief_part", project, "focus"),
        url("brief_version", project, version.number),
    ):
        assert "<script>" not in lead.get(address).content.decode()


def test_the_version_asks_no_more_for_more_versions(
    client, world, project, django_assert_max_num_queries
):
    client.force_login(world.lead)
    for number in range(1, 4):
        BriefVersion.objects.bulk_create(
            [
                BriefVersion(
                    project=project,
                    number=number,
                    content={},
                    sha256="x",
                    put_by=world.lead,
                    put_at=world.at + timedelta(days=number),
                )
            ]
        )
        with django_assert_max_num_queries(16):
            assert client.get(url("brief_version", project, 1)).status_code == 200
