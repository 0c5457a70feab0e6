"""The standing register of interests."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from governance.models import RegisteredInterest
from roles.models import Body, Person
from roles.queries import current_on


def register_of(body: Body, people: Iterable[Person], on: date) -> QuerySet[RegisteredInterest]:
    """Return what these people have in the register of the body's partnership on a day, by name."""
    return (
        RegisteredInterest.objects.filter(
            current_on(on),
            partnership_id=body.partnership_id,
            person__in=[person.pk for person in people],
        )
        .select_related("person")
        .order_by("person__name", "pk")
    )
