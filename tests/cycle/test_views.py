"""Pages of the cycle: who sees and does what, and that nothing typed or uploaded breaks them."""

import hashlib
import html
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cycle import engine
from cycle.enums import Phase, ReviewKind
from cycle.models import Evidence, ProgressUpdate, ReviewPoint
from cycle.queries import live_stage_of
from governance.services import put_to_body
from record.enums import Verb
from record.models import Act
from tests.factories import world as w
from tests.factories.unchanged import unchanged

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 300


def at(name: str, *args) -> str:
    return reverse(f"cycle:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def upload(world, content: bytes, name: str, **change) -> dict:
    values = {"file-title": "Plan", "file-effective_on": world.today.isoformat()}
    return values | change | {"file-file": SimpleUploadedFile(name, content)}


@pytest.fixture
def url(project, deliverable) -> str:
    return at("deliverable", project.reference, deliverable.pk)


def test_a_plain_reader_sees_name_owner_due_and_state_and_no_more(
    world, project, deliverable, url, as_
):
    as_(world.lead).post(
        at("deliverable_change", project.reference, deliverable.pk),
        {"progress": "in_progress", "notes": "Families object.", "owner_post": "Analyst"},
    )
    for who in ("staff", "admin", "member", "chair", "ijb_reader"):
        page = words(as_(world.people[who]).get(url))
        assert deliverable.name in page
        assert "Analyst" in page
        assert "In progress" in page
        assert "Families object." not in page, who
    for who in ("lead", "teammate", "sponsor", "officer", "auditor"):
        assert "Families object." in words(as_(world.people[who]).get(url)), who


def test_outsiders_and_other_partnerships_find_nothing(world, project, deliverable, url, as_):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    names = ("progress", "review_points", "resume", "close")
    urls = [url, *(at(name, project.reference) for name in names)]
    posts = [
        at(name, project.reference, deliverable.pk)
        for name in (
            "deliverable_change",
            "evidence_add_file",
            "evidence_add_link",
            "deliverable_accept",
        )
    ]
    for person in (world.outsider, other.lead, other.officer):
        browser = as_(person)
        with unchanged():
            assert {browser.get(one).status_code for one in urls} == {404}
            assert {browser.post(one).status_code for one in [*urls[3:], *posts]} == {404}
    assert {as_().get(one).status_code for one in urls} == {302}
    assert as_(world.lead).get(at("deliverable", project.reference, 999999)).status_code == 404
    second = w.make_project(world, title="Other")
    crossed = at("deliverable", second.reference, deliverable.pk)
    assert as_(world.lead).get(crossed).status_code == 404


def test_insiders_without_the_act_get_a_sentence(world, project, deliverable, as_):
    cases = {
        "deliverable_change": ("sponsor", "officer", "staff", "chair"),
        "evidence_add_file": ("sponsor", "officer", "member"),
        "evidence_add_link": ("auditor", "staff"),
        "deliverable_accept": ("lead", "teammate", "officer"),
    }
    for name, people in cases.items():
        for who in people:
            with unchanged():
                page = as_(world.people[who]).post(at(name, project.reference, deliverable.pk))
            assert page.status_code == 403, (name, who)
            assert "It can be done by" in words(page)
    for name, who in [("progress_give", "sponsor"), ("review_point_set", "teammate")]:
        assert as_(world.people[who]).post(at(name, project.reference)).status_code == 403


def test_a_get_of_an_act_writes_nothing(world, project, deliverable, as_):
    with unchanged():
        for name in ("deliverable_change", "evidence_add_file", "evidence_add_link"):
            page = as_(world.lead).get(at(name, project.reference, deliverable.pk))
            assert page.status_code == 302
        page = as_(world.sponsor).get(at("deliverable_accept", project.reference, deliverable.pk))
        assert page.status_code == 302
        assert as_(world.lead).get(at("resume", project.reference)).status_code == 302
        assert as_(world.lead).get(at("close", project.reference)).status_code == 302


def test_the_team_changes_a_deliverable_and_the_sponsor_accepts_it(
    world, project, deliverable, url, as_
):
    change = at("deliverable_change", project.reference, deliverable.pk)
    with unchanged():
        page = as_(world.teammate).post(change, {"progress": "does_not_apply"})
        assert page.status_code == 422
        assert "Say why it does not apply." in words(page)
        page = as_(world.teammate).post(change, {"progress": "accepted"})
        assert page.status_code == 422
        page = as_(world.teammate).post(change, {"progress": "ready", "owner": world.staff.pk})
        assert page.status_code == 422, "only those on the team may own it"

    page = as_(world.teammate).post(
        change, {"progress": "ready", "owner": world.teammate.pk, "due_on": "2026-05-01"}
    )

    assert page["Location"] == url
    assert "Accept it as the sponsor" in words(as_(world.sponsor).get(url))
    as_(world.sponsor).post(at("deliverable_accept", project.reference, deliverable.pk))
    deliverable.refresh_from_db()
    assert (deliverable.progress, deliverable.owner) == ("accepted", world.teammate)


def test_at_its_gate_a_deliverable_is_not_changed_and_new_evidence_is_marked(
    world, project, deliverable, url, as_
):
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    world.days(1)
    page = words(as_(world.lead).get(url))
    assert "As put" in page
    assert "stays as it was put" in page
    change = at("deliverable_change", project.reference, deliverable.pk)
    with unchanged():
        assert as_(world.lead).post(change, {"progress": "in_progress"}).status_code == 409

    as_(world.lead).post(
        at("evidence_add_link", project.reference, deliverable.pk),
        {
            "link-title": "Second thoughts",
            "link-url": "https://example.org/",
            "link-effective_on": world.today.isoformat(),
        },
    )

    assert words(as_(world.lead).get(url)).count("Changed since put") == 1


# Files


def test_a_file_comes_back_byte_for_byte_and_its_openings_are_kept(
    world, project, deliverable, url, as_
):
    name = 'plan "final", £ and é.pdf'
    add = at("evidence_add_file", project.reference, deliverable.pk)
    assert as_(world.lead).post(add, upload(world, PDF, name)).status_code == 302
    as_(world.lead).post(add, upload(world, PDF + b"2", "plan.pdf"))
    page = words(as_(world.sponsor).get(url))
    assert "Plan, version 2" in page
    assert "Earlier versions: 1" in page
    first = Evidence.objects.get(version=1)
    file = reverse("governance:evidence_file", args=[project.reference, first.key])

    with unchanged():
        head = as_(world.sponsor).head(file)
    assert head.status_code == 200
    sent = as_(world.sponsor).get(file)

    content = b"".join(sent.streaming_content)
    assert content == PDF
    assert hashlib.sha256(content).hexdigest() == first.sha256
    assert sent["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in sent["Content-Disposition"]
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert sent["Content-Type"] == "application/pdf"
    assert head["Content-Disposition"] == sent["Content-Disposition"]
    act = Act.objects.order_by("-pk").first()
    assert (act.verb, act.actor_words) == (Verb.EVIDENCE_OPENED, "Sponsor")


def test_a_file_is_for_those_inside_and_for_the_body_once_put(world, project, as_):
    w.make_ready(world, project)
    row = live_stage_of(project).deliverables.last()
    as_(world.lead).post(
        at("evidence_add_file", project.reference, row.pk), upload(world, PDF, "a.pdf")
    )
    piece = Evidence.objects.get(kind="file")
    file = reverse("governance:evidence_file", args=[project.reference, piece.key])
    for who in ("lead", "teammate", "sponsor", "officer", "auditor"):
        assert as_(world.people[who]).get(file).status_code == 200, who
    for who in ("member", "chair", "staff", "admin", "ijb_reader"):
        with unchanged():
            assert as_(world.people[who]).get(file).status_code == 403, who
    assert as_(world.outsider).get(file).status_code == 404
    assert as_().get(file).status_code == 302

    put_to_body(project, by=world.lead, at=world.at)

    for who in ("member", "chair"):
        assert as_(world.people[who]).get(file).status_code == 200, who
    for who in ("staff", "ijb_reader", "ijb_member"):
        assert as_(world.people[who]).get(file).status_code == 403, who
    link = Evidence.objects.filter(kind="link").first()
    no_file = reverse("governance:evidence_file", args=[project.reference, link.key])
    assert as_(world.lead).get(no_file).status_code == 404


def word_with_macro() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"):
            archive.writestr(name, "x")
    return packed.getvalue()


def test_a_hostile_upload_is_refused_with_a_sentence(world, project, deliverable, as_, settings):
    settings.EVIDENCE_MAX_BYTES = 100_000
    add = at("evidence_add_file", project.reference, deliverable.pk)
    cases = [
        (b"MZ\x90\x00" + bytes(50), "plan.pdf", "content is not that of a .pdf file"),
        (b"<svg xmlns='x'/>", "picture.svg", "This kind of file is not taken"),
        (b"<html></html>", "page.html", "This kind of file is not taken"),
        (b"<html></html>", "page.txt", "content is not that of a .txt file"),
        (word_with_macro(), "paper.docx", "holds macros"),
        (b"", "plan.pdf", "The file is empty"),
        (PDF + bytes(100_000), "plan.pdf", "larger than"),
    ]
    for content, name, sentence in cases:
        with unchanged():
            page = as_(world.lead).post(add, upload(world, content, name))
        assert page.status_code == 422, name
        assert sentence in words(page), name
    with unchanged():
        page = as_(world.lead).post(add, {"file-title": "Plan"})
    assert "Choose a file." in words(page)


def test_a_name_with_folders_and_quotes_is_kept_safe(world, project, deliverable, as_):
    add = at("evidence_add_file", project.reference, deliverable.pk)
    for number, name in enumerate(['..\\..\\a"b.pdf', "../../etc/x.pdf", "línea.pdf"]):
        title = {"file-title": f"Plan {number}"}
        assert as_(world.lead).post(add, upload(world, PDF, name, **title)).status_code == 302
    for piece in Evidence.objects.all():
        assert "/" not in piece.original_name
        file = reverse("governance:evidence_file", args=[project.reference, piece.key])
        assert as_(world.lead).get(file).status_code == 200


# Progress, review points, closing


def test_a_progress_update_is_given_and_read_by_all(world, project, as_):
    give = at("progress_give", project.reference)
    page = words(as_(world.lead).get(at("progress", project.reference)))
    assert "Amber/Red: In doubt: urgent action is needed." in page
    with unchanged():
        page = as_(world.lead).post(give, {"rag": "red", "on": world.today.isoformat()})
        assert page.status_code == 422
        assert "Say why it is Red." in words(page)
        page = as_(world.lead).post(give, {"on": "2027-01-01", "rag": "green"})
        assert page.status_code == 422

    sent = {"rag": "red", "reason": "No staff.", "on": world.today.isoformat()}
    assert as_(world.lead).post(give, sent).status_code == 302

    assert ProgressUpdate.objects.get().reason == "No staff."
    page = words(as_(world.staff).get(at("progress", project.reference)))
    assert "No staff." in page
    assert "Write a progress update" not in page


def test_review_points_are_set_and_held(world, project, as_):
    listed = at("review_points", project.reference)
    sent = {"kind": "other", "about": "Rota", "due_on": "2026-03-01"}
    page = as_(world.lead).post(at("review_point_set", project.reference), sent)
    assert page["Location"] == listed
    assert "1 March 2026: Rota" in words(as_(world.staff).get(listed))
    point = ReviewPoint.objects.get(kind=ReviewKind.OTHER)
    hold = at("review_point_hold", project.reference, point.pk)
    assert "Record it as held" in words(as_(world.lead).get(hold))
    with unchanged():
        page = as_(world.lead).post(hold, {"held_on": "2027-01-01", "outcome": "x"})
        assert page.status_code == 422
        page = as_(world.lead).post(
            at("review_point_set", project.reference), sent | {"kind": "watch"}
        )
        assert page.status_code == 422, "a watch is set by the body's decision"

    sent = {"held_on": world.today.isoformat(), "outcome": "Fine."}
    assert as_(world.lead).post(hold, sent)["Location"] == listed
    assert as_(world.lead).post(hold, sent).status_code == 409
    assert as_(world.lead).get(hold).status_code == 302


def test_a_watched_project_is_taken_back_and_closed_from_its_pages(world, project, as_):
    for _ in range(3):
        w.pass_gate(world, project)
    w.pass_gate(world, project, next_step="watch", next_review_on=world.today + timedelta(days=5))
    page = words(as_(world.lead).get(at("review_points", project.reference)))
    assert "Take the project back into review" in page
    assert as_(world.lead).post(at("resume", project.reference)).status_code == 302
    assert as_(world.lead).post(at("resume", project.reference)).status_code == 409
    w.pass_gate(world, project, next_step="close")
    close = at("close", project.reference)
    with unchanged():
        page = as_(world.lead).post(close, {"lessons": "Ask."})
    assert page.status_code == 422
    assert "Say what stood in the way" in words(page)
    texts = {"lessons": "Ask.", "barriers": "None.", "unintended_consequences": "None."}
    assert as_(world.lead).post(close, texts).status_code == 302
    assert as_(world.lead).post(close, texts).status_code == 409
    assert engine.phase_of(project) == Phase.ENDED


def test_lists_ask_as_often_for_three_rows_as_for_one(
    world, project, deliverable, url, as_, django_assert_max_num_queries
):
    browser = as_(world.lead)
    urls = [url, at("progress", project.reference), at("review_points", project.reference)]

    def row(number: int) -> None:
        w.update(world, project, reason=f"As planned, {number}.")
        for name, sent in [
            (
                "review_point_set",
                {"kind": "other", "about": f"Rota {number}", "due_on": "2026-03-01"},
            ),
        ]:
            browser.post(at(name, project.reference), sent)
        browser.post(
            at("evidence_add_file", project.reference, deliverable.pk),
            upload(world, PDF, "a.pdf", **{"file-title": f"Plan {number}"}),
        )

    def counts() -> list[int]:
        found = []
        for one in urls:
            browser.get(one)
            with django_assert_max_num_queries(60) as asked:
                assert browser.get(one).status_code == 200
            found.append(len(asked.captured_queries))
        return found

    row(1)
    once = counts()
    row(2)
    row(3)
    assert counts() == once


NONSENSE = [
    "",
    "\x00",
    "-1",
    "9" * 5000,
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "<b>",
    "x" * 20_000,
]


def test_nothing_typed_into_the_forms_is_a_500(world, project, deliverable, as_):
    browser = as_(world.lead)
    forms = {
        at("deliverable_change", project.reference, deliverable.pk): (
            "progress",
            "reason",
            "owner_post",
            "owner",
            "due_on",
            "notes",
        ),
        at("evidence_add_link", project.reference, deliverable.pk): (
            "link-title",
            "link-url",
            "link-effective_on",
        ),
        at("evidence_add_file", project.reference, deliverable.pk): (
            "file-title",
            "file-file",
            "file-effective_on",
        ),
        at("progress_give", project.reference): ("rag", "reason", "done", "next", "on"),
        at("review_point_set", project.reference): ("kind", "about", "due_on"),
    }
    for url, names in forms.items():
        for nonsense in NONSENSE:
            page = browser.post(url, dict.fromkeys(names, nonsense))
            assert page.status_code in (302, 422), (url, nonsense[:20])


@pytest.mark.parametrize(
    "day", ["0001-01-01", "0026-11-15", "1989-12-31", "2100-01-01", "9999-12-31"]
)
def test_a_year_that_cannot_be_meant_is_refused_on_every_form(
    world, project, deliverable, as_, day
):
    browser = as_(world.lead)
    for url, sent in {
        at("deliverable_change", project.reference, deliverable.pk): {
            "progress": "in_progress",
            "due_on": day,
        },
        at("evidence_add_link", project.reference, deliverable.pk): {
            "link-title": "Paper",
            "link-url": "https://www.example.org/",
            "link-effective_on": day,
        },
        at("progress_give", project.reference): {"rag": "green", "on": day},
        at("review_point_set", project.reference): {"kind": "other", "about": "x", "due_on": day},
    }.items():
        page = browser.post(url, sent)
        assert page.status_code == 422, url
        text = page.content.decode()
        assert "Enter a date from 1990 on." in text or "Enter a date before 2100." in text, url
