"""Set up a partnership with its standard bodies, and invite its first administrator."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from record.errors import Refusal
from roles.enums import BodyKind, Role
from roles.models import Body, Partnership, Person
from roles.services import (
    give_role,
    invite_person,
    set_up_body,
    set_up_partnership,
    system_person,
)
from roles.views.invitation import mail_invitation

# Code, usual name, kind, and the codes of those it reports to.
BODIES: tuple[tuple[str, str, BodyKind, tuple[str, ...]], ...] = (
    ("ijb", "Integration Joint Board", BodyKind.INTEGRATION_JOINT_BOARD, ()),
    ("spg", "Strategic Planning Group", BodyKind.STRATEGIC_PLANNING_GROUP, ("ijb",)),
    ("slt", "Senior Leadership Team", BodyKind.SENIOR_LEADERSHIP_TEAM, ("ijb",)),
    ("cpb", "Community Planning Board", BodyKind.COMMUNITY_PLANNING_BOARD, ()),
)


class Command(BaseCommand):
    help = (
        "Set up a partnership with its localities and standard bodies, and invite its first "
        "administrator by mail. All of it or nothing; refuses a partnership that is there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="small letters, such as moray")
        parser.add_argument("--name", required=True)
        parser.add_argument("--health-board", required=True)
        parser.add_argument("--council", required=True)
        parser.add_argument("--prefix", required=True, help="of its references, such as HSCM")
        parser.add_argument(
            "--locality", action="append", default=[], help="a name; give it for each locality"
        )
        codes = ", ".join(code for code, *_ in BODIES)
        parser.add_argument(
            "--body",
            action="append",
            default=[],
            metavar="CODE=NAME",
            help=f"another name for one of the standard bodies: {codes}",
        )
        parser.add_argument("--admin-email", required=True, help="the first administrator's")
        parser.add_argument("--admin-name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                partnership, person = _set_up(options, _names(options["body"]))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        localities = ", ".join(options["locality"]) or "none"
        self.stdout.write(f"{partnership} is set up. Localities: {localities}.")
        for body in Body.objects.filter(partnership=partnership).order_by("pk"):
            upper = [line.reports_to.name for line in body.reporting_lines.all()]
            reports = f", reports to {' and '.join(upper)}" if upper else ""
            self.stdout.write(f"  {body.code}: {body}{reports}")
        self._mail(person, partnership)

    def _mail(self, person: Person, partnership: Partnership) -> None:
        try:
            mail_invitation(person, partnership, invited_by=system_person(), absolute=_absolute)
        except OSError as error:
            self.stderr.write(
                f"{person.email} is invited, but the mail could not be sent ({error}). Ask them to "
                f"choose a password at {_absolute(reverse('account_reset_password'))}."
            )
        else:
            self.stdout.write(f"{person.email} is invited as its administrator, by mail.")


def _set_up(options: dict[str, Any], names: dict[str, str]) -> tuple[Partnership, Person]:
    """Return the partnership and its first administrator, each part made by its service."""
    by, at = system_person(), timezone.now()
    partnership = set_up_partnership(
        code=options["code"],
        name=options["name"],
        health_board=options["health_board"],
        council=options["council"],
        reference_prefix=options["prefix"],
        localities=tuple(options["locality"]),
        by=by,
        at=at,
    )
    bodies: dict[str, Body] = {}
    for code, name, kind, reports_to in BODIES:
        bodies[code] = set_up_body(
            partnership,
            code=code,
            name=names.get(code, name),
            kind=kind,
            reports_to=tuple(bodies[upper] for upper in reports_to),
            by=by,
            at=at,
        )
    person = invite_person(
        partnership, email=options["admin_email"], name=options["admin_name"], by=by, at=at
    )
    give_role(
        person,
        Role.ADMINISTRATOR,
        partnership=partnership,
        from_on=timezone.localdate(at),
        by=by,
        at=at,
    )
    return partnership, person


def _names(given: list[str]) -> dict[str, str]:
    """Return the names given for standard bodies, by code."""
    names = {code.strip(): name.strip() for code, _, name in (one.partition("=") for one in given)}
    known = [code for code, *_ in BODIES]
    for code, name in names.items():
        if code not in known or not name:
            raise CommandError(
                f"Write --body as CODE=NAME with one of the codes {', '.join(known)}, "
                'such as --body ijb="Moray Integration Joint Board".'
            )
    return names


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"
