"""What was taken in private before: a mark stays with its matter from one agenda to the next."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from governance.models import AgendaItem, Decision, Escalation, Meeting
from governance.queries.agenda import Due

Mark = tuple[int | None, str]
Key = tuple[str, Any]
PUBLIC: Mark = (None, "")
SUBJECTS = ("review", "condition", "review_point", "escalation")


def marks_before(due: Sequence[Due]) -> list[Mark]:
    """Return how each was marked when it last stood on an agenda: its paragraph and why.

    A review takes after the one it continues, else after what was put last for the same gate of
    its project: sent back, withdrawn or rescinded, and put again. A condition takes after its
    decision, an escalation that was passed on after the one before it. The same number of queries
    whatever the length.
    """
    below = _passed_on({one.escalation.project_id for one in due if one.escalation is not None})
    keys = [list(_keys(one, below)) for one in due]
    found = _last_marks({key for row in keys for key in row})
    conditions = [one.condition for one in due if one.condition is not None]
    decided = marks_of_decisions({row.project_id for row in conditions}) if conditions else {}
    for row in conditions:
        if row.decision_id in decided:
            found.setdefault(("condition", row.pk), decided[row.decision_id])
    return [_mark(one, names, found) for one, names in zip(due, keys, strict=True)]


def _last_marks(keys: Collection[Key]) -> dict[Key, Mark]:
    """Return how what goes by these keys was marked when it last stood on an agenda."""
    wanted = Q(pk__in=())
    for name in SUBJECTS:
        wanted |= Q(**{f"{name}__in": [key for subject, key in keys if subject == name]})
    for subject, key in keys:
        if subject == "gate":
            wanted |= Q(review__project=key[0], review__gate=key[1])
    found: dict[Key, Mark] = {}
    if not keys:
        return found
    rows = AgendaItem.objects.filter(wanted).select_related("review")
    for item in rows.order_by("meeting__starts_at", "pk"):
        mark = (item.exempt_paragraph, item.exempt_reason)
        for name in SUBJECTS:
            if (key := getattr(item, f"{name}_id")) is not None:
                found[name, key] = mark
        if item.review is not None:
            found["gate", (item.review.project_id, item.review.gate)] = mark
    return found


def _passed_on(projects: Collection[int]) -> dict[int, int | None]:
    """Return the escalations of some projects by key, each with the one that it continues."""
    rows = Escalation.objects.filter(project__in=projects)
    return dict(rows.values_list("pk", "continues_id"))


def _keys(one: Due, below: Mapping[int, int | None]) -> Iterator[Key]:
    """Yield under what a matter may have stood on an agenda, the closest first."""
    for name in SUBJECTS:
        row = getattr(one, name)
        if row is not None:
            yield name, row.pk
    if one.review is not None:
        if one.review.continues_id is not None:
            yield "review", one.review.continues_id
        yield "gate", (one.review.project_id, one.review.gate)
    if one.escalation is not None:
        earlier = one.escalation.continues_id
        while earlier is not None:
            yield "escalation", earlier
            earlier = below.get(earlier)


def _mark(one: Due, keys: Sequence[Key], found: Mapping[Key, Mark]) -> Mark:
    for key in keys:
        if key in found:
            return found[key]
    if one.came_from is not None:
        return one.came_from.exempt_paragraph, one.came_from.exempt_reason
    return PUBLIC


def marks_of_decisions(projects: Collection[int] | QuerySet) -> dict[int, Mark]:
    """Return how the items were marked under which some projects' decisions were taken, by key.

    A decision that was taken under no item, in the place of an earlier one, takes after that one.
    One query.
    """
    rows = Decision.objects.filter(review__project__in=projects).values_list(
        "pk", "replaces_id", "item__pk", "item__exempt_paragraph", "item__exempt_reason"
    )
    marks: dict[int, Mark] = {}
    for pk, earlier, item, paragraph, reason in rows.order_by("pk"):  # the earlier one comes first
        if item is not None:
            marks[pk] = (paragraph, reason)
        elif earlier in marks:
            marks[pk] = marks[earlier]
    return marks


def taken_in_private(projects: Collection[int] | QuerySet) -> dict[int, int]:
    """Return the decisions of some projects that were taken in private: the paragraph by key."""
    marks = marks_of_decisions(projects)
    return {pk: paragraph for pk, (paragraph, _) in marks.items() if paragraph is not None}


def private_by_decision(meeting: Meeting) -> dict[int, int]:
    """Return the items about a condition that was set in private, with the paragraph, by key."""
    rows = AgendaItem.objects.filter(meeting=meeting, condition__isnull=False)
    private = taken_in_private(rows.values("condition__project"))
    found = rows.values_list("pk", "condition__decision")
    return {pk: private[decision] for pk, decision in found if decision in private}


def decided_in_private(meeting: Meeting) -> frozenset[int]:
    """Return the keys of the items on whose project something was decided in private.

    A decision that replaces one taken in private is on the same project.
    """
    decided = AgendaItem.objects.filter(exempt_paragraph__isnull=False, decision__isnull=False)
    projects = decided.values("decision__review__project")
    rows = AgendaItem.objects.filter(meeting=meeting, review__project__in=projects)
    return frozenset(rows.values_list("pk", flat=True))
