"""Inviting people."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Partnership, Person
from roles.services.authority import authorise_in


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
