"""Faults of plain HTTP say in a sentence what to do, and show nobody's page to a stranger."""

import pytest
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories import world as w


@pytest.fixture
def world(db):
    return w.make_world()


@pytest.fixture
def lead(world):
    browser = Client()
    browser.force_login(world.lead)
    return browser


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_form_of_too_many_fields_says_how_to_send_it(world, lead):
    project = w.make_project(world)
    page = reverse("projects:brief_part", args=[project.reference, "resources"])
    fields = {f"field_{number}": "x" for number in range(2001)}

    answer = lead.post(page, fields)

    assert answer.status_code == 400
    assert "more than 2,000 fields" in words(answer)
    assert "save fewer lines first" in words(answer)
    assert "Nothing was changed." in words(answer)
    assert "Sign out" in words(answer)
    browser = Client(enforce_csrf_checks=True)  # reads a form before it knows whose it is
    browser.cookies["csrftoken"] = get_token(RequestFactory().get("/"))
    stranger = browser.post(page, fields)
    assert stranger.status_code == 400
    assert "more than 2,000 fields" in words(stranger)
    assert "Sign out" not in words(stranger)


def test_too_much_text_beside_a_file_says_so(world, lead, settings):
    """A page that takes a file lets a long body in, and then finds the text too long."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    page = reverse("desk:import")
    lead.force_login(world.officer)

    answer = lead.post(page, {"partnership": "x" * 1024 * 1024})

    assert answer.status_code == 400
    assert "larger than 1 MB" in words(answer)


def test_a_body_that_cannot_be_read_is_no_empty_page(lead):
    answer = lead.generic(
        "POST", reverse("desk:propose"), b"x", content_type="multipart/form-data; boundary="
    )

    assert answer.status_code == 400
    assert "If it fails twice, tell the operator." in words(answer)


def test_a_host_that_is_not_ours_is_told_without_a_look_at_the_request(lead):
    answer = lead.get("/", HTTP_HOST="elsewhere.example")

    assert answer.status_code == 400
    assert "does not answer under the address you used" in words(answer)
    assert "elsewhere.example" not in words(answer)
    assert "Sign out" not in words(answer)


def test_a_way_of_asking_that_a_page_has_not_says_what_to_do(world, lead):
    project = w.make_project(world)

    reading = lead.post(reverse("desk:home"))
    button = lead.get(reverse("notifications:open", args=[1]))

    assert (reading.status_code, button.status_code) == (405, 405)
    assert "only for reading" in words(reading)
    assert "only takes what a button sends" in words(button)
    assert reading["Allow"].startswith("GET")
    assert lead.delete(project.get_absolute_url()).status_code == 405
    assert "Sign out" in words(reading)
    assert Client().post(reverse("livez")).status_code in (200, 405)
