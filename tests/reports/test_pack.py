"""The papers and the minute of a meeting: who reads which, what is private, how they are drawn."""

import html
import re
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from governance.enums import Declared, Outcome
from governance.models import Declaration, Meeting, StandingOrders
from governance.rules.exempt import private_words
from governance.services import (
    add_item,
    call_meeting,
    cancel_meeting,
    close_meeting,
    decide_item,
    declare_interest,
    fill_agenda,
    mark_exempt,
    mark_public,
    send_papers,
    take_item,
)
from projects.models import Project
from record.history import acting_as
from reports.queries import minute_paper, pack_of
from reports.render.pdf import draw_minute, draw_pack
from reports.views import meetings as views
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.unchanged import unchanged

SECRET = "Zwartkops"
PAPERS = ("pack", "pack_pdf", "minute_pdf")


@pytest.fixture
def project(world):
    return m.put_brief(world, "Put to the group")


@pytest.fixture
def meeting(world, project) -> Meeting:
    """A meeting called for two weeks on, with a project's brief and other business."""
    m.set_orders(world, minimum=2)
    found = call_meeting(
        world.spg,
        starts_at=world.at + timedelta(days=14),
        place="Elgin",
        by=world.officer,
        at=world.at,
    )
    add_item(found, title="Dates of the year", by=world.officer, at=world.at)
    return found


@pytest.fixture
def secret(world, meeting):
    """An item about another project, taken in private."""
    found = m.put_brief(world, f"Buy from {SECRET}")
    fill_agenda(meeting, by=world.officer, at=world.at)
    return mark_exempt(
        m.item_on(meeting, found),
        paragraph=6,
        reason=f"{SECRET} and its affairs.",
        by=world.officer,
        at=world.at,
    )


def send(world, meeting):
    return send_papers(meeting, by=world.officer, at=world.at)


def pack(world, meeting, *, public: bool = False, name: str = "member"):
    person = world.people[name].pk
    return pack_of(meeting, person_id=person, is_public=public, today=world.today)


def read(drawn: bytes) -> PdfReader:
    return PdfReader(BytesIO(drawn))


def words_of(drawn: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(drawn).pages).split())


def everything_in(drawn: bytes) -> str:
    """Return all that a file holds: its text, outline, facts, and every stream decompressed."""
    reader = read(drawn)
    outline = [one.title for one in reader.outline if not isinstance(one, list)]
    outline += [x.title for one in reader.outline if isinstance(one, list) for x in one]
    streams = []
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", drawn, re.DOTALL):
        try:
            streams.append(zlib.decompress(found[1]).decode("latin-1"))
        except zlib.error:
            streams.append(found[1].decode("latin-1"))
    return "\n".join(
        [words_of(drawn), *outline, str(reader.metadata), drawn.decode("latin-1"), *streams]
    )


def address(page: str, meeting: Meeting, *, public: bool = False) -> str:
    return reverse(f"reports:{page}", args=[meeting.pk]) + ("?for=public" if public else "")


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


# -- What the papers say -----------------------------------------------------------------------


def test_the_pack_is_what_was_sent_and_not_what_is_there_now(world, meeting, project):
    papers = send(world, meeting)
    was = draw_pack(pack(world, meeting))
    add_item(meeting, title="Late business", by=world.officer, at=world.at)
    with acting_as(world.system, world.at):
        Project.objects.filter(pk=project.pk).update(title="Another title")
    world.days(3)

    found = pack(world, meeting)
    assert draw_pack(found) == was
    assert found.sets[0].proof == papers.sha256
    assert "Late business" not in words_of(was)
    assert "Overnight respite moves to choice." in words_of(was)


def test_a_draft_says_that_it_is_one(world, meeting):
    drawn = words_of(draw_pack(pack(world, meeting)))

    assert "Papers for members (draft)" in drawn
    assert "These papers have not been sent yet" in drawn
    assert "Draft as at" in drawn


def test_the_agenda_names_the_page_of_each_paper_and_bookmarks_lead_to_them(world, meeting, secret):
    send(world, meeting)
    reader = read(draw_pack(pack(world, meeting)))

    agenda = " ".join(reader.pages[0].extract_text().split())
    marks = {
        one.title: reader.get_destination_page_number(one) + 1
        for one in reader.outline
        if not isinstance(one, list)
    }
    first, private = (one for one in marks if "Brief, version 1" in one)
    assert marks["Agenda"] == 1
    assert marks[first] == 2
    assert re.search(rf"Put for a decision {marks[first]} ", agenda)
    assert re.search(rf"Act 1973. {marks[private]} ", agenda)
    assert "Dates of the year Other business –" in agenda
    for number, page in enumerate(reader.pages, start=1):
        assert f"Page {number} of {len(reader.pages)}" in page.extract_text()


def test_a_supplement_comes_after_and_moves_no_page(world, meeting, project):
    send(world, meeting)
    before = read(draw_pack(pack(world, meeting)))
    m.put_brief(world, "Came late")
    fill_agenda(meeting, by=world.officer, at=world.at)
    send(world, meeting)
    after = read(draw_pack(pack(world, meeting)))

    assert len(after.pages) > len(before.pages)
    for was, now in zip(before.pages, after.pages, strict=False):
        assert squeezed(was) == squeezed(now)
    assert "Supplement 1" in after.pages[len(before.pages)].extract_text()


def squeezed(page) -> str:
    return re.sub(r"Page\d+of\d+", "", "".join(page.extract_text().split()))


def test_equal_papers_make_equal_bytes(world, meeting, secret):
    send(world, meeting)

    assert draw_pack(pack(world, meeting)) == draw_pack(pack(world, meeting))
    paper = minute_paper(meeting, is_public=True, today=world.today)
    assert draw_minute(paper) == draw_minute(paper)


# -- What is private ---------------------------------------------------------------------------


def test_nothing_of_an_exempt_item_is_in_a_public_paper(client, world, meeting, secret):
    send(world, meeting)
    members = draw_pack(pack(world, meeting))
    public = draw_pack(pack(world, meeting, public=True))
    client.force_login(world.staff)
    page = words(client.get(address("pack", meeting, public=True)))

    assert SECRET in everything_in(members)
    assert private_words(6) in words_of(members)
    reference = secret.review.project.reference
    for text in (everything_in(public), page):
        for hidden in (SECRET, SECRET.upper(), reference, "affairs", secret.review.snapshot.sha256):
            assert hidden not in text
    assert private_words(6) in words_of(public)
    assert private_words(6) in page
    assert "Put to the group" in words_of(public)


def test_what_is_marked_after_sending_leaves_the_public_papers_at_once(world, meeting, project):
    send(world, meeting)
    item = m.item_on(meeting, project)
    mark_exempt(item, paragraph=8, reason="A contract.", by=world.officer, at=world.at)
    assert "Put to the group" not in everything_in(draw_pack(pack(world, meeting, public=True)))

    mark_public(item, by=world.officer, at=world.at)
    assert "Put to the group" in words_of(draw_pack(pack(world, meeting, public=True)))


def test_what_was_sent_as_exempt_stays_private_until_it_is_sent_as_public(world, meeting, secret):
    send(world, meeting)
    mark_public(secret, by=world.officer, at=world.at)
    assert SECRET not in everything_in(draw_pack(pack(world, meeting, public=True)))

    send(world, meeting)
    first, supplement = pack(world, meeting, public=True).sets
    assert all(SECRET not in item.title for item in first.items)
    assert SECRET in supplement.items[0].title


def test_a_restricted_project_is_in_no_public_paper(world, meeting, project):
    send(world, meeting)
    with acting_as(world.system, world.at):
        Project.objects.filter(pk=project.pk).update(is_restricted=True)

    public = draw_pack(pack(world, meeting, public=True))
    assert "Put to the group" not in everything_in(public)
    assert "Not public: what it is about is restricted." in words_of(public)
    assert "Put to the group" in words_of(draw_pack(pack(world, meeting)))


def test_a_withheld_paper_is_left_out_for_that_member_alone(client, world, meeting, project):
    send(world, meeting)
    with acting_as(world.system, world.at):
        Declaration.objects.create(
            item=m.item_on(meeting, project),
            person=world.member,
            nature="A trustee.",
            followed=Declared.WITHDREW,
            is_withheld=True,
            declared_at=world.at,
        )
    theirs = draw_pack(pack(world, meeting, name="member"))
    client.force_login(world.member)
    pages = [words(client.get(address("pack", meeting, public=one))) for one in (False, True)]

    for text in (everything_in(theirs), *pages):
        assert "Overnight respite moves to choice." not in text
    assert "withheld from you" in words_of(theirs)
    assert all("withheld from you" in page for page in pages)
    assert "Overnight respite" in words_of(draw_pack(pack(world, meeting, name="member2")))


def test_what_was_decided_in_private_is_not_told_with_a_later_paper(world, held):
    project = Project.objects.get(title=f"Buy from {SECRET}")
    with acting_as(world.system, world.at):
        Project.objects.filter(pk=project.pk).update(title="Now in the open")
    w.make_ready(world, project)
    w.put_to_body(project, by=world.lead, at=world.at)
    later = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=20), by=world.officer, at=world.at
    )
    send(world, later)

    members = everything_in(draw_pack(pack(world, later)))
    public = draw_pack(pack(world, later, public=True))
    assert f"Pay {SECRET}." in members
    assert SECRET not in everything_in(public)
    assert "An earlier decision on this project was taken in private." in words_of(public)
    assert "Now in the open: Analyse gate" in words_of(public)


# -- The minute ----------------------------------------------------------------------------------


@pytest.fixture
def held(world) -> Meeting:
    """A meeting held and closed: one decision in public, one in private, business noted."""
    if not StandingOrders.objects.exists():
        m.set_orders(world, minimum=2)
    projects = [m.put_brief(world, title) for title in ("Open matter", f"Buy from {SECRET}")]
    found = m.meet(world, "chair", "member", "member2")
    business = add_item(found, title="Dates of the year", by=world.officer, at=world.at)
    first, private = (m.item_on(found, project) for project in projects)
    mark_exempt(private, paragraph=6, reason=SECRET, by=world.officer, at=world.at)
    for item, nature in ((first, "A trustee of a charity."), (private, f"Owns {SECRET}.")):
        declare_interest(
            item,
            world.member2,
            nature=nature,
            followed=Declared.WITHDREW,
            by=world.officer,
            at=world.at,
        )
    m.minutes_on(world, 20)
    for item, text in ((first, "Publish the plan."), (private, f"Pay {SECRET}.")):
        minute = m.said(
            Outcome.APPROVE_WITH_CONDITIONS,
            reasons=f"So it is: {text}",
            conditions=(w.condition(world, text=text),),
            confirms_major=False,
        )
        decide_item(item, minute, by=world.officer, at=world.at)
    take_item(business, note="Agreed as proposed.", by=world.officer, at=world.at)
    m.minutes_on(world, 5)
    return close_meeting(found, by=world.officer, at=world.at)


def test_the_printed_minute_says_what_its_page_says(client, world, held):
    client.force_login(world.officer)
    page = squeeze(words(client.get(reverse("governance:meeting_minute", args=[held.pk]))))
    paper = minute_paper(held, is_public=False, today=world.today)
    drawn = squeeze(words_of(draw_minute(paper)))

    said = [paper.opening, *paper.absent]
    said += [cell for row in (*paper.present, *paper.actions) for cell in row]
    for item in paper.items:
        said += [item.title, item.private, *item.words]
        said += [part for row in item.lines for line in row for part in line.split("\n")]
    for text in said:
        assert squeeze(text) in squeeze(re.sub(r"<[^>]+>", "", page)), text
        assert squeeze(text) in drawn, text
    assert "Publish the plan." in {row[0] for row in paper.actions}
    labels = {label for item in paper.items for label, _ in item.lines}
    assert {"Decision", "Reasons", "Condition 1", "Took part", "Quorum"} <= labels


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_nothing_of_what_was_private_is_in_the_public_minute(world, held):
    members = draw_minute(minute_paper(held, is_public=False, today=world.today))
    public = draw_minute(minute_paper(held, is_public=True, today=world.today))

    assert SECRET in everything_in(members)
    assert SECRET not in everything_in(public)
    assert private_words(6) in words_of(public)
    assert "Publish the plan." in words_of(public)
    assert "A trustee of a charity." in words_of(public)


def test_the_minute_of_a_cancelled_meeting_says_so(world, meeting):
    cancelled = cancel_meeting(meeting, reason="Snow.", by=world.officer, at=world.at)
    drawn = words_of(draw_minute(minute_paper(cancelled, is_public=False, today=world.today)))

    assert "The meeting was cancelled: Snow." in drawn
    assert "Present" not in drawn


# -- Who reads which -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "members", "public"),
    [
        ("chair", 200, 200),
        ("officer", 200, 200),
        ("member3", 200, 200),
        ("staff", 403, 200),
        ("ijb_chair", 403, 200),
        ("auditor", 403, 200),
        ("outsider", 404, 404),
    ],
)
def test_members_read_all_and_the_partnership_what_is_public(
    client, world, held, name, members, public
):
    coming = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=30), by=world.officer, at=world.at
    )
    add_item(coming, title="Dates", by=world.officer, at=world.at)
    send(world, coming)
    client.force_login(world.people[name])

    with unchanged():
        for page, meeting in (("pack", coming), ("pack_pdf", coming), ("minute_pdf", held)):
            assert client.get(address(page, meeting)).status_code == members, page
            assert client.get(address(page, meeting, public=True)).status_code == public, page


def test_a_proxy_of_that_day_reads_the_papers(client, world, meeting):
    m.stand_in(world, "staff", "member3")
    client.force_login(world.staff)

    assert client.get(address("pack", meeting)).status_code == 200


def test_what_is_a_draft_is_not_published(client, world, meeting):
    client.force_login(world.staff)
    for page in PAPERS:
        answer = client.get(address(page, meeting, public=True))
        assert answer.status_code == 404
        assert answer.context["refusal"].code == "not_published"
    client.force_login(world.member)
    for page in PAPERS:
        assert client.get(address(page, meeting, public=True)).status_code == 200


def test_who_is_not_signed_in_is_asked_to(client, meeting):
    for page in PAPERS:
        assert client.get(address(page, meeting, public=True)).status_code == 302


def test_another_partnership_finds_nothing(client, world, meeting):
    send(world, meeting)
    other = w.make_world("argyll", "ARGY", "argyll.example")
    client.force_login(other.officer)

    for page in PAPERS:
        for public in (False, True):
            assert client.get(address(page, meeting, public=public)).status_code == 404


def test_the_file_is_a_pdf_with_a_name(client, world, meeting):
    send(world, meeting)
    client.force_login(world.officer)
    answer = client.get(address("pack_pdf", meeting, public=True))

    assert answer["Content-Type"] == "application/pdf"
    assert (
        f'filename="public-papers-spg-{meeting.starts_at:%Y-%m-%d}.pdf"'
        in (answer["Content-Disposition"])
    )
    assert answer.content.startswith(b"%PDF-")


def test_papers_too_long_for_a_request_say_what_to_do(client, world, meeting, monkeypatch):
    monkeypatch.setattr(views, "MOST_LETTERS", 10)
    client.force_login(world.officer)

    answer = client.get(address("pack_pdf", meeting))

    assert answer.status_code == 409
    assert answer.context["refusal"].code == "pack_too_long"
    assert "Read them as a web page" in words(answer)


# -- Where they are found ------------------------------------------------------------------------


def test_the_reports_page_lists_what_is_public(client, world, meeting, held):
    client.force_login(world.staff)
    before = words(client.get(reverse("reports:list")))
    send(world, meeting)
    page = words(client.get(reverse("reports:list")))

    assert address("pack", meeting, public=True) not in before
    assert address("minute_pdf", held, public=True) in before
    assert address("pack", meeting, public=True) in page


def test_queries_do_not_grow_with_what_was_sent(client, world, meeting, secret):
    send(world, meeting)
    client.force_login(world.officer)
    pages = [address(page, meeting, public=one) for page in PAPERS for one in (False, True)]
    pages.append(reverse("reports:list"))
    first = [count(client, page) for page in pages]
    for number in range(2):
        m.put_brief(world, f"More {number}")
        fill_agenda(meeting, by=world.officer, at=world.at)
        send(world, meeting)
        other = call_meeting(
            world.spg,
            starts_at=world.at + timedelta(days=40 + number),
            by=world.officer,
            at=world.at,
        )
        add_item(other, title="Dates", by=world.officer, at=world.at)
        send(world, other)

    assert [count(client, page) for page in pages] == first


def count(client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_typed_text_is_never_read_as_markup(world, meeting):
    add_item(meeting, title="<b>Budget</b> & <img src=x> 🙂", by=world.officer, at=world.at)
    with time_machine.travel(world.at, tick=False):
        drawn = words_of(draw_pack(pack(world, meeting)))

    assert "<b>Budget</b> & <img src=x>" in drawn
