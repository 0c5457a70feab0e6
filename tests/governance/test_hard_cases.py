"""What goes wrong around a committee: scanners, stale tabs, leavers, members removed or away."""

import html
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from governance.enums import Outcome, Part
from governance.models import Decision
from governance.services import PartLine, call_meeting, decide_item, put_to_body
from notifications.services import sweep
from record.models import Act
from roles.models import HeldRole, Person
from roles.services import end_role, give_role
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import row_counts, unchanged

LINK = re.compile(r'(?:href|action)="([^"#]+)')
OPENED = "record.Act"  # opening evidence is recorded; nothing else is written by a look


@pytest.fixture
def review(world, project):
    w.make_ready(world, project)
    return put_to_body(project, by=world.lead, at=world.at)


def follow_everything(client: Client, start: list[str]) -> dict[str, int]:
    """GET every address that these pages name, and those that they name, forms' too."""
    seen: dict[str, int] = {}
    waiting = list(start)
    while waiting:
        address = waiting.pop()
        parts = urlsplit(html.unescape(address))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.netloc not in ("", "testserver") or path in seen or len(seen) > 900:
            continue
        page = client.get(path)
        seen[path] = page.status_code
        if page.get("Content-Type", "").startswith("text/html") and not page.streaming:
            waiting += LINK.findall(page.content.decode())
        if page.status_code in (301, 302):
            waiting.append(page["Location"])
    return seen


def test_a_mail_scanner_that_follows_every_link_decides_nothing(world, project, review, as_):
    m.set_orders(world)
    meeting = m.meet(world, "chair", "member", "member2")
    sweep(at=world.at)
    before = row_counts()

    for name in ("chair", "officer", "member", "lead"):
        client = as_(world.people[name])
        seen = follow_everything(client, [reverse("desk:home"), meeting.get_absolute_url()])
        assert len(seen) > 40, name
        assert {code for code in seen.values() if code >= 500} == set()

    after = row_counts()
    assert {k: v for k, v in after.items() if k != OPENED} == (
        {k: v for k, v in before.items() if k != OPENED}
    )
    review.refresh_from_db()
    assert review.is_open


def test_a_link_of_a_mail_leads_to_a_page_and_decides_nothing(world, project, review, as_):
    """The page of a decision asks for a form twice: no link, and no one click, records it."""
    url = reverse("governance:decide", args=[project.reference, review.pk])
    with unchanged():
        as_(world.chair).get(f"{url}?outcome=approve&confirm=yes&reasons=Yes")
        as_(world.chair).head(url)
        as_(world.chair).options(url)


def test_a_member_removed_yesterday_neither_decides_nor_is_counted(world, project, review):
    row = HeldRole.objects.get(person=world.member, body=world.spg)
    world.days(2)
    end_role(row, last_day=world.today - timedelta(days=1), by=world.admin, at=world.at)
    parts = [PartLine("", world.chair), PartLine("", world.member)]

    with refuses("not_in_post"):
        w.decide(world, review, Outcome.APPROVE, took_part=parts)
    yesterday = world.today - timedelta(days=1)
    assert w.decide(world, review, Outcome.APPROVE, took_part=parts, met_on=yesterday)


def test_a_chair_removed_yesterday_records_nothing(world, project, review, as_):
    row = HeldRole.objects.get(person=world.chair, body=world.spg)
    world.days(1)
    end_role(row, last_day=world.today - timedelta(days=1), by=world.admin, at=world.at)
    with refuses("not_allowed"):
        w.decide(world, review, Outcome.APPROVE, took_part=[PartLine("A"), PartLine("B")])


def test_who_leaves_the_organisation_keeps_what_they_did_under_the_name_they_had(
    world, project, review, as_
):
    parts = [PartLine("", world.chair), PartLine("", world.member)]
    decision = w.decide(world, review, Outcome.APPROVE, took_part=parts)
    act = Act.objects.filter(verb="decision_recorded").latest("pk")
    with w.acting(world):
        world.chair.is_active, world.chair.name = False, "Left"
        world.chair.save()

    act.refresh_from_db()
    assert act.actor_words == "Chair"
    assert [row.words for row in decision.took_part.filter(part=Part.TOOK_PART)] == [
        "Chair",
        "Member",
    ]
    page = as_(world.lead).get(review.get_absolute_url())
    assert "<li>Chair</li>" in page.content.decode()
    assert not Client().login(email=world.chair.email, password="x")
    with pytest.raises(Exception, match="protected"):
        Person.objects.filter(pk=world.chair.pk).delete()


def test_a_proxy_who_is_away_counts_and_votes_for_nobody(world, project, review):
    m.set_orders(world, minimum=3)
    m.stand_in(world, "staff", "member3")
    meeting = m.meet(world, "chair", "member")
    item = m.item_on(meeting, project)
    at = m.minutes_on(world, 5)
    with refuses("inquorate"):
        decide_item(item, m.said(Outcome.APPROVE), by=world.officer, at=at)
    m.arrive(meeting, world.member2, by=world.officer, at=at)
    at = m.minutes_on(world, 5)
    votes = {world.people[name].pk: "for" for name in ("chair", "member", "member2", "staff")}
    with refuses("no_vote_here"):
        decide_item(item, m.said(Outcome.APPROVE, votes=votes), by=world.officer, at=at)


def test_a_stale_tab_of_a_meeting_is_told_so(world, project, review, as_):
    meeting = m.meet(world, "chair", "member")
    item = m.item_on(meeting, project)
    url = reverse("governance:item_decide", args=[meeting.pk, item.pk])
    sent = {
        "review": review.pk,
        "outcome": "approve",
        "reached": "consensus",
        "reasons": "Content.",
        "conditions-TOTAL_FORMS": "0",
        "confirm": "yes",
    }
    first = as_(world.chair).post(url, sent)
    assert first.status_code == 302
    with unchanged():
        assert as_(world.officer).post(url, sent).status_code == 409
        again = reverse("governance:meeting_close", args=[meeting.pk])
    assert as_(world.officer).post(again).status_code == 302
    with unchanged():
        assert as_(world.chair).post(again).status_code == 409
    assert Decision.objects.filter(review=review).count() == 1


def test_a_new_chair_decides_what_was_put_before_they_came(world, project, review):
    call_meeting(world.spg, starts_at=world.at + timedelta(days=20), by=world.officer, at=world.at)
    old = HeldRole.objects.get(person=world.chair, body=world.spg)
    world.days(1)
    end_role(old, last_day=world.today - timedelta(days=1), by=world.admin, at=world.at)
    give_role(
        world.staff, "chair", partnership=world.partnership, body=world.spg,
        from_on=world.today, by=world.admin, at=world.at,
    )  # fmt: skip
    parts = [PartLine("", world.staff), PartLine("", world.member)]
    assert w.decide(world, review, Outcome.APPROVE, took_part=parts, by=world.staff)
