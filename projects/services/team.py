"""Who is on a project, with dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from framework.models import TeamRole
from projects.enums import ProjectRole
from projects.models import Project, TeamMember
from projects.queries import belongs_to, place_of
from projects.services.authority import authorise_on, lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person
from roles.services import authorise_in


@use_case
def put_in_place(
    project: Project,
    role: ProjectRole,
    *,
    post: str,
    person: Person | None = None,
    team_role: TeamRole | None = None,
    days_a_week: Decimal | None = None,
    from_on: date,
    by: Person,
    at: datetime,
) -> TeamMember:
    """Put a post, and the person when known, on a project from a day.

    There is one lead and one sponsor: whoever held the post until now ends the day before, or has
    the same place corrected when it began on that very day.
    Refusals: "not_allowed", "no_post", "person_elsewhere", "days_out_of_range",
    "role_of_another_pack", "held_from_later".
    """
    project = lock_project(project)
    authorise_on(project, "team.change", by=by, on=timezone.localdate(at))
    return _put(
        project,
        role,
        post=post,
        person=person,
        team_role=team_role,
        days_a_week=days_a_week,
        from_on=from_on,
        by=by,
        at=at,
    )


@dataclass(frozen=True)
class FirstPost:
    """A post named when a project is proposed, and the person when known."""

    role: ProjectRole
    post: str
    person: Person | None = None


@use_case
def name_first_posts(
    project: Project, posts: Sequence[FirstPost], *, by: Person, at: datetime
) -> list[TeamMember]:
    """Put the first lead and sponsor on a project that nobody is on yet; its proposer may.

    Refusals: "not_allowed", "posts_named_already" (409), "no_post", "person_elsewhere".
    """
    project = lock_project(project)
    on = timezone.localdate(at)
    authorise_in(project.partnership, "project.propose", by=by, on=on)
    if project.history.earliest().history_user_id != by.pk:
        raise Refusal(
            f"Somebody else proposed {project.reference}. Ask its lead, sponsor or an officer.",
            code="not_allowed",
            status=403,
        )
    if TeamMember.objects.filter(project=project).exists():
        raise Refusal(
            f"Posts on {project.reference} are named already. Change them on its team page.",
            code="posts_named_already",
            status=409,
        )
    return [
        _put(project, one.role, post=one.post, person=one.person, from_on=on, by=by, at=at)
        for one in posts
    ]


def _put(
    project: Project,
    role: ProjectRole,
    *,
    post: str,
    person: Person | None = None,
    team_role: TeamRole | None = None,
    days_a_week: Decimal | None = None,
    from_on: date,
    by: Person,
    at: datetime,
) -> TeamMember:
    if not post.strip():
        raise Refusal("Enter the post title, such as “Locality Manager”.", code="no_post")
    if days_a_week is not None and not 0 <= days_a_week <= 7:
        raise Refusal("Days a week lie between 0 and 7.", code="days_out_of_range")
    if team_role is not None and team_role.pack_id != project.pack_id:
        raise Refusal(
            "That team role belongs to another framework. Choose one of this project's four.",
            code="role_of_another_pack",
        )
    if person is not None and not belongs_to(person, project, from_on):
        raise Refusal(
            f"{person} has no role in {project.partnership}. Ask an administrator to invite them.",
            code="person_elsewhere",
        )
    if role != ProjectRole.TEAM_MEMBER:
        _refuse_later_holder(project, role, from_on)
    place = None if role == ProjectRole.TEAM_MEMBER else place_of(project, role, from_on)
    before = {}
    if place is not None:
        before = {"post": place.words}
        if place.from_on < from_on:
            place.to_on = from_on - timedelta(days=1)
            place.save()
            place = None
    if place is None:
        place = TeamMember(project=project, role=role, from_on=from_on)
    place.post, place.person = post.strip(), person
    place.team_role, place.days_a_week = team_role, days_a_week
    place.save()
    record_act(
        Verb.TEAM_CHANGED,
        actor=by,
        subject=place,
        project=project,
        at=at,
        before=before,
        after={"post": place.words, "role": place.get_role_display()},
    )
    return place


def _refuse_later_holder(project: Project, role: ProjectRole, from_on: date) -> None:
    later = TeamMember.objects.filter(project=project, role=role, from_on__gt=from_on).first()
    if later is not None:
        raise Refusal(
            f"{later.words} holds the post from {later.from_on:%-d %B %Y}. "
            "Choose that day or a later one.",
            code="held_from_later",
        )


@use_case
def end_place(place: TeamMember, *, last_day: date, by: Person, at: datetime) -> TeamMember:
    """End a place on its last day.

    Refusals: "not_allowed", "ends_before_it_begins", "place_ended" (409: a place that ended is
    taken up again, never drawn out, so that no two people lead on one day).
    """
    project = lock_project(place.project)
    authorise_on(project, "team.change", by=by, on=timezone.localdate(at))
    place = TeamMember.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if last_day < place.from_on:
        raise Refusal(
            "The last day in the role cannot come before the first.", code="ends_before_it_begins"
        )
    if place.to_on is not None and place.to_on < last_day:
        raise Refusal(
            f"This place ends on {place.to_on:%-d %B %Y} already. "
            "Put the person in place again to go on.",
            code="place_ended",
            status=409,
        )
    before = {"last_day": place.to_on}
    place.to_on = last_day
    place.save()
    record_act(
        Verb.TEAM_CHANGED,
        actor=by,
        subject=place,
        project=project,
        at=at,
        before=before,
        after={"last_day": last_day},
    )
    return place
