"""Acting in somebody's place on a body: where it counts, where it does not, how it reads."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.rules.sentences import Deed, tell
from governance.enums import Declared, DischargeBy, Outcome
from governance.models import Condition, Decision, Meeting
from governance.services import (
    PartLine,
    accept_reason,
    call_meeting,
    decide_item,
    declare_interest,
    discharge_by_body,
    discharge_condition,
    open_meeting,
    put_to_body,
    record_decision,
)
from governance.services.escalations import answer_escalation, escalate
from projects.enums import ProjectRole
from projects.services import put_in_place
from record.models import Act
from roles.enums import Role
from roles.models import Delegation, HeldRole
from roles.rules.delegation import DELEGABLE
from roles.services import end_delegation, give_role, make_delegation
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged

BOARD_ONLY = "direction.issue"


def delegate(world, to: str = "member", *acts: str, of: str = "chair", days: int = 60):
    held = HeldRole.objects.get(person=world.people[of], role__in=["chair", "officer"])
    return make_delegation(
        held,
        world.people[to],
        acts=acts or ["gate.decide"],
        reason="On leave.",
        from_on=world.today,
        to_on=world.today + timedelta(days=days),
        by=world.people[of],
        at=world.at,
    )


@pytest.fixture
def review(world):
    return w.open_review(m.put_brief(world, "Respite"))


def decide(world, review, by="member", **values):
    people = ("member", "member2")
    parts = [PartLine(name.capitalize(), world.people[name]) for name in people]
    minute = w.said(
        world,
        review.body,
        Outcome.APPROVE,
        **({"took_part": parts, "presided_by": world.member, "confirms_major": False} | values),
    )
    return record_decision(review, minute, by=world.people[by], at=world.at)


def told(act: Act) -> str:
    deed = Deed(act.verb, act.actor_words, act.subject_words, act.on_behalf_of, after=act.after)
    return tell(deed).sentence


# -- A for B ----------------------------------------------------------------------------------


def test_a_delegate_records_the_decision_and_it_reads_as_a_for_b(world, review):
    delegate(world)
    decision = decide(world, review)

    assert (decision.recorded_by, decision.recorded_for) == (world.member, "Chair")
    act = Act.objects.get(verb="decision_recorded")
    assert act.on_behalf_of == f"{world.spg}, for Chair"
    assert told(act).startswith(
        "Member for Chair of the Strategic planning group recorded the decision “Approve”"
    )


@pytest.mark.parametrize("by", ["chair", "officer"])
def test_whoever_holds_the_role_acts_for_nobody(world, review, by):
    delegate(world)
    if by == "chair":
        delegate(world, "officer", "meeting.run")
    decision = decide(world, review, by)

    assert decision.recorded_for == ""
    assert Act.objects.get(verb="decision_recorded").on_behalf_of == str(world.spg)


def test_nothing_of_it_is_left_for_what_is_done_afterwards(world, review):
    delegate(world)
    decide(world, review)
    project = m.put_brief(world, "Carers")

    assert Act.objects.filter(project_key=str(project.pk)).exclude(on_behalf_of="").count() == 0
    decide(world, w.open_review(project), "officer")
    assert Act.objects.filter(verb="decision_recorded").latest("pk").on_behalf_of == str(world.spg)


def test_running_a_meeting_reads_as_a_for_b(world):
    delegate(world, "staff", "meeting.run")
    meeting = call_meeting(world.spg, starts_at=world.days(1), by=world.staff, at=world.at)
    open_meeting(meeting, by=world.staff, at=world.at)

    act = Act.objects.get(verb="meeting_opened")
    assert act.on_behalf_of == ", for Chair"
    assert told(act).startswith("Staff for Chair opened the meeting of the ")


def test_a_whole_meeting_is_run_and_decided_in_the_chairs_place(world):
    project = m.put_brief(world, "Respite")
    delegate(world, "member3", "meeting.run", "gate.decide")
    meeting = m.meet(world, "member", "member2", "member3")
    m.minutes_on(world, 5)
    decision = decide_item(
        m.item_on(meeting, project),
        m.said(Outcome.APPROVE, presided_by=world.member, confirms_major=False),
        by=world.member3,
        at=world.at,
    )

    assert decision.recorded_for == "Chair"


def test_a_delegate_discharges_what_was_left_to_the_chair(world, project):
    line = w.condition(world, discharge_by=DischargeBy.CHAIR)
    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[line])
    row = Condition.objects.get()
    with refuses("chair_discharges"):
        discharge_condition(row, note="Seen.", by=world.officer, at=world.at)
    delegate(world, "officer", "condition.discharge")
    decision = discharge_condition(row, note="Seen.", by=world.officer, at=world.at)

    assert decision.recorded_for == "Chair"
    assert [str(one) for one in decision.took_part.all()] == ["Officer, for Chair, chair"]
    assert decision.vote_words.startswith("By the chair")


def test_what_was_left_to_the_chair_is_not_the_officers_delegates(world, project):
    line = w.condition(world, discharge_by=DischargeBy.CHAIR)
    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[line])
    delegate(world, "member", "condition.discharge", of="officer")
    with refuses("chair_discharges"):
        discharge_condition(Condition.objects.get(), note="Seen.", by=world.member, at=world.at)


def test_a_delegate_answers_an_escalation(world, project):
    row = escalate(
        project,
        world.spg,
        ask="Release the budget.",
        needed_by=world.today + timedelta(days=9),
        by=world.lead,
        at=world.at,
    )
    delegate(world, "staff", "escalation.answer")
    answer_escalation(row, answer="Released.", by=world.staff, at=world.at)

    assert Act.objects.latest("pk").on_behalf_of == f"{world.spg}, for Chair"


# -- What a delegate may not -------------------------------------------------------------------


def test_each_act_is_delegated_by_itself(world, review, project):
    delegate(world, "member", "meeting.run")
    with refuses("not_allowed"):
        decide(world, review)
    delegate(world, "staff", "gate.decide")
    with refuses("not_allowed"):
        call_meeting(world.spg, starts_at=world.days(1), by=world.staff, at=world.at)


def test_what_cannot_be_delegated_is_not_done_by_it(world, project):
    acts = [act for act in DELEGABLE if act != BOARD_ONLY]
    delegate(world, "member", *acts)
    with refuses("not_allowed"):
        w.course(world, project, Outcome.HOLD, by=world.member)


def test_before_its_days_after_them_and_elsewhere_it_does_not_count(world, review):
    row = delegate(world, days=5)
    world.days(6)
    with refuses("not_allowed"):
        decide(world, review)
    board = HeldRole.objects.get(person=world.ijb_chair)
    make_delegation(
        board,
        world.member,
        acts=["gate.decide"],
        reason="On leave.",
        from_on=world.today,
        to_on=world.today,
        by=world.ijb_chair,
        at=world.at,
    )
    with refuses("not_allowed"):
        decide(world, review)
    assert Delegation.objects.get(pk=row.pk).to_on < world.today


def test_one_taken_back_does_not_count(world, review):
    row = delegate(world)
    end_delegation(row, last_day=world.today - timedelta(days=1), by=world.chair, at=world.at)
    with refuses("not_allowed"):
        decide(world, review)


def join(world, project, name):
    put_in_place(
        project,
        ProjectRole.TEAM_MEMBER,
        post="Adviser",
        person=world.people[name],
        from_on=world.today,
        by=world.officer,
        at=world.at,
    )


def test_a_delegate_who_is_on_the_project_does_not_decide(world, review):
    delegate(world, "member")
    join(world, review.project, "member")
    with refuses("own_project"):
        decide(world, review, presided_by=world.member2)


def test_a_delegate_who_put_it_does_not_decide(world, review):
    delegate(world, "lead")
    with refuses("own_project"):
        decide(world, review, "lead")


def test_who_acts_for_somebody_on_the_project_does_not_decide(world, review):
    delegate(world)
    join(world, review.project, "chair")
    with refuses("acts_for_withdrawn"):
        decide(world, review)


def at_meeting(world, delegates: str = "member3") -> tuple[Meeting, object]:
    project = m.put_brief(world, "Respite")
    delegate(world, delegates, "meeting.run", "gate.decide")
    meeting = m.meet(world, "chair", "member", "member2", "member3")
    return meeting, m.item_on(meeting, project)


def withdraws(world, item, name) -> None:
    declare_interest(
        item,
        world.people[name],
        nature="Sits on the provider's board.",
        followed=Declared.WITHDREW,
        by=world.officer,
        at=world.at,
    )
    m.minutes_on(world, 5)


@pytest.mark.parametrize(
    ("name", "code"), [("member3", "own_interest"), ("chair", "acts_for_withdrawn")]
)
def test_whoever_withdrew_and_whoever_acts_for_them_records_nothing(world, name, code):
    _, item = at_meeting(world)
    withdraws(world, item, name)
    with refuses(code):
        decide_item(
            item,
            m.said(Outcome.APPROVE, presided_by=world.member, confirms_major=False),
            by=world.member3,
            at=world.at,
        )


@pytest.mark.parametrize(
    ("code", "name"), [("own_interest", "member"), ("acts_for_withdrawn", "chair")]
)
def test_nor_by_a_minute_that_says_that_they_withdrew(world, review, code, name):
    delegate(world)
    there = [PartLine("Two", world.member2), PartLine("Three", world.member3)]
    parts = [*there, PartLine("Out", world.people[name], "withdrew")]
    with refuses(code):
        decide(world, review, took_part=parts, presided_by=world.member2)


def test_nor_beside_the_gates(world, project):
    line = w.condition(world, discharge_by=DischargeBy.BODY)
    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[line])
    delegate(world, "member", "condition.discharge")
    parts = [PartLine("Two", world.member2), PartLine("Three", world.member3)]

    def discharge(*more):
        minute = w.said(
            world,
            world.spg,
            Outcome.DISCHARGE,
            took_part=[*parts, *more],
            presided_by=world.member2,
        )
        row = Condition.objects.select_related("decision__review__body", "project").get()
        return discharge_by_body(row, minute, by=world.member, at=world.at)

    with refuses("acts_for_withdrawn"):
        discharge(PartLine("Chair", world.chair, "withdrew"))
    assert discharge().recorded_for == "Chair"


def test_nor_an_escalation_of_a_project_that_they_are_on(world, project):
    row = escalate(
        project,
        world.spg,
        ask="Release the budget.",
        needed_by=world.today + timedelta(days=9),
        by=world.lead,
        at=world.at,
    )
    delegate(world, "staff", "escalation.answer")
    join(world, project, "chair")
    with refuses("acts_for_withdrawn"):
        answer_escalation(row, answer="Released.", by=world.staff, at=world.at)


def test_accepting_a_reason_is_delegated_by_itself(world, project):
    row = project.stages.get().deliverables.first()
    delegate(world)
    with refuses("not_allowed"):
        accept_reason(row, met_on=world.today, by=world.member, at=world.at)
    delegate(world, "staff", "reason.accept")
    with refuses("nothing_to_accept"):
        accept_reason(row, met_on=world.today, by=world.staff, at=world.at)


# -- Pages -------------------------------------------------------------------------------------


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


@pytest.fixture
def now_world(world) -> w.World:
    """The world at this very moment, as the pages have it."""
    world.at = timezone.now()
    return world


def test_a_delegate_reaches_the_pages_of_the_act_and_no_others(client, now_world):
    world = now_world
    project = m.put_brief(world, "Respite")
    review = w.open_review(project)
    key = (project.reference, review.pk)
    client.force_login(world.staff)
    before = {name: client.get(at(name, *key)).status_code for name in ("review", "decide")}
    assert before == {"review": 200, "decide": 403}
    assert "Half-empty" not in words(client.get(at("review", *key)))

    delegate(world, "staff", "gate.decide")
    page = client.get(at("review", *key))
    assert page.context["sees_put"]
    assert page.context["may_decide"]
    assert client.get(at("decide", *key)).status_code == 200
    for name, args in [
        ("meetings", [world.spg.pk]),
        ("meeting_call", [world.spg.pk]),
        ("course", [project.reference]),
        ("orders_set", [world.spg.pk]),
        ("delegation_make", [world.spg.pk]),
    ]:
        assert client.get(at(name, *args)).status_code == 403, name


def test_a_delegate_who_runs_meetings_sees_them_and_decides_nothing(client, now_world):
    world = now_world
    project = m.put_brief(world, "Respite")
    delegate(world, "staff", "meeting.run")
    meeting = call_meeting(
        world.spg, starts_at=world.at + timedelta(hours=2), by=world.officer, at=world.at
    )
    client.force_login(world.staff)

    for name in ("meetings", "meeting_call"):
        assert client.get(at(name, world.spg.pk)).status_code == 200, name
    assert client.get(at("meeting", meeting.pk)).context["may_run"]
    assert client.get(at("register", world.spg.pk)).status_code == 403
    review = w.open_review(project)
    assert client.get(at("decide", project.reference, review.pk)).status_code == 403


def test_a_restricted_project_is_opened_to_nobody_by_it(client, now_world):
    world = now_world
    project = w.make_project(world, title="Closed", is_restricted=True)
    w.fill_brief(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    review = w.open_review(project)
    for name in ("staff", "member"):
        delegate(world, name)
    url = at("decide", project.reference, review.pk)

    client.force_login(world.staff)
    assert client.get(url).status_code == 404
    client.force_login(world.member)
    assert client.get(url).status_code == 200, "their own role on the body opens it"


def test_the_page_of_a_decision_says_for_whom(client, now_world):
    world = now_world
    review = w.open_review(m.put_brief(world, "Respite"))
    delegate(world)
    decide(world, review)
    client.force_login(world.lead)

    page = client.get(at("review", review.project.reference, review.pk))
    assert "by Member for Chair" in words(page)
    assert Decision.objects.get().recorded_for == "Chair"


def form(world, **values) -> dict:
    return {
        "to": world.member.pk,
        "acts": ["gate.decide", "meeting.run"],
        "reason": "On leave.",
        "from_on": world.today.isoformat(),
        "to_on": (world.today + timedelta(days=9)).isoformat(),
    } | values


def test_the_chair_lets_somebody_act_and_takes_it_back(client, now_world):
    world = now_world
    client.force_login(world.chair)
    page = client.post(at("delegation_make", world.spg.pk), form(world), follow=True)

    assert page.status_code == 200
    text = words(page)
    for found in ("Member may act in your place.", "Record what the body decided", "In force"):
        assert found in text
    row = Delegation.objects.get()
    url = at("delegation_end", world.spg.pk, row.pk)
    assert client.get(url).status_code == 200
    wrong = (world.today + timedelta(days=99)).isoformat()
    with unchanged():
        assert client.post(url, {"last_day": wrong}).status_code == 422
    page = client.post(
        url, {"last_day": (world.today - timedelta(days=1)).isoformat()}, follow=True
    )
    assert "Taken back before it began" in words(page)
    assert page.context["now"] == []
    assert client.post(url, {"last_day": world.today.isoformat()}).status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"to": ""}, "Choose who acts in your place."),
        ({"acts": []}, "Choose at least one thing"),
        ({"acts": ["project.stop"]}, "offered under"),
        ({"acts": [BOARD_ONLY]}, "offered under"),
        ({"reason": ""}, "Say why somebody else is to act"),
        ({"to_on": "2020-01-01"}, "The last day cannot come before the first."),
    ],
)
def test_a_form_that_is_wrong_says_how(client, now_world, change, said):
    client.force_login(now_world.chair)
    with unchanged():
        page = client.post(at("delegation_make", now_world.spg.pk), form(now_world, **change))

    assert page.status_code == 422
    assert said in words(page)


def test_who_sees_the_delegations_of_a_body(client, now_world):
    world = now_world
    row = delegate(world)
    listed, make = at("delegations", world.spg.pk), at("delegation_make", world.spg.pk)
    end = at("delegation_end", world.spg.pk, row.pk)

    def answers(name):
        client.force_login(world.people[name])
        return [client.get(url).status_code for url in (listed, make, end)]

    assert client.get(listed).status_code == 302
    assert answers("outsider") == [404, 404, 404]
    assert answers("lead") == [200, 403, 403]
    assert answers("member") == [200, 403, 403]
    assert answers("officer") == [200, 200, 403]
    assert answers("chair") == [200, 200, 200]
    elsewhere = w.make_world("argyll", "ARGY", "argyll.example")
    client.force_login(elsewhere.chair)
    assert client.get(listed).status_code == 404
    client.force_login(world.chair)
    assert client.get(at("delegation_end", world.ijb.pk, row.pk)).status_code == 404


def test_who_left_the_role_takes_back_what_they_let_somebody_do(client, now_world):
    world = now_world
    row = delegate(world)
    give_role(
        world.chair,
        Role.STAFF,
        partnership=world.partnership,
        from_on=world.today,
        by=world.system,
        at=world.at,
    )
    HeldRole.objects.filter(pk=row.held_role_id).update(to_on=world.today - timedelta(days=1))
    client.force_login(world.chair)

    assert "the role has ended" in words(client.get(at("delegations", world.spg.pk)))
    assert client.get(at("delegation_end", world.spg.pk, row.pk)).status_code == 200


def test_the_list_takes_the_same_queries_whatever_its_length(
    client, now_world, django_assert_num_queries
):
    world = now_world
    client.force_login(world.lead)
    url = at("delegations", world.spg.pk)
    delegate(world, "member")
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    delegate(world, "member2")
    delegate(world, "member3")
    with django_assert_num_queries(len(found)):
        client.get(url)
