"""The words of a minute: who was there and in which order, what hangs on a condition."""

import html
import re

import pytest
from django.urls import reverse

from governance.enums import DischargeBy, Outcome
from governance.queries.minute import became_words, minute_of
from governance.queries.room import room_of
from governance.rules.conditions import terms_words
from governance.services import add_item, decide_item, take_item
from reports.queries import minute_paper
from tests.factories import meetings as m
from tests.factories import world as w

TERMS = "Holds up the Plan gate. Who says that it is met: the body itself, at a meeting."


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        ("Plan", TERMS),
        ("", "Holds up no gate. Who says that it is met: the body itself, at a meeting."),
    ],
)
def test_what_hangs_on_a_condition(gate, words):
    assert terms_words(gate, DischargeBy.BODY.label) == words


@pytest.fixture
def meeting(world):
    m.set_orders(world, minimum=1)
    m.stand_in(world, "staff", "member3")
    return m.meet(world, "lead", "staff", "member2", "member", "chair")


def test_the_chair_comes_first_then_members_proxies_and_the_others(world, meeting):
    found = [one.person for one in minute_of(room_of(meeting, world.today)).present]
    assert found == [world.people[n] for n in ("chair", "member2", "member", "staff", "lead")]


def test_what_was_said_of_business_stands_by_itself(world, meeting):
    said, silent = (
        take_item(
            add_item(meeting, title=title, by=world.officer, at=world.at),
            note=note,
            by=world.officer,
            at=world.at,
        )
        for title, note in (("Dates", "Agreed."), ("More", "Noted by all."))
    )
    assert became_words(said, is_closed=True) == "Agreed."
    assert became_words(silent, is_closed=True) == "Noted by all."
    said.note = ""
    assert became_words(said, is_closed=True) == "Taken."


def test_the_paper_names_the_place_once(world, meeting):
    meeting.place = "Elgin"
    paper = minute_paper(meeting, is_public=False, today=world.today)
    assert paper.occasion.place == "Elgin"
    assert paper.opening.startswith("Opened at")
    assert minute_of(room_of(meeting, world.today)).opening.startswith("Elgin. Opened at")


def test_page_and_paper_say_the_same_of_a_condition_and_of_reasons(client, world, project):
    m.set_orders(world, minimum=1)
    w.make_ready(world, project)
    w.put_to_body(project, by=world.lead, at=world.at)
    meeting = m.meet(world, "chair", "member")
    line = w.condition(world, holds_up=2, discharge_by=DischargeBy.BODY)
    minute = m.said(
        Outcome.APPROVE_WITH_CONDITIONS,
        reasons="It answers.",
        conditions=(line,),
    )
    item = m.item_on(meeting, project)
    decision = decide_item(item, minute, by=world.officer, at=m.minutes_on(world, 5))
    client.force_login(world.officer)
    address = reverse("governance:meeting_minute", args=[meeting.pk])
    page = words(client.get(address))
    review = words(client.get(decision.review.get_absolute_url()))
    paper = minute_paper(meeting, is_public=False, today=world.today)

    assert page.count(TERMS) == 2, "under the decision and in the table of actions"
    assert TERMS in review
    assert [row[-1] for row in paper.actions] == [TERMS]
    assert dict(paper.items[0].lines)["Condition 1"].endswith(TERMS)


def test_coded_reasons_come_after_the_words_on_page_and_paper(client, world, project):
    m.set_orders(world, minimum=1)
    w.make_ready(world, project)
    w.put_to_body(project, by=world.lead, at=world.at)
    meeting = m.meet(world, "chair", "member")
    minute = m.said(Outcome.SEND_BACK, reasons="It does not answer.")
    item = m.item_on(meeting, project)
    decision = decide_item(item, minute, by=world.officer, at=m.minutes_on(world, 5))
    coded = decision.coded_reasons[0]["words"]
    client.force_login(world.officer)
    page = words(client.get(reverse("governance:meeting_minute", args=[meeting.pk])))
    paper = minute_paper(meeting, is_public=False, today=world.today)

    assert dict(paper.items[0].lines)["Reasons"] == f"It does not answer.\n{coded}"
    assert page.index("It does not answer.") < page.index(coded)


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page.content.decode())).split())
