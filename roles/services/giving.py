"""Giving roles with their days, and ending them."""

from datetime import date, datetime

from django.utils import timezone

from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.enums import BODY_ROLES, PARTNERSHIP_ROLES, PROJECT_ROLES, Role
from roles.models import Body, HeldRole, Partnership, Person
from roles.services.authority import authorise_in


@use_case
def give_role(
    person: Person,
    role: Role,
    *,
    partnership: Partnership,
    body: Body | None = None,
    post: str = "",
    from_on: date,
    to_on: date | None = None,
    by: Person,
    at: datetime,
) -> HeldRole:
    """Give a person a dated role; one held already on all those days is returned as it is.

    Refusals: "not_allowed", those of `_refuse_role`, "role_held" (the role is held on some of these
    days already, and other days or another post would be lost or stand beside it).
    """
    authorise_in(partnership, "role.give", by=by, on=timezone.localdate(at))
    _refuse_role(role, partnership, body, from_on=from_on, to_on=to_on)
    post = post.strip()
    Person.objects.select_for_update().get(pk=person.pk)  # a form sent twice gives it once
    mine = HeldRole.objects.filter(person=person, partnership=partnership, body=body, role=role)
    held = mine.exclude(to_on__lt=from_on).exclude(from_on__gt=to_on or date.max).first()
    if held is not None:
        if held.from_on <= from_on and held.to_on == to_on and post in ("", held.post):
            return held
        raise _held_already(held)
    held = HeldRole.objects.create(
        person=person,
        partnership=partnership,
        body=body,
        role=role,
        post=post,
        from_on=from_on,
        to_on=to_on,
    )
    record_act(Verb.ROLE_GIVEN, actor=by, subject=held, partnership=partnership, at=at)
    return held


def _held_already(held: HeldRole) -> Refusal:
    until = f" to {held.to_on:%-d %B %Y}" if held.to_on else " on"
    post = f", as {held.post}" if held.post else ""
    return Refusal(
        f"{held.person} has this role from {held.from_on:%-d %B %Y}{until} already{post}. "
        "End it first, or choose days on which they do not have it.",
        code="role_held",
    )


def _refuse_role(
    role: Role, partnership: Partnership, body: Body | None, *, from_on: date, to_on: date | None
) -> None:
    """Refuse ("role_belongs_to_project", "role_not_given", "role_needs_body", "other_partnership",
    "ends_before_it_begins") a role that cannot be given, on this body, for these days.
    """
    if role in PROJECT_ROLES:
        raise Refusal(
            "Lead, sponsor and team member are given on the project's team page.",
            code="role_belongs_to_project",
        )
    if role not in BODY_ROLES | PARTNERSHIP_ROLES:
        raise Refusal(
            "Nobody is given that role: it comes with the others. Choose one from the list.",
            code="role_not_given",
        )
    if role in BODY_ROLES - {Role.IJB_READER} and body is None:
        raise Refusal(f"Choose the body for the role {Role(role).label}.", code="role_needs_body")
    if body is not None and body.partnership_id != partnership.pk:
        raise Refusal(
            f"{body} belongs to another partnership. Choose a body of {partnership}.",
            code="other_partnership",
        )
    if to_on is not None and to_on < from_on:
        raise Refusal(
            "The last day in the role cannot come before the first.", code="ends_before_it_begins"
        )


@use_case
def end_role(held: HeldRole, *, last_day: date, by: Person, at: datetime) -> HeldRole:
    """End a role on its last day; the row stays.

    Refusals: "not_allowed", "ends_before_it_begins", "role_ended" (409: a role that ended is given
    again, never drawn out, so that nobody is in a role on days when they were not).
    """
    held = HeldRole.objects.select_for_update().get(pk=held.pk)
    authorise_in(held.partnership, "role.give", by=by, on=timezone.localdate(at))
    if last_day < held.from_on:
        raise Refusal(
            "The last day in the role cannot come before the first.", code="ends_before_it_begins"
        )
    if held.to_on is not None and held.to_on < last_day:
        raise Refusal(
            f"This role ends on {held.to_on:%-d %B %Y} already. Give it again to go on.",
            code="role_ended",
            status=409,
        )
    before = {"to_on": held.to_on}
    held.to_on = last_day
    held.save()
    record_act(
        Verb.ROLE_ENDED,
        actor=by,
        subject=held,
        partnership=held.partnership,
        at=at,
        before=before,
        after={"to_on": last_day},
    )
    return held
