"""The demonstration's year: what the group said of the last one, and who acts for its chair."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from desk.demonstration.steps import Cast
from governance.enums import Assured
from governance.queries import composition_of
from governance.rules.assurance import year_of
from governance.services import PartLine
from governance.services.assurance import record_assurance
from roles.models import HeldRole
from roles.services import make_delegation


def look_at_the_year(cast: Cast, words: dict[str, Any], *, now: datetime) -> None:
    """Assure last year's programme, and let somebody act for the chair in the weeks to come."""
    _assure(cast, words["assurance"], now=now)
    _delegate(cast, words["delegation"], now=now)


def _assure(cast: Cast, said: dict[str, Any], *, now: datetime) -> None:
    body, at = cast.bodies[said["body"]], now - timedelta(days=said["days_ago"])
    met_on = timezone.localdate(at)
    members = [row.person for row in composition_of(body, met_on).members]
    record_assurance(
        body,
        year_of(met_on) - 1,
        assured=Assured(said["assured"]),
        words=said["words"],
        met_on=met_on,
        took_part=[PartLine(str(person), person) for person in members],
        by=cast.people["officer"],
        at=at,
    )


def _delegate(cast: Cast, row: dict[str, Any], *, now: datetime) -> None:
    holder, today = cast.people[row["of"]], timezone.localdate(now)
    make_delegation(
        HeldRole.objects.get(person=holder, body=cast.bodies[row["body"]], role=row["role"]),
        cast.people[row["to"]],
        acts=row["acts"],
        reason=row["reason"],
        from_on=today + timedelta(days=row["in_days"]),
        to_on=today + timedelta(days=row["in_days"] + row["for_days"]),
        by=holder,
        at=now,
    )
