"""Discharging a condition: by whom the body left it to, with evidence, as a decision of its own."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from cycle.models import Evidence
from governance.enums import DischargeBy, Outcome, Part, PutKind
from governance.models import Condition, Decision
from governance.queries import discharge_of, readiness
from governance.services import (
    PartLine,
    add_item,
    call_meeting,
    close_meeting,
    declare_interest,
    discharge_at_meeting,
    discharge_by_body,
    discharge_condition,
    open_meeting,
    say_condition_met,
    take_item,
)
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged


def set_by(world, project, discharge_by: str) -> Condition:
    """Return an open condition that holds up the Plan gate, to be discharged so."""
    line = w.condition(
        world,
        holds_up=2,
        discharge_by=discharge_by,
        due_on=world.today + timedelta(days=4),
    )
    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[line])
    return Condition.objects.select_related("project").get()


@pytest.fixture
def by_body(world, project) -> Condition:
    return set_by(world, project, DischargeBy.BODY)


def said(world, **values):
    parts = [PartLine("", world.chair), PartLine("", world.member)]
    return w.said(world, world.spg, Outcome.DISCHARGE, **({"took_part": parts} | values))


def test_a_discharge_is_a_decision_that_pins_what_was_seen(world, project):
    condition = set_by(world, project, DischargeBy.OFFICER)

    decision = discharge_condition(
        condition, note="It is out.", coded_reasons=("met",), by=world.officer, at=world.at
    )

    assert (decision.outcome, decision.review.kind) == (Outcome.DISCHARGE, PutKind.CONDITION)
    assert decision.review.condition == condition
    assert decision.snapshot_sha256 == decision.review.snapshot.sha256
    assert decision.coded_reasons == [{"code": "met", "words": "It was met as it was asked"}]
    assert [(row.person, row.words) for row in decision.took_part.all()] == [
        (world.officer, "Officer, officer")
    ]
    assert decision.vote_words == "By the officer, to whom the body left it."
    condition.refresh_from_db()
    assert (condition.discharged_on, condition.discharge_note) == (world.today, "It is out.")
    assert discharge_of(condition) == decision
    assert str(decision.review.what) == "Discharge of a condition"


def test_what_is_left_to_the_chair_the_officer_does_not_discharge(world, project):
    condition = set_by(world, project, DischargeBy.CHAIR)
    with refuses("chair_discharges"):
        discharge_condition(condition, note="Done.", by=world.officer, at=world.at)
    assert discharge_condition(condition, note="Done.", by=world.chair, at=world.at)


def test_what_the_body_keeps_to_itself_no_person_discharges(world, by_body):
    for by in (world.chair, world.officer):
        with refuses("body_discharges"):
            discharge_condition(by_body, note="Done.", by=by, at=world.at)


def test_unknown_coded_reasons_are_refused(world, project):
    condition = set_by(world, project, DischargeBy.OFFICER)
    with refuses("unknown_reason"):
        discharge_condition(
            condition, note="Done.", coded_reasons=("no_need",), by=world.chair, at=world.at
        )


def test_the_body_discharges_by_its_minute(world, project, by_body):
    m.set_orders(world)
    parts = [PartLine("", world.people[name]) for name in ("chair", "member", "member2")]

    decision = discharge_by_body(
        by_body, said(world, took_part=parts), by=world.officer, at=world.at
    )

    assert decision.quorum_words
    assert decision.presided_by == world.chair
    by_body.refresh_from_db()
    assert by_body.discharged_on == world.today
    codes = [one.code for one in readiness(project, at=world.at)]
    assert "condition_open" not in codes


@pytest.mark.parametrize(
    ("values", "by", "code"),
    [
        ({"reasons": " "}, "chair", "no_discharge_note"),
        ({"met_on": 1}, "chair", "discharged_in_future"),
        ({"met_on": -30}, "chair", "discharged_early"),
        ({"took_part": [PartLine("Chair")]}, "chair", "one_member_alone"),
        ({}, "member", "not_allowed"),
        ({}, "slt_chair", "not_allowed"),
    ],
)
def test_a_discharge_by_the_body_is_refused(world, by_body, values, by, code):
    if "met_on" in values:
        values = values | {"met_on": world.today + timedelta(days=values["met_on"])}
    with refuses(code):
        discharge_by_body(by_body, said(world, **values), by=world.people[by], at=world.at)


def test_an_inquorate_body_discharges_nothing(world, by_body):
    m.set_orders(world)
    with refuses("inquorate"):
        discharge_by_body(by_body, said(world), by=world.chair, at=world.at)


def test_the_body_discharges_once(world, by_body):
    discharge_by_body(by_body, said(world), by=world.chair, at=world.at)
    with refuses("already_discharged"):
        discharge_by_body(by_body, said(world), by=world.chair, at=world.at)


@pytest.fixture
def item(world, by_body):
    """Return the condition's item on the agenda of a meeting under way; it came by itself."""
    m.set_orders(world)
    world.days(5)
    meeting = m.meet(world, "chair", "member", "member2")
    [item] = meeting.items.filter(condition=by_body)
    return item


def test_the_body_discharges_at_its_meeting_by_who_is_there(world, by_body, item):
    minute = m.said(Outcome.DISCHARGE, reasons="The paper is out.", by_consensus=True)
    at = m.minutes_on(world, 5)

    decision = discharge_at_meeting(item, minute, by=world.officer, at=at)

    item.refresh_from_db()
    assert (item.decision, item.taken_at, item.words) == (decision, at, "Taken")
    took = [row.person for row in decision.took_part.filter(part=Part.TOOK_PART)]
    assert took == [world.chair, world.member, world.member2]
    assert decision.quorum_words
    close_meeting(item.meeting, by=world.officer, at=at)


def test_who_is_on_the_project_is_not_counted_for_its_condition(world, project, item):
    w.put_in_place(
        project,
        w.ProjectRole.SPONSOR,
        post="Head of service",
        person=world.member2,
        from_on=world.today,
        by=world.sponsor,
        at=world.at,
    )
    at = m.minutes_on(world, 5)
    with refuses("inquorate"):
        discharge_at_meeting(item, m.said(Outcome.DISCHARGE), by=world.officer, at=at)


def test_an_item_without_a_condition_discharges_nothing(world, item):
    plain = add_item(item.meeting, title="Dates", by=world.officer, at=world.at)
    with refuses("no_condition_here"):
        discharge_at_meeting(plain, m.said(Outcome.DISCHARGE), by=world.officer, at=world.at)


def test_a_condition_that_was_only_talked_about_comes_back(world, by_body, item):
    take_item(item, note="Expected next month.", by=world.officer, at=world.at)
    close_meeting(item.meeting, by=world.officer, at=world.at)
    world.days(1)
    following = call_meeting(
        world.spg, starts_at=world.at + timedelta(days=20), by=world.officer, at=world.at
    )
    assert following.items.filter(condition=by_body).exists()
    world.days(20)
    open_meeting(following, by=world.officer, at=world.at)


def test_its_owner_does_not_discharge_it(world, project):
    condition = set_by(world, project, DischargeBy.OFFICER)
    with w.acting(world):
        condition.owner = world.chair
        condition.save()
    with refuses("own_condition"):
        discharge_condition(condition, note="Done.", by=world.chair, at=world.at)


def test_who_withdrew_for_it_does_not_discharge_it(world, by_body, item):
    declare_interest(
        item, world.chair, nature="Runs it.", followed="withdrew", by=world.officer, at=world.at
    )
    minute = m.said(Outcome.DISCHARGE, presided_by=world.member)
    m.arrive(item.meeting, world.member3, by=world.officer, at=world.at)
    with refuses("own_interest"):
        discharge_at_meeting(item, minute, by=world.chair, at=m.minutes_on(world, 5))
    assert discharge_at_meeting(item, minute, by=world.officer, at=m.minutes_on(world, 5))


def test_a_key_that_is_no_evidence_is_refused(world, project, by_body, as_):
    url = at("condition_met", project.reference, by_body.pk)
    for key in ("9" * 40, "x", "0"):
        with unchanged():
            page = as_(world.lead).post(url, {"note": "Done.", "evidence": [key]})
        assert page.status_code == 422


# What its owner says


def test_the_owner_says_it_is_met_and_shows_by_what(world, project, by_body):
    w.make_ready(world, project)
    piece = Evidence.objects.latest("pk")

    row = say_condition_met(
        by_body, note=" It is out. ", evidence=[piece], by=world.lead, at=world.at
    )

    row.refresh_from_db()
    assert (row.met_on, row.met_by, row.met_note) == (world.today, world.lead, "It is out.")
    assert list(row.evidence.all()) == [piece]
    assert row.discharged_on is None


def test_an_owner_outside_the_team_may_say_so(world, by_body):
    with w.acting(world):
        by_body.owner = world.staff
        by_body.save()
    assert say_condition_met(by_body, note="Done.", by=world.staff, at=world.at).met_by == (
        world.staff
    )


def test_saying_so_is_refused(world, project, by_body):
    for who in ("outsider", "member", "staff"):
        with refuses("not_allowed"):
            say_condition_met(by_body, note="Done.", by=world.people[who], at=world.at)
    with refuses("no_met_note"):
        say_condition_met(by_body, note=" ", by=world.lead, at=world.at)
    other = w.start(world, w.make_project(world, title="Another"))
    w.make_ready(world, other)
    strange = Evidence.objects.filter(deliverable__stage__project=other).first()
    with refuses("evidence_elsewhere"):
        say_condition_met(by_body, note="Done.", evidence=[strange], by=world.lead, at=world.at)
    discharge_by_body(by_body, said(world), by=world.chair, at=world.at)
    with refuses("already_discharged"):
        say_condition_met(by_body, note="Done.", by=world.lead, at=world.at)


# Pages


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def test_the_lead_says_it_on_a_page_and_the_chair_reads_it(world, project, by_body, as_):
    w.make_ready(world, project)
    piece = Evidence.objects.latest("pk")
    url = at("condition_met", project.reference, by_body.pk)
    page = as_(world.lead).get(at("condition", project.reference, by_body.pk))
    assert url in page.content.decode()

    sent = {"note": "It is out.", "evidence": [piece.pk]}
    page = as_(world.lead).post(url, sent, follow=True)

    assert "It is recorded that the condition is met." in words(page)
    page = as_(world.chair).get(at("condition", project.reference, by_body.pk))
    assert "Said to be met" in words(page)
    assert piece.title in words(page)
    for who in ("member", "chair", "admin"):
        with unchanged():
            assert as_(world.people[who]).post(url, sent).status_code == 403
    assert as_(world.outsider).post(url, sent).status_code == 404


def test_the_chair_records_the_bodys_discharge_on_a_page(world, project, by_body, as_):
    client = as_(world.chair)
    page = client.get(at("condition", project.reference, by_body.pk))
    url = at("condition_discharge_by_body", project.reference, by_body.pk)
    assert url in page.content.decode()
    assert "form" not in page.context or page.context["form"] is None
    sent = {
        "outcome": "discharge",
        "met_on": world.today.isoformat(),
        f"member_{world.chair.pk}": "took_part",
        f"member_{world.member.pk}": "took_part",
        f"member_{world.member2.pk}": "absent",
        f"member_{world.member3.pk}": "absent",
        "reasons": "The paper is out.",
        "coded_reasons": ["discharge:met"],
    }
    with unchanged():
        assert "It was met as it was asked" in words(client.post(url, sent))
    page = client.post(url, sent | {"confirm": "yes"}, follow=True)
    assert "The condition is discharged." in words(page)
    assert "The decision that discharged it" in words(page)
    assert client.post(url, sent | {"confirm": "yes"}).status_code == 409
    assert as_(world.outsider).get(url).status_code == 404
    assert as_(world.lead).get(url).status_code == 403


def test_the_officer_records_it_at_the_meeting(world, item, as_):
    client = as_(world.officer)
    url = at("item_discharge", item.meeting_id, item.pk)
    assert Decision.objects.filter(outcome=Outcome.DISCHARGE).count() == 0
    page = client.get(at("item", item.meeting_id, item.pk))
    assert url in page.content.decode()
    assert client.get(url).status_code == 200
    assert as_(world.member).post(url, {"note": "x"}).status_code == 403
    assert as_(world.outsider).get(url).status_code == 404
