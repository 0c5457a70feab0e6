"""What stands between a project and its next gate, as the project page lists it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cycle.enums import DONE_PROGRESS, DeliverableProgress, Phase
from desk.rules.steps import in_words
from framework.rules import Missing
from governance.queries import Grounds, readiness
from notifications.rules import when_words
from projects.enums import BriefPart, PartState
from projects.models import Brief

DECISION = "Decision needed", "ds_tag--red"
TAG = {
    "brief_changed": DECISION,
    "condition_open": ("Open", "ds_tag--yellow"),
    "deliverable_not_ready": ("Not ready", "ds_tag--yellow"),
    "on_hold": ("On hold", "ds_tag--red"),
    "part_lacks": ("Incomplete", "ds_tag--yellow"),
    "part_not_complete": ("Not complete", "ds_tag--yellow"),
}
NAMED_FIRST = frozenset({"deliverable_not_ready", "screening_needed"})
SOON = 14


@dataclass(frozen=True)
class Hurdle:
    """One line of the list: what, why and by whom, where it is put right, and a tag in words."""

    heading: str
    summary: str
    url: str
    tag: str
    tag_class: str


def readiness_told(
    grounds: Grounds, gates: Mapping[int, str], targets: Mapping[int, date], now: datetime
) -> dict[str, Any] | None:
    """Return `governance.queries.readiness` as headed lines, or None between stages."""
    if grounds.phase not in (Phase.BRIEF, Phase.WORK):
        return None
    today = timezone.localdate(now)
    missing = readiness(grounds.project, at=now, grounds=grounds)
    ready, number = _ready(grounds)
    gate = f"its {gates[number]} gate" if number in gates else "the acceptance of its brief"
    blocking = sum(one.blocks for one in missing)
    return {
        "heading": _heading(blocking, gate),
        "decisions": len(missing) - blocking,
        "decisions_words": in_words(len(missing) - blocking),
        "hurdles": [_hurdle(one, today) for one in missing],
        "ready": ready,
        "ready_words": f"{in_words(len(ready))} {_are(len(ready))} ready",
        "aimed_at": targets.get(number),
        "gate": gates.get(number, "Brief"),
    }


def _are(count: int) -> str:
    return "thing is" if count == 1 else "things are"


def _heading(count: int, gate: str) -> str:
    if count == 0:
        return f"Nothing stands between this project and {gate}"
    verb = "thing stands" if count == 1 else "things stand"
    return f"{in_words(count)} {verb} between this project and {gate}"


def _hurdle(one: Missing, today: date) -> Hurdle:
    heading, summary = one.sentence.rstrip("."), ""
    first, _, rest = one.sentence.partition(": ")
    if one.code in NAMED_FIRST and rest:
        heading, summary = first, rest[:1].upper() + rest[1:]
    elif one.code == "condition_open" and rest:
        heading, summary = f"Condition: {rest.rstrip('.')}", f"{first}."
    due = f", due {one.due_on:%-d %B %Y}" if one.due_on else ""
    tag, tag_class = TAG.get(one.code, ("Missing", "ds_tag--yellow") if one.blocks else DECISION)
    if one.due_on is not None and (one.due_on - today).days <= SOON:
        tag, tag_class = when_words(one.due_on, today).capitalize(), "ds_tag--orange"
    return Hurdle(
        heading,
        f"{summary} Held by {one.held_by}{due}.".strip(),
        reverse(one.url_name, args=one.key) if one.url_name else "",
        tag,
        tag_class,
    )


def _ready(grounds: Grounds) -> tuple[list[str], int]:
    """Return what is ready already, by name, and the number of the gate it is for."""
    if grounds.phase == Phase.BRIEF:
        brief = Brief.objects.get(project=grounds.project)
        parts = [p for p in BriefPart if brief.state_of(p) == PartState.COMPLETE]
        return [f"The part “{part.label}”" for part in parts], 0
    found = []
    for row in grounds.deliverables:
        if row.progress in DONE_PROGRESS and row.pieces:
            found.append(row.name)
        elif row.progress == DeliverableProgress.DOES_NOT_APPLY and row.reason_accepted_on:
            on = row.reason_accepted_on
            found.append(f"{row.name} (does not apply, accepted {on:%-d %B %Y})")
    return found, grounds.stage.template.number if grounds.stage else 0
