"""The register of directions: who sees which, in which state, and the chain each stands in."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Length
from django.http import Http404

from governance.enums import DirectionState, DirectionTo
from governance.models import Direction, DirectionProgress
from governance.rules.directions import CHANGED, state_of
from projects.queries import restricted_and_seen, visible_to
from roles.enums import BodyKind
from roles.models import Body
from roles.queries import Held
from roles.rules import may

TO_EACH: dict[str, tuple[DirectionTo, ...]] = {
    DirectionTo.HEALTH_BOARD: (DirectionTo.HEALTH_BOARD, DirectionTo.BOTH),
    DirectionTo.COUNCIL: (DirectionTo.COUNCIL, DirectionTo.BOTH),
    DirectionTo.BOTH: (DirectionTo.BOTH,),
}
"""Whom a direction binds, and how such directions are addressed."""


def state_of_direction(row: Direction) -> DirectionState:
    """Return where a direction is in its life; reads its `replaced_by`."""
    later = getattr(row, "replaced_by", None)
    changed_by = later.change if later is not None and later.issued_on is not None else ""
    return state_of(issued_on=row.issued_on, completed_on=row.completed_on, changed_by=changed_by)


def in_order(rows: QuerySet[Direction]) -> QuerySet[Direction]:
    """Return directions by number and suffix: 12, 12d, 12l, 12aa, 14."""
    return rows.order_by("number", Length("suffix"), "suffix", "pk")


def directions_of(body: Body, *, state: str = "", recipients: str = "") -> QuerySet[Direction]:
    """Return a board's directions by their reference, of one state or to one recipient if given.

    recipients: the health board and the council each also have what is addressed to both.
    """
    return filtered(Direction.objects.filter(body=body), state=state, recipients=recipients)


def directions_seen_by(held: Held, *, state: str = "", recipients: str = "") -> QuerySet[Direction]:
    """Return the directions of a person's partnerships, less those of projects hidden from them.

    Each comes with its board, the one that replaces it and its reports of progress.
    """
    rows = Direction.objects.filter(_seen(held), body__partnership_id__in=held.partnership_ids)
    reports = DirectionProgress.objects.select_related("given_by")
    return (
        filtered(rows, state=state, recipients=recipients)
        .select_related("body", "replaces", "replaced_by")
        .prefetch_related(Prefetch("progress", reports))
    )


def _seen(held: Held) -> Q:
    """Return the filter for directions a person may see: a restricted project's are for those who
    see that project, and for whoever holds a role on the very board."""
    return (
        Q(project__isnull=True)
        | Q(project__is_restricted=False)
        | Q(project__in=restricted_and_seen(held))
        | Q(body_id__in=held.body_ids)
    )


def filtered(rows: QuerySet[Direction], *, state: str, recipients: str) -> QuerySet[Direction]:
    """Return directions of one state and one recipient, in order; "" leaves out neither."""
    if recipients:
        rows = rows.filter(recipients__in=TO_EACH[recipients])
    return in_order(rows.filter(_in_state(state)) if state else rows)


def _in_state(state: str) -> Q:
    """Return `governance.rules.directions.state_of` as a filter; a test compares the two."""
    if state == DirectionState.DRAFT:
        return Q(issued_on__isnull=True)
    changes = {said: change for change, said in CHANGED.items()}
    if state in changes:
        return Q(
            issued_on__isnull=False,
            replaced_by__issued_on__isnull=False,
            replaced_by__change=changes[DirectionState(state)],
        )
    return Q(
        issued_on__isnull=False,
        replaced_by__issued_on__isnull=True,
        completed_on__isnull=state == DirectionState.ISSUED,
    )


def in_force(body: Body, *, named_by: int = 0) -> QuerySet[Direction]:
    """Return a board's directions in force that no other names, not even a draft.

    named_by: the key of a draft whose own may be among them.
    """
    free = Q(replaced_by__isnull=True) | Q(replaced_by=named_by)
    return directions_of(body, state=DirectionState.ISSUED).filter(free)


def direction_for(held: Held, key: int) -> Direction:
    """Return a direction that a person may see; raises Http404 alike for absent and for hidden."""
    row = (
        directions_seen_by(held)
        .filter(pk=key)
        .select_related(
            "body__partnership",
            "replaces",
            "replaced_by",
            "project",
            "decision__review__project",
            "decision__review__stage__template",
            "decision__replaced_by",
            "issued_by",
        )
        .first()
    )
    if row is None:
        raise Http404("No such direction.")
    return row


def is_project_seen(direction: Direction, held: Held) -> bool:
    """Say whether a person may see the project of a direction; False where it has none."""
    if direction.project is None:
        return False
    if not direction.project.is_restricted:
        return direction.project.partnership_id in held.partnership_ids
    return visible_to(held).filter(pk=direction.project.pk).exists()


@dataclass(frozen=True)
class Link:
    """One direction of a chain. is_seen: whether the reader may open it and read its title."""

    direction: Direction
    state: DirectionState
    is_seen: bool


def chain_of_direction(direction: Direction, held: Held) -> list[Link]:
    """Return the whole chain that a direction stands in, oldest first, drafts too.

    The links of a chain share a board and a number, so its length costs no further query.
    """
    family = Direction.objects.filter(body_id=direction.body_id, number=direction.number)
    rows = {row.pk: row for row in family.select_related("replaced_by")}
    seen = set(family.filter(_seen(held)).values_list("pk", flat=True))
    following = {row.replaces_id: row.pk for row in rows.values() if row.replaces_id}
    keys = [direction.pk]
    while (before := rows[keys[0]].replaces_id) is not None:
        keys.insert(0, before)
    while keys[-1] in following:
        keys.append(following[keys[-1]])
    return [Link(rows[key], state_of_direction(rows[key]), key in seen) for key in keys]


def boards_of(held: Held, *, to_issue: bool = False) -> list[Body]:
    """Return the joint boards of a person's partnerships; to_issue: whose directions they issue."""
    rows = Body.objects.filter(
        kind=BodyKind.INTEGRATION_JOINT_BOARD, partnership_id__in=held.partnership_ids
    )
    found = list(rows.order_by("name", "pk"))
    if not to_issue:
        return found
    act = "direction.issue"
    return [body for body in found if may(held.to_do(act, body.pk), act)]
