"""Who sees which projects, and the roles that count on one."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from projects.models import Project, TeamMember
from projects.queries.bodies import bodies_on_any_route
from projects.queries.people import team_of
from roles.enums import BodyKind, Role
from roles.models import Body
from roles.queries import Held, current_on


def visible_to(held: Held) -> QuerySet[Project]:
    """Return the projects a person may see: all of their partnerships, less the restricted ones
    on which they are neither named nor a member of one of its bodies."""
    if held.person_id is None:
        return Project.objects.none()
    open_to_all = Q(is_restricted=False, partnership_id__in=held.partnership_ids)
    return Project.objects.filter(open_to_all | _named_on_restricted(held))


def restricted_and_seen(held: Held) -> QuerySet[Project]:
    """Return the restricted projects that a person may see."""
    return Project.objects.filter(_named_on_restricted(held))


def _named_on_restricted(held: Held) -> Q:
    """Return the filter for restricted projects that a person is on, or a body of theirs."""
    named = Q(
        Exists(
            TeamMember.objects.filter(
                current_on(held.on), project=OuterRef("pk"), person_id=held.person_id or 0
            )
        )
    )
    if held.body_ids:
        ijbs = Body.objects.filter(
            pk__in=held.body_ids, kind=BodyKind.INTEGRATION_JOINT_BOARD
        ).values("partnership_id")
        named |= Q(governing_body_id__in=held.body_ids)
        named |= Q(is_major=True, partnership_id__in=ijbs)
    return Q(is_restricted=True, partnership_id__in=held.partnership_ids) & named


def roles_on(project: Project, held: Held) -> frozenset[Role]:
    """Return the roles that count on one project; READER only where the project may be seen.

    An officer of the partnership counts on an open project; on a restricted one only an officer of
    its bodies does.
    """
    places = frozenset(
        Role(place.role)
        for place in team_of(project, held.on)
        if place.person_id is not None and place.person_id == held.person_id
    )
    general = held.in_partnership(project.partnership_id)
    if Role.READER not in general:  # who has left the partnership is on none of its projects
        return held.everywhere
    bodies = [body.pk for body in bodies_on_any_route(project)]
    on_bodies = frozenset(role for body in bodies for role in held.on_body(body))
    if not project.is_restricted:
        return general | places | (on_bodies & {Role.OFFICER})
    seen = bool(places or on_bodies)
    basic = held.everywhere | ({Role.READER} if seen else frozenset())
    return frozenset(basic | places | (on_bodies & {Role.OFFICER}))


def project_for(held: Held, reference: str) -> Project:
    """Return the project with this reference; raises Http404 alike for absent and for hidden."""
    return project_and_roles_for(held, reference)[0]


def project_and_roles_for(
    held: Held, reference: str, beside: Sequence[str] = ()
) -> tuple[Project, frozenset[Role]]:
    """Return the project and the roles that count on it; raises Http404 as `project_for` does.

    beside: further rows to read with it, as `select_related` names them. It comes with its team,
    which whoever gets it must not change: services read it anew.
    """
    if "\x00" in reference:  # PostgreSQL would not take it
        raise Http404("No such project.")
    named = (
        Project.objects.filter(reference=reference)
        .select_related("partnership", "programme", "pack", "governing_body", *beside)
        .prefetch_related("team")
    )
    project = next(iter(named), None)  # at most one: first() would sort
    roles = roles_on(project, held) if project is not None else frozenset()
    if project is None or Role.READER not in roles:
        raise Http404("No such project.")
    return project, roles
