"""My work: what I own or lead, what waits for my bodies, and how the portfolio stands."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from cycle.models import Deliverable
from cycle.queries import SHOWN, counts_by_stage, my_open_deliverables
from desk.queries.listing import Choices
from desk.rules.filters import NO_RAG, TAGS, stage_key
from governance.models import Condition, GateReview, Meeting, Round
from governance.queries import my_open_conditions, waiting_for
from governance.queries.correspondence import rounds_waiting_for
from governance.queries.room import next_meetings
from notifications.models import Reminder
from notifications.queries import inbox_of, last_sweep_at
from notifications.rules import when_words
from projects.models import Project
from projects.queries import places_of, visible_to
from roles.enums import Role
from roles.queries import Held
from roles.rules import MAY

CAP = 10
REPLIES = "correspondence.reply"
SWEEP_IS_LATE = timedelta(minutes=10)
ON_BODIES = frozenset({Role.CHAIR, Role.OFFICER, Role.BODY_MEMBER})


@dataclass
class MyWork:
    """Each list is capped; `more` names those that go on."""

    reminders: list[Reminder] = field(default_factory=list)
    deliverables: list[Deliverable] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    waiting: list[GateReview] = field(default_factory=list)
    without_body: list[Project] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    more: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all waits for this person."""
        lists = (self.reminders, self.deliverables, self.conditions, self.projects)
        return not any((*lists, self.waiting, self.rounds, self.without_body))


def my_work(held: Held) -> MyWork:
    """Return what waits for a person; nothing on a project that they may no longer see."""
    person = held.person_id or 0
    bodies = frozenset(h.body_id for h in held.holdings if h.body_id and h.role in ON_BODIES)
    of_project = [f"project__{name}" for name in SHOWN]
    found: dict[str, list[Any]] = {
        "reminders": list(
            inbox_of(person)
            .filter(read_at__isnull=True)
            .only("words", "kind", "due_on", "project", *of_project)[: CAP + 1]
        ),
        "deliverables": my_open_deliverables(person, CAP + 1),
        "conditions": list(
            my_open_conditions(person).only("text", "due_on", "project", *of_project)[: CAP + 1]
        ),
        "waiting": list(waiting_for(bodies)[: CAP + 1]) if bodies else [],
        "rounds": _rounds(held),
        "projects": _mine(held),
        "without_body": _without_body(held),
    }
    seen = _seen(held, [_project_of(row) for rows in found.values() for row in rows])
    shown = {
        name: [row for row in rows if _project_of(row).pk in seen] for name, rows in found.items()
    }
    work = MyWork(more={name for name, rows in shown.items() if len(rows) > CAP})
    work.meetings = next_meetings(bodies, held.on) if bodies else []
    for name, rows in shown.items():
        setattr(work, name, rows[:CAP])
    return work


def _project_of(row: Any) -> Project:
    if isinstance(row, Project):
        return row
    if isinstance(row, Round):
        return row.review.project
    return row.stage.project if isinstance(row, Deliverable) else row.project


def _seen(held: Held, projects: list[Project]) -> set[int]:
    """Return the keys of those the person may see; only restricted ones need be asked after."""
    here = held.partnership_ids
    is_open = {p.pk for p in projects if not p.is_restricted and p.partnership_id in here}
    others = {project.pk for project in projects} - is_open
    if not others:
        return is_open
    return is_open | set(visible_to(held).filter(pk__in=others).values_list("pk", flat=True))


def _mine(held: Held) -> list[Project]:
    """Return the projects a person is on, newest first, each with where it stands."""
    places = places_of(held.person_id or 0, held.on).order_by("-project_id")
    keys = list(dict.fromkeys(places.values_list("project_id", flat=True)[: 4 * CAP]))
    if not keys:
        return []
    projects = Project.objects.filter(pk__in=keys).select_related("standing")
    shown = projects.only(
        *SHOWN,
        "standing__phase",
        "standing__stage_name",
        "standing__was_stopped",
        "standing__since",
        "standing__rag_name",
    )
    return list(shown.order_by("-number", "-reference")[: CAP + 1])


def _rounds(held: Held) -> list[Round]:
    """Return the rounds by correspondence that wait for this member's own reply."""
    bodies = {h.body_id for h in held.holdings if h.body_id and h.role in MAY[REPLIES]}
    if not bodies:
        return []
    return list(rounds_waiting_for(held.person_id or 0, bodies, held.on)[: CAP + 1])


def _without_body(held: Held) -> list[Project]:
    """Return the projects from a tracker that wait for this person to choose their body."""
    offices = {
        holding.partnership_id
        for holding in held.holdings
        if holding.role in MAY["project.choose_body"]
    }
    if not offices:
        return []
    projects = Project.objects.filter(partnership_id__in=offices, governing_body__isnull=True).only(
        *SHOWN, "governing_body_words"
    )
    return list(projects.order_by("-number", "-reference")[: CAP + 1])


def counts_table(held: Held, choices: Choices) -> dict[str, Any] | None:
    """Return how many projects stand at each stage with each RAG word, from the kept tally.

    Every number comes with the address of the list that it counts. None where there is nothing.
    """
    counts: dict[tuple[str, str], int] = {}
    for (phase, code, rag), number in counts_by_stage(held).items():
        key = stage_key(phase, code), rag or NO_RAG
        counts[key] = counts.get(key, 0) + number
    if not counts:
        return None
    base = reverse("desk:projects")
    rags = {code: words for code, words in choices.rags.items() if _total(counts, 1, code)}
    rows = []
    for stage, words in choices.stages.items():
        if _total(counts, 0, stage):
            cells = [
                (counts.get((stage, rag), 0), f"{base}?stage={stage}&rag={rag}") for rag in rags
            ]
            cells.append((_total(counts, 0, stage), f"{base}?stage={stage}"))
            rows.append({"stage": words, "cells": cells})
    totals = [(_total(counts, 1, rag), f"{base}?rag={rag}") for rag in rags]
    return {
        "rags": [(words, TAGS.get(code, "")) for code, words in rags.items()],
        "rows": rows,
        "totals": [*totals, (sum(counts.values()), base)],
    }


def _total(counts: dict[tuple[str, str], int], place: int, value: str) -> int:
    return sum(number for key, number in counts.items() if key[place] == value)


def late_sweep(now: datetime) -> str:
    """Return a sentence where reminders have not been swept for ten minutes, "" where they have."""
    last = last_sweep_at()
    if last is None:
        return "Reminders have never been sent: the sweep that sends them has not run yet."
    if now - last > SWEEP_IS_LATE:
        minutes = int((now - last).total_seconds() // 60)
        since = f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
        return f"Reminders are late: the sweep that sends them last finished {since} ago."
    return ""


def when_due(due_on: date | None, today: date) -> str:
    """Return when something is due, in words; "no date yet" where nobody has given one."""
    return when_words(due_on, today) if due_on else "no date yet"
