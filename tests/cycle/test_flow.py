"""The flow: its names are an API, its lock is real, and it goes where the rules say."""

from datetime import timedelta

import pytest
from viewflow.workflow import lock
from viewflow.workflow.models import Task

from cycle import engine
from cycle.enums import GateOutcome, NextStep, Phase, StageState
from cycle.flows import CycleFlow
from cycle.models import CycleProcess, Stage
from cycle.rules import NODE_PHASE, node_after_gate
from governance.enums import Outcome
from governance.services import put_to_body
from record.errors import Refusal
from tests.factories import world as w

NODES = {
    "start",
    "carry_over",
    "enter",
    "brief",
    "acceptance",
    "accepted",
    "open_stage",
    "work",
    "left",
    "gate",
    "route",
    "watch",
    "close",
    "closed",
    "end",
}


def test_node_names_are_kept_since_tasks_in_databases_name_them():
    assert {node.name for node in CycleFlow.instance.nodes()} == NODES


def test_the_nodes_that_wait_are_those_that_have_a_phase():
    waiting = {node.name for node in CycleFlow.instance.nodes() if type(node).__name__ == "Handle"}
    assert waiting == set(NODE_PHASE)


def test_the_lock_is_a_real_one():
    assert CycleFlow.lock_impl is not lock.no_lock
    assert isinstance(CycleFlow.lock_impl, lock.SelectForUpdateLock)
    assert CycleFlow.instance.lock_impl is CycleFlow.lock_impl


def test_every_task_kept_resolves_to_a_node_of_the_flow(world):
    project = w.start(world, w.make_project(world))
    w.pass_gate(world, project)
    assert Task.objects.count() > 5
    for task in Task.objects.all():
        assert task.flow_task.flow_class is CycleFlow
        assert task.flow_task.name in NODES
    for process in CycleProcess.objects.all():
        assert process.flow_class is CycleFlow


CASES = [
    (outcome, is_major, stage, step)
    for outcome in GateOutcome
    for stage, is_major in [("analyse", False), ("plan", True), ("review", False)]
    for step in (NextStep if stage == "review" and outcome == GateOutcome.APPROVE else [None])
]


@pytest.mark.parametrize(("outcome", "is_major", "stage", "step"), CASES)
def test_the_flow_goes_where_the_rule_says(world, outcome, is_major, stage, step):
    project = w.start(world, w.make_project(world, is_major=is_major))
    while engine.open_stage_of(project).template.code != stage:
        w.pass_gate(world, project)
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    world.days(1)
    if stage == "review" and step is None:
        step = NextStep.CLOSE
    named = {
        "conditions": (
            [w.condition(world)] if outcome == GateOutcome.APPROVE_WITH_CONDITIONS else []
        ),
        "defer_until": world.today + timedelta(days=7),
        "next_step": step or "",
        "next_review_on": world.today + timedelta(days=90),
    }

    w.decide(world, review, Outcome(outcome), **named)

    is_last = len(review.route) == 1
    expected = node_after_gate(
        outcome, is_last_body=is_last, is_last_stage=stage == "review", next_step=step
    )
    assert engine.live_task(project).flow_task.name == expected


def test_a_send_back_to_an_earlier_stage_sets_the_later_ones_aside(world):
    project = w.start(world, w.make_project(world))
    w.pass_gate(world, project)
    w.pass_gate(world, project)
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    analyse = project.pack.stages.get(code="analyse")

    w.decide(world, review, Outcome.SEND_BACK, back_to=analyse)

    states = dict(Stage.objects.filter(project=project).values_list("template__code", "state"))
    assert states == {
        "analyse": StageState.OPEN,
        "plan": StageState.SET_ASIDE,
        "implement": StageState.SET_ASIDE,
    }
    w.pass_gate(world, project)
    assert engine.open_stage_of(project).template.code == "plan"
    w.pass_gate(world, project)
    assert engine.open_stage_of(project).template.code == "implement"
    assert Stage.objects.filter(project=project).count() == 3


@pytest.mark.parametrize(
    "step", ["put_brief", "decide_brief", "submit", "stop", "decide", "withdraw", "resume", "close"]
)
def test_a_step_that_is_not_to_be_had_is_refused_and_writes_nothing(world, step):
    project = w.start(world, w.make_project(world))
    kwargs = {
        "decide_brief": {"outcome": GateOutcome.APPROVE, "is_last_body": True},
        "decide": {"outcome": GateOutcome.APPROVE, "is_last_body": True},
        "close": {"note": None},
    }.get(step, {})
    if step in ("submit", "stop"):
        w.make_ready(world, project)
        put_to_body(project, by=world.lead, at=world.at)
    before = Task.objects.count()

    with pytest.raises(Refusal) as refused:
        getattr(engine, step)(project, at=world.at, **kwargs)

    assert refused.value.code == "somebody_first"
    assert refused.value.status == 409
    assert Task.objects.count() == before


@pytest.mark.parametrize(
    ("enters_at", "phase"),
    [
        ("not_started", Phase.BRIEF),
        ("plan", Phase.WORK),
        ("watch", Phase.WATCH),
        ("closed", Phase.CLOSE),
    ],
)
def test_a_project_from_a_tracker_enters_at_its_stage(world, enters_at, phase):
    from cycle.services import carry_over
    from projects.services import propose_project

    project = propose_project(
        world.partnership,
        title="Carried",
        approach="service_improvement",
        governing_body=world.spg,
        by=world.officer,
        at=world.at,
    )
    carried = carry_over(
        project,
        enters_at=enters_at,
        stage_words="As the tracker had it",
        stage_started_on=None,
        source="sheet 1, row 4",
        watch_until=world.today + timedelta(days=10) if enters_at == "watch" else None,
        by=world.officer,
        at=world.at,
    )
    assert str(carried) == "Carried over at As the tracker had it"
    assert engine.phase_of(project) == phase


def test_a_project_brought_in_before_it_began_opens_its_first_stage_at_gate_0(world):
    project = w.make_project(world)
    CycleProcess.objects.filter(project=project).update(enters_at="not_started")

    w.start(world, project)

    assert engine.open_stage_of(project).template.code == "analyse"
