"""Putting, deciding, steering, discharging; every refusal, with nothing written after it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cycle import engine
from cycle.enums import Phase, StageState
from cycle.queries import live_stage_of
from cycle.services import add_link, change_deliverable
from governance.enums import Outcome, Part, PutKind
from governance.models import Condition, GateReview, TookPart
from governance.queries import (
    changed_since_put,
    conflict_of,
    evidence_since_put,
    readiness,
    roles_at_gate,
    roles_for_evidence,
)
from governance.services import (
    PartLine,
    accept_reason,
    discharge_condition,
    put_brief,
    put_to_body,
    withdraw_put,
)
from projects.enums import BriefPart, ProjectRole
from projects.models import BriefVersion, Project, TeamMember
from projects.services import end_place, put_in_place, save_brief_part
from projects.snapshot import digest
from record.enums import Verb
from record.errors import Refusal
from record.models import Act
from roles.enums import Role
from roles.models import HeldRole
from roles.queries import held_by
from roles.services import end_role, give_role
from tests.factories import world as w
from tests.factories.unchanged import unchanged


@pytest.fixture
def ready(world, project) -> Project:
    """A project whose Analyse stage lacks nothing."""
    w.make_ready(world, project)
    return project


@pytest.fixture
def review(world, ready) -> GateReview:
    """The Analyse gate before the strategic planning group, two days on."""
    put_to_body(ready, by=world.lead, at=world.at)
    world.days(2)
    return w.open_review(ready)


def course(world, project, outcome, **change):
    parts = [PartLine("Chair", world.chair), PartLine("A member", world.member)]
    values = {"took_part": parts, "reasons": "As the minute says.", "by": world.chair}
    return w.course(world, project, outcome, **(values | change))


# Putting


def test_what_is_put_is_frozen_with_its_hash_and_recorded(world, ready):
    review = put_to_body(ready, by=world.lead, at=world.at)

    assert digest(review.snapshot.content) == review.snapshot.sha256
    assert live_stage_of(ready).state == StageState.AT_GATE
    assert review.put_at == live_stage_of(ready).submitted_at == world.at
    act = Act.objects.order_by("-pk").first()
    assert (act.verb, act.after["sha256"]) == (Verb.STAGE_PUT, review.snapshot.sha256)


def test_the_refusal_is_the_very_list_of_the_page(world, project):
    missing = readiness(project, at=world.at)

    with unchanged(), pytest.raises(Refusal) as refused:
        put_to_body(project, by=world.lead, at=world.at)

    assert refused.value.code == "not_ready"
    blocking = [one for one in missing if one.blocks]
    assert len(refused.value.details) == len(blocking) > 1
    for line, one in zip(refused.value.details, blocking, strict=True):
        assert one.sentence in line
        assert one.held_by in line


@pytest.mark.parametrize("who", ["teammate", "sponsor", "officer", "chair", "admin", "outsider"])
def test_only_the_lead_puts(world, ready, who):
    with unchanged(), pytest.raises(Refusal) as refused:
        put_to_body(ready, by=world.people[who], at=world.at)

    assert refused.value.code == "not_allowed"


def test_a_stage_is_put_once(world, ready):
    put_to_body(ready, by=world.lead, at=world.at)

    with unchanged(), pytest.raises(Refusal) as refused:
        put_to_body(ready, by=world.lead, at=world.at)

    assert refused.value.code == "nothing_to_put"
    assert refused.value.status == 409


def test_nothing_is_put_while_on_hold(world, ready):
    course(world, ready, Outcome.HOLD)
    assert readiness(Project.objects.get(pk=ready.pk), at=world.at)[0].code == "on_hold"

    for put in (put_to_body, put_brief):
        with unchanged(), pytest.raises(Refusal) as refused:
            put(ready, by=world.lead, at=world.at)
        assert refused.value.code == "on_hold"

    course(world, ready, Outcome.RELEASE)
    assert put_to_body(ready, by=world.lead, at=world.at).is_open


def test_a_project_without_a_body_waits_for_an_officer(world, ready):
    Project.objects.filter(pk=ready.pk).update(governing_body=None)

    with unchanged(), pytest.raises(Refusal) as refused:
        put_to_body(ready, by=world.lead, at=world.at)
    assert refused.value.code == "no_route"
    with unchanged(), pytest.raises(Refusal) as refused:
        course(world, ready, Outcome.HOLD)
    assert refused.value.code == "no_route"
    row = live_stage_of(ready).deliverables.first()
    with unchanged(), pytest.raises(Refusal) as refused:
        accept_reason(row, met_on=world.today, by=world.chair, at=world.at)
    assert refused.value.code == "no_route"


def test_the_brief_is_put_once_and_not_after_the_end(world, ready):
    put_brief(ready, by=world.lead, at=world.at)
    with unchanged(), pytest.raises(Refusal) as refused:
        put_brief(ready, by=world.lead, at=world.at)
    assert refused.value.code == "brief_with_body"

    course(world, ready, Outcome.STOP)
    assert not GateReview.objects.filter(is_open=True).exists(), "the version put is withdrawn"
    with unchanged(), pytest.raises(Refusal) as refused:
        put_brief(ready, by=world.lead, at=world.at)
    assert refused.value.code == "project_is_over"


def test_a_later_version_is_accepted_beside_the_flow(world, project):
    first = BriefVersion.objects.get(project=project)
    save_brief_part(
        project,
        BriefPart.FOCUS,
        fields={"scope_out": "Transport."},
        is_complete=True,
        by=world.lead,
        at=world.at,
    )
    assert "brief_changed" in [one.code for one in readiness(project, at=world.at)]
    stage = live_stage_of(project)
    review = put_brief(project, by=world.lead, at=world.at)
    with unchanged(), pytest.raises(Refusal) as refused:
        w.decide(world, review, Outcome.STOP)
    assert refused.value.code == "stop_elsewhere"

    w.decide(world, review, Outcome.APPROVE, confirms_major=False)

    version = BriefVersion.objects.get(project=project, number=first.number + 1)
    assert version.accepted_by_body == world.spg
    assert live_stage_of(project) == stage
    assert "brief_changed" not in [one.code for one in readiness(project, at=world.at)]


def test_a_project_governed_by_the_ijb_goes_to_it_once(world):
    project = w.make_project(world, body="ijb", is_major=True)
    w.start(world, project)
    w.pass_gate(world, project)
    w.make_ready(world, project)

    review = put_to_body(project, by=world.lead, at=world.at)

    assert review.stage.template.code == "plan"
    assert review.route == [world.ijb.pk]
    assert review.is_last_body


# Withdrawing


def test_the_lead_withdraws_before_the_decision_only(world, review):
    project = review.project
    with unchanged(), pytest.raises(Refusal) as refused:
        withdraw_put(review, by=world.chair, at=world.at)
    assert refused.value.code == "not_allowed"

    withdraw_put(review, by=world.lead, at=world.at)

    stage = live_stage_of(project)
    assert (stage.state, stage.submitted_at) == (StageState.OPEN, None)
    with unchanged(), pytest.raises(Refusal) as refused:
        withdraw_put(review, by=world.lead, at=world.at)
    assert refused.value.code == "already_decided"
    with unchanged(), pytest.raises(Refusal) as refused:
        w.decide(world, review, Outcome.APPROVE)
    assert refused.value.code == "already_decided"
    assert put_to_body(project, by=world.lead, at=world.at).pk != review.pk


# Deciding


def test_a_decision_is_recorded_whole(world, review):
    decision = w.decide(
        world,
        review,
        Outcome.APPROVE_WITH_CONDITIONS,
        conditions=[w.condition(world, holds_up=2), w.condition(world, owner=None)],
        views=" Well done. ",
    )

    assert (decision.wording, decision.views) == ("Approve with conditions", "Well done.")
    assert decision.snapshot_sha256 == review.snapshot.sha256
    assert [row.number for row in decision.conditions.all()] == [1, 2]
    assert sorted(decision.took_part.values_list("part", flat=True)) == [
        "took_part",
        "took_part",
        "withdrew",
    ]
    act = Act.objects.filter(verb=Verb.DECISION_RECORDED).order_by("-pk").first()
    assert act.on_behalf_of == str(world.spg)
    review.refresh_from_db()
    assert not review.is_open


def test_a_review_is_decided_once(world, review):
    w.decide(world, review, Outcome.APPROVE)

    with unchanged(), pytest.raises(Refusal) as refused:
        w.decide(world, review, Outcome.STOP, by=world.officer)

    assert refused.value.code == "already_decided"
    assert refused.value.status == 409


@pytest.mark.parametrize(
    "who",
    [
        "member",
        "lead",
        "sponsor",
        "staff",
        "admin",
        "auditor",
        "slt_chair",
        "ijb_chair",
        "outsider",
    ],
)
def test_chair_and_officer_of_the_very_body_record_and_nobody_else(world, review, who):
    with unchanged(), pytest.raises(Refusal) as refused:
        w.decide(world, review, Outcome.APPROVE, by=world.people[who])

    assert refused.value.code == "not_allowed"
    assert refused.value.status == 403


def test_the_officer_of_the_body_records_too(world, review):
    part = [PartLine("Chair", world.chair), PartLine("Member", world.member)]

    assert w.decide(world, review, Outcome.APPROVE, by=world.officer, took_part=part)


def test_a_chair_whose_role_ended_yesterday_does_not_record(world, review):
    held = HeldRole.objects.get(person=world.chair)
    end_role(held, last_day=world.today, by=world.admin, at=world.at)
    decision_today = world.at
    world.days(1)

    with unchanged(), pytest.raises(Refusal) as refused:
        w.decide(world, review, Outcome.APPROVE)
    assert refused.value.code == "not_allowed"
    assert w.decide(world, review, Outcome.APPROVE, at=decision_today, met_on=decision_today.date())


def test_a_chair_begins_on_the_first_day_of_the_role_in_scotland(world, review):
    """At 23:30 UTC in summer the new day has begun in Scotland."""
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    give_role(
        world.member3,
        Role.CHAIR,
        partnership=world.partnership,
        body=world.spg,
        from_on=late.date() + timedelta(days=1),
        by=world.admin,
        at=world.at,
    )
    with pytest.raises(Refusal):
        w.decide(world, review, Outcome.APPROVE, by=world.member3, at=late - timedelta(hours=1))

    assert w.decide(
        world, review, Outcome.APPROVE, by=world.member3, at=late, met_on=timezone.localdate(late)
    )


@pytest.mark.parametrize("role", list(ProjectRole))
def test_nobody_on_the_project_records_or_takes_part(world, project, role):
    w.make_ready(world, project)
    put_in_place(
        project,
        role,
        post="Elsewhere",
        person=world.chair,
        from_on=world.today,
        by=world.officer,
        at=world.at,
    )
    put_by = world.lead if role != ProjectRole.LEAD else world.chair
    review = put_to_body(project, by=put_by, at=world.at)
    with unchanged(), pytest.raises(Refusal) as refused:
        w.decide(world, review, Outcome.APPROVE)
    assert refused.value.code == "own_project"
    for line in (PartLine("Chair", world.chair), PartLine(" chair ")):
        with unchanged(), pytest.raises(Refusal) as refused:
            w.decide(
                world,
                review,
                Outcome.APPROVE,
                by=world.officer,
                took_part=[line, PartLine("A"), PartLine("B")],
            )
        assert refused.value.code == "own_project"
    withdrew = PartLine("Chair", world.chair, Part.WITHDREW)
    assert w.decide(
        world,
        review,
        Outcome.APPROVE,
        by=world.officer,
        took_part=[withdrew, PartLine("A"), PartLine("B")],
    )


def test_leaving_the_project_after_it_was_put_does_not_free_anybody_to_decide(world, ready):
    place = put_in_place(
        ready,
        ProjectRole.TEAM_MEMBER,
        post="Adviser",
        person=world.chair,
        from_on=world.today,
        by=world.officer,
        at=world.at,
    )
    review = put_to_body(ready, by=world.lead, at=world.at)
    end_place(place, last_day=world.today, by=world.officer, at=world.at)
    world.days(3)

    with unchanged(), pytest.raises(Refusal) as refused:
        w.decide(world, review, Outcome.APPROVE)

    assert refused.value.code == "own_project"
    assert conflict_of(ready, world.chair, world.today) == ""


def test_whoever_put_it_does_not_decide_on_it_after_leaving(world, review):
    put_in_place(
        review.project,
        ProjectRole.LEAD,
        post="Lead",
        person=world.teammate,
        from_on=world.today,
        by=world.officer,
        at=world.at,
    )
    assert TeamMember.objects.get(person=world.lead).to_on is not None
    give_role(
        world.lead,
        Role.CHAIR,
        partnership=world.partnership,
        body=world.spg,
        from_on=world.today,
        by=world.admin,
        at=world.at,
    )

    with unchanged(), pytest.raises(Refusal, match="put this to the body") as refused:
        w.decide(world, review, Outcome.APPROVE, by=world.lead)

    assert refused.value.code == "own_project"


@pytest.mark.parametrize("part", list(Part))
def test_only_a_member_on_the_day_of_the_meeting_has_a_part(world, review, part):
    met_on = world.today
    held = HeldRole.objects.get(person=world.member)
    end_role(held, last_day=met_on, by=world.admin, at=world.at)
    world.days(1)
    lines = [PartLine("Member", world.member, part), PartLine("A deputy"), PartLine("Another")]

    with unchanged(), pytest.raises(Refusal, match="Member was not a member of") as refused:
        w.decide(world, review, Outcome.APPROVE, took_part=lines)
    assert refused.value.code == "not_in_post"
    with unchanged(), pytest.raises(Refusal) as refused:
        course(world, review.project, Outcome.HOLD, took_part=lines)
    assert refused.value.code == "not_in_post"

    decision = w.decide(world, review, Outcome.APPROVE, took_part=lines, met_on=met_on)
    assert decision.took_part.get(person=world.member).part == part


@pytest.mark.parametrize("who", ["officer", "ijb_member", "slt_chair", "staff", "outsider"])
def test_whoever_is_no_member_of_the_body_has_no_part_under_their_account(world, review, who):
    """The officer attends and a deputy is named in words; neither is a member."""
    lines = [PartLine(who, world.people[who]), PartLine("A member"), PartLine("Another")]

    with unchanged(), pytest.raises(Refusal) as refused:
        w.decide(world, review, Outcome.APPROVE, took_part=lines)

    assert refused.value.code == "not_in_post"
    assert len(refused.value.details) == 1


def test_nobody_takes_part_and_withdraws(world, review):
    chair, member = PartLine("Chair", world.chair), PartLine("Member", world.member)
    away = Part.WITHDREW
    for line in (
        PartLine("Chair", world.chair, away),
        PartLine(" chair", part=away),
        PartLine("A CARER ", part=away),
    ):
        took_part = [chair, member, PartLine("A carer"), line]
        with unchanged(), pytest.raises(Refusal) as refused:
            w.decide(world, review, Outcome.APPROVE, took_part=took_part)
        assert refused.value.code == "took_part_and_withdrew"
        with unchanged(), pytest.raises(Refusal) as refused:
            course(world, review.project, Outcome.HOLD, took_part=took_part)
        assert refused.value.code == "took_part_and_withdrew"

    with w.acting(world):
        world.member2.name = world.member.name
        world.member2.save()
    namesake = PartLine("Member", world.member2, away)
    assert w.decide(world, review, Outcome.APPROVE, took_part=[chair, member, namesake])


FAULTS = [
    (Outcome.HOLD, lambda x: {}, "wrong_outcome"),
    (Outcome.APPROVE, lambda x: {"met_on": x.today + timedelta(days=1)}, "met_in_future"),
    (Outcome.APPROVE, lambda x: {"met_on": x.today - timedelta(days=3)}, "met_before_put"),
    (Outcome.APPROVE, lambda x: {"took_part": [PartLine("Chair", x.chair)]}, "one_member_alone"),
    (
        Outcome.APPROVE,
        lambda x: {"took_part": [PartLine("Chair", x.chair), PartLine("chair"), PartLine(" ")]},
        "one_member_alone",
    ),
    (Outcome.APPROVE, lambda x: {"reasons": "  "}, "no_reasons"),
    (Outcome.APPROVE_WITH_CONDITIONS, lambda x: {}, "no_conditions"),
    (Outcome.APPROVE, lambda x: {"conditions": [w.condition(x)]}, "conditions_not_taken"),
    (
        Outcome.APPROVE_WITH_CONDITIONS,
        lambda x: {"conditions": [w.condition(x, text="")]},
        "condition_incomplete",
    ),
    (
        Outcome.APPROVE_WITH_CONDITIONS,
        lambda x: {"conditions": [w.condition(x, holds_up=1)]},
        "condition_elsewhere",
    ),
    (
        Outcome.APPROVE_WITH_CONDITIONS,
        lambda x: {"conditions": [w.condition(x, holds_up=5)]},
        "condition_elsewhere",
    ),
    (Outcome.DEFER, lambda x: {}, "no_return_date"),
]


def test_a_faulty_decision_is_refused_and_nothing_is_written(world, review):
    for outcome, change, code in FAULTS:
        with unchanged(), pytest.raises(Refusal) as refused:
            w.decide(world, review, outcome, **change(world))
        assert (outcome, refused.value.code) == (outcome, code)


def refusal(world, review, outcome, **change) -> pytest.ExceptionInfo:
    with unchanged(), pytest.raises(Refusal) as refused:
        w.decide(world, review, outcome, **change)
    return refused


def test_the_faults_of_a_decision_by_their_codes(world, review):
    day = timedelta(days=1)
    refused = refusal(world, review, Outcome.RELEASE)
    assert refused.value.code == "wrong_outcome"
    refused = refusal(world, review, Outcome.APPROVE, met_on=world.today + day)
    assert refused.value.code == "met_in_future"
    refused = refusal(world, review, Outcome.APPROVE, met_on=world.today - 9 * day)
    assert refused.value.code == "met_before_put"
    refused = refusal(world, review, Outcome.APPROVE, took_part=[])
    assert refused.value.code == "one_member_alone"
    refused = refusal(world, review, Outcome.APPROVE, reasons="")
    assert refused.value.code == "no_reasons"
    refused = refusal(world, review, Outcome.APPROVE_WITH_CONDITIONS)
    assert refused.value.code == "no_conditions"
    refused = refusal(world, review, Outcome.DEFER, defer_until=world.today)
    assert refused.value.code == "no_return_date"
    refused = refusal(world, review, Outcome.STOP, conditions=[w.condition(world)])
    assert refused.value.code == "conditions_not_taken"
    conditions = [w.condition(world, due_on=None)]
    refused = refusal(world, review, Outcome.APPROVE_WITH_CONDITIONS, conditions=conditions)
    assert refused.value.code == "condition_incomplete"
    conditions = [w.condition(world, holds_up=0)]
    refused = refusal(world, review, Outcome.APPROVE_WITH_CONDITIONS, conditions=conditions)
    assert refused.value.code == "condition_elsewhere"


def test_a_stage_goes_back_to_itself_or_an_earlier_one_of_its_own_pack(world, review):
    stages = review.project.pack.stages
    for back_to in (stages.get(code="plan"), stages.get(code="review")):
        refused = refusal(world, review, Outcome.SEND_BACK, back_to=back_to)
        assert refused.value.code == "back_to_later_stage"

    decision = w.decide(world, review, Outcome.SEND_BACK)

    assert decision.back_to.code == "analyse"


def test_at_review_the_body_says_what_comes_next(world, project):
    for _ in range(3):
        w.pass_gate(world, project)
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    refused = refusal(world, review, Outcome.APPROVE)
    assert refused.value.code == "no_next_step"
    refused = refusal(world, review, Outcome.APPROVE, next_step="watch")
    assert refused.value.code == "no_next_review"


def test_a_deferral_comes_back_to_the_same_body_as_it_was_put(world, review):
    until = world.today + timedelta(days=14)
    w.decide(world, review, Outcome.DEFER, defer_until=until)

    back = w.open_review(review.project)
    assert (back.body, back.put_at, back.put_by) == (review.body, review.put_at, review.put_by)
    assert (back.snapshot_id, back.continues_id) == (review.snapshot_id, review.pk)
    assert (back.return_on, back.position) == (until, review.position)
    assert live_stage_of(review.project).submitted_at == review.put_at
    world.days(14)
    refused = refusal(world, back, Outcome.APPROVE, met_on=world.today - timedelta(days=15))
    assert refused.value.code == "met_before_put"
    assert w.decide(world, back, Outcome.APPROVE)


def test_the_route_goes_on_to_a_body_that_sees_the_decision_before(world):
    project = w.start(world, w.make_project(world, is_major=True))
    w.pass_gate(world, project)
    w.make_ready(world, project)
    first = put_to_body(project, by=world.lead, at=world.at)
    w.decide(world, first, Outcome.APPROVE)

    second = w.open_review(project)

    assert (second.body, second.position, second.is_last_body) == (world.ijb, 2, True)
    assert second.snapshot.content["decisions"][-1]["wording"] == "Endorse"
    refused = refusal(world, second, Outcome.APPROVE, by=world.chair)
    assert refused.value.code == "not_allowed"
    w.decide(world, second, Outcome.STOP)
    assert engine.phase_of(project) == Phase.CLOSE


def test_the_body_settles_at_gate_0_whether_it_is_major(world):
    project = w.make_project(world)
    w.fill_brief(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)

    w.decide(world, review, Outcome.APPROVE, confirms_major=True, reasons="A building would close.")

    project.refresh_from_db()
    assert (project.is_major, project.major_reason) == (True, "A building would close.")
    assert project.major_confirmed_on == world.today
    codes = [one.code for one in readiness(project, at=world.at)]
    assert "brief_changed" not in codes, "the body's own word is no change of the brief"


def test_confirming_keeps_the_projects_own_reason(world):
    project = w.start(world, w.make_project(world, is_major=True))

    assert project.major_reason == "Two buildings would close."
    assert project.major_confirmed_on == world.today


# Changed since put


def test_what_changed_since_it_was_put_is_told_and_nothing_else(world, review):
    assert changed_since_put(review) == []
    assert list(evidence_since_put(review)) == []
    row = review.stage.deliverables.first()
    piece = add_link(
        row,
        title="Second thoughts",
        url="https://example.org/",
        effective_on=world.today,
        by=world.lead,
        at=world.at,
    )
    save_brief_part(
        review.project,
        BriefPart.FOCUS,
        fields={"scope_out": "Transport."},
        by=world.lead,
        at=world.at,
    )

    assert list(evidence_since_put(review)) == [piece]
    assert changed_since_put(review) == [
        {"where": "brief › focus › scope_out", "was": "Day services.", "now": "Transport."}
    ]
    review.snapshot.refresh_from_db()
    assert digest(review.snapshot.content) == review.snapshot.sha256


def test_a_body_sees_evidence_only_once_it_was_put_to_it(world, project):
    w.make_ready(world, project)
    piece = live_stage_of(project).deliverables.first().evidence.get()

    def sees(person):
        return Role.BODY_MEMBER in roles_for_evidence(piece, held_by(person, world.today))

    assert not sees(world.member), "the brief was put to it, the stage was not"
    review = put_to_body(project, by=world.lead, at=world.at)
    assert sees(world.member)
    assert not sees(world.ijb_member)
    world.days(1)
    w.decide(world, review, Outcome.SEND_BACK)
    assert sees(world.member)


def test_evidence_added_after_a_send_back_is_a_draft_until_it_is_put_again(world, review):
    w.decide(world, review, Outcome.SEND_BACK)
    world.days(1)
    draft = add_link(
        review.stage.deliverables.first(),
        title="Draft",
        url="https://example.org/",
        effective_on=world.today,
        by=world.lead,
        at=world.at,
    )
    held = held_by(world.member, world.today)
    assert Role.BODY_MEMBER not in roles_for_evidence(draft, held)

    put_to_body(review.project, by=world.lead, at=world.at)

    assert Role.BODY_MEMBER in roles_for_evidence(draft, held)


def test_an_ijb_reader_reads_what_was_put_to_the_ijb(world, review):
    held = held_by(world.ijb_reader, world.today)
    assert Role.IJB_READER not in roles_at_gate(review.project, held)
    GateReview.objects.filter(pk=review.pk).update(body=world.ijb)
    assert Role.IJB_READER in roles_at_gate(review.project, held)


# The course of a project


def test_a_hold_is_set_and_released_by_the_governing_body(world, project):
    decision = course(world, project, Outcome.HOLD)
    project.refresh_from_db()
    assert (project.held_since, project.held_reason) == (world.today, "As the minute says.")
    assert decision.review.kind == PutKind.COURSE
    with unchanged(), pytest.raises(Refusal) as refused:
        course(world, project, Outcome.HOLD)
    assert refused.value.code == "already_on_hold"

    course(world, project, Outcome.RELEASE)

    project.refresh_from_db()
    assert project.held_since is None
    with unchanged(), pytest.raises(Refusal) as refused:
        course(world, project, Outcome.RELEASE)
    assert refused.value.code == "not_on_hold"


def test_a_stop_ends_the_work_and_a_project_that_is_over_is_not_held(world, review):
    project = review.project
    with unchanged(), pytest.raises(Refusal) as refused:
        course(world, project, Outcome.STOP)
    assert refused.value.code == "nothing_to_stop"
    withdraw_put(review, by=world.lead, at=world.at)

    course(world, project, Outcome.STOP)

    assert engine.phase_of(project) == Phase.CLOSE
    with unchanged(), pytest.raises(Refusal) as refused:
        course(world, project, Outcome.HOLD)
    assert refused.value.code == "project_is_over"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"by": "slt_chair"}, "not_allowed"),
        ({"by": "lead"}, "not_allowed"),
        ({"outcome": Outcome.APPROVE}, "wrong_outcome"),
        ({"reasons": ""}, "no_reasons"),
        ({"took_part": [PartLine("Chair")]}, "one_member_alone"),
        ({"took_part": [PartLine("A"), PartLine("lead"), PartLine("B")]}, "own_project"),
    ],
)
def test_a_decision_on_the_course_is_refused(world, project, change, code):
    outcome = change.pop("outcome", Outcome.HOLD)
    if "by" in change:
        change["by"] = world.people[change["by"]]

    with unchanged(), pytest.raises(Refusal) as refused:
        course(world, project, outcome, **change)

    assert refused.value.code == code


# Conditions and reasons


@pytest.fixture
def open_condition(world, review) -> Condition:
    w.decide(
        world, review, Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world, holds_up=2)]
    )
    return Condition.objects.get()


def test_a_condition_holds_up_its_gate_until_discharged(world, open_condition):
    project = open_condition.project
    w.make_ready(world, project)
    missing = [one for one in readiness(project, at=world.at) if one.blocks]
    assert [one.code for one in missing] == ["condition_open"]
    assert missing[0].url_name == "governance:condition"

    discharge_condition(open_condition, note=" Published. ", by=world.officer, at=world.at)

    open_condition.refresh_from_db()
    assert (open_condition.discharged_on, open_condition.discharge_note) == (
        world.today,
        "Published.",
    )
    assert put_to_body(project, by=world.lead, at=world.at)


def test_discharging_is_refused(world, open_condition):
    def refuse(**change):
        values = {"note": "Done.", "by": world.chair, "at": world.at} | change
        with unchanged(), pytest.raises(Refusal) as refused:
            discharge_condition(open_condition, **values)
        return refused

    for who in ("lead", "member", "slt_chair", "admin"):
        refused = refuse(by=world.people[who])
        assert refused.value.code == "not_allowed"
    refused = refuse(note=" ")
    assert refused.value.code == "no_discharge_note"
    refused = refuse(on=world.today + timedelta(days=1))
    assert refused.value.code == "discharged_in_future"
    put_in_place(
        open_condition.project,
        ProjectRole.SPONSOR,
        post="Head of service",
        person=world.officer,
        from_on=world.today,
        by=world.sponsor,
        at=world.at,
    )
    refused = refuse(by=world.officer)
    assert refused.value.code == "own_project"
    discharge_condition(open_condition, note="Done.", by=world.chair, at=world.at)
    refused = refuse()
    assert refused.value.code == "already_discharged"
    assert refused.value.status == 409


def test_a_reason_accepted_by_the_body_makes_the_element_ready(world, ready):
    row = live_stage_of(ready).deliverables.first()
    with unchanged(), pytest.raises(Refusal) as refused:
        accept_reason(row, met_on=world.today, by=world.chair, at=world.at)
    assert refused.value.code == "nothing_to_accept"
    change_deliverable(
        row, progress="does_not_apply", reason="Done last year.", by=world.lead, at=world.at
    )
    assert [one.code for one in readiness(ready, at=world.at) if one.blocks] == [
        "deliverable_not_ready"
    ]
    with unchanged(), pytest.raises(Refusal) as refused:
        accept_reason(row, met_on=world.today + timedelta(days=1), by=world.chair, at=world.at)
    assert refused.value.code == "met_in_future"
    with unchanged(), pytest.raises(Refusal) as refused:
        accept_reason(row, met_on=world.today, by=world.ijb_chair, at=world.at)
    assert refused.value.code == "not_allowed"

    accept_reason(row, met_on=world.today, by=world.chair, at=world.at)

    assert not [one for one in readiness(ready, at=world.at) if one.blocks]


def test_parts_are_written_by_name_where_no_words_were_given(world, review):
    part = [PartLine("", world.chair), PartLine("A carer")]

    w.decide(world, review, Outcome.APPROVE, took_part=part)

    words = list(TookPart.objects.order_by("-pk").values_list("words", flat=True)[:2])
    assert words == ["A carer", "Chair"]
