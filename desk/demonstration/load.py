"""Setting up the demonstration, once."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from desk.demonstration.between import go_on_between
from desk.demonstration.bodies import arrange_bodies
from desk.demonstration.directions import give_directions
from desk.demonstration.meetings import hold_meetings
from desk.demonstration.stories import Cast, tell
from desk.demonstration.year import look_at_the_year
from framework.services import load_shipped_packs
from record.history import acting_as
from roles.enums import BodyKind, Role
from roles.models import Body, Partnership, Person
from roles.rules import is_working_day
from roles.services import (
    give_role,
    invite_person,
    set_up_body,
    set_up_partnership,
    system_person,
)

WORDS = Path(__file__).parent.parent / "data" / "demonstration.toml"
DOMAIN = "demo.example"


def load_demonstration(*, at: datetime) -> tuple[Partnership, bool]:
    """Return the demonstration's partnership, and whether it was made now.

    A second call makes nothing and only gives the demonstration's people the password of the
    settings. Everything is dated back from `at`, so that something is due in the days to come.
    """
    words = tomllib.loads(WORDS.read_text())
    system = system_person()
    code = words["partnership"]["code"]
    found = Partnership.objects.filter(code=code).first()
    if found is not None:
        _set_passwords()
        return found, False
    oldest = at - timedelta(days=max(row["days_ago"] for row in words["project"]) + 60)
    load_shipped_packs(by=system, at=oldest)
    values = words["partnership"] | {"localities": tuple(words["partnership"]["localities"])}
    partnership = set_up_partnership(**values, is_demonstration=True, by=system, at=oldest)
    bodies = _bodies(partnership, words["body"], by=system, at=oldest)
    people = _people(partnership, bodies, words["person"], by=system, at=oldest)
    cast = Cast(partnership, bodies, people, system)
    arrange_bodies(cast, words, at=oldest, now=at)
    give_directions(cast, words["direction"], oldest=oldest, now=at)
    for row in sorted(words["project"], key=lambda row: -row["days_ago"]):
        tell(cast, row, start=_working_morning(at - timedelta(days=row["days_ago"])), now=at)
    decided = next(row["title"] for row in words["project"] if row["until"] == "meeting")
    hold_meetings(cast, decided=decided, now=at)
    titles = {row["until"]: row["title"] for row in words["project"]}
    go_on_between(cast, words, titles, now=at)
    look_at_the_year(cast, words, now=at)
    _set_passwords()
    return partnership, True


def _working_morning(moment: datetime) -> datetime:
    """Return half past nine, local time, on that day or the next working day."""
    local = timezone.localtime(moment).replace(hour=9, minute=30, second=0, microsecond=0)
    while not is_working_day(local.date()):
        local += timedelta(days=1)
    return local


def _bodies(
    partnership: Partnership, rows: list[dict[str, Any]], *, by: Person, at: datetime
) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    for row in rows:
        bodies[row["code"]] = set_up_body(
            partnership,
            code=row["code"],
            name=row["name"],
            kind=BodyKind(row["kind"]),
            reports_to=tuple(bodies[code] for code in row.get("reports_to", [])),
            by=by,
            at=at,
        )
    return bodies


def _people(
    partnership: Partnership,
    bodies: dict[str, Body],
    rows: list[dict[str, Any]],
    *,
    by: Person,
    at: datetime,
) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for row in rows:
        person = invite_person(
            partnership,
            email=f"{row['email']}@{DOMAIN}",
            name=row["name"],
            is_demonstration=True,
            by=by,
            at=at,
        )
        people[row["email"]] = person
        for role, body in row["roles"]:
            give_role(
                person,
                Role(role),
                partnership=partnership,
                body=bodies.get(body),
                post=row["name"],
                from_on=_day(at),
                by=by,
                at=at,
            )
    return people


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _set_passwords() -> None:
    """Give the demonstration's people the settings' password; it works only while DEMO=1."""
    people = Person.objects.filter(is_demonstration=True)
    first = people.first()
    if first is None or first.check_password(settings.DEMO_PASSWORD):
        return
    password = make_password(settings.DEMO_PASSWORD)
    with acting_as(system_person()):
        for person in people:
            person.password = password
            person.save()


def cast_of(partnership: Partnership) -> Cast:
    """Return the demonstration's bodies and people by code and by the name in their address."""
    return Cast(
        partnership,
        {body.code: body for body in Body.objects.filter(partnership=partnership)},
        {
            person.email.partition("@")[0]: person
            for person in Person.objects.filter(is_demonstration=True)
        },
        system_person(),
    )
