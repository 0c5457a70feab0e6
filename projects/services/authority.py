"""The project's lock, and who may do an act on it."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import QuerySet

from projects.models import Project
from projects.queries import roles_on
from projects.rules import ENDS_WITH_THE_PROJECT
from record.errors import Refusal
from roles.enums import Role
from roles.models import Person
from roles.queries import held_by
from roles.rules import MAY, may


def lock_project(project: Project) -> Project:
    """Lock the project's row until the transaction ends and return it as it is now.

    Every service that changes a project's course takes this lock first; viewflow's comes after.
    """
    return _to_lock().get(pk=project.pk)


def lock_projects(projects: Sequence[Project]) -> list[Project]:
    """Lock many as `lock_project` locks one, in the order of their keys; return them as given."""
    rows = _to_lock().order_by("pk").in_bulk([project.pk for project in projects])
    return [rows[project.pk] for project in projects]


def _to_lock() -> QuerySet[Project]:
    rows = Project.objects.select_for_update(of=("self",))
    return rows.select_related("partnership", "pack", "governing_body", "programme")


def authorise_on(
    project: Project, act: str, *, by: Person, on: date, also: Collection[Role] = ()
) -> None:
    """Refuse ("not_allowed") unless `by` may do the act on the project.

    also: roles that count here beside the project's own, such as those held on a deciding body.
    Refusal "project_is_over" (409): what ends with the project is done to no project that is over.
    """
    _refuse(project, act, by=by, on=on, also=also)
    if act in ENDS_WITH_THE_PROJECT:
        refuse_if_over(project)


def refuse_if_over(project: Project) -> None:
    """Refuse ("project_is_over", 409) once the project is closed or stopped for good."""
    if project.over_since is not None:
        raise Refusal(
            f"{project.reference} has been over since {project.over_since:%-d %B %Y}, so what is "
            "kept of it stays as it is. Propose a new project for new work.",
            code="project_is_over",
            status=409,
        )


def _refuse(
    project: Project, act: str, *, by: Person, on: date, also: Collection[Role] = ()
) -> None:
    if by.is_system:
        return
    held = roles_on(project, held_by(by, on)) | frozenset(also)
    if may(held, act):
        return
    names = ", ".join(sorted(role.label.lower() for role in MAY[act]))
    raise Refusal(
        f"You cannot do this on {project.reference}. Ask somebody who can: {names}.",
        code="not_allowed",
        status=403,
    )
