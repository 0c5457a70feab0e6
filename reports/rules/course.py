"""How a project stood at the end of a day, worked out from what was written of it. Pure.

What a report says of a period is what held at its end, not what holds today. A stage is one row
however often it is done again, so its dates do not tell: what tells is the order of what was put
to a body, decided, withdrawn, taken up again and closed. A decision counts from the day of its
meeting, as everywhere in a report, even where it was recorded days later.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto

from cycle.enums import APPROVALS, NextStep, Phase
from governance.enums import Outcome, PutKind

OVER = (Phase.CLOSE, Phase.ENDED)


class Turn(Enum):
    """What can happen to a project's course."""

    CARRIED = auto()
    PUT = auto()
    WITHDRAWN = auto()
    DECIDED = auto()
    OPENED = auto()
    CLOSED = auto()


@dataclass(frozen=True)
class Event:
    """One turn of a project's course, in plain values; stages by their number.

    on: the day from which it counts. enters: the phase in which a tracker's project came in.
    until: when a deferred review comes back, or a watched project is looked at again.
    """

    turn: Turn
    on: date
    kind: str = ""
    stage: int = 0
    body: str = ""
    next_body: str = ""
    outcome: str = ""
    is_last_body: bool = True
    back_to: int | None = None
    next_step: str = ""
    until: date | None = None
    enters: Phase = Phase.WORK
    started_on: date | None = None


@dataclass(frozen=True)
class Stood:
    """Where a project was. stage: its number, 0 with the brief.

    since: the day it came into the stage, or stopped or closed; None where nobody knows.
    phase_since: the day of the last turn. body: the one it was before, or whose decision it was.
    returned_on: the day it was sent back, `back_from` naming the stage it came from.
    """

    phase: Phase
    since: date | None
    phase_since: date
    stage: int = 0
    cycle: int = 1
    body: str = ""
    returned_on: date | None = None
    back_from: int | None = None
    until: date | None = None
    is_stopped: bool = False
    was_closed_before: bool = False
    held_since: date | None = None
    held_by: str = ""
    passed: frozenset[int] = field(default=frozenset())
    entered: frozenset[int] = field(default=frozenset())

    @property
    def is_over(self) -> bool:
        """Stopped, closed or only to be closed: no gate and no review is to come."""
        return self.phase in OVER

    @property
    def is_before_a_body(self) -> bool:
        """Put to a body, whose decision it waits for."""
        return self.phase in (Phase.ACCEPTANCE, Phase.GATE)

    @property
    def is_held(self) -> bool:
        """On hold, and not over."""
        return self.held_since is not None and not self.is_over


def stood_at(
    begun_on: date, events: Iterable[Event], stages: Sequence[int], at_end_of: date
) -> Stood:
    """Return where a project stood at the end of a day.

    events: in the order in which they were written. stages: the numbers of its pack's stages.
    The steps are those of `cycle/flows.py`; a test walks both and compares.
    """
    stood = Stood(phase=Phase.BRIEF, since=begun_on, phase_since=begun_on)
    for event in events:
        if event.on <= at_end_of:
            stood = _AFTER[event.turn](stood, event, stages)
    return stood


def _carried(stood: Stood, event: Event, stages: Sequence[int]) -> Stood:
    entered = replace(
        stood,
        phase=event.enters,
        since=event.started_on or event.on,
        phase_since=event.on,
        stage=event.stage,
        entered=frozenset({event.stage}),
    )
    if event.enters == Phase.CLOSE:
        return replace(entered, since=event.started_on, was_closed_before=True)
    if event.enters == Phase.WATCH:
        return replace(entered, stage=stages[-1])
    return entered


def _put(stood: Stood, event: Event, stages: Sequence[int]) -> Stood:
    goes = {(PutKind.BRIEF, Phase.BRIEF): Phase.ACCEPTANCE, (PutKind.STAGE, Phase.WORK): Phase.GATE}
    return _at_body(stood, event, goes.get((PutKind(event.kind), stood.phase)))


def _at_body(stood: Stood, event: Event, phase: Phase | None) -> Stood:
    if phase is None:
        return stood
    return replace(
        stood,
        phase=phase,
        phase_since=event.on,
        body=event.body,
        returned_on=None,
        back_from=None,
        until=None,
    )


def _withdrawn(stood: Stood, event: Event, stages: Sequence[int]) -> Stood:
    if not _is_before_a_body(stood, event):
        return stood
    phase = Phase.BRIEF if stood.phase == Phase.ACCEPTANCE else Phase.WORK
    return replace(stood, phase=phase, phase_since=event.on, body="", until=None)


def _is_before_a_body(stood: Stood, event: Event) -> bool:
    """Say whether this review is the one that moves the project: a later brief's does not."""
    return (event.kind, stood.phase) in (
        (PutKind.BRIEF, Phase.ACCEPTANCE),
        (PutKind.STAGE, Phase.GATE),
    )


def _decided(stood: Stood, event: Event, stages: Sequence[int]) -> Stood:
    if event.kind == PutKind.COURSE:
        return _on_its_course(stood, event)
    if event.kind == PutKind.DECISION:
        return _rescinded(stood, event)
    if not _is_before_a_body(stood, event):
        return stood
    if event.outcome == Outcome.STOP:
        return _over(stood, event, is_stopped=True)
    if event.outcome == Outcome.SEND_BACK:
        return _sent_back(stood, event)
    if event.outcome == Outcome.DEFER:
        return replace(stood, until=event.until)
    if event.outcome in APPROVALS and not event.is_last_body:
        return replace(stood, phase_since=event.on, body=event.next_body, until=None)
    return _approved(stood, event, stages)


def _on_its_course(stood: Stood, event: Event) -> Stood:
    if event.outcome == Outcome.HOLD:
        return replace(stood, held_since=event.on, held_by=event.body)
    if event.outcome == Outcome.RELEASE:
        return replace(stood, held_since=None, held_by="")
    return stood if stood.is_over else _over(stood, event, is_stopped=True)


def _rescinded(stood: Stood, event: Event) -> Stood:
    """Take a project back to where it was before a decision; event.stage: that decision's."""
    if stood.phase == Phase.CLOSE:
        return replace(
            stood,
            phase=Phase.WORK,
            since=event.on,
            phase_since=event.on,
            is_stopped=False,
            passed=stood.passed - {stood.stage},
        )
    if stood.phase != Phase.WORK or event.stage in (0, stood.stage):
        return stood
    return _sent_back(stood, replace(event, back_to=event.stage))


def _over(stood: Stood, event: Event, *, is_stopped: bool) -> Stood:
    return replace(
        stood,
        phase=Phase.CLOSE,
        since=event.on,
        phase_since=event.on,
        body=event.body,
        is_stopped=is_stopped,
        until=None,
    )


def _sent_back(stood: Stood, event: Event) -> Stood:
    back = replace(stood, phase_since=event.on, body=event.body, returned_on=event.on, until=None)
    if stood.phase == Phase.ACCEPTANCE:
        return replace(back, phase=Phase.BRIEF)
    back = replace(back, phase=Phase.WORK)
    earlier = event.back_to
    if earlier is None or earlier == stood.stage:
        return back
    passed = stood.passed
    if earlier in stood.entered:  # what lies between is done again too
        passed = frozenset(n for n in passed if not earlier <= n < stood.stage)
    return replace(
        back,
        stage=earlier,
        since=event.on,
        back_from=stood.stage,
        passed=passed,
        entered=stood.entered | {earlier},
    )


def _approved(stood: Stood, event: Event, stages: Sequence[int]) -> Stood:
    if stood.phase == Phase.ACCEPTANCE:
        return _into(stood, event, stages[0])
    stood = replace(stood, passed=stood.passed | {stood.stage})
    if event.next_step == NextStep.WATCH:
        return replace(
            stood, phase=Phase.WATCH, phase_since=event.on, body=event.body, until=event.until
        )
    if event.next_step == NextStep.NEW_CYCLE:
        fresh = replace(stood, cycle=stood.cycle + 1, passed=frozenset(), entered=frozenset())
        return _into(fresh, event, stages[0])
    following = [number for number in stages if number > max(stood.passed)]
    return _into(stood, event, following[0]) if following else _over(stood, event, is_stopped=False)


def _into(stood: Stood, event: Event, stage: int) -> Stood:
    return replace(
        stood,
        phase=Phase.WORK,
        stage=stage,
        since=event.on,
        phase_since=event.on,
        body="",
        until=None,
        entered=stood.entered | {stage},
    )


def _opened(stood: Stood, event: Event, stages: Sequence[int]) -> Stood:
    """Take a watched project back into review; any other stage opens by a decision."""
    return _into(stood, event, event.stage) if stood.phase == Phase.WATCH else stood


def _closed(stood: Stood, event: Event, stages: Sequence[int]) -> Stood:
    since = stood.since if stood.is_stopped or stood.was_closed_before else event.on
    return replace(stood, phase=Phase.ENDED, phase_since=event.on, since=since)


_AFTER: dict[Turn, Callable[[Stood, Event, Sequence[int]], Stood]] = {
    Turn.CARRIED: _carried,
    Turn.PUT: _put,
    Turn.WITHDRAWN: _withdrawn,
    Turn.DECIDED: _decided,
    Turn.OPENED: _opened,
    Turn.CLOSED: _closed,
}
