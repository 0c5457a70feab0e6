"""The floor of a gate decision: the very transition of the very flow, its handlers emptied."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from viewflow.workflow.models import Task

from cycle.enums import GateOutcome
from cycle.flows import CycleFlow
from framework.models import StageTemplate


@contextmanager
def empty_handlers(passed: StageTemplate) -> Iterator[None]:
    """Empty what the nodes from a gate to the next stage's work do. passed: a stage with a next.

    The routes stay, and are told in memory alone what they ask for.
    """

    def take_decision(activation: Any) -> Any:
        process = activation.process
        process.outcome, process.is_last_body = GateOutcome.APPROVE, True
        process.is_withdrawn = process.is_stopped = False
        process.next_step, process.passed = "", passed
        return process

    def open_next_stage(activation: Any) -> None:
        return None

    with (
        patch.object(CycleFlow.instance, "take_decision", take_decision),
        patch.object(CycleFlow.open_stage, "_func", open_next_stage),
    ):
        yield


def pass_gate(task: Task) -> None:
    """Take a task at its gate to the next stage, doing nothing on the way."""
    task.flow_task.run(task)
