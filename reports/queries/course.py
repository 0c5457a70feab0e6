"""Where projects stood at the end of a day, gathered for the pure rule in a few queries.

Read from the reviews, decisions and notes themselves and not from the histories of rows: a history
has the moment at which a decision was recorded, and a report goes by the day of the meeting.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from cycle.enums import Phase
from cycle.models import CarriedOver, ClosingNote, Stage
from framework.models import StageTemplate
from governance.enums import PutKind
from governance.models import GateReview
from projects.models import Project
from reports.rules import Event, Stood, Turn, stood_at

Order = tuple[datetime, float, int]
Turns = dict[int, list[tuple[Order, Event]]]
LAST = float("inf")
ENTERS = {"not_started": Phase.BRIEF, "watch": Phase.WATCH, "closed": Phase.CLOSE}


@dataclass(frozen=True)
class PackStages:
    """A pack's stages: names by number in their order, numbers by code."""

    names: Mapping[int, str]
    numbers: Mapping[str, int]


def stages_by_pack() -> dict[int, PackStages]:
    """Return the stages of every pack by its key; one query."""
    rows: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for stage in StageTemplate.objects.order_by("number", "pk"):
        rows[stage.pack_id].append((stage.number, stage.code, stage.name))
    return {
        pack_id: PackStages(
            {number: name for number, _, name in stages},
            {code: number for number, code, _ in stages},
        )
        for pack_id, stages in rows.items()
    }


def stood_on(
    projects: Collection[Project], on: date, packs: Mapping[int, PackStages]
) -> dict[int, Stood]:
    """Return where each project stood at the end of a day, by its key.

    What was written at one moment is put in order by the keys of the reviews.
    """
    keys = [project.pk for project in projects]
    turns: Turns = defaultdict(list)
    _carried(turns, keys, {project.pk: packs[project.pack_id] for project in projects})
    first_review = _reviewed(turns, keys)
    _opened(turns, keys, first_review)
    _closed(turns, keys)
    return {
        project.pk: stood_at(
            timezone.localdate(project.created_at),
            [event for _, event in sorted(turns[project.pk], key=lambda turn: turn[0])],
            list(packs[project.pack_id].names),
            on,
        )
        for project in projects
    }


def _carried(turns: Turns, keys: list[int], packs: Mapping[int, PackStages]) -> None:
    rows = CarriedOver.objects.filter(project_id__in=keys).values_list(
        "project_id", "at", "stage_started_on", "project__cycle_process__enters_at"
    )
    for project_id, at, started_on, enters_at in rows:
        event = Event(
            Turn.CARRIED,
            timezone.localdate(at),
            enters=ENTERS.get(enters_at, Phase.WORK),
            stage=packs[project_id].numbers.get(enters_at, 0),
            started_on=started_on,
        )
        turns[project_id].append(((at, -1, 0), event))


def _reviewed(turns: Turns, keys: list[int]) -> dict[int, int]:
    """Add what was put, withdrawn and decided; return each stage's first review."""
    rows = list(
        GateReview.objects.filter(project_id__in=keys)
        .select_related("body", "decision__back_to")
        .defer("snapshot__content", "brief_version__content")
        .order_by("pk")
    )
    onward = {row.continues_id: row.body.name for row in rows if row.continues_id}
    first: dict[int, int] = {}
    for row in rows:
        if row.stage_id:
            first.setdefault(row.stage_id, row.pk)
        for step, at, event in _turns_of(row, onward.get(row.pk, "")):
            turns[row.project_id].append(((at, row.pk, step), event))
    return first


def _turns_of(row: GateReview, next_body: str) -> list[tuple[int, datetime, Event]]:
    """Return a review's turns; what continues another was put by that one's decision."""
    decision = getattr(row, "decision", None)
    if decision is not None and decision.replaces_id and row.kind != PutKind.DECISION:
        return []  # it stands in an earlier one's place, and leaves the course as it was
    put_on = timezone.localdate(row.put_at)
    put = Event(Turn.PUT, put_on, kind=row.kind, stage=row.gate, body=row.body.name)
    found = [(0, row.put_at, put)] if row.continues_id is None else []
    if row.withdrawn_at is not None:
        on = timezone.localdate(row.withdrawn_at)
        found.append((1, row.withdrawn_at, replace(put, turn=Turn.WITHDRAWN, on=on)))
    if decision is not None:
        decided = replace(
            put,
            turn=Turn.DECIDED,
            on=decision.met_on,
            outcome=decision.outcome,
            is_last_body=decision.is_last_body,
            next_body=next_body,
            back_to=decision.back_to.number if decision.back_to else None,
            next_step=decision.next_step,
            until=decision.defer_until or decision.next_review_on,
        )
        found.append((2, decision.recorded_at, decided))
    return found


def _opened(turns: Turns, keys: list[int], first_review: Mapping[int, int]) -> None:
    rows = Stage.objects.filter(project_id__in=keys).values_list(
        "pk", "project_id", "template__number", "opened_at"
    )
    for pk, project_id, number, at in rows.order_by("pk"):
        event = Event(Turn.OPENED, timezone.localdate(at), stage=number)
        turns[project_id].append(((at, first_review.get(pk, LAST) - 0.5, 0), event))


def _closed(turns: Turns, keys: list[int]) -> None:
    notes = ClosingNote.objects.filter(project_id__in=keys).values_list("project_id", "at")
    for project_id, at in notes:
        turns[project_id].append(((at, LAST, 1), Event(Turn.CLOSED, timezone.localdate(at))))
