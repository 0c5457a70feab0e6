"""Rescinding and superseding: by a new decision, the earlier one untouched."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from cycle import engine
from cycle.engine import phase_of
from cycle.enums import NextStep, Phase, StageState
from cycle.queries import live_stage_of
from governance.enums import Outcome, PutKind
from governance.models import Condition, Decision
from governance.queries import decision_of
from governance.rules.replacing import (
    Standing,
    fault_in_replacing,
    fault_in_rescinding,
    fault_in_superseding,
)
from governance.services import (
    PartLine,
    decide_item,
    declare_interest,
    put_to_body,
    rescind_decision,
    supersede_decision,
)
from governance.services.direction_words import DirectionWords
from governance.services.directions import draft_direction, issue_direction
from record.models import Act
from reports.queries.course import stages_by_pack, stood_on
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged

APPROVED = Standing(
    kind=PutKind.STAGE,
    outcome=Outcome.APPROVE,
    is_last_body=True,
    is_replaced=False,
    is_latest=True,
    next_step="",
    phase=Phase.WORK,
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"is_replaced": True}, "replaced_already"),
        ({"kind": PutKind.CONDITION, "outcome": Outcome.DISCHARGE}, "not_replaced"),
        ({"kind": PutKind.DECISION, "outcome": Outcome.RESCIND}, "not_replaced"),
        ({"kind": PutKind.COURSE, "outcome": Outcome.HOLD}, "released_instead"),
        ({"kind": PutKind.COURSE, "outcome": Outcome.STOP, "phase": Phase.CLOSE}, None),
        ({"kind": PutKind.BRIEF}, "brief_put_anew"),
        ({"outcome": Outcome.SEND_BACK}, "nothing_to_rescind"),
        ({"outcome": Outcome.DEFER}, "nothing_to_rescind"),
        ({"is_latest": False}, "decided_since"),
        ({"phase": Phase.GATE}, "gone_too_far"),
        ({"phase": Phase.ENDED}, "gone_too_far"),
        ({"next_step": "watch", "phase": Phase.WATCH}, "gone_too_far"),
        ({"next_step": "new_cycle"}, "gone_too_far"),
        ({"next_step": "close", "phase": Phase.CLOSE}, None),
        ({"next_step": "close", "phase": Phase.ENDED}, "gone_too_far"),
        ({"outcome": Outcome.STOP, "phase": Phase.CLOSE}, None),
        ({"outcome": Outcome.STOP, "phase": Phase.ENDED}, "gone_too_far"),
        ({"is_last_body": False, "phase": Phase.GATE, "is_with_next_body": True}, None),
        ({"is_last_body": False, "phase": Phase.WORK}, "gone_too_far"),
    ],
)
def test_fault_in_rescinding(change, code):
    fault = fault_in_rescinding(Standing(**(vars(APPROVED) | change)))
    assert (fault[0] if fault else None) == code


@pytest.mark.parametrize(
    ("change", "outcome", "code"),
    [
        ({}, Outcome.APPROVE, None),
        ({}, Outcome.APPROVE_WITH_CONDITIONS, None),
        ({"phase": Phase.ENDED}, Outcome.APPROVE, None),
        ({}, Outcome.STOP, "other_course"),
        ({"outcome": Outcome.SEND_BACK}, Outcome.SEND_BACK, None),
        ({"outcome": Outcome.SEND_BACK}, Outcome.APPROVE, "other_course"),
        ({"outcome": Outcome.DEFER}, Outcome.DEFER, "deferred_anew"),
        ({"is_replaced": True}, Outcome.APPROVE, "replaced_already"),
        ({"kind": PutKind.COURSE, "outcome": Outcome.STOP}, Outcome.STOP, "not_replaced"),
    ],
)
def test_fault_in_superseding(change, outcome, code):
    fault = fault_in_superseding(Standing(**(vars(APPROVED) | change)), outcome)
    assert (fault[0] if fault else None) == code
    if code is None:
        assert fault_in_replacing(Standing(**(vars(APPROVED) | change))) is None


@pytest.fixture
def passed(world, project) -> Decision:
    """Return the approval of the Analyse gate, with a condition; the project is at Plan."""
    condition = w.condition(world, holds_up=2)
    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[condition])
    return Decision.objects.latest("pk")


def replaced(world, decision, outcome=Outcome.RESCIND, **kwargs):
    """Return what a body says when it replaces a decision, and by whom."""
    by = kwargs.pop("by", world.chair)
    act = rescind_decision if outcome == Outcome.RESCIND else supersede_decision
    kwargs.setdefault("took_part", [PartLine("Chair", world.chair), PartLine("A member")])
    minute = w.said(world, decision.review.body, outcome, **kwargs)
    return act(decision, minute, by=by, at=world.at)


def test_a_rescinded_approval_takes_the_project_back_and_stays_as_it_was(world, project, passed):
    reasons = passed.reasons
    world.days(3)

    new = replaced(world, passed, reasons="The figures were wrong.", coded_reasons=("facts_wrong",))

    passed.refresh_from_db()
    assert (passed.outcome, passed.reasons) == (Outcome.APPROVE_WITH_CONDITIONS, reasons)
    assert (new.replaces, new.outcome, new.wording) == (passed, Outcome.RESCIND, "Rescind")
    assert passed.replaced_by == new
    assert new.coded_reasons == [
        {"code": "facts_wrong", "words": "It rested on facts that were wrong"}
    ]
    stage = live_stage_of(project)
    assert (stage.template.code, stage.state) == ("analyse", StageState.OPEN)
    condition = Condition.objects.get()
    assert condition.discharged_on == world.today
    assert "rescinded" in condition.discharge_note
    act = Act.objects.filter(verb="decision_recorded").latest("pk")
    assert act.subject_words.endswith("Rescind, Earlier decision on the Analyse gate")


def test_what_was_rescinded_is_put_and_decided_again(world, project, passed):
    replaced(world, passed)
    world.days(2)
    review = put_to_body(project, by=world.lead, at=world.at)
    world.days(2)
    w.decide(world, review, Outcome.APPROVE)

    assert live_stage_of(project).template.code == "plan"
    stages = list(project.stages.values_list("template__code", "state"))
    assert sorted(stages) == [("analyse", "closed"), ("plan", "open")]


def test_an_endorsement_is_rescinded_before_the_next_body_decides(world):
    project = w.start(world, w.make_project(world, is_major=True))
    w.pass_gate(world, project)
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    world.days(1)
    endorsed = w.decide(world, review, Outcome.APPROVE)
    onward = w.open_review(project)
    assert onward.body == world.ijb

    replaced(world, endorsed)

    onward.refresh_from_db()
    assert (onward.is_open, onward.withdrawn_at) == (False, world.at)
    assert phase_of(project) == Phase.WORK
    assert live_stage_of(project).template.code == "plan"


def test_a_stop_is_rescinded_while_its_lessons_are_not_written(world, project):
    stop = w.course(world, project, Outcome.STOP)
    assert phase_of(project) == Phase.CLOSE
    world.days(1)

    replaced(world, stop)

    assert phase_of(project) == Phase.WORK
    assert live_stage_of(project).template.code == "analyse"
    assert not project.standing.was_stopped


def test_a_closing_is_rescinded(world, project):
    for _ in range(3):
        w.pass_gate(world, project)
    w.pass_gate(world, project, next_step=NextStep.CLOSE)
    decision = Decision.objects.latest("pk")

    replaced(world, decision)

    stage = live_stage_of(project)
    assert (stage.template.code, stage.state) == ("review", StageState.OPEN)
    w.pass_gate(world, project, next_step=NextStep.CLOSE)
    assert phase_of(project) == Phase.CLOSE


@pytest.mark.parametrize(
    ("kwargs", "code"),
    [
        ({"by": "lead"}, "not_allowed"),
        ({"by": "slt_chair"}, "not_allowed"),
        ({"reasons": " "}, "no_reasons"),
        ({"took_part": [PartLine("Chair")]}, "one_member_alone"),
        ({"coded_reasons": ("no_need",)}, "unknown_reason"),
    ],
)
def test_rescinding_is_refused(world, passed, kwargs, code):
    if "by" in kwargs:
        kwargs = kwargs | {"by": world.people[kwargs["by"]]}
    with refuses(code):
        replaced(world, passed, **kwargs)


def test_a_decision_is_not_replaced_at_an_earlier_meeting(world, passed):
    with refuses("met_before_that"):
        replaced(world, passed, met_on=passed.met_on - timedelta(days=1))


def test_a_decision_is_replaced_once(world, passed):
    replaced(world, passed)
    with refuses("replaced_already") as refused:
        replaced(world, passed)
    assert refused.value.status == 409


def test_a_superseding_decision_leaves_the_project_where_it_is(world, project, passed):
    before = [(s.template.code, s.state) for s in project.stages.select_related("template")]
    world.days(2)
    line = w.condition(world, text="Publish it in Gaelic too.", holds_up=2)

    new = replaced(world, passed, Outcome.APPROVE_WITH_CONDITIONS, conditions=[line])

    assert [(s.template.code, s.state) for s in project.stages.select_related("template")] == before
    assert (new.replaces, new.review.kind, new.review.stage) == (
        passed,
        PutKind.STAGE,
        passed.review.stage,
    )
    assert not new.review.is_open
    old, fresh = Condition.objects.order_by("pk")
    assert "superseded" in old.discharge_note
    assert (fresh.text, fresh.discharged_on) == ("Publish it in Gaelic too.", None)


def test_a_superseding_decision_that_goes_elsewhere_is_refused(world, passed):
    with refuses("other_course"):
        replaced(world, passed, Outcome.STOP)


def test_a_decision_that_a_later_one_rests_on_is_not_rescinded(world, project):
    w.pass_gate(world, project)
    first = Decision.objects.latest("pk")
    w.pass_gate(world, project)

    with refuses("decided_since"):
        replaced(world, first)


def test_a_hold_since_does_not_hinder_rescinding(world, project, passed):
    w.course(world, project, Outcome.HOLD)
    w.course(world, project, Outcome.RELEASE)
    assert replaced(world, passed).outcome == Outcome.RESCIND


def test_a_report_tells_where_a_project_stood_before_and_after(world, project, passed):
    packs = stages_by_pack()
    before = stood_on([project], world.today, packs)[project.pk]
    day_before = world.today
    world.days(4)
    replaced(world, passed)

    now = stood_on([project], world.today, packs)[project.pk]

    assert (before.stage, now.stage) == (2, 1)
    assert (now.phase, now.since) == (Phase.WORK, world.today)
    assert stood_on([project], day_before, packs)[project.pk].stage == 2


def test_a_report_takes_a_stop_that_was_rescinded_back(world, project):
    stop = w.course(world, project, Outcome.STOP)
    world.days(2)
    replaced(world, stop)
    world.days(1)

    stood = stood_on([project], world.today, stages_by_pack())[project.pk]
    assert (stood.phase, stood.stage, stood.is_stopped) == (Phase.WORK, 1, False)


def test_a_superseding_decision_is_no_turn_of_the_course(world, project, passed):
    packs = stages_by_pack()
    world.days(2)
    replaced(world, passed, Outcome.APPROVE)
    stood = stood_on([project], world.today, packs)[project.pk]
    assert (stood.phase, stood.stage) == (Phase.WORK, 2)


# Pages


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def sent(world, outcome: str, **changed) -> dict:
    return {
        "outcome": outcome,
        "met_on": world.today.isoformat(),
        f"member_{world.chair.pk}": "took_part",
        f"member_{world.member.pk}": "took_part",
        f"member_{world.member2.pk}": "absent",
        f"member_{world.member3.pk}": "absent",
        "reasons": "It rested on a count that was wrong.",
        "conditions-TOTAL_FORMS": "0",
    } | changed


def test_the_chair_rescinds_on_a_page_and_the_old_page_says_so(world, project, passed, as_):
    client, url = as_(world.chair), at("rescind", project.reference, passed.pk)
    review = passed.review.get_absolute_url()
    assert url in client.get(review).content.decode()

    with unchanged():
        look = client.post(url, sent(world, "rescind", coded_reasons=["rescind:facts_wrong"]))
    assert "It rested on facts that were wrong" in words(look)
    page = client.post(url, sent(world, "rescind") | {"confirm": "yes"}, follow=True)

    text = words(page)
    assert "The decision is rescinded." in text
    assert "Rescinded</strong> on" in text
    assert passed.reasons in text, "what was recorded is still there"
    assert url not in page.content.decode()
    new = Decision.objects.latest("pk")
    again = words(client.get(new.review.get_absolute_url()))
    assert "Replaces" in again
    assert client.post(url, sent(world, "rescind") | {"confirm": "yes"}).status_code == 409


def test_the_chair_supersedes_on_a_page(world, project, passed, as_):
    client, url = as_(world.chair), at("supersede", project.reference, passed.pk)
    page = client.get(url)
    assert page.status_code == 200
    assert "defer_until" not in page.context["form"].fields

    page = client.post(url, sent(world, "approve") | {"confirm": "yes"}, follow=True)

    assert "The decision is superseded by this one." in words(page)
    assert decision_of(Decision.objects.latest("pk").review).replaces == passed
    assert "Superseded</strong> on" in words(client.get(passed.review.get_absolute_url()))


def test_who_may_not_replace(world, project, passed, as_):
    for name in ("rescind", "supersede"):
        url = at(name, project.reference, passed.pk)
        assert as_(world.outsider).get(url).status_code == 404
        for who in ("lead", "member", "slt_chair", "admin"):
            with unchanged():
                page = as_(world.people[who]).post(url, sent(world, "rescind"))
            assert page.status_code == 403, who
        other = at(name, w.make_project(world, title="Another").reference, passed.pk)
        assert as_(world.chair).get(other).status_code == 404


# Out of order, and by whom


def test_what_superseded_an_earlier_decision_counts_from_where_that_one_stood(world, project):
    w.pass_gate(world, project)
    first = Decision.objects.latest("pk")
    w.pass_gate(world, project)
    second = Decision.objects.latest("pk")
    new = replaced(world, first, Outcome.APPROVE)

    with refuses("decided_since"):
        replaced(world, new)
    assert replaced(world, second)
    assert replaced(world, new), "once the later one is rescinded"
    assert live_stage_of(project).template.code == "analyse"


def test_what_was_superseded_and_then_rescinded_rests_on_nothing(world, project):
    w.pass_gate(world, project)
    first = Decision.objects.latest("pk")
    w.pass_gate(world, project)
    new = replaced(world, Decision.objects.latest("pk"), Outcome.APPROVE)
    replaced(world, new)

    assert replaced(world, first)
    assert live_stage_of(project).template.code == "analyse"


def test_the_flow_takes_no_project_forward_by_a_rescission(world, project):
    later = project.pack.stages.get(code="implement")
    with refuses("somebody_first"):
        engine.take_back(project, back_to=later, at=world.at)


def test_a_stop_after_a_rescission_is_told_at_the_stage_it_stopped_at(world, project, passed):
    replaced(world, passed)
    w.course(world, project, Outcome.STOP)

    stood = stood_on([project], world.today, stages_by_pack())[project.pk]
    project.refresh_from_db()
    assert (project.standing.stage_code, stood.stage) == ("analyse", 1)


def test_who_withdrew_from_the_matter_does_not_rescind_it(world, project):
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    meeting = m.meet(world, "chair", "member", "member2")
    item = m.item_on(meeting, project)
    declare_interest(
        item, world.chair, nature="Runs the house.", followed="withdrew", by=world.officer,
        at=world.at,
    )  # fmt: skip
    said = m.said(Outcome.APPROVE, presided_by=world.member, by_consensus=True)
    decision = decide_item(item, said, by=world.officer, at=m.minutes_on(world, 5))

    with refuses("own_interest"):
        replaced(world, decision)
    parts = [PartLine("", world.chair), PartLine("", world.member)]
    with refuses("declared_and_withdrew"):
        replaced(world, decision, took_part=parts, by=world.officer)
    with refuses("own_interest"):
        replaced(world, decision, Outcome.APPROVE)


@pytest.mark.parametrize("gate", [1, 99])
def test_a_superseding_condition_holds_up_a_gate_to_come(world, passed, gate):
    line = w.condition(world, holds_up=gate)
    with refuses("condition_elsewhere"):
        replaced(world, passed, Outcome.APPROVE_WITH_CONDITIONS, conditions=[line])


def test_a_superseding_condition_comes_too_late_for_a_gate_that_was_passed(world, project):
    w.pass_gate(world, project)
    first = Decision.objects.latest("pk")
    w.pass_gate(world, project)
    with refuses("condition_too_late"):
        replaced(
            world,
            first,
            Outcome.APPROVE_WITH_CONDITIONS,
            conditions=[w.condition(world, holds_up=2)],
        )


def test_a_direction_says_that_its_decision_was_rescinded(world, as_):
    project = w.start(world, w.make_project(world, body="ijb"))
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    world.days(1)
    said = {"direction_to": "council", "direction_reason": "It carries it out."}
    decision = w.decide(world, review, Outcome.APPROVE, **said)
    row = draft_direction(
        world.ijb,
        DirectionWords(
            title="Respite", recipients="council", functions="Respite", text="Do it.",
            measure="Done.", review_on=world.today + timedelta(days=90), decision=decision,
        ),
        by=world.ijb_chair,
        at=world.at,
    )  # fmt: skip
    issue_direction(row, issued_on=world.today, by=world.ijb_chair, at=world.at)
    parts = [PartLine("Chair", world.ijb_chair), PartLine("A member")]
    rescind = at("rescind", project.reference, decision.pk)
    assert "stays in force until it is revoked" in words(as_(world.ijb_chair).get(rescind))
    replaced(world, decision, by=world.ijb_chair, took_part=parts)

    text = words(as_(world.lead).get(row.get_absolute_url()))
    assert "The decision it flows from was rescinded on" in text
