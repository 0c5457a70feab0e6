"""The standing register of interests: entering one, and ending it."""

from datetime import date, datetime

from django.utils import timezone

from governance.models import RegisteredInterest
from governance.queries import sat_among
from governance.services.arranging import lock_body
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Body, Person
from roles.queries import held_by
from roles.rules import MAY


def _authorise(body: Body, person: Person, *, by: Person, at: datetime) -> None:
    """Refuse ("not_allowed") an interest that is not one's own; the chair and the officer of a body
    on which the person sits enter it for them.
    """
    if by.is_system or by.pk == person.pk:
        return
    if held_by(by, timezone.localdate(at)).on_body(body.pk) & MAY["meeting.run"]:
        return
    raise Refusal(
        f"You enter your own interests. The chair or the officer of {body} enters those of others.",
        code="not_allowed",
        status=403,
    )


@use_case
def register_interest(
    body: Body, person: Person, *, nature: str, from_on: date, by: Person, at: datetime
) -> RegisteredInterest:
    """Enter an interest of somebody who sits on a body in the partnership's register.

    The same words for the same person are kept once. It declares nothing by itself.
    Refusals: "not_allowed", "no_nature", "not_in_post" (the person sits on the body neither as a
    member nor as a proxy today).
    """
    body, nature = lock_body(body), nature.strip()
    _authorise(body, person, by=by, at=at)
    if not nature:
        raise Refusal("Say what the interest is.", code="no_nature")
    if person.pk not in sat_among(body, [person], timezone.localdate(at)):
        raise Refusal(
            f"{person} does not sit on {body} today. Choose a member or a proxy.",
            code="not_in_post",
        )
    kept = RegisteredInterest.objects.filter(
        partnership=body.partnership, person=person, nature=nature, to_on__isnull=True
    ).first()
    if kept is not None:
        return kept
    row = RegisteredInterest.objects.create(
        partnership=body.partnership, person=person, nature=nature, from_on=from_on
    )
    record_act(
        Verb.INTEREST_REGISTERED,
        actor=by,
        subject=row,
        partnership=body.partnership,
        at=at,
        on_behalf_of="" if by.pk == person.pk else str(person),
        after={"from_on": from_on},
    )
    return row


@use_case
def end_interest(
    body: Body, interest: RegisteredInterest, *, last_day: date, by: Person, at: datetime
) -> RegisteredInterest:
    """Record the last day of an interest in the register; the row stays.

    Refusals: "not_allowed", "ends_before_it_begins", "ended_already" (409).
    """
    body = lock_body(body)
    row = RegisteredInterest.objects.select_related("person").get(pk=interest.pk)
    _authorise(body, row.person, by=by, at=at)
    if last_day < row.from_on:
        raise Refusal("The last day cannot come before the first.", code="ends_before_it_begins")
    if row.to_on is not None:
        raise Refusal(
            f"It ended on {row.to_on:%-d %B %Y} already. Reload the page.",
            code="ended_already",
            status=409,
        )
    row.to_on = last_day
    row.save(update_fields=["to_on"])
    record_act(
        Verb.INTEREST_ENDED,
        actor=by,
        subject=row,
        partnership=body.partnership,
        at=at,
        after={"to_on": last_day},
    )
    return row
