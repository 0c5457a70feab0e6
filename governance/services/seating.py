"""Seats, who sits in them and from when, and who stands in for a member."""

from datetime import date, datetime

from governance.models import Proxy, Seat, SeatCategory, Seating
from governance.queries.people import MEMBERS
from governance.rules.orders import overlaps
from governance.services.arranging import A_DAY, arrange
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Body, HeldRole, Locality, Person


def _refuse_days(from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise Refusal("The last day cannot come before the first.", code="ends_before_it_begins")


@use_case
def add_seat(
    category: SeatCategory,
    *,
    title: str,
    locality: Locality | None = None,
    from_on: date,
    by: Person,
    at: datetime,
) -> Seat:
    """Add a seat, vacant until somebody sits in it. locality: whose voice it is, where it is one's.

    Refusals: "not_allowed", "no_name", "other_partnership".
    """
    body, title = arrange(category.body, by=by, at=at), " ".join(title.split())
    if not title:
        raise Refusal("Give the seat a title, such as “Third sector”.", code="no_name")
    if locality is not None and locality.partnership_id != body.partnership_id:
        raise Refusal(
            f"{locality} lies in another partnership. Choose a locality of {body.partnership}.",
            code="other_partnership",
        )
    seat = Seat.objects.create(
        category=category, title=title[:150], locality=locality, from_on=from_on
    )
    record_act(
        Verb.SEAT_ADDED,
        actor=by,
        subject=seat,
        partnership=body.partnership,
        at=at,
        after={"category": str(category), "locality": str(locality or ""), "from_on": from_on},
    )
    return seat


@use_case
def end_seat(seat: Seat, *, last_day: date, by: Person, at: datetime) -> Seat:
    """Say on which last day the body has this seat; the row stays.

    Refusals: "not_allowed", "ends_before_it_begins", "ended_already" (409), "seat_taken" (somebody
    sits in it beyond that day).
    """
    body = arrange(seat.category.body, by=by, at=at)
    seat.refresh_from_db()
    _refuse_days(seat.from_on, last_day)
    _refuse_ended(seat.to_on, last_day)
    later = _sitting_between(seat, last_day + A_DAY, None)
    if later is not None:
        raise Refusal(
            f"{later.member.person} sits in it beyond {last_day:%-d %B %Y}. Record first when they "
            "leave the seat.",
            code="seat_taken",
        )
    seat.to_on = last_day
    seat.save(update_fields=["to_on"])
    record_act(
        Verb.SEAT_ENDED,
        actor=by,
        subject=seat,
        partnership=body.partnership,
        at=at,
        after={"to_on": last_day},
    )
    return seat


def _refuse_ended(to_on: date | None, last_day: date) -> None:
    if to_on is not None and to_on <= last_day:
        raise Refusal(
            f"It ends on {to_on:%-d %B %Y} already. Reload the page.",
            code="ended_already",
            status=409,
        )


@use_case
def seat_member(
    seat: Seat,
    member: HeldRole,
    *,
    from_on: date,
    to_on: date | None = None,
    by: Person,
    at: datetime,
) -> Seating:
    """Seat a member of the body from a day on. One person may sit for more than one group.

    member: their dated role as chair or member of this body; they count while both are in force.
    to_on: the last day, such as an interim's; None for as long as the body has the seat.
    Refusals: "not_allowed", "not_a_member", "not_in_post", "ends_before_it_begins",
    "seat_not_there" (the body has not got the seat on that day), "seat_taken" (409).
    Source: 2014 Act, section 32, and SSI 2014/308 (prescribed groups).
    """
    body = arrange(seat.category.body, by=by, at=at)
    seat.refresh_from_db()
    member = HeldRole.objects.select_related("person", "body").get(pk=member.pk)
    if member.body_id != body.pk or member.role not in MEMBERS:
        raise Refusal(
            f"{member.person} is not a member of {body}. An administrator gives that role.",
            code="not_a_member",
        )
    if not overlaps(from_on, from_on, member.from_on, member.to_on):
        raise Refusal(
            f"{member.person} is not a member of {body} on {from_on:%-d %B %Y}. Choose a day on "
            "which they are.",
            code="not_in_post",
        )
    if not overlaps(from_on, from_on, seat.from_on, seat.to_on):
        raise Refusal(
            f"{body} has not got this seat on {from_on:%-d %B %Y}. Choose a day on which it has.",
            code="seat_not_there",
        )
    to_on = min(filter(None, [to_on, seat.to_on]), default=None)
    _refuse_days(from_on, to_on)
    taken = _sitting_between(seat, from_on, to_on)
    if taken is not None:
        raise Refusal(
            f"{taken.member.person} sits in it from {taken.from_on:%-d %B %Y}. Record first when "
            "they leave the seat.",
            code="seat_taken",
            status=409,
        )
    _end_those_who_left(seat, body, by=by, at=at)
    seating = Seating.objects.create(seat=seat, member=member, from_on=from_on, to_on=to_on)
    record_act(
        Verb.MEMBER_SEATED,
        actor=by,
        subject=seating,
        partnership=body.partnership,
        at=at,
        after={"seat": str(seat), "from_on": from_on},
    )
    return seating


def _last_day(seating: Seating) -> date | None:
    """Return the last day on which somebody sits in a seat, None while it is open.

    A member whose role ended and was given again goes on sitting: the seat is the person's.
    """
    roles = HeldRole.objects.filter(
        body=seating.member.body_id, person=seating.member.person_id, role__in=MEMBERS
    )
    ends = list(roles.values_list("to_on", flat=True))
    left = None if None in ends else max(filter(None, ends), default=None)
    return min(filter(None, [seating.to_on, left]), default=None)


def _sitting_between(seat: Seat, from_on: date, to_on: date | None) -> Seating | None:
    """Return whoever sits in a seat on some of these days; who has left the body does not."""
    for row in seat.seatings.select_related("member__person"):
        last = _last_day(row)
        gone = last is not None and last < row.from_on
        if not gone and overlaps(from_on, to_on, row.from_on, last):
            return row
    return None


def _end_those_who_left(seat: Seat, body: Body, *, by: Person, at: datetime) -> None:
    """Record the last day of those who left the body and so the seat."""
    for row in seat.seatings.filter(to_on__isnull=True).select_related("member__person", "seat"):
        last = _last_day(row)
        if last is None:
            continue
        row.to_on = max(row.from_on, last)
        row.save(update_fields=["to_on"])
        record_act(
            Verb.SEATING_ENDED,
            actor=by,
            subject=row,
            partnership=body.partnership,
            at=at,
            reason="They left the body.",
            after={"to_on": row.to_on},
        )


@use_case
def end_seating(seating: Seating, *, last_day: date, by: Person, at: datetime) -> Seating:
    """Record a member's last day in a seat; it is vacant from the next day on.

    Refusals: "not_allowed", "ends_before_it_begins", "ended_already" (409).
    """
    body = arrange(seating.seat.category.body, by=by, at=at)
    seating.refresh_from_db()
    _refuse_days(seating.from_on, last_day)
    _refuse_ended(seating.to_on, last_day)
    seating.to_on = last_day
    seating.save(update_fields=["to_on"])
    record_act(
        Verb.SEATING_ENDED,
        actor=by,
        subject=seating,
        partnership=body.partnership,
        at=at,
        after={"to_on": last_day},
    )
    return seating


@use_case
def name_proxy(
    member: HeldRole,
    person: Person,
    *,
    from_on: date,
    to_on: date | None = None,
    by: Person,
    at: datetime,
) -> Proxy:
    """Name who stands in for a member who is not there. A proxy counts only where they are there.

    Refusals: "not_allowed", "not_a_member", "own_proxy", "ends_before_it_begins", "proxy_named"
    (409: for this member on some of these days), "other_partnership".
    """
    member = HeldRole.objects.select_related("person", "body__partnership").get(pk=member.pk)
    if member.body is None or member.role not in MEMBERS:
        raise Refusal(
            f"{member.person} is not a member of a body. Choose a member.", code="not_a_member"
        )
    body = arrange(member.body, by=by, at=at)
    _refuse_days(from_on, to_on)
    if person.pk == member.person_id:
        raise Refusal("Nobody stands in for themselves. Choose somebody else.", code="own_proxy")
    if not HeldRole.objects.filter(person=person, partnership=body.partnership).exists():
        raise Refusal(
            f"{person} has no role in {body.partnership}. Invite them first.",
            code="other_partnership",
        )
    named = Proxy.objects.filter(member__body=body, member__person=member.person_id)
    for other in named.select_related("person"):
        if overlaps(from_on, to_on, other.from_on, other.to_on):
            raise Refusal(
                f"{other.person} stands in for {member.person} on some of these days already. "
                "End that first, or choose other days.",
                code="proxy_named",
                status=409,
            )
    proxy = Proxy.objects.create(member=member, person=person, from_on=from_on, to_on=to_on)
    record_act(
        Verb.PROXY_NAMED,
        actor=by,
        subject=proxy,
        partnership=body.partnership,
        at=at,
        after={"from_on": from_on, "to_on": to_on},
    )
    return proxy


@use_case
def end_proxy(proxy: Proxy, *, last_day: date, by: Person, at: datetime) -> Proxy:
    """Record a proxy's last day. Refusals: "not_allowed", "ends_before_it_begins",
    "ended_already" (409).
    """
    member = HeldRole.objects.select_related("body").get(pk=proxy.member_id)
    assert member.body is not None
    body = arrange(member.body, by=by, at=at)
    proxy = Proxy.objects.select_related("member__person", "person").get(pk=proxy.pk)
    _refuse_days(proxy.from_on, last_day)
    _refuse_ended(proxy.to_on, last_day)
    proxy.to_on = last_day
    proxy.save(update_fields=["to_on"])
    record_act(
        Verb.PROXY_ENDED,
        actor=by,
        subject=proxy,
        partnership=body.partnership,
        at=at,
        after={"to_on": last_day},
    )
    return proxy
