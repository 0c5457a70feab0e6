"""The projects list and its CSV: who sees what, filters, pages, and that it grows with nothing."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from desk.queries import listing
from projects.models import Project
from projects.services import change_project, open_programme
from tests.factories import world as w

pytestmark = pytest.mark.django_db
LIST = "/projects/"


def titles(client, query: str = "") -> list[str]:
    return [row["title"] for row in client.get(LIST + query).context["page"].rows]


def csv_rows(client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/projects.csv{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_the_newest_reference_comes_first_with_where_it_stands_and_how_it_goes(world, as_):
    w.make_project(world, title="Telecare", approach="service_improvement")
    project = w.start(world, w.make_project(world, title="Respite <b>redesign</b>"))
    w.update(world, project, "amber_red", "Families’ views are not reflected yet. " * 10)

    page = as_("member").get(LIST)

    assert [row["reference"] for row in page.context["page"].rows] == ["HSCM-0002", "HSCM-0001"]
    text = page.content.decode()
    assert "Respite &lt;b&gt;redesign&lt;/b&gt;" in text
    assert "Analyse: with the lead" in text
    assert "Analyse, 12 Apr 2026" in text
    assert 'ds_tag--orange">Amber/Red' in text
    assert "2 projects." in text
    reason = page.context["page"].rows[0]["reason"]
    assert reason.endswith("…")
    assert len(reason) <= 90


def test_filters(world, as_):
    plan = w.start(world, w.make_project(world, title="Respite"))
    w.update(world, plan, "red", "No money.")
    w.make_project(world, title="Telecare", approach="service_improvement", body="slt")
    programme = open_programme(world.partnership, name="Digital", by=world.officer, at=world.at)
    Project.objects.filter(title="Telecare").update(programme=programme)
    lead = as_("lead")

    for query, found in {
        "?stage=analyse": ["Respite"],
        "?stage=brief": ["Telecare"],
        "?stage=watch": [],
        "?stage=ended": [],
        "?rag=red": ["Respite"],
        "?rag=none": ["Telecare"],
        "?approach=service_improvement": ["Telecare"],
        f"?programme={programme.pk}": ["Telecare"],
        f"?body={world.slt.pk}": ["Telecare"],
        "?mine=1": ["Telecare", "Respite"],
        "?words=tele": ["Telecare"],
        "?words=%22%29+NEAR%28+-+%2A": [],
        "?stage=analyse&rag=red&words=respite": ["Respite"],
        "?stage=nonsense&programme=9999999": ["Telecare", "Respite"],
        "?after=HSCM-0002": ["Respite"],
        "?before=HSCM-0001": ["Telecare"],
        "?after=nonsense": ["Telecare", "Respite"],
        "?after=HSCM-99999999999999999999999": ["Telecare", "Respite"],
        "?words=%00": ["Telecare", "Respite"],
    }.items():
        assert titles(lead, query) == found, query
        if "after" not in query and "before" not in query:
            assert [row["Title"] for row in csv_rows(lead, query)] == found, query
    assert titles(as_("member"), "?mine=1") == []
    text = lead.get(LIST + "?stage=nonsense").content.decode()
    assert "There is no stage “nonsense”: it was left out." in text


def test_pages_follow_each_other_by_reference(world, as_, monkeypatch):
    monkeypatch.setattr(listing, "SIZE", 2)
    monkeypatch.setattr(listing, "CHUNK", 2)
    for number in range(5):
        w.make_project(world, title=f"P{number + 1}")
    member = as_("member")

    first = member.get(LIST)
    assert [row["title"] for row in first.context["page"].rows] == ["P5", "P4"]
    assert b"Newer projects" not in first.content
    second = member.get(LIST + "?after=HSCM-0004")
    assert [row["title"] for row in second.context["page"].rows] == ["P3", "P2"]
    assert (second.context["page"].before, second.context["page"].after) == (
        "HSCM-0003",
        "HSCM-0002",
    )
    assert titles(member, "?after=HSCM-0002") == ["P1"]
    back = member.get(LIST + "?before=HSCM-0003")
    assert [row["title"] for row in back.context["page"].rows] == ["P5", "P4"]
    assert back.context["page"].before == ""
    assert titles(member, "?before=HSCM-0001") == ["P3", "P2"]
    assert [row["Title"] for row in csv_rows(member)] == ["P5", "P4", "P3", "P2", "P1"]


def test_one_and_three_rows_take_the_same_queries(world, as_, django_assert_num_queries):
    w.update(world, w.start(world, w.make_project(world)), "red", "No money.")
    member = as_("member")
    for address in (LIST, LIST + "?stage=analyse&words=respite", "/projects.csv"):
        member.get(address)
    counted = {}
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            response = member.get(address)
            if response.streaming:
                list(response.streaming_content)
        return len(queries)

    addresses = (LIST, LIST + "?stage=analyse&words=respite", "/projects.csv")
    counted = [count(address) for address in addresses]
    for _ in range(2):
        w.update(world, w.start(world, w.make_project(world)), "amber", "Slow.")
    assert [count(address) for address in addresses] == counted


def test_fifty_rows_are_at_most_40_kilobytes(world, as_):
    project = w.make_project(world, title="Respite redesign: Taigh Farrais and Doocot View")
    w.update(world, project, "amber_red", "Families’ views not yet reflected in the case. " * 5)
    standing = project.standing
    for number in range(2, 56):
        Project.objects.filter(pk=project.pk)
        copy = Project.objects.get(pk=project.pk)
        copy.pk, copy.number, copy.reference = None, number, f"HSCM-{number:04d}"
        Project.objects.bulk_create([copy])
        standing.pk, standing.project_id = None, Project.objects.get(number=number).pk
        type(standing).objects.bulk_create([standing])

    page = as_("member").get(LIST)

    assert len(page.context["page"].rows) == 50
    assert len(page.content) <= 40 * 1024


def test_who_may_open_the_list(world, as_):
    for name, status in {
        "lead": 200,
        "member": 200,
        "auditor": 200,
        "outsider": 404,
        "": 302,
    }.items():
        for address in (LIST, "/projects.csv", "/search/?q=a"):
            assert as_(name).get(address).status_code == status, (name, address)


def test_another_partnership_and_a_restricted_project_leak_nowhere(world, as_):
    other = w.make_world("orkney", "ORK", "orkney.example")
    w.make_project(other, title="Orkney ferries")
    secret = w.make_project(world, title="Secret closure", is_restricted=True)
    w.make_project(world, title="Respite")
    w.update(world, secret, "red", "Nobody knows yet.")

    for name, sees in {
        "lead": True, "member": True, "officer": True, "chair": True,
        "slt_chair": False, "ijb_chair": False, "admin": False, "auditor": False, "staff": False,
    }.items():  # fmt: skip
        client = as_(name)
        shown = ["Respite", "Secret closure"] if sees else ["Respite"]
        assert titles(client) == shown, name
        assert [row["Title"] for row in csv_rows(client)] == shown, name
        assert titles(client, "?rag=red") == (["Secret closure"] if sees else []), name
        assert titles(client, "?words=closure") == (["Secret closure"] if sees else []), name
        assert f"{len(shown)} project" in client.get(LIST).content.decode(), name
        assert ("Secret" in client.get("/search/?q=secret").content.decode()) is sees, name
        found = client.get(f"/search/?q={secret.reference}").content.decode()
        assert ("Secret" in found) is sees, name
        home = client.get("/")
        assert home.context["counts"]["totals"][-1][0] == len(shown), name
        assert "Secret" not in home.content.decode() or name == "lead"
        assert client.get(secret.get_absolute_url()).status_code == (200 if sees else 404)
    from django.test import Client

    orkney = Client()
    orkney.force_login(other.officer)
    assert titles(orkney) == ["Orkney ferries"]
    assert orkney.get("/").context["counts"]["totals"][-1][0] == 1
    assert "Secret" not in orkney.get("/search/?q=secret").content.decode()
    assert "Orkney" not in as_("officer").get("/search/?q=orkney").content.decode()
    names = as_("officer").get(LIST).content.decode()
    assert "orkney" not in names.lower()


def test_somebody_with_roles_in_two_partnerships_lists_both(world, as_):
    from roles.enums import Role
    from roles.services import give_role

    other = w.make_world("orkney", "ORK", "orkney.example")
    w.make_project(other, title="Ferries")
    w.make_project(world, title="Respite")
    give_role(
        world.officer, Role.AUDITOR, partnership=other.partnership,
        from_on=world.today, by=world.system, at=world.at,
    )  # fmt: skip

    officer = as_("officer")
    assert titles(officer) == ["Ferries", "Respite"]
    assert titles(officer, "?after=ORK-0001") == ["Respite"]


def test_no_cell_of_the_csv_is_a_formula(world, as_):
    project = w.make_project(world, title="=HYPERLINK(1)")
    change_project(project, title="=cmd|'/c calc'!A0", by=world.lead, at=world.at)
    w.update(world, project, "red", "@SUM(1)\n+2")

    response = as_("member").get(reverse("desk:projects_csv"))
    assert response["Content-Disposition"].startswith('attachment; filename="projects-')
    row = csv_rows(as_("member"))[0]

    assert row["Title"].startswith("'=")
    assert row["Why this RAG"].startswith("'@")
    assert row["RAG as of"] == world.today.isoformat()
    assert row["Reference"] == "HSCM-0001"
