"""One project of each approach from intake to closed, flow and rows compared at every step."""

from datetime import timedelta

import pytest

from cycle import engine
from cycle.enums import LIVE_STATES, Phase
from cycle.models import Stage, Standing, Tally
from cycle.rules import PHASE_STATE
from cycle.services import close_project, resume_due_reviews, set_review_point
from framework.models import StageTemplate
from governance.enums import Outcome
from governance.models import Condition, Decision, GateReview
from governance.services import discharge_condition, put_to_body, withdraw_put
from projects.models import GateTarget
from projects.queries import aimed_at
from projects.services import change_project, choose_governing_body, end_place
from record.enums import Verb
from record.errors import Refusal
from record.models import Act
from tests.factories import world as w
from tests.factories.unchanged import unchanged

pytestmark = pytest.mark.django_db


def agree(project) -> Phase:
    """Assert that the live task, Stage.state, the standing and the tally say the same."""
    phase = engine.phase_of(project)
    live = list(Stage.objects.filter(project=project, state__in=LIVE_STATES))
    expected = PHASE_STATE[phase]
    assert [stage.state for stage in live] == ([expected] if expected else [])
    standing = Standing.objects.get(project=project)
    derived = engine.derive(project, on=standing.since).standing
    for name in ("phase", "stage_code", "stage_name", "was_stopped", "rag", "rag_reason", "rag_on"):
        assert getattr(standing, name) == getattr(derived, name), name
    assert Tally.objects.filter(count__gt=0).count() >= 1
    total = sum(Tally.objects.values_list("count", flat=True))
    assert total == Standing.objects.count()
    return phase


@pytest.mark.parametrize("approach", ["strategic_commissioning", "service_improvement"])
def test_a_project_goes_from_intake_to_closed_through_every_turn(approach):
    world = w.make_world()
    project = w.make_project(world, approach=approach, is_major=True)
    assert agree(project) == Phase.BRIEF

    w.fill_brief(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    assert agree(project) == Phase.ACCEPTANCE
    world.days(1)
    w.decide(world, w.open_review(project), Outcome.SEND_BACK)
    assert agree(project) == Phase.BRIEF
    put_to_body(project, by=world.lead, at=world.at)
    world.days(1)
    w.decide(world, w.open_review(project), Outcome.DEFER, defer_until=world.today + timedelta(7))
    assert agree(project) == Phase.ACCEPTANCE
    world.days(7)
    w.decide(world, w.open_review(project), Outcome.APPROVE, confirms_major=True)
    assert agree(project) == Phase.WORK
    assert Standing.objects.get(project=project).stage_code == "analyse"

    # Analyse: put, withdrawn, put again, deferred, approved with a condition that holds up Plan.
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    assert agree(project) == Phase.GATE
    withdraw_put(w.open_review(project), by=world.lead, at=world.at)
    assert agree(project) == Phase.WORK
    put_to_body(project, by=world.lead, at=world.at)
    world.days(1)
    w.decide(world, w.open_review(project), Outcome.DEFER, defer_until=world.today + timedelta(7))
    assert agree(project) == Phase.GATE
    world.days(7)
    w.decide(
        world,
        w.open_review(project),
        Outcome.APPROVE_WITH_CONDITIONS,
        conditions=[w.condition(world, holds_up=2)],
    )
    assert agree(project) == Phase.WORK

    # Plan: held up by the condition, sent back to Analyse, then endorsed and approved by the IJB.
    w.make_ready(world, project)
    with pytest.raises(Refusal, match="Publish the impact assessment") as refused:
        put_to_body(project, by=world.lead, at=world.at)
    assert refused.value.code == "not_ready"
    discharge_condition(Condition.objects.get(), note="Published.", by=world.chair, at=world.at)
    put_to_body(project, by=world.lead, at=world.at)
    analyse = StageTemplate.objects.get(pack=project.pack, code="analyse")
    w.decide(world, w.open_review(project), Outcome.SEND_BACK, back_to=analyse)
    assert agree(project) == Phase.WORK
    assert Standing.objects.get(project=project).stage_code == "analyse"
    w.pass_gate(world, project)
    assert Standing.objects.get(project=project).stage_code == "plan"
    put_to_body(project, by=world.lead, at=world.at)
    w.decide(world, w.open_review(project), Outcome.APPROVE)
    assert Decision.objects.order_by("-pk").first().wording == "Endorse"
    assert agree(project) == Phase.GATE
    review = w.open_review(project)
    assert review.body == world.ijb
    assert "Endorse" in str(review.snapshot.content["decisions"])
    w.decide(world, review, Outcome.APPROVE)
    assert agree(project) == Phase.WORK

    w.pass_gate(world, project)
    assert Standing.objects.get(project=project).stage_code == "review"

    # Review: watched on, then a new cycle, then closed with lessons.
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    w.decide(
        world,
        w.open_review(project),
        Outcome.APPROVE,
        next_step="watch",
        next_review_on=world.today + timedelta(days=30),
    )
    assert agree(project) == Phase.WATCH
    assert resume_due_reviews(world.at) == []
    world.days(30)
    assert len(resume_due_reviews(world.at)) == 1
    assert resume_due_reviews(world.at) == []
    assert agree(project) == Phase.WORK
    assert engine.open_stage_of(project).pass_number == 2
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    w.decide(world, w.open_review(project), Outcome.APPROVE, next_step="new_cycle")
    assert agree(project) == Phase.WORK
    stage = engine.open_stage_of(project)
    assert (stage.template.code, stage.cycle_number) == ("analyse", 2)
    for _ in range(3):
        w.pass_gate(world, project)
        assert agree(project) == Phase.WORK
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    w.decide(world, w.open_review(project), Outcome.APPROVE, next_step="close")
    assert agree(project) == Phase.CLOSE
    close_project(
        project,
        lessons="Ask families first.",
        barriers="Buildings.",
        unintended_consequences="More day trips.",
        by=world.lead,
        at=world.at,
    )
    assert agree(project) == Phase.ENDED
    assert not GateReview.objects.filter(is_open=True).exists()
    assert engine.live_task(project) is None


def test_a_project_stopped_at_its_gate_closes_with_lessons():
    world = w.make_world()
    project = w.start(world, w.make_project(world))
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    w.decide(world, w.open_review(project), Outcome.STOP)
    assert agree(project) == Phase.CLOSE
    close_project(
        project, lessons="a", barriers="b", unintended_consequences="c", by=world.lead, at=world.at
    )
    assert agree(project) == Phase.ENDED
    assert Standing.objects.get(project=project).words == "Stopped"


def test_a_second_review_pass_sent_back_goes_through_every_later_stage_again():
    world = w.make_world()
    project = w.start(world, w.make_project(world))
    for _ in range(3):
        w.pass_gate(world, project)
    w.pass_gate(world, project, next_step="watch", next_review_on=world.today + timedelta(days=30))
    world.days(40)
    resume_due_reviews(world.at)
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    plan = StageTemplate.objects.get(pack=project.pack, code="plan")
    w.decide(world, w.open_review(project), Outcome.SEND_BACK, back_to=plan)
    assert Standing.objects.get(project=project).stage_code == "plan"

    for code in ("implement", "review"):
        w.pass_gate(world, project)
        assert agree(project) == Phase.WORK
        assert Standing.objects.get(project=project).stage_code == code
    assert engine.open_stage_of(project).pass_number == 2


def test_a_new_round_is_not_born_overdue():
    world = w.make_world()
    project = w.start(world, w.make_project(world))
    for _ in range(3):
        w.pass_gate(world, project)
    world.days(700)
    w.pass_gate(world, project, next_step="watch", next_review_on=world.today + timedelta(days=30))
    assert aimed_at(project, 4) is not None
    world.days(31)
    resume_due_reviews(world.at)
    assert aimed_at(project, 4) is None
    assert aimed_at(project, 1) is not None
    assert not engine.open_stage_of(project).deliverables.filter(due_on__lt=world.today).exists()

    w.pass_gate(world, project, next_step="new_cycle")
    assert not GateTarget.objects.filter(project=project).exists()
    stage = engine.open_stage_of(project)
    assert (stage.cycle_number, stage.deliverables.count()) == (2, 4)
    assert not stage.deliverables.filter(due_on__lt=world.today).exists()
    act = Act.objects.filter(verb=Verb.BRIEF_ROW_CHANGED).latest("pk")
    assert "dates of its own" in act.reason


def test_what_is_over_stays_as_it_was():
    world = w.make_world()
    project = w.start(world, w.make_project(world))
    for _ in range(3):
        w.pass_gate(world, project)
    w.pass_gate(world, project, next_step="close")
    note = {"lessons": "A", "barriers": "B", "unintended_consequences": "C"}
    close_project(project, **note, by=world.lead, at=world.at)
    project.refresh_from_db()
    assert project.over_since == world.today

    of_lead = {"by": world.lead, "at": world.at}
    for attempt in (
        lambda: w.update(world, project, "red", "Late news."),
        lambda: w.fill_brief(world, project),
        lambda: change_project(project, title="Another", **of_lead),
        lambda: choose_governing_body(project, world.slt, by=world.chair, at=world.at),
        lambda: set_review_point(
            project, kind="other", about="Again", due_on=world.today, **of_lead
        ),
        lambda: put_to_body(project, **of_lead),
    ):
        with unchanged(), pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code == "project_is_over", str(refused.value)
    change_project(project, is_restricted=True, **of_lead)
    end_place(
        project.team.get(person=world.teammate), last_day=world.today, by=world.lead, at=world.at
    )
