"""Projects that a tracker names again: what changed in it since, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from cycle.enums import ReviewKind
from cycle.models import ReviewPoint
from cycle.services import carry_over_update
from desk.models import TrackerLine
from desk.readers.tracker import TrackerProject
from desk.services.importing.creating import REVIEW_POINT, set_tracker_points
from desk.services.importing.imported import Imported
from desk.services.importing.wording import Here, content_of, doubt_long_words, where, worded
from projects.models import Project
from projects.services import update_carried_project
from record.enums import Verb
from record.services import record_act
from roles.models import Person

FIELD = {
    "governing_body": "governing_body_words",
    "next_gate_on": "gate_on",
    "budget": "money",
    "recurring": "money",
}
FOLLOWS = frozenset({"body_code", "budget_words", "notes", "rag_reason", "recurring"})
NEVER_MOVED = "A project moves only through its gates. Record the body's decision instead."
IS_OVER = "A project that is over stays as it was. Propose a new project for new work."
NOT_TAKEN = {
    "stage": ("Stage", NEVER_MOVED),
    "approach": ("Approach", NEVER_MOVED),
    "stage_started_on": ("Stage started", NEVER_MOVED),
    "locality": ("Locality", "Change it in the brief if it is right."),
}


def update(
    project: Project,
    here: Here,
    line: TrackerProject,
    done: Imported,
    *,
    file_name: str,
    by: Person,
    at: datetime,
) -> bool:
    """Bring what changed in the tracker to a project known already; False when nothing did."""
    kept: TrackerLine | None = getattr(project, "tracker_line", None)
    changed = _changed(kept.content if kept else {}, content_of(line))
    if not changed:
        return False
    if project.over_since is not None:
        made_of = f"left as it is: {project.reference} is over here"
        done.doubt(line, "Reference", line.tracker_reference, made_of, IS_OVER)
        return False
    today, source = timezone.localdate(at), where(file_name, line)
    _doubt_not_taken(project, line, changed, done)
    taken = [name for name in changed if name not in NOT_TAKEN]
    taken = [name for name in taken if not _is_cleared(line, name, done)]
    doubt_long_words(line, taken, done)
    carried = worded(here, line, done, today=today)
    if "governing_body" in taken:
        # Kept as text all the same: an officer chooses, here as in a project without a body.
        carried = replace(carried, governing_body_words=line.governing_body[:200])
        _doubt_body(project, line, done)
    if taken:
        update_carried_project(
            project,
            carried,
            changed=[FIELD.get(name, name) for name in taken],
            source=source,
            by=by,
            at=at,
        )
    if line.rag and {"rag", "rag_reason"} & set(taken):
        carry_over_update(
            project, rag=line.rag, reason=line.rag_reason, on=today, source=source, by=by, at=at
        )
    if "next_review_on" in taken:
        _move_point(project, line, by=by, at=at)
    row = kept or TrackerLine(project=project)
    row.content, row.source, row.read_at = content_of(line), source, at
    row.save()
    return True


def _changed(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return the names of what differs; a note's row does not matter."""

    def notes(content: dict[str, Any]) -> list[list[str]]:
        return [[note["column"], note["text"]] for note in content.get("notes", [])]

    changed = [name for name in new if name != "notes" and new[name] != old.get(name)]
    return changed + (["notes"] if notes(new) != notes(old) else [])


def _is_cleared(line: TrackerProject, name: str, done: Imported) -> bool:
    """Say whether a cell was emptied, with a doubt: blank never goes over text."""
    if getattr(line, name) not in ("", None, ()) or name in FOLLOWS:
        return False
    column = name.replace("_", " ").capitalize()
    message = "The tracker's cell is empty now. Clear it on the project if that is right."
    done.doubt(line, column, "", "left as it was on the project", message)
    return True


def _doubt_not_taken(
    project: Project, line: TrackerProject, changed: Sequence[str], done: Imported
) -> None:
    """Say what a second import never does: it moves no stage, changes no approach or locality."""
    for name, (column, message) in NOT_TAKEN.items():
        if name in changed:
            made_of = f"not taken over: {project.reference} stays as it is here"
            done.doubt(line, column, str(getattr(line, name) or ""), made_of, message)


def _doubt_body(project: Project, line: TrackerProject, done: Imported) -> None:
    if project.governing_body is None:
        made_of = "kept as text: an officer chooses the body"
    else:
        made_of = f"not taken over: {project.governing_body} governs it here"
    done.doubt(line, "Governing body", line.governing_body, made_of)


def _move_point(project: Project, line: TrackerProject, *, by: Person, at: datetime) -> None:
    """Move the review point the tracker set before, where it is still to be held."""
    point = ReviewPoint.objects.filter(
        project=project, kind=ReviewKind.OTHER, about=REVIEW_POINT, held_on__isnull=True
    ).first()
    if point is None or line.next_review_on is None or line.stage == "closed":
        set_tracker_points([(project, line)], by=by, at=at)
        return
    if point.due_on == line.next_review_on:
        return
    before = {"due_on": point.due_on}
    point.due_on = line.next_review_on
    point.save()
    record_act(
        Verb.REVIEW_POINT_SET,
        actor=by,
        subject=point,
        project=project,
        at=at,
        before=before,
        after={"due_on": point.due_on, "about": point.about},
    )
