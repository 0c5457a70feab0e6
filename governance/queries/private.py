"""What was taken in private before: a mark stays with its matter from one agenda to the next."""

from collections.abc import Iterator, Sequence

from django.db.models import Q

from governance.models import AgendaItem, Meeting
from governance.queries.agenda import Due

Mark = tuple[int | None, str]
PUBLIC: Mark = (None, "")
SUBJECTS = ("review", "condition", "review_point", "escalation")


def marks_before(due: Sequence[Due]) -> list[Mark]:
    """Return how each was marked when it last stood on an agenda: its paragraph and why.

    A review that continues another, and a condition of a decision, take after those.
    """
    keys = {key for one in due for key in _keys(one)}
    wanted = Q(pk__in=())
    for name in SUBJECTS:
        wanted |= Q(**{f"{name}__in": [key for subject, key in keys if subject == name]})
    found: dict[tuple[str, int], Mark] = {}
    conditions = [key for subject, key in keys if subject == "condition"]
    if conditions:
        decided = AgendaItem.objects.filter(decision__conditions__in=conditions)
        rows = decided.values_list(
            "decision__conditions", "exempt_paragraph", "exempt_reason"
        ).order_by("pk")
        found |= {("condition", key): (paragraph, reason) for key, paragraph, reason in rows}
    if keys:
        for item in AgendaItem.objects.filter(wanted).order_by("meeting__starts_at", "pk"):
            for name in SUBJECTS:
                key = getattr(item, f"{name}_id")
                if key is not None:
                    found[name, key] = (item.exempt_paragraph, item.exempt_reason)
    return [_mark(one, found) for one in due]


def _keys(one: Due) -> Iterator[tuple[str, int]]:
    """Yield under what a matter may have stood on an agenda, the closest first."""
    for name in SUBJECTS:
        row = getattr(one, name)
        if row is not None:
            yield name, row.pk
    if one.review is not None and one.review.continues_id is not None:
        yield "review", one.review.continues_id


def _mark(one: Due, found: dict[tuple[str, int], Mark]) -> Mark:
    for key in _keys(one):
        if key in found:
            return found[key]
    if one.came_from is not None:
        return one.came_from.exempt_paragraph, one.came_from.exempt_reason
    return PUBLIC


def private_by_decision(meeting: Meeting) -> dict[int, int]:
    """Return the items about a condition that was set in private, with the paragraph, by key."""
    rows = AgendaItem.objects.filter(
        meeting=meeting, condition__decision__item__exempt_paragraph__isnull=False
    )
    found = rows.values_list("pk", "condition__decision__item__exempt_paragraph")
    return {pk: paragraph for pk, paragraph in found if paragraph is not None}


def decided_in_private(meeting: Meeting) -> frozenset[int]:
    """Return the keys of the items on whose project something was decided in private."""
    decided = AgendaItem.objects.filter(exempt_paragraph__isnull=False, decision__isnull=False)
    projects = decided.values("decision__review__project")
    rows = AgendaItem.objects.filter(meeting=meeting, review__project__in=projects)
    return frozenset(rows.values_list("pk", flat=True))
