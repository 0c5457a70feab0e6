"""A vote that did not carry what was proposed is kept, with who voted how; the item waits on."""

import html

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from governance.enums import Outcome
from governance.models import FallenProposal
from governance.services import add_item, decide_item, put_to_body, record_fallen
from record.models import Act
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged


@pytest.fixture
def item(world, project):
    m.set_orders(world)
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    return m.item_on(m.meet(world, "chair", "member", "member2"), project)


def votes(world, *said: str) -> dict[int, str]:
    people = (world.chair, world.member, world.member2)
    return {person.pk: vote for person, vote in zip(people, said, strict=True)}


def fell(world, item, *said: str, **values):
    minute = m.said(Outcome.APPROVE, votes=votes(world, *said), **values)
    return record_fallen(item, minute, by=world.officer, at=m.minutes_on(world, 5))


def test_a_vote_that_is_lost_is_kept_and_the_item_waits_on(world, project, item):
    row = fell(world, item, "for", "against", "against", reasons="Approve it as it stands.")

    assert row.words == ("It was proposed: approve. That fell. One vote for, two votes against.")
    assert [(one["words"], one["vote"]) for one in row.votes] == [
        ("Chair, chair", "for"),
        ("Member, body member", "against"),
        ("Member2, body member", "against"),
    ]
    assert row.quorum_words
    assert Act.objects.latest("pk").verb == "proposal_fell"
    item.refresh_from_db()
    assert item.waits
    sent_back = m.said(Outcome.SEND_BACK, by_consensus=True)
    assert decide_item(item, sent_back, by=world.officer, at=m.minutes_on(world, 2))


def test_a_tie_falls(world, item):
    assert fell(world, item, "for", "against", "abstained")


def test_what_was_carried_did_not_fall(world, item):
    with refuses("it_carried"):
        fell(world, item, "for", "for", "against")


@pytest.mark.parametrize(
    ("said", "code"), [(("for", "against"), "votes_missing"), ((), "it_carried")]
)
def test_a_vote_with_something_wrong_is_not_kept(world, item, said, code):
    people = (world.chair, world.member, world.member2)
    cast = {person.pk: vote for person, vote in zip(people, said, strict=False)}
    minute = m.said(Outcome.APPROVE, votes=cast, by_consensus=not cast)
    with refuses(code):
        record_fallen(item, minute, by=world.officer, at=m.minutes_on(world, 5))


def test_nothing_falls_under_an_item_on_which_nothing_is_put(world, item):
    other = add_item(item.meeting, title="Dates", by=world.officer, at=world.at)
    with refuses("nothing_put"):
        fell(world, other, "against", "against", "against")


def test_it_is_written_once(world, item):
    row = fell(world, item, "for", "against", "against")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        FallenProposal.objects.filter(pk=row.pk).update(vote_words="Carried.")


def test_the_page_offers_to_keep_it_and_the_minute_tells_it(world, project, item, as_):
    client = as_(world.officer)
    url = reverse("governance:item_decide", args=[item.meeting_id, item.pk])
    sent = {
        "outcome": "approve",
        "reached": "vote",
        "reasons": "Approve it as it stands.",
        "decided_at": world.at.strftime("%H:%M"),
        "conditions-TOTAL_FORMS": "0",
        f"vote_{world.chair.pk}": "for",
        f"vote_{world.member.pk}": "against",
        f"vote_{world.member2.pk}": "against",
    }
    with unchanged():
        page = client.post(url, sent)
    assert page.status_code == 422
    assert "Keep that it fell" in page.content.decode()

    page = client.post(url, sent | {"fell": "yes"}, follow=True)

    text = " ".join(html.unescape(page.content.decode()).split())
    assert "It is kept that this fell: approve." in text
    assert "One vote for, two votes against." in text
    minute = client.get(reverse("governance:meeting_minute", args=[item.meeting_id]))
    assert "it was proposed: approve. That fell." in html.unescape(minute.content.decode())
