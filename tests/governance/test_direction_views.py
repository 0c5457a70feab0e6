"""Pages of the register of directions: who sees what, how a chain reads, what each form does."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.enums import Outcome
from governance.models import Decision, Direction, DirectionProgress
from governance.services.directions import complete_direction, report_direction
from projects.models import Project
from roles.enums import Role
from roles.services import give_role
from tests.factories import directions as d
from tests.factories import world as w
from tests.factories.unchanged import unchanged

HUGE = "9" * 40
NONSENSE = ["", "\x00", "0", "-1", HUGE, "²", "2026-02-30", "9999-12-31", "<b>", "x" * 20_000]


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(html.unescape(text).split()).replace(" .", ".").replace(" ,", ",")


def links(page) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', html.unescape(page.content.decode())))


@pytest.fixture
def direction(world) -> Direction:
    return d.issue(world, reference="12d")


@pytest.fixture
def stated(world) -> Decision:
    """Return the board's decision on a project, stating a direction to the council."""
    project = w.make_project(world, title="Care at home", body="ijb", is_major=True)
    w.fill_brief(world, project)
    w.put_to_body(project, by=world.lead, at=world.at)
    world.days(2)
    return w.decide(
        world,
        w.open_review(project),
        Outcome.APPROVE,
        confirms_major=True,
        direction_to="council",
        direction_reason="The council carries it out.",
    )


def typed(world, **changes) -> dict[str, str]:
    values = {
        "title": "Beds",
        "decision": "",
        "decided_words": "Minute, item 6",
        "decided_on": world.today.isoformat(),
        "recipients": "both",
        "replaces": "",
        "change": "",
        "change_reason": "",
        "reference": "",
        "functions": "Care homes.",
        "text": "Plan together.\r\nReport back.",
        "budget": "120000",
        "budget_kind": "payment",
        "budget_source": "The board’s budget",
        "is_recurring": "no",
        "measure": "A report each quarter.",
        "review_on": (world.today + timedelta(days=300)).isoformat(),
    }
    return values | changes


def acts(world, direction, draft) -> dict[str, str]:
    return {
        "direction_add": at("direction_add", world.ijb.pk),
        "direction_change": at("direction_change", draft.pk),
        "direction_issue": at("direction_issue", draft.pk),
        "direction_progress": at("direction_progress", direction.pk),
        "direction_complete": at("direction_complete", direction.pk),
    }


# Who sees what


def test_everybody_of_the_partnership_reads_and_outsiders_find_nothing(world, direction, as_):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    pages = [at("directions"), at("direction", direction.pk)]
    for name in ("lead", "member", "ijb_reader", "auditor", "admin", "ijb_chair"):
        for url in pages:
            assert as_(world.people[name]).get(url).status_code == 200, (name, url)
    for url in pages:
        assert as_(world.outsider).get(url).status_code == 404
        page = as_(None).get(url)
        assert (page.status_code, "login" in page.url) == (302, True)
    assert as_(other.lead).get(pages[1]).status_code == 404
    assert "12d" not in words(as_(other.lead).get(pages[0]))
    for key in ("0", HUGE):
        assert as_(world.lead).get(f"/directions/{key}/").status_code == 404


def test_only_the_chair_and_the_officer_of_the_very_board_act(world, direction, as_):
    draft = d.draft(world)
    for url in acts(world, direction, draft).values():
        for name in ("lead", "officer", "admin", "ijb_member"):
            assert as_(world.people[name]).get(url).status_code == 403, (name, url)
            with unchanged():
                assert as_(world.people[name]).post(url, {}).status_code == 403
        assert as_(world.outsider).get(url).status_code == 404
        assert as_(None).get(url).status_code == 302
        assert as_(world.ijb_chair).get(url).status_code == 200, url
    officer = w.make_person(world, "ijb_officer")
    role = {"partnership": world.partnership, "body": world.ijb, "from_on": world.today}
    give_role(officer, Role.OFFICER, **role, by=world.system, at=world.at)
    assert as_(officer).get(at("direction_add", world.ijb.pk)).status_code == 200


def test_the_pages_before_it_lead_there(world, direction, as_):
    assert at("directions") in links(as_(world.lead).get(at("decisions")))
    page = as_(world.lead).get(at("body", world.ijb.pk))
    assert f"{at('directions')}?body={world.ijb.pk}" in links(page)
    assert at("directions") not in links(as_(world.lead).get(at("body", world.spg.pk)))
    assert at("direction_add", world.ijb.pk) in links(as_(world.ijb_chair).get(at("directions")))
    assert at("direction_add", world.ijb.pk) not in links(as_(world.lead).get(at("directions")))


# As it reads


def rows_of_chain(page) -> list[tuple[str, str]]:
    """Return each link's reference and what it did, as the table has them."""
    table = page.content.decode().partition("oldest first")[2].partition("</tbody>")[0]
    rows = re.findall(r"<th scope=\"row\">(.*?)</th>\s*<td[^>]*>(.*?)</td>", table, re.DOTALL)
    return [
        (re.sub(r"<[^>]+>", "", first).split(":")[0].strip(), html.unescape(does).strip())
        for first, does in rows
    ]


def test_the_east_lothian_case_reads_right(world, direction, as_):
    """12d of one year is replaced by 12l of a later one, which names it; both pages say so."""
    world.days(400)
    later = d.replace(
        world,
        direction,
        "supersedes",
        "12l",
        change_reason="People were asked, and chose otherwise.",
    )
    on = f"{world.today:%-d %B %Y}"

    before = as_(world.lead).get(at("direction", direction.pk))
    after = as_(world.lead).get(at("direction", later.pk))

    assert f"Superseded by 12l on {on}." in words(before)
    assert at("direction", later.pk) in links(before)
    assert "In force since" not in words(before)
    assert f"In force since {on}." in words(after)
    assert "It supersedes 12d." in words(after)
    assert at("direction", direction.pk) in links(after)
    chain = [
        ("12d", "The first of its chain"),
        ("12l", "Supersedes 12d. People were asked, and chose otherwise."),
    ]
    assert rows_of_chain(before) == rows_of_chain(after) == chain
    register = words(as_(world.lead).get(at("directions")))
    assert "Superseded by 12l," in register


def test_a_chain_of_three_is_whole_on_every_page(world, direction, as_):
    second = d.replace(world, direction, "varies")
    third = d.replace(world, second, "supersedes", "12l")
    found = [as_(world.lead).get(at("direction", row.pk)) for row in (direction, second, third)]

    expected = [
        ("12d", "The first of its chain"),
        ("12e", "Varies 12d. The plan has changed."),
        ("12l", "Supersedes 12e. The plan has changed."),
    ]
    assert [rows_of_chain(page) for page in found] == [expected] * 3
    assert "Varied by 12e on" in words(found[0])
    assert "Superseded by 12l on" in words(found[1])
    assert "It varies 12d." in words(found[1])
    assert "It supersedes 12e." in words(found[2])


def test_a_draft_and_what_it_would_change_say_so(world, direction, as_):
    draft = d.draft(world, replaces=direction, change="revokes", change_reason="Not needed.")

    page = words(as_(world.lead).get(at("direction", draft.pk)))
    assert "This is a draft. It directs nobody until it is issued." in page
    assert "Once it is issued, it revokes 12d." in page
    assert "To be issued: revokes 12d. Not needed." in page
    page = as_(world.ijb_chair).get(at("direction", direction.pk))
    assert "A draft, 12e, revokes this one once it is issued." in words(page)
    assert "Vary, supersede or revoke it" not in words(page)


def test_progress_and_completion_are_read_with_their_reasons(world, direction, as_):
    world.days(20)
    by = {"by": world.ijb_chair, "at": world.at}
    report_direction(direction, rag="amber", reason="Two posts are empty.", on=world.today, **by)
    assert "Amber, 1 Feb 2026" in words(as_(world.lead).get(at("directions")))
    complete_direction(direction, completed_on=world.today, note="The homes are open.", **by)

    page = words(as_(world.lead).get(at("direction", direction.pk)))

    assert "1 February 2026 Amber Two posts are empty. Ijb_chair" in page
    assert "Completed on 1 February 2026. The homes are open." in page


def test_a_restricted_projects_direction_is_not_told_to_others(world, stated, as_):
    project = stated.review.project
    first = d.issue(
        world, decision=stated, recipients="council", decided_words="", title="The secret homes"
    )
    second = d.replace(world, first, "varies", recipients="council", title="An open one")
    urls = [at("direction", first.pk), at("direction", second.pk), at("directions")]
    assert project.title in words(as_(world.staff).get(urls[0]))
    Project.objects.filter(pk=project.pk).update(is_restricted=True)

    assert as_(world.staff).get(urls[0]).status_code == 404
    for url in urls[1:]:
        page = as_(world.staff).get(url)
        assert page.status_code == 200
        for hidden in (project.title, project.reference, "The secret homes", urls[0]):
            assert hidden not in page.content.decode(), (url, hidden)
    assert "12" not in words(as_(world.staff).get(urls[2])).partition("Directs")[0]
    assert project.title in words(as_(world.ijb_chair).get(urls[0]))


# The register


def test_the_register_filters_and_pages_and_takes_any_nonsense(world, direction, as_, monkeypatch):
    d.replace(world, direction, "supersedes", "12l", recipients="council")
    d.draft(world, recipients="health_board")

    def found(**query) -> list[str]:
        page = as_(world.lead).get(at("directions"), query)
        assert page.status_code == 200
        return [one["row"].reference for one in page.context["rows"]]

    assert found() == ["12d", "12l", "13"]
    assert found(state="superseded") == ["12d"]
    assert found(state="issued", recipients="council") == ["12l"]
    assert found(recipients="health_board") == ["12d", "13"]
    for nonsense in NONSENSE:
        found(state=nonsense, recipients=nonsense, page=nonsense, body=nonsense)
    monkeypatch.setattr("governance.views.directions.PAGE", 2)
    assert found(page="2") == ["13"]
    assert "page=2" in as_(world.lead).get(at("directions"), {"state": ""}).content.decode()


def test_lists_ask_as_often_for_three_rows_as_for_one(world, direction, as_):
    urls = [at("directions"), at("direction", direction.pk)]

    def counts() -> list[int]:
        asked = []
        for url in urls:
            as_(world.lead).get(url)
            with CaptureQueriesContext(connection) as queries:
                assert as_(world.lead).get(url).status_code == 200
            asked.append(len(queries))
        return asked

    def report(row, reason) -> None:
        report_direction(
            row, rag="green", reason=reason, on=world.today, by=world.ijb_chair, at=world.at
        )

    report(direction, "One.")
    once = counts()
    for reason in ("Two.", "Three."):
        report(direction, reason)
    last = direction
    for _ in range(2):
        last = d.replace(world, last, "varies")
        report(last, "Well.")
        d.issue(world)
    assert counts() == once


def test_two_boards_are_told_apart(world, direction, as_):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    d.issue(other, reference="7")
    role = {"partnership": other.partnership, "from_on": world.today - timedelta(days=30)}
    give_role(world.lead, Role.STAFF, **role, by=world.system, at=world.at)

    page = as_(world.lead).get(at("directions"))
    assert [one["row"].reference for one in page.context["rows"]] == ["7", "12d"]
    page = as_(world.lead).get(at("directions"), {"body": other.ijb.pk})
    assert [one["row"].reference for one in page.context["rows"]] == ["7"]


# The forms


def test_a_direction_is_drafted_changed_issued_and_followed(world, as_):
    browser = as_(world.ijb_chair)
    page = browser.post(at("direction_add", world.ijb.pk), typed(world, reference="12d"))
    row = Direction.objects.get()
    assert (page.status_code, page.url) == (302, at("direction", row.pk))
    assert (row.budget, row.is_recurring, row.budget_kind) == (120000, False, "payment")
    draft = browser.get(at("direction", row.pk))
    assert {at("direction_change", row.pk), at("direction_issue", row.pk)} <= links(draft)
    assert "£120,000, not recurring. Payment. Source: The board’s budget" in words(draft)

    page = browser.get(at("direction_change", row.pk))
    assert page.context["form"].initial["is_recurring"] == "no"
    sent = typed(world, reference="12d", title="Beds and homes", is_recurring="yes")
    assert browser.post(at("direction_change", row.pk), sent).status_code == 302
    assert "Plan together." in words(browser.get(at("direction_issue", row.pk)))
    with unchanged():
        browser.get(at("direction_issue", row.pk))
    day = world.today.isoformat()
    assert browser.post(at("direction_issue", row.pk), {"issued_on": day}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.is_recurring, row.issued_on) == ("Beds and homes", True, world.today)

    sent = {"rag": "red", "reason": "No site.", "on": day}
    assert browser.post(at("direction_progress", row.pk), sent).status_code == 302
    sent = {"note": "Open.", "completed_on": day}
    assert browser.post(at("direction_complete", row.pk), sent).status_code == 302
    assert DirectionProgress.objects.get().rag == "red"
    row.refresh_from_db()
    assert row.completed_note == "Open."


def test_a_draft_is_filled_from_the_decision(world, stated, as_):
    url = f"{at('direction_add', world.ijb.pk)}?decision={stated.pk}"
    review = at("review", stated.review.project.reference, stated.review_id)
    assert url in links(as_(world.ijb_chair).get(review))
    assert url not in links(as_(world.lead).get(review))

    form = as_(world.ijb_chair).get(url).context["form"]
    assert form.initial["decision"] == stated.pk
    assert (form.initial["recipients"], form.initial["title"]) == ("council", "Care at home")

    sent = typed(world, decision=stated.pk, recipients="council", decided_words="", decided_on="")
    assert as_(world.ijb_chair).post(url, sent).status_code == 302
    row = Direction.objects.get()
    assert (row.decision, row.decided_on) == (stated, stated.met_on)
    for page in (review, at("project_decisions", stated.review.project.reference)):
        found = as_(world.lead).get(page)
        assert "Direction 1: Beds (a draft)" in words(found)
        assert at("direction", row.pk) in links(found)
    assert review in links(as_(world.lead).get(at("direction", row.pk)))


def test_the_timeline_of_its_project_tells_of_it_in_words(world, stated, as_):
    sent = typed(world, decision=stated.pk, recipients="council", decided_words="", decided_on="")
    browser = as_(world.ijb_chair)
    browser.post(at("direction_add", world.ijb.pk), sent)
    row = Direction.objects.get()
    changed = sent | {"is_recurring": "yes", "measure": "A visit each quarter."}
    browser.post(at("direction_change", row.pk), changed)
    browser.post(at("direction_issue", row.pk), {"issued_on": world.today.isoformat()})

    page = as_(world.lead).get(reverse("desk:timeline", args=[stated.review.project.reference]))

    told = words(page)
    assert "drafted Direction 1: Beds." in told
    assert "whether the budget is recurring" in told.lower()
    assert "way of monitoring" in told.lower()
    assert "issued Direction 1: Beds." in told


def test_a_draft_is_filled_from_the_one_it_replaces(world, direction, as_):
    browser = as_(world.ijb_chair)
    url = f"{at('direction_add', world.ijb.pk)}?replaces={direction.pk}"
    assert url in links(browser.get(at("direction", direction.pk)))

    form = browser.get(url).context["form"]
    assert form.initial["replaces"] == direction.pk
    assert form.initial["text"] == direction.text
    sent = typed(world, replaces=direction.pk, change="supersedes", change_reason="Why.")
    assert browser.post(url, sent | {"reference": "12l"}).status_code == 302
    assert Direction.objects.get(replaces=direction).reference == "12l"
    for nonsense in NONSENSE:
        query = {"replaces": nonsense, "decision": nonsense}
        page = browser.get(at("direction_add", world.ijb.pk), query)
        assert page.status_code == 200
        assert page.context["form"].initial == {}


def test_what_is_wrong_stands_on_the_form_as_it_was_typed(world, direction, as_):
    browser, url = as_(world.ijb_chair), at("direction_add", world.ijb.pk)
    for changes, field in [
        ({"decided_words": ""}, "decision"),
        ({"review_on": world.today.isoformat()}, "review_on"),
        ({"budget_kind": ""}, "budget_kind"),
        ({"is_recurring": ""}, "is_recurring"),
        ({"reference": "12d"}, "reference"),
        ({"replaces": direction.pk}, "change"),
        ({"change": "varies"}, "replaces"),
        ({"budget": "-1"}, "budget"),
    ]:
        with unchanged():
            page = browser.post(url, typed(world, **changes))
        assert page.status_code == 422, changes
        assert list(page.context["form"].errors) == [field], changes
        assert "Plan together." in words(page)


def test_a_board_that_was_first_is_told_on_the_form(world, direction, as_, monkeypatch):
    """The one it is to change is named by another while the form is filled in."""
    monkeypatch.setattr(
        "governance.views.directing.in_force", lambda body: Direction.objects.filter(body=body)
    )
    d.replace(world, direction, "varies")
    sent = typed(world, replaces=direction.pk, change="varies", change_reason="Why.")
    with unchanged():
        page = as_(world.ijb_chair).post(at("direction_add", world.ijb.pk), sent)
    assert page.status_code == 409
    assert "Direction 12e changes 12d already." in words(page)
    assert "Plan together." in words(page)


def test_a_body_that_is_no_board_has_no_form(world, as_):
    page = as_(world.chair).get(at("direction_add", world.spg.pk))
    assert page.status_code == 409
    assert "Only an integration joint board gives directions" in words(page)
    assert as_(world.chair).get(at("direction_add", 9**9)).status_code == 404


def test_a_form_that_no_longer_applies_leads_back(world, direction, as_):
    draft = d.draft(world)
    browser = as_(world.ijb_chair)
    for name, row in [
        ("direction_change", direction),
        ("direction_issue", direction),
        ("direction_progress", draft),
        ("direction_complete", draft),
    ]:
        page = browser.get(at(name, row.pk))
        assert (page.status_code, page.url) == (302, at("direction", row.pk))
    with unchanged():
        day = {"issued_on": world.today.isoformat()}
        assert browser.post(at("direction_issue", direction.pk), day).status_code == 409


def test_nothing_typed_into_a_form_is_a_500(world, direction, as_):
    draft = d.draft(world)
    browser = as_(world.ijb_chair)
    for name, url in acts(world, direction, draft).items():
        fields = browser.get(url).context["form"].fields
        for nonsense in NONSENSE:
            page = browser.post(url, dict.fromkeys(fields, nonsense))
            assert page.status_code == 422, (name, nonsense[:20])
    url = at("direction_add", world.ijb.pk)
    for field in typed(world):
        for nonsense in ("\x00", HUGE, "9999-12-31", "x" * 20_001):
            page = browser.post(url, typed(world, **{field: nonsense}))
            assert page.status_code in (302, 409, 422), (field, nonsense[:20])
