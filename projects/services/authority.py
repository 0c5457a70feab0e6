"""The project's lock, and who may do an act on it."""

from collections.abc import Collection
from datetime import date

from projects.models import Project
from projects.queries import roles_on
from record.errors import Refusal
from roles.enums import Role
from roles.models import Person
from roles.queries import held_by
from roles.rules import MAY, may


def lock_project(project: Project) -> Project:
    """Lock the project's row until the transaction ends and return it as it is now.

    Every service that changes a project's course takes this lock first; viewflow's comes after.
    """
    return (
        Project.objects.select_for_update(of=("self",))
        .select_related("partnership", "pack", "governing_body", "programme")
        .get(pk=project.pk)
    )


def authorise_on(
    project: Project, act: str, *, by: Person, on: date, also: Collection[Role] = ()
) -> None:
    """Refuse ("not_allowed") unless `by` may do the act on the project.

    also: roles that count here beside the project's own, such as those held on a deciding body.
    """
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
