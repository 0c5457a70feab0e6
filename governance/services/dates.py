"""Calling a body's meetings for the year: several dates at once, all or none."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from governance.models import Meeting
from governance.rules.papers import day_words
from governance.services.arranging import lock_body
from governance.services.calling import call_meeting
from governance.services.meetings import authorise_on_body
from record.errors import Refusal
from record.services import use_case
from roles.models import Body, Person
from roles.queries import local_holidays_of
from roles.rules import why_not_working

MOST_DATES = 60


@use_case
def call_meetings(
    body: Body,
    *,
    starts_at: Sequence[datetime],
    place: str = "",
    even_so: bool = False,
    by: Person,
    at: datetime,
) -> list[Meeting]:
    """Call several meetings of a body; where one cannot be called, none is.

    starts_at: aware; kept in UTC. even_so: on days that are no working days too.
    Refusals: "not_allowed", "no_dates", "too_many_dates", "same_day_twice", "no_working_day" (each
    such day with what it is), and those of `call_meeting`.
    """
    body = lock_body(body)
    authorise_on_body(body, "meeting.run", by=by, at=at)
    if not starts_at:
        raise Refusal("Enter at least one date.", code="no_dates")
    if len(starts_at) > MOST_DATES:
        raise Refusal(
            f"These are more than {MOST_DATES} dates. Call them in several turns.",
            code="too_many_dates",
        )
    if len(set(starts_at)) < len(starts_at):
        raise Refusal("A date stands there twice. Take one of them out.", code="same_day_twice")
    if not even_so:
        _refuse_days_off(body, starts_at)
    return [
        call_meeting(body, starts_at=moment, place=place, by=by, at=at)
        for moment in sorted(starts_at)
    ]


def _refuse_days_off(body: Body, starts_at: Sequence[datetime]) -> None:
    holidays = local_holidays_of(body.partnership)
    lines = [
        f"{day_words(on)} is no working day: {why}."
        for on in sorted(timezone.localdate(moment) for moment in starts_at)
        if (why := why_not_working(on, holidays))
    ]
    if lines:
        lines.append("Choose other days, or tick that the body meets on them all the same.")
        raise Refusal(" ".join(lines), code="no_working_day", details=lines)
