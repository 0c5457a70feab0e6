"""The stage tracker: the brief and each stage, and in words where each is. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cycle.enums import Phase, StageState

DAY = "%-d %b %Y"
PAST = {
    "Approve": "Approved",
    "Approve with conditions": "Approved with conditions",
    "Endorse": "Endorsed",
    "Endorse with conditions": "Endorsed with conditions",
}


@dataclass(frozen=True)
class Step:
    """One step of the tracker. state: "done", "now" or "" for one to come."""

    name: str
    words: str
    state: str = ""


@dataclass(frozen=True)
class Pass:
    """The newest pass through a stage in this cycle. decided: its approval's wording and day."""

    state: str
    opened_on: date
    closed_on: date | None = None
    wording: str = ""
    decided_on: date | None = None


@dataclass(frozen=True)
class Course:
    """All that the tracker tells of, in plain values. Stages, passes and targets by gate number."""

    phase: str
    since: date
    stages: Mapping[int, str]
    passes: Mapping[int, Pass] = field(default_factory=dict)
    targets: Mapping[int, date] = field(default_factory=dict)
    accepted_version: int | None = None
    accepted_on: date | None = None
    body: str = ""
    review_on: date | None = None
    was_stopped: bool = False
    carried_on: date | None = None


def steps(course: Course) -> list[Step]:
    """Return the brief and the stages in order; one at most is "now"."""
    first = min(course.passes, default=0)
    last = max(course.stages, default=0)
    return [_brief(course)] + [
        _stage(course, number, name, is_passed=number < first, is_last=number == last)
        for number, name in sorted(course.stages.items())
    ]


def _brief(course: Course) -> Step:
    if course.phase == Phase.BRIEF:
        return Step("Brief", f"Now: being written since {course.since:{DAY}}", "now")
    if course.phase == Phase.ACCEPTANCE:
        where = f"before the {course.body}" if course.body else "with its governing body"
        return Step("Brief", f"Now: {where} since {course.since:{DAY}}", "now")
    if course.accepted_on is not None:
        words = f"Version {course.accepted_version} accepted {course.accepted_on:{DAY}}"
        return Step("Brief", words, "done")
    return Step("Brief", "No version accepted here" if course.carried_on else "Not accepted")


def _stage(course: Course, number: int, name: str, *, is_passed: bool, is_last: bool) -> Step:
    if is_last and course.phase == Phase.WATCH:
        when = f", looked at again {course.review_on:{DAY}}" if course.review_on else ""
        return Step(name, f"Now: under review{when}", "now")
    passed = course.passes.get(number)
    if passed is not None:
        return _passed(course, name, passed)
    if is_passed and course.carried_on is not None:
        return Step(name, "Before it was brought in from the tracker")
    if course.phase in (Phase.CLOSE, Phase.ENDED):
        return Step(name, "Not reached")
    return Step(name, _planned(course, number, is_last=is_last))


def _passed(course: Course, name: str, passed: Pass) -> Step:
    if passed.state == StageState.OPEN:
        return Step(name, f"Now: with the lead since {course.since:{DAY}}", "now")
    if passed.state == StageState.AT_GATE:
        where = f"before the {course.body}" if course.body else "at its gate"
        return Step(name, f"Now: {where} since {course.since:{DAY}}", "now")
    if passed.state == StageState.SET_ASIDE:
        return Step(name, "Set aside while an earlier stage is done again")
    when = passed.decided_on or passed.closed_on or course.since
    if passed.state == StageState.STOPPED:
        return Step(name, f"Stopped {when:{DAY}}")
    return Step(name, f"{PAST.get(passed.wording, 'Passed')} {when:{DAY}}", "done")


def _planned(course: Course, number: int, *, is_last: bool) -> str:
    own, earlier = course.targets.get(number), course.targets.get(number - 1)
    if is_last and own is not None:
        return f"First review planned {own:%b %Y}"
    return f"Planned from {earlier:%b %Y}" if earlier is not None else "Not planned yet"


def now_words(course: Course) -> str:
    """Return where a project is once no step of the tracker is "now", else ""."""
    if course.phase == Phase.CLOSE:
        return (
            "Stopped: to be closed with lessons"
            if course.was_stopped
            else "To be closed with lessons"
        )
    if course.phase == Phase.ENDED:
        end = "Stopped and closed" if course.was_stopped else "Closed"
        return f"{end} {course.since:{DAY}}"
    return ""


def in_words(count: int) -> str:
    """Return a small number as a word, a large one in figures: "Three", "14"."""
    words: Sequence[str] = "No One Two Three Four Five Six Seven Eight Nine Ten".split()  # noqa: SIM905 -- reads best
    return words[count] if count < len(words) else str(count)


def cycle_words(number: int) -> str:
    """Return "first cycle", "second cycle" and so on."""
    words = ["first", "second", "third", "fourth", "fifth"]
    return f"{words[number - 1] if number <= len(words) else f'{number}th'} cycle"
