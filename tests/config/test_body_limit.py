"""What is too large is refused before it is read; what is not is checked as ever."""

import http.client
import time

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse

from cycle.models import Evidence
from cycle.queries import live_stage_of
from cycle.views.deliverable import EvidenceFileAddView
from desk.views.importing import ImportView
from tests.factories import world as w

MB = 1024 * 1024
FORM = django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@pytest.fixture(autouse=True)
def spooled(settings, tmp_path):
    """Return the folder in which Django would keep what it reads."""
    folder = tmp_path / "spooled"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    return folder


@pytest.fixture
def world(db):
    return w.make_world()


@pytest.fixture
def address(world):
    """Return the address that takes a file of evidence."""
    project = w.start(world, w.make_project(world))
    row = live_stage_of(project).deliverables.first()
    return reverse("cycle:evidence_add_file", args=[project.reference, row.pk])


def words(response) -> str:
    return " ".join(response.content.decode().split())


def send(server, path, headers, body=b"x" * 1000) -> tuple[int, str, float]:
    """Send headers and a little data over a real socket; return status, page and seconds taken."""
    host = server.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.putrequest("POST", path)
    for name, value in headers.items():
        connection.putheader(name, value)
    began = time.monotonic()
    connection.endheaders(body)
    response = connection.getresponse()
    page = response.read().decode()
    connection.close()
    return response.status, page, time.monotonic() - began


MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture
def live_address(transactional_db, live_server):
    with transaction.atomic():  # rows that were kept are written in any order
        world = w.make_world()
    project = w.start(world, w.make_project(world))
    row = live_stage_of(project).deliverables.first()
    browser = Client()
    browser.force_login(world.lead)
    cookie = f"sessionid={browser.cookies['sessionid'].value}"
    return reverse("cycle:evidence_add_file", args=[project.reference, row.pk]), cookie


def test_a_hundred_megabytes_are_answered_before_they_are_sent(live_server, live_address, spooled):
    path, cookie = live_address
    for headers in ({"Cookie": cookie}, {}):
        status, page, seconds = send(
            live_server, path, MULTIPART | headers | {"Content-Length": str(100 * MB)}
        )
        assert status == 413
        assert "The file is larger than 25 MB. Make it smaller, or add a link to it." in page
        assert "Nothing was changed." in page
        assert ("Sign out" in page) == bool(headers)
        assert seconds < 10
    assert list(spooled.iterdir()) == []
    assert not Evidence.objects.exists()


def test_a_body_without_a_length_is_not_read_either(live_server, live_address, spooled):
    path, cookie = live_address
    headers = MULTIPART | {"Cookie": cookie, "Transfer-Encoding": "chunked"}

    status, _, seconds = send(live_server, path, headers, b"5f5e100\r\n" + b"x" * 1000)

    assert status == 403, "no CSRF token was read"
    assert seconds < 10
    assert list(spooled.iterdir()) == []


def sent(client, path, length, **extra):
    """Post with a length that is said, whatever is sent."""
    return client.generic(
        "POST", path, b"", content_type=MULTIPART["Content-Type"], CONTENT_LENGTH=length, **extra
    )


def test_each_page_takes_its_own_file_and_no_other(world, address):
    client = Client()
    client.force_login(world.officer)
    tracker, password = reverse("desk:import"), reverse("account_change_password")
    assert EvidenceFileAddView.file_bytes == django_settings.EVIDENCE_MAX_BYTES == 25 * MB
    assert ImportView.file_bytes == 10 * MB
    for path, most, sentence in [
        (address, 25 * MB + FORM, "The file is larger than 25 MB. Make it smaller, or add a link"),
        (tracker, 10 * MB + FORM, "The file is larger than 10 MB. Remove pictures and other"),
        (password, FORM, "This is larger than 2 MB, the most this page takes."),
    ]:
        refused = sent(client, path, str(most + 1))
        assert refused.status_code == 413
        assert sentence in words(refused)
        assert refused.context["refusal"].code == "body_too_large"
        assert sent(client, path, str(most)).status_code != 413


@pytest.mark.parametrize("length", ["", "x", "-5", "\u00b2", "9" * 400])
def test_a_length_that_is_none_is_no_fault(world, address, length):
    client = Client()
    client.force_login(world.lead)
    assert sent(client, address, length).status_code in (413, 422)


def test_a_file_within_the_limit_is_checked_as_ever(world, address):
    """Neither the CSRF check nor the sign-in is passed by, and both come after the size."""
    token = get_token(RequestFactory().get("/"))
    file = {"file-file": SimpleUploadedFile("a.txt", b"x")}
    for person, given, status in [
        (world.lead, False, 403),
        (None, False, 403),
        (None, True, 302),
        (world.outsider, True, 404),
        (world.officer, True, 403),
        (world.lead, True, 422),
    ]:
        client = Client(enforce_csrf_checks=True)
        if person is not None:
            client.force_login(person)
        client.cookies["csrftoken"] = token
        more = {"csrfmiddlewaretoken": token} if given else {}
        response = client.post(address, file | more)
        assert response.status_code == status, (person, given)
        if status == 302:
            assert response["Location"].startswith(reverse("account_login"))
        assert sent(client, address, str(100 * MB)).status_code == 413
    assert not Evidence.objects.exists()
