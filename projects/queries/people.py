"""Who is on a project, and who may be named on it."""

from datetime import date

from django.db.models import Q, QuerySet

from framework.queries import team_roles
from projects.enums import ProjectRole
from projects.models import Project, TeamMember, TeamRoleLabel
from projects.rules import roles_unfilled
from roles.models import HeldRole, Person
from roles.queries import current_on


def places_of(person_id: int, on: date) -> QuerySet[TeamMember]:
    """Return the project places a person holds on a day."""
    return TeamMember.objects.filter(current_on(on), person_id=person_id)


def team_of(project: Project, on: date) -> list[TeamMember]:
    """Return those on the project on a day: lead, sponsor and team, oldest place first.

    A project that was read with its team (`prefetch_related("team")`) asks the database no more.
    """
    return [
        place
        for place in project.team.all()
        if place.from_on <= on and (place.to_on is None or on <= place.to_on)
    ]


def place_of(project: Project, role: ProjectRole, on: date) -> TeamMember | None:
    """Return the lead or the sponsor on a day, or None while the post is vacant."""
    return next((place for place in team_of(project, on) if place.role == role), None)


def holder_words(project: Project, role: ProjectRole, on: date) -> str:
    """Return who holds something, in words, such as "the lead, Locality Manager"."""
    place = place_of(project, role, on)
    name = ProjectRole(role).label.lower()
    return f"the {name}, {place.words}" if place else f"the {name} (nobody named yet)"


def belongs_to(person: Person, project: Project, on: date | None = None) -> bool:
    """Say whether a person has a role in the project's partnership, or has a place on one there.

    on: the day; None asks for any day, past or to come.
    """
    held = HeldRole.objects.filter(person=person, partnership_id=project.partnership_id)
    if on is not None:
        held = held.filter(current_on(on))
    return (
        held.exists()
        or TeamMember.objects.filter(
            person=person, project__partnership_id=project.partnership_id
        ).exists()
    )


def people_for(project: Project, on: date) -> QuerySet[Person]:
    """Return those who may be named on a project: everybody with a role in its partnership."""
    held = HeldRole.objects.filter(current_on(on), partnership_id=project.partnership_id)
    placed = TeamMember.objects.filter(project__partnership_id=project.partnership_id)
    return Person.objects.filter(
        Q(pk__in=held.values("person_id")) | Q(pk__in=placed.values("person_id")),
        is_active=True,
        is_system=False,
    ).order_by("name", "pk")


def team_role_names(project: Project) -> dict[str, str]:
    """Return the four team roles by code, as the partnership calls them."""
    names = team_roles(project.pack_id)
    labels = TeamRoleLabel.objects.filter(partnership_id=project.partnership_id)
    return names | {
        code: name for code, name in labels.values_list("code", "name") if code in names
    }


def unfilled_team_roles(project: Project, on: date) -> list[str]:
    """Return the names of the team roles that nobody on the project has."""
    filled = {place.team_role.code for place in team_of(project, on) if place.team_role}
    return roles_unfilled(team_role_names(project), filled)
