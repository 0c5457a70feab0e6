"""A tracker's line in the words of this system, with a doubt for each that has none here."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from desk.readers.tracker import Doubt, TrackerProject
from desk.services.importing.imported import Imported
from framework.models import StageTemplate
from framework.queries import newest_pack
from projects.models import Project
from projects.services import CarriedProject
from record.services import plain
from roles.models import Body, Locality, Partnership

WHOLE_AREA = ("moray wide", "whole area", "all localities")
NOT_FROM_A_FIELD = "rows", "sheet"
MOST_MONEY = Decimal(10**12)
LIMITS = {
    "title": ("Project", 200),
    "governing_body": ("Governing body", 200),
    "sponsor_post": ("Sponsor (post)", 150),
    "lead_post": ("Lead (post)", 150),
    "programme": ("Programme", 150),
}


class Here:
    """The partnership's bodies, localities and packs, read once an import."""

    def __init__(self, partnership: Partnership) -> None:
        self.bodies = {body.code: body for body in Body.objects.filter(partnership=partnership)}
        self.localities = {
            locality.name.lower(): locality
            for locality in Locality.objects.filter(partnership=partnership)
        }
        self._stages: dict[str, dict[str, StageTemplate]] = {}

    def stages(self, approach: str) -> dict[str, StageTemplate]:
        """Return the stages of an approach's newest pack by code."""
        if approach not in self._stages:
            pack = newest_pack(approach)
            self._stages[approach] = {
                stage.code: stage for stage in StageTemplate.objects.filter(pack=pack)
            }
        return self._stages[approach]


def too_long(lines: Iterable[TrackerProject]) -> list[Doubt]:
    """Return an error for each reference that is too long to be kept as the key."""
    limit = Project._meta.get_field("tracker_reference").max_length or 0
    return [
        Doubt(
            line.sheet,
            line.rows[0],
            "Ref",
            line.tracker_reference,
            "",
            f"The reference is longer than {limit} letters. Give the row a shorter one.",
        )
        for line in lines
        if len(line.tracker_reference) > limit
    ]


def where(file_name: str, line: TrackerProject) -> str:
    """Return where a line stands, as the record keeps it: file, sheet, rows."""
    return f"{file_name[:80]}, {line.sheet}, row {', '.join(map(str, line.rows))}"[:200]


def content_of(line: TrackerProject) -> dict[str, Any]:
    """Return a line as it is kept, to be compared with at the next import."""
    return {key: value for key, value in plain(asdict(line)).items() if key not in NOT_FROM_A_FIELD}


def worded(here: Here, line: TrackerProject, done: Imported, *, today: date) -> CarriedProject:
    """Return a line in the words of this system; what has no home here becomes a note."""
    notes = [(note.column, note.text) for note in line.notes]
    body = _body(here, line, done)
    localities, whole = _localities(here, line, done, notes)
    stage = here.stages(line.approach).get(line.stage)
    gate = stage.number if stage else (1 if line.stage == "not_started" else None)
    if line.next_gate_on and gate is None:
        notes.append(("Next gate", line.next_gate_on.isoformat()))
    if line.next_review_on and line.stage == "closed":
        notes.append(("Next review point", line.next_review_on.isoformat()))
    if line.source:
        notes.append(("Public source", line.source))
    money = _money(line, done, notes, today)
    return CarriedProject(
        tracker_reference=line.tracker_reference,
        title=line.title[:200],
        approach=line.approach,
        programme=line.programme[:150],
        purpose=line.purpose,
        trigger=line.trigger,
        governing_body=body,
        governing_body_words="" if body else line.governing_body[:200],
        sponsor_post=line.sponsor_post[:150],
        lead_post=line.lead_post[:150],
        localities=localities,
        whole_area=whole,
        stakeholders=line.stakeholders,
        contingency=line.contingency,
        money=money,
        gate=gate,
        gate_on=line.next_gate_on,
        notes=tuple(notes),
    )


def _body(here: Here, line: TrackerProject, done: Imported) -> Body | None:
    body = here.bodies.get(line.body_code) if line.body_code else None
    if line.body_code and body is None:
        done.doubt(line, "Governing body", line.governing_body, "kept as text: no such body here")
    return body


def _localities(
    here: Here, line: TrackerProject, done: Imported, notes: list[tuple[str, str]]
) -> tuple[tuple[Locality, ...], bool]:
    whole = line.locality.lower() in WHOLE_AREA
    if not line.locality or whole:
        return (), whole
    found = here.localities.get(line.locality.lower())
    if found is None:
        notes.append(("Locality", line.locality))
        made_of = "kept as a note: not a locality of the partnership"
        done.doubt(line, "Locality", line.locality, made_of)
        return (), False
    return (found,), False


def _money(
    line: TrackerProject, done: Imported, notes: list[tuple[str, str]], today: date
) -> tuple[int, str, bool, Decimal] | None:
    if line.budget is None:
        return None
    if abs(line.budget) >= MOST_MONEY:
        made_of = "kept as a note: more than a budget of this system holds"
    elif line.recurring is None:
        made_of = "kept as a note: the tracker does not say if it recurs"
    else:
        year = today.year if today.month >= 4 else today.year - 1
        done.doubt(
            line, "Budget", line.budget_words, f"a planned line of £{line.budget:,} for {year}"
        )
        return year, "Budget, as the tracker had it", line.recurring, line.budget
    notes.append(("Budget", line.budget_words))
    done.doubt(line, "Budget", line.budget_words, made_of)
    return None


def doubt_long_words(line: TrackerProject, names: Iterable[str], done: Imported) -> None:
    """Add a doubt for each of these fields whose words are cut."""
    for name in names:
        column, limit = LIMITS.get(name, ("", 0))
        text = getattr(line, name)
        if column and len(text) > limit:
            done.doubt(
                line,
                column,
                text,
                f"cut after {limit} letters",
                "The whole text is kept with the tracker's line. Shorten it in the tracker.",
            )
