"""Notes, names of team roles, a hold, the end: facts that are kept and change nothing else."""

from datetime import date, datetime

from django.utils import timezone

from framework.models import TeamRole
from projects.models import Project, ProjectNote, TeamRoleLabel
from projects.services.authority import authorise_on, lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Partnership, Person
from roles.services import authorise_in


@use_case
def keep_note(
    project: Project, *, heading: str, text: str, source: str = "", by: Person, at: datetime
) -> ProjectNote:
    """Keep something that has no home of its own. Refusal: "not_allowed"."""
    project = lock_project(project)
    authorise_on(project, "project.change", by=by, on=timezone.localdate(at))
    note = ProjectNote.objects.create(
        project=project, heading=heading[:150], text=text, source=source[:200], at=at
    )
    record_act(Verb.PROJECT_NOTED, actor=by, subject=note, project=project, at=at)
    return note


@use_case
def label_team_role(
    partnership: Partnership, *, code: str, name: str, by: Person, at: datetime
) -> TeamRoleLabel:
    """Name one of the four team roles as the partnership does; the same name writes nothing.

    Refusals: "not_allowed", "no_name", "unknown_team_role".
    """
    authorise_in(partnership, "role.give", by=by, on=timezone.localdate(at))
    if not name.strip():
        raise Refusal("Enter a name for the team role.", code="no_name")
    if not TeamRole.objects.filter(code=code).exists():
        raise Refusal(
            "No framework has that team role. Choose one of the four.", code="unknown_team_role"
        )
    name = name.strip()
    label = TeamRoleLabel.objects.filter(partnership=partnership, code=code).first()
    if label is not None and label.name == name:
        return label
    before = {"team_role": label.name} if label is not None else {}
    label = label or TeamRoleLabel(partnership=partnership, code=code)
    label.name = name
    label.save()
    record_act(
        Verb.TEAM_ROLE_LABELLED,
        actor=by,
        subject=label,
        partnership=partnership,
        at=at,
        before=before,
        after={"team_role": name},
    )
    return label


@use_case
def set_hold(
    project: Project, *, on_hold: bool, reason: str, on: date, by: Person, at: datetime
) -> Project:
    """Keep a body's decision to hold or release the project; called by `governance`."""
    project.held_since = on if on_hold else None
    project.held_reason = reason
    project.save()
    record_act(
        Verb.PROJECT_HELD if on_hold else Verb.PROJECT_RELEASED,
        actor=by,
        subject=project,
        project=project,
        at=at,
        reason=reason,
    )
    return project


@use_case
def mark_over(project: Project, *, by: Person, at: datetime) -> Project:
    """Keep the day a project ended; called by `cycle`, whose step the record tells of."""
    project.over_since = timezone.localdate(at)
    project.save()
    return project
