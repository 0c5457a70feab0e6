"""A project as it was at the end of a day, from the history of its rows."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from cycle.enums import StageState
from cycle.models import ProgressUpdate, Stage
from desk.rules.told import day_words, value_words
from framework.enums import ChristiePillar, NationalOutcome
from projects.models import (
    Brief,
    BriefVersion,
    Contingency,
    GateTarget,
    Milestone,
    MoneyLine,
    PlannedElement,
    Project,
    Stakeholder,
    TeamMember,
)

Pairs = list[tuple[str, str]]
TEXTS = {
    "what_changes": "What changes",
    "for_whom": "For whom",
    "population_need": "Population and need",
    "scope_in": "In scope",
    "scope_out": "Out of scope",
    "governance_notes": "Notes on governance",
    "resources_notes": "Notes on resources",
    "stakeholders_notes": "Notes on stakeholders",
    "products_notes": "Notes on activities and products",
    "timescales_notes": "Notes on timescales",
}


def end_of(on: date) -> datetime:
    """Return the last moment of a day, local time."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min)) - timedelta(
        microseconds=1
    )


def as_it_was(project: Project, on: date) -> list[tuple[str, Pairs]] | None:
    """Return headed lists of (what, as it was) at the end of a day; None before it was proposed."""
    moment = end_of(on)
    was = _last(Project, moment, id=project.pk)
    if was is None:
        return None
    return [
        ("The project", _project(was)),
        ("Where it stood", _course(project, moment)),
        ("The team", _team(project, on, moment)),
        ("The brief", _brief(project, moment)),
    ]


def _rows(model: type[Model], moment: datetime, **of: Any) -> list[Any]:
    """Return the historical rows in force at a moment, one for each row that was there then."""
    history = model.history.filter(history_date__lte=moment, **of)  # type: ignore[attr-defined]
    newest: dict[Any, Any] = {}
    for row in history.order_by("history_date", "history_id"):
        newest[row.id] = row
    return [row for _, row in sorted(newest.items()) if row.history_type != "-"]


def _last(model: type[Model], moment: datetime, **of: Any) -> Any:
    rows = _rows(model, moment, **of)
    return rows[-1] if rows else None


def _project(was: Any) -> Pairs:
    return [
        ("Title", was.title),
        ("Purpose", was.purpose or "nothing said"),
        ("Programme", str(was.programme or "none")),
        ("Governing body", str(was.governing_body or was.governing_body_words or "not chosen")),
        ("Major change", value_words("", was.is_major)),
        ("Restricted", value_words("", was.is_restricted)),
        ("On hold", f"since {day_words(was.held_since)}" if was.held_since else "no"),
    ]


def _course(project: Project, moment: datetime) -> Pairs:
    stages = _rows(Stage, moment, project_id=project.pk)
    live = [row for row in stages if row.state in (StageState.OPEN, StageState.AT_GATE)]
    stage = "no stage open yet"
    if live or stages:
        row = (live or stages)[-1]
        stage = f"{row.template.name}: {StageState(row.state).label.lower()}"
    accepted = [
        row for row in _rows(BriefVersion, moment, project_id=project.pk) if row.accepted_on
    ]
    update = ProgressUpdate.objects.filter(project=project, at__lte=moment).first()
    brief = "no version accepted yet"
    if accepted:
        newest = max(accepted, key=lambda row: row.number)
        brief = f"version {newest.number}, accepted {day_words(newest.accepted_on)}"
    return [
        ("Stage", stage),
        ("Brief", brief),
        ("How it was going", _rag(update) if update else "no update yet"),
    ]


def _rag(update: ProgressUpdate) -> str:
    reason = f": {update.reason}" if update.reason else ""
    return f"{update.rag_name}, {day_words(update.on)}{reason}"


def _team(project: Project, on: date, moment: datetime) -> Pairs:
    rows = [
        row
        for row in _rows(TeamMember, moment, project_id=project.pk)
        if row.from_on <= on and (row.to_on is None or row.to_on >= on)
    ]
    return [(row.get_role_display(), row.instance.words) for row in rows] or [
        ("Nobody", "no post was named yet")
    ]


def _brief(project: Project, moment: datetime) -> Pairs:
    brief = _last(Brief, moment, project_id=project.pk)
    if brief is None:
        return [("Nothing", "the brief was not begun")]
    places = [row.locality.name for row in brief.localities.select_related("locality")]
    lists: Mapping[str, list[str]] = {
        "National outcomes": [str(NationalOutcome(code).label) for code in sorted(brief.outcomes)],
        "Christie pillars": [str(ChristiePillar(code).label) for code in brief.pillars],
        "Localities": (["the whole area"] if brief.whole_area else []) + places,
        **_lines(project, moment),
    }
    pairs = [(words, getattr(brief, name)) for name, words in TEXTS.items() if getattr(brief, name)]
    pairs += [(words, "\n".join(rows)) for words, rows in lists.items() if rows]
    return pairs or [("Nothing", "no part of the brief was filled in")]


def _lines(project: Project, moment: datetime) -> dict[str, list[str]]:
    of = {"project_id": project.pk}
    return {
        "Money": [
            f"{row.source}, {row.year}/{(row.year + 1) % 100:02d}: £{row.planned:,} planned"
            for row in _rows(MoneyLine, moment, **of)
        ],
        "People and groups": [row.name for row in _rows(Stakeholder, moment, **of)],
        "Expected elements": [
            f"{row.element.name}: {_planned(row)}" for row in _rows(PlannedElement, moment, **of)
        ],
        "Gates": [
            f"gate {row.gate}: {day_words(row.on)}" for row in _rows(GateTarget, moment, **of)
        ],
        "Milestones": [
            f"{row.name}: {day_words(row.on)}" for row in _rows(Milestone, moment, **of)
        ],
        "What may go wrong": [
            f"{row.what_may_go_wrong} Then: {row.what_then}"
            for row in _rows(Contingency, moment, **of)
        ],
    }


def _planned(row: Any) -> str:
    if not row.applies:
        return f"does not apply: {row.reason}"
    due = f"due {day_words(row.due_on)}" if row.due_on else "no due date"
    return f"{row.owner_post}, {due}" if row.owner_post else due
