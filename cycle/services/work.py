"""Deliverables: changing them, accepting them, accepting why one does not apply."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cycle.enums import DONE_PROGRESS, DeliverableProgress, StageState
from cycle.models import Deliverable
from projects.services import authorise_on, lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import changes, record_act, use_case
from roles.models import Body, Person

CHANGEABLE = ("owner_post", "owner", "due_on", "progress", "notes", "reason")


def _open_deliverable(deliverable: Deliverable) -> Deliverable:
    """Lock the deliverable and refuse ("stage_not_open") unless its stage is with the lead."""
    row = (
        Deliverable.objects.select_for_update(of=("self",))
        .select_related("stage__template", "owner")
        .get(pk=deliverable.pk)
    )
    if row.stage.state != StageState.OPEN:
        raise Refusal(
            f"The {row.stage} stage is not with the lead now, so its deliverables cannot be "
            "changed. Withdraw it from its gate first, or wait for the decision.",
            code="stage_not_open",
            status=409,
        )
    return row


@use_case
def change_deliverable(
    deliverable: Deliverable, *, by: Person, at: datetime, **new: Any
) -> Deliverable:
    """Change owner, due date, progress, notes or the reason it does not apply.

    Changing the reason takes back the body's acceptance of it. A change of nothing writes nothing.
    A hold stills reminders and refuses submission; it does not stop the work.
    Refusals: "not_allowed", "stage_not_open", "no_reason", "accept_separately".
    """
    project = lock_project(deliverable.stage.project)
    authorise_on(project, "deliverable.change", by=by, on=timezone.localdate(at))
    row = _open_deliverable(deliverable)
    progress = new.get("progress", row.progress)
    if progress == DeliverableProgress.ACCEPTED and row.progress != DeliverableProgress.ACCEPTED:
        raise Refusal("Mark it ready: only the sponsor can accept it.", code="accept_separately")
    before = {name: getattr(row, name) for name in CHANGEABLE}
    for name, value in new.items():
        if name not in CHANGEABLE:
            raise TypeError(name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if row.progress == DeliverableProgress.DOES_NOT_APPLY and not row.reason:
        raise Refusal("Say why it does not apply.", code="no_reason")
    was, now = changes(before, {name: getattr(row, name) for name in CHANGEABLE})
    if not now:
        return row
    if row.progress != DeliverableProgress.DOES_NOT_APPLY or "reason" in now:
        row.reason_accepted_on = None
    row.save()
    record_act(
        Verb.DELIVERABLE_CHANGED,
        actor=by,
        subject=row,
        project=project,
        at=at,
        before=was,
        after=now,
    )
    return row


@use_case
def accept_deliverable(deliverable: Deliverable, *, by: Person, at: datetime) -> Deliverable:
    """Accept a ready deliverable as the sponsor.

    Refusals: "not_allowed", "stage_not_open", "not_ready_yet".
    """
    project = lock_project(deliverable.stage.project)
    authorise_on(project, "deliverable.accept", by=by, on=timezone.localdate(at))
    row = _open_deliverable(deliverable)
    if row.progress not in DONE_PROGRESS:
        raise Refusal(
            f"{row.name} is not marked ready. Ask {row.owner_words} to mark it ready first.",
            code="not_ready_yet",
        )
    if row.progress != DeliverableProgress.ACCEPTED:
        row.progress = DeliverableProgress.ACCEPTED
        row.save()
        record_act(Verb.DELIVERABLE_ACCEPTED, actor=by, subject=row, project=project, at=at)
    return row


@use_case
def accept_reason(
    deliverable: Deliverable, *, body: Body, on: date, by: Person, at: datetime
) -> Deliverable:
    """Keep that a body accepted why an element does not apply; called by `governance`."""
    row = _open_deliverable(deliverable)
    if row.progress != DeliverableProgress.DOES_NOT_APPLY:
        raise Refusal(
            f"{row.name} is not proposed as one that does not apply. Reload the page.",
            code="nothing_to_accept",
        )
    row.reason_accepted_on = on
    row.save()
    record_act(
        Verb.REASON_ACCEPTED,
        actor=by,
        subject=row,
        project=row.stage.project,
        at=at,
        on_behalf_of=str(body),
        reason=row.reason,
    )
    return row
