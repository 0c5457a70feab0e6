"""Search: what a person types is words, never a language."""

import pytest

from projects.models import Project
from projects.queries import keys_found, matching
from roles.queries import held_by
from tests.factories import world as w

pytestmark = pytest.mark.django_db


def found(world, words: str, name: str = "member") -> list[str]:
    held = held_by(world.people[name], world.today)
    return [Project.objects.get(pk=key).title for key in keys_found(held, words)]


@pytest.fixture
def projects(world):
    for title, purpose in [
        ("Respite redesign: Taigh Farrais", "Overnight care, by choice."),
        ("Telecare", "Analogue to digital; respite for carers too."),
        ("Còmhla (together)", "Carers' strategy: co-production, 100% of GPs."),
    ]:
        project = w.make_project(world, title=title)
        Project.objects.filter(pk=project.pk).update(purpose=purpose)


WORDS = [
    ("respite", ["Respite redesign: Taigh Farrais", "Telecare"]),
    ("RESPITE", ["Respite redesign: Taigh Farrais", "Telecare"]),
    ("resp", ["Respite redesign: Taigh Farrais", "Telecare"]),
    ("resp care", []),
    ("respite car", ["Telecare", "Respite redesign: Taigh Farrais"]),
    ("carers", ["Còmhla (together)", "Telecare"]),
    ("co-prod", ["Còmhla (together)"]),
    ("co-production", ["Còmhla (together)"]),
    ("overnight choice", ["Respite redesign: Taigh Farrais"]),
    ("HSCM-0002", ["Telecare"]),
    ("hscm-0002", ["Telecare"]),
    ("0002", ["Telecare"]),
    ("HSCM", ["Còmhla (together)", "Telecare", "Respite redesign: Taigh Farrais"]),
    ("nothing", []),
    ("", []),
    ("   ", []),
    ("*", []),
    ("- ( ) \" ' \\ :", []),
]
TYPED = [
    'respite"', '"respite', "respite*", "-respite", "NEAR(respite", "respite AND", "OR",
    "title:respite", "respite)", "respite ^ 3", "a" * 5000, "res\x00pite", "respite \\",
    "' OR 1=1 --", "%", "respite:*", "!respite", "<->", "&|!", "é" * 300, "\u202e",
    "{title}: x", "NOT respite", "respite NEAR/2 care", "'", "''", "\\'",
    "a b c d e f g h i j k l m n o p q",
]  # fmt: skip


def test_words_find(world, projects):
    for words, titles in WORDS:
        assert found(world, words) == titles, words


def test_nothing_typed_is_a_fault(world, projects, as_):
    member = as_("member")
    for typed in TYPED:
        found(world, typed)
        assert member.get("/search/", {"q": typed}).status_code == 200, typed
        assert member.get("/projects/", {"words": typed}).status_code == 200, typed


def test_the_page_marks_the_words_and_escapes_the_rest(world, projects, as_):
    Project.objects.filter(title="Telecare").update(purpose="<b>respite</b> " + "x " * 300)

    text = as_("member").get("/search/", {"q": "respite"}).content.decode()

    assert "&lt;b&gt;<mark>respite</mark>&lt;/b&gt;" in text
    assert "2 projects match." in text
    assert "<mark>Respite</mark> redesign" in text
    assert "No project that you may see holds “zzz”" in (
        as_("member").get("/search/", {"q": "zzz"}).content.decode()
    )


def test_only_so_many_are_ranked_and_the_page_says_so(world, as_, monkeypatch):
    monkeypatch.setattr("desk.queries.finding.SIZE", 2)
    monkeypatch.setattr("projects.queries.finding.SEARCHED", 3)
    for number in range(4):
        w.make_project(world, title=f"Respite {number}")

    page = as_("member").get("/search/", {"q": "respite"})

    assert len(page.context["found"].rows) == 2
    assert "More than 2 projects match" in page.content.decode()
    assert found(world, "respite") == ["Respite 3", "Respite 2", "Respite 1"]
    assert found(world, "HSCM-0001") == ["Respite 0"]


def test_the_index_follows_every_change_and_queries_do_not_grow(world, as_):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    project = w.make_project(world, title="Respite")
    member = as_("member")
    with CaptureQueriesContext(connection) as one:
        member.get("/search/", {"q": "respite"})
    w.make_project(world, title="Respite")
    w.make_project(world, title="Respite")
    with CaptureQueriesContext(connection) as three:
        member.get("/search/", {"q": "respite"})
    assert len(one) == len(three)
    Project.objects.filter(pk=project.pk).update(title="Day services", purpose="")
    assert len(found(world, "respite")) == 2
    assert found(world, "day services") == ["Day services"]
    assert list(matching(Project.objects.all(), "day")) == [project]
