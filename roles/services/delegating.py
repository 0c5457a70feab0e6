"""Letting somebody act in one's own place on a body for a time, and taking that back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.enums import Role
from roles.models import Body, Delegation, HeldRole, Person
from roles.queries import current_on, delegations_on, held_by
from roles.rules import MAY
from roles.rules.delegation import Delegating, fault_in_delegation


@use_case
def make_delegation(
    held_role: HeldRole,
    to: Person,
    *,
    acts: Sequence[str],
    reason: str,
    from_on: date,
    to_on: date,
    by: Person,
    at: datetime,
) -> Delegation:
    """Let somebody do named acts in the place of the holder of a role on a body, for a time.

    Only the holder does so, and only of what their own role lets them do; it ends by itself with
    the last day, or with the role. acts: keys of `MAY`.
    Refusals: "not_allowed", those of `roles.rules.delegation.fault_in_delegation`:
    "no_delegated_acts", "not_delegable", "no_delegation_reason", "delegated_to_self",
    "delegate_without_role", "ends_before_it_begins", "delegation_in_past", "delegation_too_long",
    "delegation_circle", "delegation_chain", "delegated_already", "acts_for_another".
    """
    held, on = _lock(held_role), timezone.localdate(at)
    is_own = held.person_id == by.pk and held.role in MAY["delegation.make"]
    if not is_own or held.body is None or not _is_held_on(held, on):
        raise Refusal(
            "You let somebody act in your own place alone, while you are chair or officer of the "
            "body. Ask the holder of the role to do it.",
            code="not_allowed",
            status=403,
        )
    fault = fault_in_delegation(
        Delegating(held.pk, held.person_id, to.pk, frozenset(acts), from_on, to_on),
        [_plain(row) for row in delegations_on(held.body)],
        role=Role(held.role),
        reason=reason,
        is_insider=held.partnership_id in held_by(to, on).partnership_ids,
        today=on,
    )
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])
    row = Delegation.objects.create(
        held_role=held,
        to=to,
        acts=sorted(set(acts)),
        reason=reason.strip(),
        from_on=from_on,
        to_on=to_on,
    )
    after = {"body": held.body, "acts": row.acts, "from_on": from_on, "to_on": to_on}
    record_act(
        Verb.DELEGATED,
        actor=by,
        subject=row,
        partnership=held.partnership,
        at=at,
        reason=row.reason,
        after=after,
    )
    return row


@use_case
def end_delegation(
    delegation: Delegation, *, last_day: date, by: Person, at: datetime
) -> Delegation:
    """Take a delegation back: its last day is today, a day to come, or yesterday for at once.

    What was done by it stays. One that would not have begun covers nothing any more.
    Refusals: "not_allowed", "delegation_over" (409), "last_day_past" (nobody takes back what was
    done already), "not_drawn_out" (a longer time is delegated anew, with its reason).
    """
    _lock(delegation.held_role)
    rows = Delegation.objects.select_related("held_role__partnership", "held_role__person", "to")
    row = rows.get(pk=delegation.pk)
    on = timezone.localdate(at)
    if row.held_role.person_id != by.pk:
        raise Refusal(
            f"Only {row.held_role.person} takes this back. Ask them.",
            code="not_allowed",
            status=403,
        )
    if row.to_on < on or not row.acts:
        raise Refusal("This is over already. Reload the page.", code="delegation_over", status=409)
    if last_day < on - timedelta(days=1):
        raise Refusal(
            "What was done in your place stays done. Choose yesterday, to end it at once, or a "
            "later day.",
            code="last_day_past",
        )
    if last_day > row.to_on:
        raise Refusal(
            f"It ends on {row.to_on:%-d %B %Y}. Choose that day or an earlier one, or let them act "
            "for you anew.",
            code="not_drawn_out",
        )
    before = {"acts": row.acts, "to_on": row.to_on}
    if last_day < row.from_on:
        row.acts = []
    else:
        row.to_on = last_day
    row.save()
    record_act(
        Verb.DELEGATION_ENDED,
        actor=by,
        subject=row,
        partnership=row.held_role.partnership,
        at=at,
        before=before,
        after={"acts": row.acts, "to_on": row.to_on},
    )
    return row


def _lock(held_role: HeldRole) -> HeldRole:
    """Lock the body, whose delegations change one by one, then the role, and return the role."""
    Body.objects.select_for_update().filter(pk=held_role.body_id or 0).first()
    rows = HeldRole.objects.select_for_update(of=("self",))
    return rows.select_related("person", "body", "partnership").get(pk=held_role.pk)


def _is_held_on(held: HeldRole, on: date) -> bool:
    return HeldRole.objects.filter(current_on(on), pk=held.pk, person__is_active=True).exists()


def _plain(row: Delegation) -> Delegating:
    return Delegating(
        row.held_role_id,
        row.held_role.person_id,
        row.to_id,
        frozenset(row.acts),
        row.from_on,
        row.to_on,
    )
