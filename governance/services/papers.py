"""Sending a meeting's papers, frozen as they are then; what of its agenda is taken in private."""

from datetime import datetime

from django.utils import timezone

from governance.models import AgendaItem, Meeting, Papers
from governance.queries.papers import agenda_frozen, content_of, sent_papers_of, unsent
from governance.rules.exempt import PARAGRAPHS
from governance.services.meetings import (
    authorise_on_body,
    lock_meeting,
    refuse_silence,
    run_meeting,
)
from projects.snapshot import digest
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person
from roles.queries import local_holidays_of
from roles.rules import working_days_between


@use_case
def send_papers(meeting: Meeting, *, by: Person, at: datetime) -> Papers:
    """Freeze the agenda with what stands behind each item, as it is sent to the members.

    A second sending is a supplement: it carries what was added or changed since, and nothing else.
    Refusals: "not_allowed", "meeting_over" (409), "opened_already" (409), "nothing_on_the_agenda",
    "nothing_new" (409).
    """
    meeting = run_meeting(meeting, by=by, at=at)
    if meeting.opened_at is not None:
        raise Refusal(
            "This meeting has begun, and its papers go out before. Hand round what is new in the "
            "room.",
            code="opened_already",
            status=409,
        )
    items = agenda_frozen(meeting)
    if not items:
        raise Refusal(
            "Nothing waits on this agenda yet. Add an item first.", code="nothing_on_the_agenda"
        )
    earlier = list(sent_papers_of(meeting))
    marks = {key: mark for row in earlier for key, mark in row.marks.items()}
    items = unsent(items, marks)
    if not items:
        raise Refusal(
            "All that is on the agenda was sent already. Send a supplement once something is added "
            "or changed.",
            code="nothing_new",
            status=409,
        )
    content = content_of(meeting, items)
    papers = Papers.objects.create(
        meeting=meeting,
        number=len(earlier) + 1,
        content=content,
        sha256=digest(content),
        days_before=working_days_between(
            timezone.localdate(at),
            timezone.localdate(meeting.starts_at),
            local_holidays_of(meeting.body.partnership),
        ),
        sent_by=by,
        sent_at=at,
    )
    record_act(
        Verb.PAPERS_SENT,
        actor=by,
        subject=papers,
        partnership=meeting.body.partnership,
        at=at,
        after={
            "number": papers.number,
            "items": len(items),
            "days_before": papers.days_before,
            "sha256": papers.sha256,
        },
    )
    return papers


@use_case
def mark_exempt(
    item: AgendaItem, *, paragraph: int, reason: str, by: Person, at: datetime
) -> AgendaItem:
    """Mark an item as taken in private, by a paragraph of the Act: no public paper has it then.

    Also after the meeting: what turns out to be exempt leaves its public minute.
    Refusals: "not_allowed", "unknown_paragraph", "no_reasons".
    Source: Local Government (Scotland) Act 1973, section 50A and Schedule 7A, Part I.
    """
    item = _lock(item, by=by, at=at)
    if paragraph not in PARAGRAPHS:
        raise Refusal("Choose one of the fifteen paragraphs.", code="unknown_paragraph")
    refuse_silence(reason)
    return _mark(item, paragraph, reason.strip()[:300], by=by, at=at)


@use_case
def mark_public(item: AgendaItem, *, by: Person, at: datetime) -> AgendaItem:
    """Mark an item as public again. Refusals: "not_allowed", "public_already" (409)."""
    item = _lock(item, by=by, at=at)
    if item.exempt_paragraph is None:
        raise Refusal(
            "This item is public already. Reload its page.", code="public_already", status=409
        )
    return _mark(item, None, "", by=by, at=at)


def _lock(item: AgendaItem, *, by: Person, at: datetime) -> AgendaItem:
    meeting = lock_meeting(item.meeting)
    authorise_on_body(meeting.body, "meeting.run", by=by, at=at)
    item = AgendaItem.objects.get(pk=item.pk)
    item.meeting = meeting
    return item


def _mark(
    item: AgendaItem, paragraph: int | None, reason: str, *, by: Person, at: datetime
) -> AgendaItem:
    before = item.exempt_paragraph
    item.exempt_paragraph, item.exempt_reason = paragraph, reason
    item.save(update_fields=["exempt_paragraph", "exempt_reason"])
    record_act(
        Verb.ITEM_MARKED,
        actor=by,
        subject=item,
        partnership=item.meeting.body.partnership,
        at=at,
        reason=reason,
        before={"exempt_paragraph": before},
        after={"exempt_paragraph": paragraph},
    )
    return item
