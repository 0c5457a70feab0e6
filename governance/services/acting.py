"""Acting on a body by a role of one's own, or in the place of somebody who delegated it."""

from collections.abc import Collection, Iterable
from datetime import date

from governance.queries import Place, conflicts_among
from record.errors import Refusal
from record.services import act_in_place_of
from roles.enums import Role
from roles.models import Body, Delegation, Person
from roles.queries import held_by
from roles.rules import may


def authorise_act(
    body: Body, act: str, *, by: Person, on: date, needs: Role | None = None
) -> Delegation | None:
    """Return by which delegation `by` does an act on this very body; None by a role of their own.

    From here on the acts of the use case read "A for B" where it was delegated. needs: the role
    that the matter is left to; where `by` has another, a delegation by its holder comes first.
    Refusal: "not_allowed".
    """
    held = held_by(by, on)
    own = held.on_body(body.pk)
    found = None
    if not may(own, act) or (needs is not None and needs not in own):
        found = held.delegated(body.pk, act, of=needs) or held.delegated(body.pk, act)
    if may(own, act) and (found is None or found.held_role.role != needs):
        act_in_place_of("")
        return None
    if found is None:
        raise Refusal(
            f"Only the chair or the officer of {body} does this. Ask one of them.",
            code="not_allowed",
            status=403,
        )
    act_in_place_of(str(found.held_role.person))
    return found


def refuse_for_withdrawn(
    delegation: Delegation | None,
    *,
    places: Iterable[Place] = (),
    put_by: Person | None = None,
    withdrew: Collection[int] = (),
) -> None:
    """Refuse a delegation on a matter from which its holder, or who acts by it, has withdrawn.

    places, put_by: as `conflicts_among` takes them. withdrew: the keys of those who withdrew.
    Refusals: "own_interest", "acts_for_withdrawn" (the holder could not act here themselves).
    """
    if delegation is None:
        return
    if delegation.to_id in withdrew:
        raise Refusal(
            "You withdrew from this, so you do not act on it for somebody else either. Ask the "
            f"officer or the chair of {delegation.held_role.body}.",
            code="own_interest",
            status=403,
        )
    holder = delegation.held_role.person
    if holder.pk in withdrew or conflicts_among([holder], places, put_by=put_by):
        raise Refusal(
            f"{holder}, in whose place you act, is on this project or has withdrawn from this, so "
            f"you do not act for them here either. Ask another officer of "
            f"{delegation.held_role.body}, or its chair.",
            code="acts_for_withdrawn",
            status=403,
        )
