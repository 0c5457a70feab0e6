"""The bodies on the routes of a project's gates."""

from framework.queries import kinds_on_route
from framework.rules import GOVERNING, without_repeats
from projects.models import Project
from roles.enums import BodyKind
from roles.models import Body


def route_of(project: Project, gate: int) -> list[Body]:
    """Return the bodies a gate goes through, in order; empty while no governing body is chosen.

    Source: Moray framework 2019, section 5, by way of the project's pack.
    """
    if project.governing_body is None:
        return []
    kinds = kinds_on_route(project.pack_id, gate, is_major=project.is_major)
    by_kind = {
        body.kind: body
        for body in Body.objects.filter(
            partnership_id=project.partnership_id, kind__in=[k for k in kinds if k != GOVERNING]
        ).order_by("-pk")
    }
    bodies = [project.governing_body if k == GOVERNING else by_kind.get(k) for k in kinds]
    by_pk = {body.pk: body for body in bodies if body is not None}
    return [by_pk[pk] for pk in without_repeats([body.pk for body in bodies if body is not None])]


def bodies_on_any_route(project: Project) -> list[Body]:
    """Return the governing body and, for a major change, the integration joint board."""
    governing = [project.governing_body] if project.governing_body is not None else []
    if not project.is_major:
        return governing
    ijbs = Body.objects.filter(
        partnership_id=project.partnership_id, kind=BodyKind.INTEGRATION_JOINT_BOARD
    )
    return governing + [body for body in ijbs if body.pk != project.governing_body_id]
