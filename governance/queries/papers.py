"""The papers of a meeting: what would be sent now, what was sent, when they are due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from cycle.models import ReviewPoint
from governance.models import (
    AgendaItem,
    Condition,
    Declaration,
    Escalation,
    GateReview,
    Meeting,
    Papers,
    StandingOrders,
)
from governance.rules.papers import due_words, sent_words
from projects.models import Project
from projects.snapshot import digest
from record.services import plain
from roles.queries import local_holidays_of
from roles.rules import working_day_before, working_days_between

VERSION = 1


@dataclass(frozen=True)
class Sending:
    """One sending of papers, as the meeting's page tells it. late_by: in working days."""

    papers: Papers
    words: str
    late_by: int


@dataclass(frozen=True)
class PapersNow:
    """When a meeting's papers are due, and what was sent. due_on: None where no orders say it.

    marks: what was sent last of each item, by its key as text.
    """

    due_on: date | None
    due_words: str
    sent: tuple[Sending, ...]
    marks: Mapping[str, str]

    @property
    def is_sent(self) -> bool:
        return bool(self.sent)

    def came_late(self, item: AgendaItem) -> bool:
        """Say whether an item came onto the agenda after the papers and was in no supplement."""
        return self.is_sent and item.waits and str(item.pk) not in self.marks


def papers_now(meeting: Meeting, orders: StandingOrders | None) -> PapersNow:
    """Return how a meeting's papers stand, without their content; two queries.

    orders: those of the meeting's day.
    """
    holidays = local_holidays_of(meeting.body.partnership)
    on = timezone.localdate(meeting.starts_at)
    due_on = working_day_before(on, orders.papers_days, holidays) if orders is not None else None
    sent = []
    marks: dict[str, str] = {}
    for row in sent_papers_of(meeting):
        sent_on = timezone.localdate(row.sent_at)
        late_by = working_days_between(due_on, sent_on, holidays) if due_on is not None else 0
        words = sent_words(row.number, sent_on, row.days_before, late_by)
        sent.append(Sending(row, words, late_by))
        marks |= row.marks
    return PapersNow(
        due_on=due_on,
        due_words=due_words(due_on, orders.papers_days) if due_on and orders else "",
        sent=tuple(sent),
        marks=marks,
    )


def sent_papers_of(meeting: Meeting) -> Iterable[Any]:
    """Return what was sent, the first first, without its content but with the marks of its items.

    A mark is the sha-256 of an item as it was sent, by the item's key as text.
    """
    rows = Papers.objects.filter(meeting=meeting).select_related("sent_by")
    return rows.defer("content").annotate(marks=F("content__marks")).order_by("number")


def agenda_frozen(meeting: Meeting) -> list[dict[str, Any]]:
    """Return the items that wait on an agenda, with what stands behind each, as plain values.

    number: the item's place on the agenda. What is put is the copy that was frozen when it was put.
    """
    return [
        _item(item, number)
        for number, item in enumerate(_items(meeting), start=1)
        if item.waits and not item.is_elsewhere
    ]


def unsent(items: Iterable[dict[str, Any]], marks: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the items that were added or changed since what bears these marks was sent."""
    return [item for item in items if marks.get(str(item["key"])) != mark_of(item)]


def content_of(meeting: Meeting, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the content of a sending: the meeting and these items of its agenda."""
    return {
        "version": VERSION,
        "meeting": {
            "body": meeting.body.name,
            "starts_at": plain(meeting.starts_at),
            "place": meeting.place,
        },
        "items": items,
        "marks": {str(item["key"]): mark_of(item) for item in items},
    }


def mark_of(item: Mapping[str, Any]) -> str:
    """Return the sha-256 of an item as it would be sent; its place on the agenda is left out."""
    return digest({name: value for name, value in item.items() if name != "number"})


def matter_of(item: AgendaItem) -> Project | None:
    """Return the project that an item is about, or None for other business."""
    for about in (item.review, item.condition, item.review_point, item.escalation):
        if about is not None:
            return about.project
    return None


def withheld_from(meeting: Meeting, person_id: int | None) -> frozenset[int]:
    """Return the keys of the items whose papers are withheld from a person; one query.

    It follows the matter, as in `papers_withheld`: what was withheld at one meeting of a body is
    withheld whenever the same stands on an agenda of that body again.
    """
    declared = Declaration.objects.filter(
        person=person_id, is_withheld=True, item__meeting__body=meeting.body_id
    )
    of_review = ("review__project", "review__gate", "review__body")
    wanted = Q(Exists(declared.filter(item=OuterRef("pk"))))
    for same in (of_review, ("condition",), ("review_point",), ("escalation",)):
        matter = {f"item__{name}": OuterRef(name) for name in same}
        wanted |= Q(Exists(declared.filter(**matter)))
    return frozenset(meeting.items.filter(wanted).values_list("pk", flat=True))


def _items(meeting: Meeting) -> Iterable[AgendaItem]:
    return meeting.items.select_related(
        "review__project",
        "review__put_by",
        "review__snapshot",
        "review__stage__template",
        "review__brief_version",
        "condition__project",
        "condition__owner",
        "review_point__project",
        "escalation__project",
        "escalation__from_body",
        "escalation__raised_by",
    ).defer("review__brief_version__content")


def _item(item: AgendaItem, number: int) -> dict[str, Any]:
    project = matter_of(item)
    return {
        "key": item.pk,
        "number": number,
        "kind": item.kind,
        "kind_words": str(item.get_kind_display()),
        "title": item.title,
        "exempt_paragraph": item.exempt_paragraph,
        "exempt_reason": item.exempt_reason,
        "is_restricted": project is not None and project.is_restricted,
        "project": str(project) if project is not None else "",
        "about": _about(item),
    }


def _about(item: AgendaItem) -> dict[str, Any]:
    if item.review is not None:
        return _put(item.review)
    if item.condition is not None:
        return _condition(item.condition)
    if item.review_point is not None:
        return _review_point(item.review_point)
    return _escalation(item.escalation) if item.escalation is not None else {}


def _put(review: GateReview) -> dict[str, Any]:
    return {
        "what": review.what,
        "put_by": str(review.put_by),
        "put_at": plain(review.put_at),
        "sha256": review.snapshot.sha256,
        "content": review.snapshot.content,
    }


def _condition(row: Condition) -> dict[str, Any]:
    return {
        "number": row.number,
        "condition": row.text,
        "owner": row.owner_words,
        "due": plain(row.due_on),
        "said_to_be_met": plain(row.met_on),
        "how": row.met_note,
    }


def _review_point(row: ReviewPoint) -> dict[str, Any]:
    return {"about": row.about, "due": plain(row.due_on)}


def _escalation(row: Escalation) -> dict[str, Any]:
    return {
        "asks": row.ask,
        "needed_by": plain(row.needed_by),
        "from": str(row.from_body or ""),
        "raised_by": str(row.raised_by),
        "raised_at": plain(row.raised_at),
    }
