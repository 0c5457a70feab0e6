"""Evidence: what is taken in, what is refused, and that the bytes come back as they were."""

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from cycle.models import Evidence
from cycle.readers import ACCEPTED
from cycle.services import accept_deliverable, add_file, add_link, open_evidence
from cycle.services.evidence import file_name
from governance.services import put_to_body
from record.enums import Verb
from record.errors import Refusal
from record.models import Act
from tests.factories import world as w
from tests.factories.unchanged import unchanged

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def office(*names: str, mimetype: str = "", before: bytes = b"") -> bytes:
    """Return a zip with these parts, as an office file has them."""
    packed = io.BytesIO(before)
    packed.seek(0, io.SEEK_END)
    with zipfile.ZipFile(packed, "a") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<xml/>")
    return packed.getvalue()


WORD = office("[Content_Types].xml", "word/document.xml")
ODT = "application/vnd.oasis.opendocument.text"


def add(world, deliverable, content: bytes, name: str, **change) -> Evidence:
    values = {"title": "Paper", "effective_on": world.today, "by": world.lead, "at": world.at}
    return add_file(deliverable, file=io.BytesIO(content), name=name, **(values | change))


def kept_files(settings) -> list[Path]:
    return [path for path in Path(settings.EVIDENCE_DIR).rglob("*") if path.is_file()]


TAKEN = [
    ("plan.pdf", PDF, "application/pdf"),
    ("PLAN.PDF", PDF, "application/pdf"),
    ("map.png", PNG, "image/png"),
    ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(32), "image/jpeg"),
    ("notes.txt", "Caf\u00e9 \u00a310".encode(), "text/plain"),
    ("costs.csv", "Item,\u00a3\nRespite,10".encode("cp1252"), "text/csv"),
    ("long.csv", ("\u00e9" * 5000).encode(), "text/csv"),
    (
        "paper.docx",
        WORD,
        ACCEPTED["docx"],
    ),
    ("paper.odt", office("content.xml", mimetype=ODT), ODT),
    ("lists.odt", office("Basic/Standard/script-lb.xml", mimetype=ODT), ODT),
]


def test_a_file_is_kept_as_it_came(world, deliverable):
    for name, content, content_type in TAKEN:
        row = add(world, deliverable, content, name, title=name)

        path = open_evidence(row, by=world.sponsor, at=world.at)
        assert path.read_bytes() == content
        assert row.sha256 == hashlib.sha256(content).hexdigest()
        assert (row.size, row.content_type, row.original_name) == (len(content), content_type, name)
        assert name not in str(path)
        assert Act.objects.order_by("-pk").first().verb == Verb.EVIDENCE_OPENED
    deliverable.refresh_from_db()
    assert deliverable.progress == "in_progress"


REFUSED = [
    ("plan.pdf", EXE, "file_not_accepted"),
    ("plan.exe", EXE, "file_not_accepted"),
    ("plan.pdf.exe", PDF, "file_not_accepted"),
    ("plan", PDF, "file_not_accepted"),
    ("picture.svg", SVG, "file_not_accepted"),
    ("picture.png", SVG, "file_not_accepted"),
    ("page.html", HTML, "file_not_accepted"),
    ("page.txt", HTML, "file_not_accepted"),
    ("page.txt", b"\xef\xbb\xbf  " + HTML, "file_not_accepted"),
    ("page.csv", EXE, "file_not_accepted"),
    ("paper.docx", PDF, "file_not_accepted"),
    ("paper.docx", WORD[:-30], "file_not_accepted"),
    ("paper.docx", b"PK\x03\x04" + bytes(200), "file_not_accepted"),
    (
        "paper.docx",
        office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "file_not_accepted",
    ),
    (
        "paper.docx",
        office("[Content_Types].xml", "word/document.xml", before=EXE),
        "file_not_accepted",
    ),
    ("sheet.xlsx", WORD, "file_not_accepted"),
    ("sheet.xlsm", office("[Content_Types].xml", "xl/workbook.xml"), "file_not_accepted"),
    ("paper.odt", office("content.xml"), "file_not_accepted"),
    ("paper.odt", office("content.xml", mimetype="x" * 300), "file_not_accepted"),
    ("paper.odt", office("Basic/Standard/Module1.xml", mimetype=ODT), "file_not_accepted"),
    ("nothing.pdf", b"", "file_empty"),
    ("large.pdf", PDF + bytes(2000), "file_too_large"),
]


def test_a_hostile_file_is_refused_and_nothing_is_kept(world, deliverable, settings):
    settings.EVIDENCE_MAX_BYTES = 1900
    for name, content, code in REFUSED:
        with unchanged(), pytest.raises(Refusal) as refused:
            add(world, deliverable, content, name)

        assert (name, refused.value.code) == (name, code)
        assert str(refused.value).endswith(".")
        assert kept_files(settings) == []


def test_the_refusals_of_a_file_by_their_codes(world, deliverable, settings):
    settings.EVIDENCE_MAX_BYTES = 1000
    with pytest.raises(Refusal) as refused:
        add(world, deliverable, EXE, "plan.pdf")
    assert refused.value.code == "file_not_accepted"
    with pytest.raises(Refusal) as refused:
        add(world, deliverable, b"", "plan.pdf")
    assert refused.value.code == "file_empty"
    with pytest.raises(Refusal) as refused:
        add(world, deliverable, PDF + bytes(1000), "plan.pdf")
    assert refused.value.code == "file_too_large"


@pytest.mark.parametrize(
    ("came_as", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Temp\\plan.pdf", "plan.pdf"),
        ("/plan.pdf", "plan.pdf"),
        ("pl\nan\r\n.pdf", "plan.pdf"),
        ('plan "final"; x=.pdf', 'plan "final"; x=.pdf'),
        ("\u202eplan.pdf", "plan.pdf"),
        ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
        ("..", ".."),
        ("", "file"),
        ("\x00\x01", "file"),
    ],
)
def test_a_name_loses_its_folders_and_what_no_name_may_hold(came_as, kept):
    assert file_name(came_as) == kept
    assert len(file_name(came_as)) <= 255


def test_a_second_file_of_the_title_is_its_next_version(world, deliverable):
    first = add(world, deliverable, PDF, "a.pdf")
    second = add(world, deliverable, PDF + b"2", "b.pdf", title="  Paper ")
    other = add(world, deliverable, PDF, "c.pdf", title="Other")

    assert [first.version, second.version, other.version] == [1, 2, 1]
    assert open_evidence(first, by=world.lead, at=world.at).read_bytes() == PDF
    assert open_evidence(second, by=world.lead, at=world.at).read_bytes() == PDF + b"2"


@pytest.mark.parametrize(
    ("change", "code"), [({"title": " \n "}, "no_title"), ({"by": "member"}, "not_allowed")]
)
def test_evidence_is_refused(world, deliverable, settings, change, code):
    if "by" in change:
        change = {"by": world.people[change["by"]]}

    with unchanged(), pytest.raises(Refusal) as refused:
        add(world, deliverable, PDF, "a.pdf", **change)

    assert refused.value.code == code
    assert kept_files(settings) == []


def test_evidence_without_a_title_or_of_tomorrow_is_refused(world, deliverable):
    with unchanged(), pytest.raises(Refusal) as refused:
        add(world, deliverable, PDF, "a.pdf", title="")
    assert refused.value.code == "no_title"
    with unchanged(), pytest.raises(Refusal) as refused:
        add(world, deliverable, PDF, "a.pdf", effective_on=world.today + timedelta(days=1))
    assert refused.value.code == "effective_in_future"


NO_ADDRESS = [
    "",
    "paper",
    "javascript:alert(1)",
    "ftp://example.org/a",
    "https://",
    "//example.org",
    "https://exa mple.org",
    "https://example.org/\nx",
    "https://[::1",
    "https://example.org/" + "a" * 1000,
]


def test_a_link_that_is_no_web_address_is_refused(world, deliverable):
    for url in NO_ADDRESS:
        with unchanged(), pytest.raises(Refusal) as refused:
            add_link(
                deliverable,
                title="Paper",
                url=url,
                effective_on=world.today,
                by=world.lead,
                at=world.at,
            )

        assert refused.value.code == "bad_link"


def test_a_file_that_is_gone_is_said_to_be_gone(world, deliverable, settings):
    row = add(world, deliverable, PDF, "a.pdf")
    for path in kept_files(settings):
        path.unlink()

    with unchanged(), pytest.raises(Refusal) as refused:
        open_evidence(row, by=world.lead, at=world.at)

    assert refused.value.code == "file_missing"
    assert refused.value.status == 404


# After the sponsor has accepted


@pytest.mark.parametrize("is_put", [False, True])
def test_evidence_added_after_the_sponsor_accepted_takes_it_back_to_ready(
    world, project, deliverable, is_put
):
    w.make_ready(world, project)
    accept_deliverable(deliverable, by=world.sponsor, at=world.at)
    if is_put:
        put_to_body(project, by=world.lead, at=world.at)

    add(world, deliverable, PDF, "a.pdf")

    deliverable.refresh_from_db()
    assert deliverable.progress == "ready"
    act = Act.objects.order_by("-pk").first()
    assert (act.verb, act.subject_key) == ("deliverable_changed", str(deliverable.pk))
    assert (act.before, act.after) == ({"progress": "accepted"}, {"progress": "ready"})
    assert act.reason == "Evidence was added after the sponsor had accepted it."


def test_the_page_says_that_the_sponsor_looks_again(world, project, deliverable, as_):
    w.make_ready(world, project)
    accept_deliverable(deliverable, by=world.sponsor, at=world.at)
    page = reverse("cycle:deliverable", args=[project.reference, deliverable.pk])
    assert "takes it back to ready" in as_(world.lead).get(page).content.decode()
    sent = {
        "link-title": "Second thoughts",
        "link-url": "https://www.example.org/",
        "link-effective_on": world.today.isoformat(),
    }
    url = reverse("cycle:evidence_add_link", args=[project.reference, deliverable.pk])

    told = as_(world.lead).post(url, sent, follow=True).content.decode()

    assert "The sponsor had accepted this without it, so it is back to ready." in told
    assert "takes it back to ready" not in told
    told = as_(world.lead).post(url, sent, follow=True).content.decode()
    assert "so it is back to ready" not in told
    timeline = reverse("desk:timeline", args=[project.reference])
    assert "after the sponsor had accepted it" in as_(world.lead).get(timeline).content.decode()
