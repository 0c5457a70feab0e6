"""The inbox: one's own reminders, and where each leads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications import views
from notifications.models import Reminder
from notifications.services import raise_due
from tests.factories import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> w.World:
    world = w.make_world()
    w.start(world, w.make_project(world, title="Respite <b>"))
    return world


def as_(person=None) -> Client:
    browser = Client()
    if person is not None:
        browser.force_login(person)
    return browser


def open_address(row: Reminder) -> str:
    return reverse("notifications:open", args=[row.pk])


def test_the_inbox_lists_ones_own_and_opening_leads_to_it(world):
    raise_due(at=world.at + timedelta(days=61))
    lead = as_(world.lead)

    page = lead.get("/inbox/")
    text = page.content.decode()

    assert len(page.context["rows"]) == Reminder.objects.filter(
        recipient=world.lead, is_overtaken=False
    ).count()  # fmt: skip
    assert "Respite &lt;b&gt;" in text
    assert "Not opened" in text
    assert "Reminder came late" in text
    row = page.context["rows"][0][0]
    done = lead.post(open_address(row))
    assert (done.status_code, done["Location"]) == (302, row.url)
    row.refresh_from_db()
    assert row.read_at is not None
    assert lead.get(done["Location"]).status_code == 200
    assert lead.get(open_address(row)).status_code == 405


def test_nobody_opens_anothers(world):
    raise_due(at=world.at + timedelta(days=61))
    row = Reminder.objects.filter(recipient=world.lead).first()

    for name in ("member", "outsider", "officer"):
        answer = as_(world.people[name]).post(open_address(row))
        assert answer.status_code == 404, name
        assert "Respite" not in answer.content.decode()
        assert as_(world.people[name]).get("/inbox/").context["rows"] == []
    assert as_().get("/inbox/").status_code == 302
    assert as_().post(open_address(row)).status_code == 302
    row.refresh_from_db()
    assert row.read_at is None


@pytest.mark.parametrize(
    "url",
    ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "", "/\\e.x"],
)
def test_an_address_elsewhere_is_refused(world, url):
    raise_due(at=world.at + timedelta(days=61))
    row = Reminder.objects.filter(recipient=world.lead, is_overtaken=False).first()
    Reminder.objects.filter(pk=row.pk).update(url=url)

    answer = as_(world.lead).post(open_address(row))

    assert answer.status_code == 404
    assert answer.context["refusal"].code == "not_ours"
    assert "leads nowhere of ours" in answer.content.decode()


def test_pages_of_the_inbox(world, monkeypatch):
    raise_due(at=world.at + timedelta(days=61))
    monkeypatch.setattr(views, "SIZE", 2)
    lead, seen, place = as_(world.lead), [], 0
    while place is not None:
        page = lead.get(f"/inbox/?from={place}")
        seen += [row.pk for row, _ in page.context["rows"]]
        place = page.context["older"]
    assert len(seen) == len(set(seen)) > 3
    for odd in ("x", "-1", "9" * 20, "²"):
        assert lead.get("/inbox/", {"from": odd}).status_code == 200


def test_queries_do_not_grow(world):
    lead = as_(world.lead)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            lead.get("/inbox/")
        return len(queries)

    raise_due(at=world.at + timedelta(days=50))
    first = Reminder.objects.filter(recipient=world.lead, is_overtaken=False).first()
    Reminder.objects.exclude(pk=first.pk).delete()
    one = count()
    raise_due(at=world.at + timedelta(days=61))
    assert Reminder.objects.count() > 3
    assert count() == one
