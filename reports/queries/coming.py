"""The gates and review points that were still to come at a period's end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from cycle.models import ReviewPoint
from projects.models import GateTarget, Project
from record.enums import Verb
from record.models import Act
from reports.content import ComingDate
from reports.queries.issued import end_of
from reports.rules import Stood, next_gate


@dataclass(frozen=True)
class Told:
    """Where a project stood, and what its pack calls its stages."""

    stood: Stood
    names: Mapping[int, str]


def next_gates(
    projects: Iterable[Project], told: Mapping[int, Told], keys: list[int], period_to: date
) -> tuple[ComingDate, ...]:
    """Return the next gate of every project that had one."""
    planned = _planned(keys, end_of(period_to))
    coming = []
    for project in projects:
        stood = told[project.pk].stood
        if what := next_gate(stood, told[project.pk].names):
            coming.append(
                ComingDate(
                    on=stood.until or planned.get((project.pk, stood.stage)),
                    reference=project.reference,
                    title=project.title,
                    what=what,
                    body=stood.body
                    if stood.is_before_a_body
                    else str(project.governing_body or ""),
                )
            )
    return tuple(sorted(coming, key=lambda row: (row.on or date.max, row.reference)))


def _planned(keys: list[int], moment: datetime) -> dict[tuple[int, int], date]:
    """Return the day each gate was aimed at, at a moment, by (project, gate).

    From the plan's own history; a plan that was first written here after the moment, as one that
    came from a tracker, is taken as it is now.
    """
    now = GateTarget.objects.filter(project_id__in=keys)
    plan = {(row.project_id, row.gate): row.on for row in now}
    then = GateTarget.history.filter(project_id__in=keys, history_date__lte=moment)
    earlier: dict[int, dict[int, date]] = {}
    for project_id, gate, on, kind in then.order_by("history_date", "history_id").values_list(
        "project_id", "gate", "on", "history_type"
    ):
        gates = earlier.setdefault(project_id, {})
        gates.pop(gate, None)
        if kind != "-":
            gates[gate] = on
    plan = {key: on for key, on in plan.items() if key[0] not in earlier}
    return plan | {
        (project_id, gate): on
        for project_id, gates in earlier.items()
        for gate, on in gates.items()
    }


def review_points(
    by_key: dict[int, Project], told: Mapping[int, Told], period_to: date
) -> tuple[ComingDate, ...]:
    """Return the review points set by the period's end and not held by then, as they stood."""
    live = [key for key, one in told.items() if not one.stood.is_over]
    rows = list(
        ReviewPoint.objects.filter(project_id__in=live)
        .filter(Q(held_on__isnull=True) | Q(held_on__gt=period_to))
        .order_by("pk")
    )
    due = _due_at(rows, end_of(period_to))
    coming = [
        ComingDate(
            on=due[row.pk],
            reference=by_key[row.project_id].reference,
            title=by_key[row.project_id].title,
            what=row.about + (" (on hold)" if told[row.project_id].stood.is_held else ""),
            body="",
        )
        for row in rows
        if row.pk in due
    ]
    return tuple(sorted(coming, key=lambda row: (row.on or date.max, row.reference)))


def _due_at(points: list[ReviewPoint], moment: datetime) -> dict[int, date]:
    """Return when each point was due, as set by a moment; one set only later is left out.

    A point that came with a project from a tracker has no act of its own: it counts as it is.
    """
    days = {str(point.pk): point.due_on for point in points}
    acts = Act.objects.filter(
        subject_label=ReviewPoint._meta.label, subject_key__in=days, verb=Verb.REVIEW_POINT_SET
    )
    later: set[str] = set()
    for key, at, after in acts.order_by("-pk").values_list("subject_key", "at", "after"):
        if at > moment:
            later.add(key)
            days.pop(key, None)
        elif key in later:
            later.discard(key)
            days[key] = date.fromisoformat(after["due_on"])
    return {int(key): on for key, on in days.items()}
