"""Who may act across a partnership; and the system itself, the actor of what no person started."""

from datetime import date

from record.errors import Refusal
from roles.models import Partnership, Person
from roles.queries import held_by
from roles.rules import may

SYSTEM_EMAIL = "system@commissioning-cycle.invalid"


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
