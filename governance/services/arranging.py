"""Arranging a body: its standing orders, and the kinds of its seats with their votes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from governance.enums import Correspondence, InterestRule, TieRule
from governance.models import SeatCategory, StandingOrders, VotingStatus
from governance.queries.bodies import roles_to_arrange, voting_on
from governance.rules.orders import fault_in_orders, fraction_of
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Body, Person
from roles.queries import held_by
from roles.rules import may

A_DAY = timedelta(days=1)
T = TypeVar("T", StandingOrders, VotingStatus)


def lock_body(body: Body) -> Body:
    """Lock the body's row until the transaction ends: its arrangements change one by one."""
    return (
        Body.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=body.pk)
    )


def arrange(body: Body, *, by: Person, at: datetime) -> Body:
    """Lock a body and refuse ("not_allowed") whoever may not arrange it.

    An officer counts on the very body; an administrator in the whole partnership.
    """
    body = lock_body(body)
    roles = roles_to_arrange(body, held_by(by, timezone.localdate(at)))
    if by.is_system or may(roles, "body.arrange"):
        return body
    raise Refusal(
        f"Only the officer of {body} or an administrator arranges it. Ask one of them.",
        code="not_allowed",
        status=403,
    )


@use_case
def set_standing_orders(
    body: Body,
    *,
    from_on: date,
    fraction: str,
    more_than: bool = False,
    minimum: int,
    categories: Mapping[str, int] | None = None,
    tie: TieRule = TieRule.FALLS,
    interests: InterestRule = InterestRule.WITHDRAWS,
    correspondence: Correspondence = Correspondence.NOT_ALLOWED,
    papers_days: int = 5,
    source: str,
    by: Person,
    at: datetime,
) -> StandingOrders:
    """Set the orders a body works by from a day on; those before end the day before.

    fraction: such as "1/2", of the voting members in post. categories: by the code of a kind of
    seat, how many of it must be there. papers_days: working days before a meeting that its papers
    are sent.
    Refusals: "not_allowed", "bad_fraction", "bad_minimum", "unknown_category",
    "category_not_voting", "bad_papers_days", "no_source", "orders_overlap" (409: orders from that
    day or a later one are kept, and have begun before today).
    Source: SSI 2014/285, Schedule (a board makes standing orders); other bodies by their terms of
    reference.
    """
    body, needed = arrange(body, by=by, at=at), dict(categories or {})
    fault = fault_in_orders(
        fraction=fraction,
        more_than=more_than,
        minimum=minimum,
        categories=needed,
        voting=voting_on(body, from_on),
        source=source,
        papers_days=papers_days,
    )
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])
    orders, before = _row_from(StandingOrders.objects.filter(body=body), from_on, at)
    if before is not None and before.from_on >= from_on:
        raise Refusal(
            f"Orders from {before.from_on:%-d %B %Y} are kept already. Choose a later day.",
            code="orders_overlap",
            status=409,
        )
    told = _in_short(orders or before)
    if before is not None:
        before.to_on = from_on - A_DAY
        before.save(update_fields=["to_on"])
    orders = orders or StandingOrders(body=body)
    orders.from_on, orders.to_on = from_on, None
    orders.quorum_fraction, orders.quorum_more_than = str(fraction_of(fraction)), more_than
    orders.quorum_minimum, orders.quorum_categories = minimum, needed
    orders.tie, orders.interests, orders.source = tie, interests, source.strip()[:300]
    orders.correspondence, orders.papers_days = correspondence, papers_days
    orders.save()
    record_act(
        Verb.ORDERS_SET,
        actor=by,
        subject=orders,
        partnership=body.partnership,
        at=at,
        reason=orders.source,
        before=told,
        after=_in_short(orders),
    )
    return orders


def _row_from(rows: QuerySet[T], from_on: date, at: datetime) -> tuple[T | None, T | None]:
    """Return (the row that a new one takes the place of, the one before it).

    What begins today or later has bound nobody yet and may still be put right: the new one takes
    its place, and the words it had stay in its history.
    """
    today = timezone.localdate(at)
    found = list(rows.order_by("-from_on")[:2])
    if found and found[0].from_on >= today and from_on >= today:
        return found[0], (found[1] if len(found) > 1 else None)
    return None, (found[0] if found else None)


def _in_short(orders: StandingOrders | None) -> dict[str, object]:
    if orders is None:
        return {}
    return {
        "from_on": orders.from_on,
        "fraction": orders.quorum_fraction,
        "more_than": orders.quorum_more_than,
        "minimum": orders.quorum_minimum,
        "categories": orders.quorum_categories,
        "tie": orders.tie,
        "interests": orders.interests,
        "correspondence": orders.correspondence,
        "papers_days": orders.papers_days,
    }


@use_case
def add_seat_category(
    body: Body,
    *,
    name: str,
    code: str = "",
    is_prescribed: bool = False,
    is_voting: bool,
    from_on: date,
    source: str,
    by: Person,
    at: datetime,
) -> SeatCategory:
    """Add a kind of seat to a body, and say whether it votes from a day on.

    code: made from the name where none is given. source: what says so.
    Refusals: "not_allowed", "no_name", "no_source", "category_exists" (409).
    """
    body, name = arrange(body, by=by, at=at), " ".join(name.split())
    code = code or slugify(name).replace("-", "_")
    code = code[:40].strip("_")
    if not code:
        raise Refusal("Give the kind of seat a name in letters.", code="no_name")
    if not source.strip():
        raise Refusal("Say what says whether it votes, such as the Order.", code="no_source")
    if SeatCategory.objects.filter(body=body, code=code).exists():
        raise Refusal(
            f"{body} has seats of the kind “{name}” already. Add a seat to it instead.",
            code="category_exists",
            status=409,
        )
    category = SeatCategory.objects.create(
        body=body,
        code=code,
        name=name[:150],
        is_prescribed=is_prescribed,
        source=source.strip()[:300],
    )
    VotingStatus.objects.create(
        category=category, is_voting=is_voting, from_on=from_on, source=category.source
    )
    record_act(
        Verb.SEAT_CATEGORY_ADDED,
        actor=by,
        subject=category,
        partnership=body.partnership,
        at=at,
        reason=category.source,
        after={"is_prescribed": is_prescribed, "is_voting": is_voting, "from_on": from_on},
    )
    return category


@use_case
def set_voting(
    category: SeatCategory,
    *,
    is_voting: bool,
    from_on: date,
    source: str,
    by: Person,
    at: datetime,
) -> VotingStatus:
    """Say from which day a kind of seat votes, or no longer does; the days before stay as they are.

    Refusals: "not_allowed", "no_source", "voting_overlap" (409), "voting_unchanged".
    Source: for integration joint boards SSI 2025/405.
    """
    body = arrange(category.body, by=by, at=at)
    if not source.strip():
        raise Refusal("Say what changes it, such as the Order and its date.", code="no_source")
    status, before = _row_from(VotingStatus.objects.filter(category=category), from_on, at)
    if before is not None and before.from_on >= from_on:
        raise Refusal(
            f"What holds from {before.from_on:%-d %B %Y} is kept already. Choose a later day.",
            code="voting_overlap",
            status=409,
        )
    if status is None and before is not None and before.is_voting == is_voting:
        raise Refusal(
            f"{category} is {'voting' if is_voting else 'not voting'} already. Nothing to do.",
            code="voting_unchanged",
        )
    if before is not None:
        before.to_on = from_on - A_DAY
        before.save(update_fields=["to_on"])
    status = status or VotingStatus(category=category)
    status.is_voting, status.from_on, status.to_on = is_voting, from_on, None
    status.source = source.strip()[:300]
    status.save()
    record_act(
        Verb.VOTING_SET,
        actor=by,
        subject=status,
        partnership=body.partnership,
        at=at,
        reason=status.source,
        before={"is_voting": before.is_voting} if before else {},
        after={"is_voting": is_voting, "from_on": from_on},
    )
    return status
