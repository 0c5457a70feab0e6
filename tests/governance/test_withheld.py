"""Papers withheld from a member who withdrew, and what changed since an approval."""

import html
from io import BytesIO

import pytest
from django.urls import reverse

from cycle.models import Evidence
from cycle.services import add_file, add_link
from governance.enums import Declared, Outcome
from governance.models import Decision, Declaration
from governance.queries import changed_since_decided, papers_withheld
from governance.rules.matters import what_matters
from governance.services import declare_interest, put_brief, put_to_body
from projects.enums import BriefPart
from projects.services import save_brief_part
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


@pytest.fixture
def item(world, project):
    """Return the item of a stage that waits for the group at its meeting."""
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    meeting = m.meet(world, "chair", "member", "member2")
    return m.item_on(meeting, project)


def declare(world, item, name="member", *, by="officer", **values):
    said = {"nature": "Runs the house.", "followed": Declared.WITHDREW, "is_withheld": True}
    return declare_interest(
        item, world.people[name], **(said | values), by=world.people[by], at=world.at
    )


def test_from_whom_papers_are_withheld_they_are_not_shown(world, project, item, as_):
    review, url = item.review, item.review.get_absolute_url()
    piece = Evidence.objects.filter(deliverable__stage__project=project).first()
    seen = as_(world.member).get(url)
    assert piece.title in words(seen)

    declare(world, item)

    page = as_(world.member).get(url)
    assert page.status_code == 200
    assert "the papers are withheld from you" in words(page)
    assert piece.title not in words(page)
    assert piece.title in words(as_(world.member2).get(url)), "the others read on"
    assert papers_withheld(review, world.member.pk)
    assert not papers_withheld(review, world.member2.pk)


def test_a_file_is_withheld_too(world, project, as_):
    w.make_ready(world, project)
    row = project.stages.get().deliverables.first()
    piece = add_file(
        row,
        title="Survey",
        name="survey.txt",
        file=BytesIO(b"Some words"),
        effective_on=world.today,
        by=world.lead,
        at=world.at,
    )
    put_to_body(project, by=world.lead, at=world.at)
    item = m.item_on(m.meet(world, "chair", "member"), project)
    url = at("evidence_file", project.reference, piece.key)
    assert as_(world.member).get(url).status_code == 200

    declare(world, item)

    assert as_(world.member).get(url).status_code == 403
    assert as_(world.member2).get(url).status_code == 200


def test_a_chair_from_whom_they_are_withheld_does_not_open_the_form(world, project, item, as_):
    declare(world, item, "chair")
    page = as_(world.chair).get(at("decide", project.reference, item.review_id))
    assert page.status_code == 403
    assert "You declared an interest in this" in words(page)


def test_the_chair_or_the_officer_withholds_and_only_from_who_withdrew(world, item):
    with refuses("withheld_by_others"):
        declare(world, item, by="member")
    with refuses("withheld_who_stayed"):
        declare(world, item, followed=Declared.CONNECTION)
    row = declare(world, item)
    again = declare(world, item, by="member", is_withheld=None, nature="Runs two houses.")
    assert (again.pk, again.is_withheld) == (row.pk, True), "said again, it stays withheld"
    assert not declare(world, item, is_withheld=False).is_withheld


def test_the_page_offers_it_to_those_who_may(world, item, as_):
    url = at("declare", item.meeting_id, item.pk)
    assert "is_withheld" in as_(world.officer).get(url).context["form"].fields
    assert "is_withheld" not in as_(world.member).get(url).context["form"].fields
    sent = {
        "person": world.member.pk,
        "nature": "Runs the house.",
        "followed": "withdrew",
        "is_withheld": "on",
    }
    as_(world.officer).post(url, sent)
    assert Declaration.objects.get().is_withheld


# Changed since approval


@pytest.fixture
def approved(world, project) -> Decision:
    w.pass_gate(world, project)
    return Decision.objects.select_related("review__snapshot", "review__project").latest("pk")


def changed(decision: Decision) -> list[str]:
    return [row["where"] for row in changed_since_decided(decision.review, decision)]


def test_a_save_that_changes_nothing_shows_nothing(world, project, approved, as_):
    same = {"what_changes": "Overnight respite moves to choice."}
    save_brief_part(project, BriefPart.FOCUS, fields=same, by=world.lead, at=world.at)
    w.update(world, project)
    assert changed(approved) == []
    assert "Changed since approval" not in words(
        as_(world.lead).get(approved.review.get_absolute_url())
    )


def test_a_change_that_matters_shows_with_the_difference(world, project, approved, as_):
    save_brief_part(
        project,
        BriefPart.FOCUS,
        fields={"what_changes": "Overnight respite ends."},
        by=world.lead,
        at=world.at,
    )
    assert changed(approved) == ["brief › focus › what_changes"]
    text = words(as_(world.lead).get(approved.review.get_absolute_url()))
    assert "Changed since approval" in text
    assert "Overnight respite ends." in text
    assert "Changed since approval" not in words(
        as_(world.staff).get(approved.review.get_absolute_url())
    ), "what was put is not for everybody"


def test_one_letter_is_enough_and_a_new_version_of_the_brief_settles_it(world, project, approved):
    save_brief_part(
        project,
        BriefPart.FOCUS,
        fields={"for_whom": "Nineteen familie."},
        is_complete=True,
        by=world.lead,
        at=world.at,
    )
    assert changed(approved) == ["brief › focus › for_whom"]
    world.days(1)
    review = put_brief(project, by=world.lead, at=world.at)
    w.decide(world, review, Outcome.APPROVE, confirms_major=False)
    assert changed(approved) == []


def test_what_was_not_approved_is_not_compared(world, project):
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    decision = w.decide(world, review, Outcome.SEND_BACK)
    row = project.stages.get().deliverables.first()
    add_link(
        row, title="More", url="https://www.example.org/more", effective_on=world.today,
        by=world.lead, at=world.at,
    )  # fmt: skip
    assert changed(decision) == []


def test_what_matters_leaves_out_what_passes():
    content = {
        "project": {
            "project": {"title": "A"},
            "brief": {"resources": {"money": [{"planned": "1", "achieved": "2"}]}},
            "impact_assessments": [],
            "engagement": [{"who": "B"}],
        },
        "cycle": {
            "stage": {
                "deliverables": [
                    {
                        "name": "C",
                        "reason": "",
                        "notes": "x",
                        "progress": "Ready",
                        "evidence": [{"title": "D", "version": 2}],
                    }
                ]
            }
        },
    }
    assert what_matters(content) == {
        "project": {"title": "A"},
        "brief": {"resources": {"money": [{"planned": "1"}]}},
        "impact_assessments": [],
        "deliverables": [{"name": "C", "reason": "", "evidence": ["D, version 2"]}],
    }
    assert "brief" not in what_matters(content, with_brief=False)
