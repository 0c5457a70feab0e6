"""The floor of a gate decision: the same nodes from gate to work, with empty handlers."""

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


class BareFlow(flow.Flow):
    process_class = Process
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle(this.nothing).Next(this.gate)
    gate = flow.Handle(this.nothing).Next(this.route)
    route = flow.Switch().Case(this.gate, this.never).Default(this.open_stage)
    open_stage = flow.Function(this.nothing).Next(this.work)
    work = flow.Handle(this.nothing).Next(this.end)
    end = flow.End()

    def nothing(self, activation: Any) -> Any:
        return activation.process

    def never(self, activation: Any) -> bool:
        return False
