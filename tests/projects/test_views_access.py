"""Who opens which page of a project; how often the database is asked; what hostile input does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import BriefPart, ProjectRole
from projects.models import GateTarget
from projects.services import log_engagement, put_in_place, save_assessment
from projects.services.brief import ROWS
from tests.factories import world as w

pytestmark = pytest.mark.django_db

# Page, and what each sort of reader gets: lead, teammate, sponsor, officer, member.
PAGES = [
    ("brief", (200, 200, 200, 200, 200)),
    ("brief_part", (200, 200, 200, 200, 403)),
    ("team", (200, 200, 200, 200, 200)),
    ("team_add", (200, 403, 200, 200, 403)),
    ("project_change", (200, 403, 403, 200, 403)),
    ("assessments", (200, 200, 200, 200, 403)),
    ("assessment_add", (200, 200, 403, 403, 403)),
    ("engagement", (200, 200, 200, 200, 403)),
    ("engagement_add", (200, 200, 403, 403, 403)),
]
READERS = ("lead", "teammate", "sponsor", "officer", "member")
NAMES = [page for page, _ in PAGES]


@pytest.fixture
def world():
    made = w.make_world()
    made.at = timezone.now()
    return made


@pytest.fixture
def project(world):
    return w.make_project(world)


def address(page, reference):
    args = [reference, "focus"] if page == "brief_part" else [reference]
    return reverse(f"projects:{page}", args=args)


@pytest.mark.parametrize(("page", "answers"), PAGES, ids=NAMES)
def test_each_reader_gets_their_answer(client, world, project, page, answers):
    for name, answer in zip(READERS, answers, strict=True):
        client.force_login(world.people[name])
        response = client.get(address(page, project.reference))
        assert response.status_code == answer, name
        assert response.content.decode().count("<h1") == 1
    client.force_login(world.outsider)
    assert client.get(address(page, project.reference)).status_code == 404
    client.logout()
    response = client.get(address(page, project.reference))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_project_of_another_partnership_is_unknown(client, world, project):
    elsewhere = w.make_world("highland", "NHH", "elsewhere.example")
    for name in ("lead", "officer", "admin", "auditor"):
        client.force_login(elsewhere.people[name])
        for page in NAMES:
            assert client.get(address(page, project.reference)).status_code == 404, (name, page)
            assert client.post(address(page, project.reference), {}).status_code == 404


def test_a_restricted_project_is_seen_by_those_named_and_its_bodies(client, world):
    project = w.make_project(world, is_restricted=True)
    for name, answer in [("lead", 200), ("member", 200), ("staff", 404), ("admin", 404)]:
        client.force_login(world.people[name])
        assert client.get(address("brief", project.reference)).status_code == answer, name


def test_rows_of_another_project_are_unknown(client, world, project):
    other = w.make_project(world, title="Another")
    client.force_login(world.lead)
    assessment = other.assessments.first()
    place = other.team.first()
    for name, pk in [("assessment_change", assessment.pk), ("team_end", place.pk)]:
        own = reverse(f"projects:{name}", args=[project.reference, pk])
        assert client.get(own).status_code == 404
        assert client.post(own, {"last_day": "2026-01-31"}).status_code == 404
        huge = reverse(f"projects:{name}", args=[project.reference, 10**30])
        assert client.get(huge).status_code == 404


@pytest.mark.parametrize("reference", ["HSCM-9999", "x" * 10_000, "NUL\x00", "'--", "..", "%"])
def test_a_reference_that_is_none_is_unknown(client, world, project, reference):
    client.force_login(world.lead)
    for page in NAMES:
        assert client.get(address(page, reference)).status_code == 404


def _more(world, project, number):
    on = world.today - timedelta(days=number)
    put_in_place(
        project,
        ProjectRole.TEAM_MEMBER,
        post=f"Post {number}",
        person=world.staff,
        from_on=world.today,
        by=world.lead,
        at=world.at,
    )
    save_assessment(project, kind="other", by=world.lead, at=world.at)
    log_engagement(
        project,
        who=f"Group {number}",
        how="Meeting",
        on=on,
        heard="Much.",
        what_changed="Something.",
        by=world.lead,
        at=world.at,
    )


def test_lists_ask_no_more_for_more_rows(client, world, project):
    client.force_login(world.lead)
    _more(world, project, 1)
    pages = ["team", "assessments", "engagement", "team_add", "brief"]

    def asked():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address(page, project.reference)).status_code == 200
            counts.append(len(queries))
        return counts

    asked()  # a process reads each pack once
    before = asked()
    for number in (2, 3):
        _more(world, project, number)
    assert asked() == before


# -- Hostile input ---------------------------------------------------------------------------

LONG, NUL = "x" * 10_000, "NUL \x00 here"
FIELDS = {
    "project_change": ["title", "purpose", "programme", "major_reason", "reason"],
    "team_add": ["role", "post", "person", "team_role", "days_a_week", "from_on"],
    "assessment_add": [
        "kind",
        "screening",
        "screening_reason",
        "screened_on",
        "completed_on",
        "signed_off_by_post",
        "published_at_url",
        "review_on",
    ],
    "engagement_add": ["who", "how", "on", "heard", "what_changed", "fed_back_on"],
}
VALUES = [LONG, NUL, "-1", "9" * 30, "NaN", "1e400", "31/02/2026", "9999-12-31", "<b>", "'--", ""]


@pytest.mark.parametrize("page", FIELDS)
def test_hostile_values_are_form_errors_or_texts_and_never_a_fault(client, world, project, page):
    client.force_login(world.lead)
    good = {
        "title": "T",
        "role": "team_member",
        "post": "P",
        "from_on": world.today.isoformat(),
        "kind": "eqia",
        "screening": "not_screened",
        "who": "W",
        "how": "H",
        "on": world.today.isoformat(),
        "heard": "H",
        "what_changed": "C",
    }
    for field in FIELDS[page]:
        for value in VALUES:
            response = client.post(address(page, project.reference), good | {field: value})
            assert response.status_code in (302, 422), (field, value[:20])
            if "\x00" in value:
                assert response.status_code == 422, field


def _lines(project):
    return {
        model.__name__: model.objects.filter(project=project).count()
        for models in ROWS.values()
        for model in models
        if model is not GateTarget
    }


@pytest.mark.parametrize("part", BriefPart.values)
def test_hostile_briefs_are_form_errors_and_never_a_fault(client, world, project, part):
    client.force_login(world.lead)
    url = reverse("projects:brief_part", args=[project.reference, part])
    page = client.get(url)
    names = [field.html_name for field in page.context["form"]]
    for lines in page.context["sets"]:
        names += [field.html_name for line in lines.forms for field in line]
    management = {
        f"{lines.prefix}-{name}": value
        for lines in page.context["sets"]
        for name, value in [("TOTAL_FORMS", len(lines.forms)), ("INITIAL_FORMS", 0)]
    }
    for value in [LONG, NUL, "-1", "9" * 30, "NaN", "31/02/2026"]:
        response = client.post(url, management | dict.fromkeys(names, value))
        assert response.status_code in (302, 422), value[:20]
        if "\x00" in value:
            assert response.status_code == 422
    standing = _lines(project)
    assert client.post(url, {}).status_code in (302, 422)
    for total in ["x", "-1", "9" * 30, "100000", NUL]:
        data = dict.fromkeys(management, total)
        assert client.post(url, data).status_code in (302, 422)
        added = client.post(url, data | {"add": "lines0"})
        assert added.status_code == 200
    assert _lines(project) == standing  # lines that a page did not speak of stay
    assert client.post(url, {"add": NUL, "as_seen": NUL}).status_code == 200


@pytest.mark.parametrize("word", ["versions", "nothing", "FOCUS", "focus2"])
def test_only_six_words_are_parts(client, world, project, word):
    client.force_login(world.lead)
    assert client.get(f"/projects/{project.reference}/brief/{word}/").status_code == 404
