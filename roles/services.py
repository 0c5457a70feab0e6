"""Use cases: partnerships, bodies, people and their roles."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.enums import BODY_ROLES, PARTNERSHIP_ROLES, PROJECT_ROLES, BodyKind, Role
from roles.models import Body, HeldRole, Locality, Partnership, Person, ReportingLine
from roles.queries import current_on, held_by
from roles.rules import may

SYSTEM_EMAIL = "system@commissioning-cycle.invalid"
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,7}")


def system_person() -> Person:
    """Return the system itself, the actor of what no person started; made on first use."""
    found = Person.objects.filter(is_system=True).first()
    if found is not None:
        return found
    system = Person(email=SYSTEM_EMAIL, name="Commissioning Cycle", is_system=True, is_active=False)
    system.set_unusable_password()
    system.save()
    return system


def authorise_in(partnership: Partnership, act: str, *, by: Person, on: date) -> None:
    """Refuse ("not_allowed") unless `by` may do the act across the partnership.

    The system may: it acts only through commands that an operator runs.
    """
    if by.is_system or may(held_by(by, on).in_partnership(partnership.pk), act):
        return
    raise Refusal(
        f"You cannot do this for {partnership}. Ask an administrator or officer there to do it.",
        code="not_allowed",
        status=403,
    )


@use_case
def set_up_partnership(
    *,
    code: str,
    name: str,
    health_board: str,
    council: str,
    reference_prefix: str,
    localities: tuple[str, ...] = (),
    is_demonstration: bool = False,
    by: Person,
    at: datetime,
) -> Partnership:
    """Set up a partnership and its localities; only the system (an operator's command) may.

    Refusals: "not_allowed", "partnership_incomplete", "bad_code", "bad_prefix",
    "partnership_exists" and "prefix_taken" (409).
    """
    if not by.is_system:
        raise Refusal(
            "An operator sets up a partnership with a command: see the operator's guide.",
            code="not_allowed",
            status=403,
        )
    names = [" ".join(words.split()) for words in (name, health_board, council, *localities)]
    _refuse_particulars(code, reference_prefix, names)
    partnership = Partnership.objects.create(
        code=code,
        name=names[0],
        health_board=names[1],
        council=names[2],
        reference_prefix=reference_prefix,
        is_demonstration=is_demonstration,
    )
    for locality in dict.fromkeys(names[3:]):
        Locality.objects.create(partnership=partnership, name=locality)
    record_act(
        Verb.PARTNERSHIP_SET_UP, actor=by, subject=partnership, partnership=partnership, at=at
    )
    return partnership


def _refuse_particulars(code: str, prefix: str, names: Sequence[str]) -> None:
    if not all(names):
        raise Refusal(
            "Give the partnership's name, its health board and its council; no locality is blank.",
            code="partnership_incomplete",
        )
    if not CODE.fullmatch(code):
        raise Refusal(
            "The code is up to 20 small letters, digits and hyphens, such as moray.",
            code="bad_code",
        )
    if not PREFIX.fullmatch(prefix):
        raise Refusal(
            "The prefix of references is up to 8 capital letters and digits, such as HSCM.",
            code="bad_prefix",
        )
    found = Partnership.objects.filter(code=code).first()
    if found is not None:
        raise Refusal(
            f"There is a partnership {code} already: {found}. Choose another code, or leave it to "
            "its administrators to invite people and give roles.",
            code="partnership_exists",
            status=409,
        )
    found = Partnership.objects.filter(reference_prefix=prefix).first()
    if found is not None:
        raise Refusal(
            f"References of {found} begin with {prefix}. Choose another prefix.",
            code="prefix_taken",
            status=409,
        )


@use_case
def set_up_body(
    partnership: Partnership,
    *,
    code: str,
    name: str,
    kind: BodyKind,
    reports_to: tuple[Body, ...] = (),
    by: Person,
    at: datetime,
) -> Body:
    """Set up a body and its reporting lines. Refusals: "not_allowed", "other_partnership"."""
    authorise_in(partnership, "body.change", by=by, on=timezone.localdate(at))
    body = Body.objects.create(partnership=partnership, code=code, name=name, kind=kind)
    for upper in reports_to:
        if upper.partnership_id != partnership.pk:
            raise Refusal(
                f"{upper} belongs to another partnership. Choose a body of {partnership}.",
                code="other_partnership",
            )
        ReportingLine.objects.create(body=body, reports_to=upper)
    record_act(Verb.BODY_SET_UP, actor=by, subject=body, partnership=partnership, at=at)
    return body


@use_case
def invite_person(
    partnership: Partnership,
    *,
    email: str,
    name: str,
    is_demonstration: bool = False,
    by: Person,
    at: datetime,
) -> Person:
    """Return the person with this email, made if there is none; they set their own password.

    Refusals: "not_allowed", "bad_email", "no_name".
    """
    authorise_in(partnership, "person.invite", by=by, on=timezone.localdate(at))
    email, name = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(
            "Enter an email address such as name@example.org.", code="bad_email"
        ) from None
    if not name:
        raise Refusal("Enter the person's name.", code="no_name")
    found = Person.objects.filter(email__iexact=email).first()
    if found is not None and found.is_system:
        raise Refusal(
            "That address is the system's own. Enter the person's email address.", code="bad_email"
        )
    if found is not None:
        return found
    person = Person(email=email, name=name, is_demonstration=is_demonstration)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # invited twice in the same moment: the first stands
        return Person.objects.get(email__iexact=email)
    record_act(Verb.PERSON_INVITED, actor=by, subject=person, partnership=partnership, at=at)
    return person


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
    """Give a person a dated role; the same role held already on that day is returned as it is.

    Refusals: "not_allowed", "role_belongs_to_project", "role_not_given", "role_needs_body",
    "other_partnership", "ends_before_it_begins".
    """
    authorise_in(partnership, "role.give", by=by, on=timezone.localdate(at))
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
    held = HeldRole.objects.filter(
        current_on(from_on), person=person, partnership=partnership, body=body, role=role
    ).first()
    if held is not None:
        return held
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
