"""Named reads of projects: who sees which, who is on them, what a brief still lacks."""

from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from framework.models import TeamRole
from framework.queries import kinds_on_route
from framework.rules import GOVERNING, Missing, without_repeats
from projects.enums import BriefPart, PartState, ProjectRole, Screening
from projects.models import (
    Brief,
    BriefVersion,
    ImpactAssessment,
    Project,
    TeamMember,
    TeamRoleLabel,
)
from projects.rules import lacks_in_part, roles_unfilled
from projects.snapshot import frozen_brief
from roles.enums import BodyKind, Role
from roles.models import Body, HeldRole, Person
from roles.queries import Held, current_on

PLAN_GATE = 2
SEARCHED = 200


def visible_to(held: Held) -> QuerySet[Project]:
    """Return the projects a person may see: all of their partnerships, less the restricted ones
    on which they are neither named nor a member of one of its bodies."""
    in_partnership = Q(partnership_id__in=held.partnership_ids)
    named = TeamMember.objects.filter(
        current_on(held.on), project=OuterRef("pk"), person_id=held.person_id or 0
    )
    mine = Q(governing_body_id__in=held.body_ids)
    ijbs = Body.objects.filter(pk__in=held.body_ids, kind=BodyKind.INTEGRATION_JOINT_BOARD).values(
        "partnership_id"
    )
    on_route = Q(is_major=True, partnership_id__in=ijbs)
    open_to_all = Q(is_restricted=False) & in_partnership
    if held.person_id is None:
        return Project.objects.none()
    return Project.objects.filter(
        open_to_all | Q(is_restricted=True) & (mine | on_route | Exists(named))
    )


def places_of(person_id: int, on: date) -> QuerySet[TeamMember]:
    """Return the project places a person holds on a day."""
    return TeamMember.objects.filter(current_on(on), person_id=person_id)


def roles_on(project: Project, held: Held) -> frozenset[Role]:
    """Return the roles that count on one project; READER only where the project may be seen.

    An officer of the partnership counts on an open project; on a restricted one only an officer of
    its bodies does.
    """
    places = frozenset(
        Role(role)
        for role in places_of(held.person_id or 0, held.on)
        .filter(project=project)
        .values_list("role", flat=True)
    )
    general = held.in_partnership(project.partnership_id)
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


def project_and_roles_for(held: Held, reference: str) -> tuple[Project, frozenset[Role]]:
    """Return the project and the roles that count on it; raises Http404 as `project_for` does."""
    if "\x00" in reference:  # PostgreSQL would not take it
        raise Http404("No such project.")
    project = (
        Project.objects.filter(reference=reference)
        .select_related("partnership", "programme", "pack", "governing_body")
        .first()
    )
    roles = roles_on(project, held) if project is not None else frozenset()
    if project is None or Role.READER not in roles:
        raise Http404("No such project.")
    return project, roles


def route_of(project: Project, gate: int) -> list[Body]:
    """Return the bodies a gate goes through, in order; empty while no governing body is chosen.

    Source: Moray framework 2019, section 5, by way of the project's pack.
    """
    if project.governing_body is None:
        return []
    kinds = kinds_on_route(project.pack, gate, is_major=project.is_major)
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


def team_of(project: Project, on: date) -> QuerySet[TeamMember]:
    """Return those on the project on a day: lead, sponsor and team, oldest place first."""
    return (
        TeamMember.objects.filter(current_on(on), project=project)
        .select_related("person", "team_role")
        .order_by("pk")
    )


def place_of(project: Project, role: ProjectRole, on: date) -> TeamMember | None:
    """Return the lead or the sponsor on a day, or None while the post is vacant."""
    return team_of(project, on).filter(role=role).first()


def holder_words(project: Project, role: ProjectRole, on: date) -> str:
    """Return who holds something, in words, such as "the lead, Locality Manager"."""
    place = place_of(project, role, on)
    name = ProjectRole(role).label.lower()
    return f"the {name}, {place.words}" if place else f"the {name} (nobody named yet)"


def is_on_project(project: Project, person: Person, on: date) -> bool:
    """Say whether a person leads, sponsors or works on the project on a day."""
    return places_of(person.pk, on).filter(project=project).exists()


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


def accepted_version(project: Project) -> BriefVersion | None:
    """Return the newest version of the brief that the governing body accepted, or None."""
    return (
        BriefVersion.objects.filter(project=project, accepted_on__isnull=False)
        .order_by("-number")
        .first()
    )


def newest_version(project: Project) -> BriefVersion | None:
    """Return the newest frozen version of the brief, or None."""
    return BriefVersion.objects.filter(project=project).order_by("-number").first()


def team_role_names(project: Project) -> dict[str, str]:
    """Return the four team roles by code, as the partnership calls them."""
    names = dict(TeamRole.objects.filter(pack_id=project.pack_id).values_list("code", "name"))
    labels = TeamRoleLabel.objects.filter(partnership_id=project.partnership_id)
    return names | {
        code: name for code, name in labels.values_list("code", "name") if code in names
    }


def unfilled_team_roles(project: Project, on: date) -> list[str]:
    """Return the names of the team roles that nobody on the project has."""
    return _unfilled(project, list(team_of(project, on)))


def _unfilled(project: Project, team: list[TeamMember]) -> list[str]:
    filled = {member.team_role.code for member in team if member.team_role is not None}
    return roles_unfilled(team_role_names(project), filled)


def missing_in_brief(project: Project, on: date) -> list[Missing]:
    """Return what the brief still lacks before its governing body can be asked to accept it."""
    lead = holder_words(project, ProjectRole.LEAD, on)
    brief = Brief.objects.get(project=project)
    content = frozen_brief(project, on=on)
    missing: list[Missing] = []
    if project.governing_body_id is None:
        missing.append(
            Missing(
                "no_governing_body",
                "No governing body is chosen."
                + (
                    f" The tracker says “{project.governing_body_words}”."
                    if project.governing_body_words
                    else ""
                ),
                "an officer",
                url_name="projects:project_change",
                key=(project.reference,),
            )
        )
    for part in BriefPart:
        key = (project.reference, part.value)
        if brief.state_of(part) != PartState.COMPLETE:
            missing.append(
                Missing(
                    "part_not_complete",
                    f"The part “{part.label}” is not complete.",
                    lead,
                    url_name="projects:brief_part",
                    key=key,
                )
            )
        else:
            missing += [
                Missing("part_lacks", sentence, lead, url_name="projects:brief_part", key=key)
                for sentence in lacks_in_part(part, content[part.value])
            ]
    return missing + missing_people(project, on)


def missing_people(project: Project, on: date) -> list[Missing]:
    """Return the posts that nobody holds and the team roles unfilled: decisions, not hard blocks.

    Source: Moray framework 2019, section 6: projects should be appropriately resourced.
    """
    officer = "an officer or the sponsor"
    key = (project.reference,)
    found = []
    team = list(team_of(project, on))
    for role in (ProjectRole.LEAD, ProjectRole.SPONSOR):
        place = next((member for member in team if member.role == role), None)
        if place is None or place.person_id is None:
            post = (
                f"The post of {role.label.lower()} ({place.post})"
                if place
                else f"The {role.label.lower()}"
            )
            found.append(
                Missing(
                    "post_has_nobody",
                    f"{post} has nobody named.",
                    officer,
                    url_name="projects:team",
                    key=key,
                    blocks=False,
                )
            )
    found += [
        Missing(
            "team_role_unfilled",
            f"The team role “{name}” is unfilled.",
            officer,
            url_name="projects:team",
            key=key,
            blocks=False,
        )
        for name in _unfilled(project, team)
    ]
    return found


def screenings_needed(project: Project, gate: int, on: date) -> list[Missing]:
    """Return the assessments not yet screened, at the Plan gate: decisions, not hard blocks."""
    if gate != PLAN_GATE:
        return []
    rows = list(ImpactAssessment.objects.filter(project=project, screening=Screening.NOT_SCREENED))
    lead = holder_words(project, ProjectRole.LEAD, on) if rows else ""
    return [
        Missing(
            "screening_needed",
            f"{row.get_kind_display()}: a screening decision is needed: "
            "full assessment or not, and why.",
            lead,
            url_name="projects:assessments",
            key=(project.reference,),
            blocks=False,
        )
        for row in rows
    ]


def matching(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Narrow projects to those whose reference, title or purpose holds all the words.

    The last word may be the beginning of one. Whatever a person types is taken as words: nothing
    in it is read as a search language. No words match nothing.
    """
    typed = _typed(words)
    if not typed:
        return projects.none()
    if connection.vendor == "sqlite":
        found = "SELECT rowid FROM projects_search WHERE projects_search MATCH %s"
        where, query = f"projects_project.id IN ({found})", _as_fts5(typed)
    else:
        where = "projects_project.search @@ to_tsquery('simple', %s)"
        query = _as_tsquery(typed)
    return projects.extra(where=[where], params=[query])  # noqa: S610 -- constant, see above


def _newest_matching(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Return `matching`, newest first; SQLite walks its index backwards and stops at the limit."""
    typed = _typed(words)
    if connection.vendor != "sqlite" or not typed:
        return matching(projects, words).order_by("-pk")
    return projects.extra(
        tables=["projects_search"],
        where=["projects_search.rowid = projects_project.id", "projects_search MATCH %s"],
        params=[_as_fts5(typed)],
        order_by=["-projects_search.rowid"],
    )


def _typed(words: str) -> list[str]:
    """Return the words in what a person typed: a dozen at most, each with a letter or a digit."""
    typed = words.replace("\x00", " ").split()
    return [word[:60] for word in typed if any(map(str.isalnum, word[:60]))][:12]


def _as_fts5(typed: list[str]) -> str:
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in typed) + "*"


def _as_tsquery(typed: list[str]) -> str:
    """Return words quoted for PostgreSQL, which reads the number of HSCM-0007 as minus seven."""
    found = []
    for place, word in enumerate(typed, start=1):
        quoted = "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
        quoted += ":*" if place == len(typed) else ""
        is_number = word.isdecimal() and word.isascii()
        found.append(f"({quoted} | '-{word}')" if is_number else quoted)
    return " & ".join(found)


def search(held: Held, words: str, limit: int = 51) -> list[Project]:
    """Return the projects a person may see that match, best first: the one of that very reference,
    then those with all the words in reference and title, then the others; newest first in each.

    Only the newest SEARCHED matches are ranked, so that the work is bounded. Nothing that the
    person may not see is found or counted.
    """
    seen = visible_to(held)
    found = list(_newest_matching(seen, words).values_list("pk", "reference", "title")[:SEARCHED])
    exact = _of_reference(seen, words.strip())
    tokens = words.casefold().split()

    def rank(row: tuple[int, str, str]) -> bool:
        text = f"{row[1]} {row[2]}".casefold()
        return not all(token in text for token in tokens)

    keys = [row[0] for row in sorted(found, key=rank) if row[0] != exact]
    keys = [*filter(None, [exact]), *keys][:limit]
    rows = Project.objects.only("reference", "title", "purpose").in_bulk(keys)
    return [rows[key] for key in keys]


def _of_reference(projects: QuerySet[Project], typed: str) -> int | None:
    """Return the key of the project of this very reference; a reference ends in a digit."""
    if not typed[-1:].isdigit() or len(typed) > 20 or "\x00" in typed:
        return None
    found = projects.filter(reference__in=[typed, typed.upper()])
    return found.values_list("pk", flat=True).first()
