"""Keeping the open stage's deliverables to the brief, once a later version of it is accepted."""

from datetime import datetime

from cycle.enums import DeliverableProgress, StageState
from cycle.models import Deliverable
from cycle.queries import live_stage_of, planned_deliverables
from projects.models import Project
from record.enums import Verb
from record.history import create_with_history
from record.services import changes, record_act, use_case
from roles.models import Person

FOLLOWED = ("progress", "reason", "reason_accepted_on", "owner_post", "owner", "due_on")


@use_case
def follow_brief(project: Project, *, by: Person, at: datetime) -> list[Deliverable]:
    """Bring what the accepted brief plans for the open stage to its deliverables; return those.

    Called by `governance`, which authorised, when a body has accepted a version and when a stage
    comes back from its gate. A product not there yet becomes a deliverable. What the body accepted
    as not applying is marked so, unless somebody has begun on it; what applies after all is to be
    done again. An owner or a date is filled in where the deliverable has none: what people have
    changed on the deliverable itself stays as they made it.
    """
    stage = live_stage_of(project)
    if stage is None or stage.state != StageState.OPEN:
        return []
    stage.project = project
    there = {_key(row): row for row in stage.deliverables.select_related("owner")}
    new, touched = [], []
    for plan in planned_deliverables(stage):
        row = there.get(_key(plan))
        if row is None:
            new.append(plan)
        elif _follow(row, plan, by=by, at=at):
            touched.append(row)
    for row in create_with_history(new):
        record_act(
            Verb.DELIVERABLE_CHANGED,
            actor=by,
            subject=row,
            project=project,
            at=at,
            reason="Planned in the accepted brief.",
            after={"progress": row.progress, "due_on": row.due_on},
        )
    return new + touched


def _key(row: Deliverable) -> tuple[int | None, str]:
    return row.element_id, "" if row.element_id else row.name


def _follow(row: Deliverable, plan: Deliverable, *, by: Person, at: datetime) -> bool:
    before = {name: getattr(row, name) for name in FOLLOWED}
    leaves_out = plan.progress == DeliverableProgress.DOES_NOT_APPLY
    is_left_out = row.progress == DeliverableProgress.DOES_NOT_APPLY
    if leaves_out and (is_left_out or row.progress == DeliverableProgress.NOT_STARTED):
        row.progress = plan.progress
        row.reason, row.reason_accepted_on = plan.reason, plan.reason_accepted_on
    elif is_left_out and not leaves_out and row.reason_accepted_on is not None:
        row.progress = DeliverableProgress.NOT_STARTED
        row.reason, row.reason_accepted_on = "", None
    if not row.owner_post and row.owner_id is None:
        row.owner_post, row.owner_id = plan.owner_post, plan.owner_id
    row.due_on = row.due_on or plan.due_on
    was, now = changes(before, {name: getattr(row, name) for name in FOLLOWED})
    if not now:
        return False
    row.save()
    record_act(
        Verb.DELIVERABLE_CHANGED,
        actor=by,
        subject=row,
        project=plan.stage.project,
        at=at,
        reason="As the accepted brief has it.",
        before=was,
        after=now,
    )
    return True
