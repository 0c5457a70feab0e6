"""Gathers the minute of a meeting, for its members or for everybody."""

from datetime import date

from django.utils import timezone

from governance.models import Decision, Meeting
from governance.queries.minute import MinuteItem as Recorded
from governance.queries.minute import actions_of, minute_of, opening_words
from governance.queries.room import room_of
from reports.content import MinuteItem, MinutePaper
from reports.queries.pack import barred_items, occasion_of


def minute_paper(meeting: Meeting, *, is_public: bool, today: date) -> MinutePaper:
    """Return the minute of a meeting in the words of its page.

    is_public: what was taken in private, or is about a restricted project, is named by its number
    and the paragraph alone; its declarations, decision and actions are left out.
    """
    room = room_of(meeting, today)
    minute = minute_of(room)
    ended = meeting.closed_at or meeting.cancelled_at
    closed = barred_items(meeting) if is_public else {}
    told = tuple(one for one in minute.items if one.item.pk not in closed)
    return MinutePaper(
        occasion=occasion_of(
            meeting,
            is_public=is_public,
            is_draft=ended is None,
            drawn_on=timezone.localdate(ended) if ended is not None else today,
        ),
        opening=opening_words(meeting, with_place=False),
        present=tuple((str(one.person), one.standing, one.times) for one in minute.present),
        absent=tuple(str(row.person) for row in minute.absent),
        items=tuple(_minuted(one, closed.get(one.item.pk, "")) for one in minute.items),
        actions=tuple(
            (row.text, row.owner_words, _day(row.due_on), row.terms) for row in actions_of(told)
        ),
        cancelled=meeting.cancelled_because if meeting.cancelled_at is not None else "",
    )


def _minuted(one: Recorded, closed: str) -> MinuteItem:
    if closed:
        return MinuteItem(one.position, closed=closed)
    said = (*one.declarations, *one.fallen)
    return MinuteItem(
        number=one.position,
        title=one.item.title,
        private=one.private,
        words=said if one.decision is not None else (*said, one.words),
        lines=decision_lines(one.decision) if one.decision is not None else (),
    )


def decision_lines(decision: Decision) -> tuple[tuple[str, str], ...]:
    """Return a decision as labelled lines, in the words of its page; what is empty is left out."""
    parts = list(decision.took_part.all())
    ballots = [f"{row.words}: {row.get_vote_display().lower()}" for row in decision.ballots.all()]
    coded = [row["words"] for row in decision.coded_reasons]
    direction = decision.get_direction_to_display() if decision.direction_to else ""
    lines = [
        ("Decision", decision.wording),
        ("Reasons", "\n".join([decision.reasons, *coded])),
        ("Views", decision.views),
        ("Account taken of views", decision.account_of_views),
        ("Direction", "\n".join(filter(None, [direction, decision.direction_reason]))),
        ("Goes back to", str(decision.back_to or "")),
        ("Comes back on", _day(decision.defer_until)),
        ("What comes next", _next(decision)),
        ("Major change", _major(decision)),
        *[
            (
                f"Condition {row.number}",
                f"{row.text}\n{row.owner_words}, by {_day(row.due_on)}.\n{row.terms}",
            )
            for row in decision.conditions.all()
        ],
        ("Took part", "\n".join(row.words for row in parts if row.part == "took_part")),
        ("Withdrew for this item", "\n".join(r.words for r in parts if r.part == "withdrew")),
        ("How it was reached", "\n".join(filter(None, [decision.vote_words, *ballots]))),
        ("Presided", decision.presided_words),
        ("Quorum", decision.quorum_words),
    ]
    return tuple((label, words) for label, words in lines if words)


def _next(decision: Decision) -> str:
    if not decision.next_step:
        return ""
    on = _day(decision.next_review_on)
    return f"{decision.get_next_step_display()}{f': {on}' if on else ''}"


def _major(decision: Decision) -> str:
    if decision.confirms_major is None:
        return ""
    return "Confirmed: it is one" if decision.confirms_major else "Confirmed: it is not one"


def _day(on: date | None) -> str:
    return f"{on.day} {on:%B %Y}" if on is not None else ""
