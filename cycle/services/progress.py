"""Progress updates: the lead's judgement."""

from datetime import date, datetime

from django.utils import timezone

from cycle import engine
from cycle.models import ProgressUpdate
from cycle.rules import rag_needs_reason
from cycle.services.dates import refuse_before_project
from projects.models import Project
from projects.services import authorise_on, lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person
from roles.services import authorise_in


@use_case
def give_progress_update(
    project: Project,
    *,
    rag: str,
    reason: str = "",
    done: str = "",
    next: str = "",  # the field's word
    on: date | None = None,
    by: Person,
    at: datetime,
) -> ProgressUpdate:
    """Write a new progress update; the earlier ones stay as they are.

    rag: a code of the pack's scale. on: the day it speaks of, today by default, never later.
    Refusals: "not_allowed", "unknown_rag", "no_rag_reason", "update_in_future",
    "before_the_project", "already_said" (409: the newest update says so, of that person and day).
    """
    project, today = lock_project(project), timezone.localdate(at)
    authorise_on(project, "progress.update", by=by, on=today)
    name = _name_of(project, rag)
    if rag_needs_reason(rag) and not reason.strip():
        raise Refusal(f"Say why it is {name}.", code="no_rag_reason")
    if on is not None:
        _refuse_day(project, on, today=today)
    update = ProgressUpdate(
        project=project,
        on=on or today,
        rag=rag,
        rag_name=name,
        reason=reason.strip(),
        done=done.strip(),
        next=next.strip(),
        by=by,
        at=at,
    )
    _refuse_said(update)
    update.save(force_insert=True)
    engine.settle(project, at=at)
    record_act(
        Verb.PROGRESS_UPDATED,
        actor=by,
        subject=update,
        project=project,
        at=at,
        after={"rag": name, "reason": update.reason, "done": update.done, "next": update.next},
    )
    return update


def _name_of(project: Project, rag: str) -> str:
    name = engine.rag_name(project, rag)
    if name is None:
        raise Refusal("Choose one of the colours of the scale.", code="unknown_rag")
    return name


def _refuse_day(project: Project, on: date, *, today: date) -> None:
    if on > today:
        raise Refusal("An update cannot speak of a day to come.", code="update_in_future")
    refuse_before_project(project, on)


def _refuse_said(update: ProgressUpdate) -> None:
    """Refuse ("already_said") what the same person said last, that day: a form sent twice."""
    newest = ProgressUpdate.objects.filter(project=update.project).order_by("-pk").first()
    if newest is None or timezone.localdate(newest.at) != timezone.localdate(update.at):
        return
    said = ("by_id", "on", "rag", "reason", "done", "next")
    if all(getattr(newest, name) == getattr(update, name) for name in said):
        raise Refusal(
            "You have said just that today already, and it is kept. "
            "Write another update when something has changed.",
            code="already_said",
            status=409,
        )


@use_case
def carry_over_update(
    project: Project,
    *,
    rag: str,
    reason: str,
    on: date,
    source: str,
    by: Person,
    at: datetime,
) -> ProgressUpdate | None:
    """Keep a tracker's RAG as the update it was; None where it says what the newest one says.

    A tracker may lack the reason: the update then says so, since a reason is due unless Green.
    Refusals: "not_allowed", "unknown_rag".
    """
    project = lock_project(project)
    authorise_in(project.partnership, "project.import", by=by, on=timezone.localdate(at))
    newest = ProgressUpdate.objects.filter(project=project).first()
    if newest is not None and (newest.rag, newest.reason) == (rag, _reason_of(rag, reason)):
        return None
    update = write_carried_update(
        project, rag=rag, reason=reason, on=on, source=source, by=by, at=at
    )
    engine.settle(project, at=at)
    return update


def _reason_of(rag: str, reason: str) -> str:
    """Return a tracker's reason; where one is due and it has none, words that say so."""
    return reason.strip() or ("Not said in the tracker." if rag_needs_reason(rag) else "")


def write_carried_update(
    project: Project, *, rag: str, reason: str, on: date, source: str, by: Person, at: datetime
) -> ProgressUpdate:
    """Write a tracker's RAG as an update; the caller locks, authorises and settles."""
    name, reason = _name_of(project, rag), _reason_of(rag, reason)
    update = ProgressUpdate.objects.create(
        project=project, on=on, rag=rag, rag_name=name, reason=reason, by=by, at=at
    )
    record_act(
        Verb.PROGRESS_UPDATED,
        actor=by,
        subject=update,
        project=project,
        at=at,
        reason=source,
        after={"rag": name, "reason": reason},
    )
    return update
