"""The demonstration's bodies at work: their orders, seats, members and proxies."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from desk.demonstration.steps import Cast
from governance.enums import Correspondence, InterestRule
from governance.models import SeatCategory
from governance.services import (
    add_seat,
    add_seat_category,
    name_proxy,
    register_interest,
    seat_member,
    set_standing_orders,
    set_voting,
)
from roles.models import HeldRole, Locality

MEMBERS = ("chair", "body_member")


def arrange_bodies(cast: Cast, words: dict[str, Any], *, at: datetime, now: datetime) -> None:
    """Arrange the bodies as the words have them. at: when they began, before the first decision."""
    for row in words["kind"]:
        _add_kind(cast, row, at=at, now=now)
    for row in words["orders"]:
        set_standing_orders(
            cast.bodies[row["body"]],
            from_on=timezone.localdate(at),
            fraction=row["fraction"],
            minimum=row["minimum"],
            categories=row["categories"],
            interests=InterestRule(row["interests"]),
            correspondence=Correspondence(row["correspondence"]),
            papers_days=row["papers_days"],
            source=row["source"],
            by=cast.people["officer"],
            at=at,
        )
    for row in words["interest"]:
        register_interest(
            cast.bodies[row["body"]],
            cast.people[row["person"]],
            nature=row["nature"],
            from_on=timezone.localdate(at),
            by=cast.people["officer"],
            at=at,
        )
    for row in words["proxy"]:
        name_proxy(
            _member(cast, row["body"], row["member"]),
            cast.people[row["person"]],
            from_on=timezone.localdate(at),
            by=cast.people["officer"],
            at=at,
        )


def _add_kind(cast: Cast, row: dict[str, Any], *, at: datetime, now: datetime) -> None:
    by, on = cast.people["officer"], timezone.localdate(at)
    kind = add_seat_category(
        cast.bodies[row["body"]],
        name=row["name"],
        code=row["code"],
        is_prescribed=row.get("prescribed", False),
        is_voting=row["voting"],
        from_on=on,
        source=row["source"],
        by=by,
        at=at,
    )
    for seat in row["seats"]:
        _add_seat(cast, row["body"], kind, seat, on=on, at=at)
    if "votes_days_ago" in row:
        changed = now - timedelta(days=row["votes_days_ago"])
        set_voting(
            kind,
            is_voting=not row["voting"],
            from_on=timezone.localdate(changed),
            source=row["votes_source"],
            by=by,
            at=changed,
        )


def _add_seat(
    cast: Cast, body: str, kind: SeatCategory, row: dict[str, str], *, on: date, at: datetime
) -> None:
    by = cast.people["officer"]
    locality = None
    if row.get("locality"):
        locality = Locality.objects.get(partnership=cast.partnership, name=row["locality"])
    seat = add_seat(kind, title=row["title"], locality=locality, from_on=on, by=by, at=at)
    if row["member"]:
        seat_member(seat, _member(cast, body, row["member"]), from_on=on, by=by, at=at)


def _member(cast: Cast, body: str, name: str) -> HeldRole:
    return HeldRole.objects.get(person=cast.people[name], body=cast.bodies[body], role__in=MEMBERS)
