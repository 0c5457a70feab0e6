"""Raising what is due: rows of the outbox, each once."""

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from notifications.models import Reminder
from notifications.queries import dues
from notifications.rules import Due, calls_of

ROWS = 500
BAD_ROW = (ArithmeticError, ValueError, DatabaseError)
"""What a row that nobody could foresee may raise on its way to a reminder."""
log = logging.getLogger(__name__)


class Raised(NamedTuple):
    """How many reminders are to be sent, how many were overtaken, how many could not be raised."""

    to_send: int
    overtaken: int
    left_out: int


def preview(*, at: datetime) -> list[Reminder]:
    """Return the reminders a sweep would raise now, unsaved; nothing is written or sent."""
    return _due_rows(at)[0]


def raise_due(*, at: datetime) -> Raised:
    """Write the reminders that are due; what cannot be written is left out and told in the log."""
    rows, left_out = _due_rows(at)
    written: Counter[bool] = Counter()
    for start in range(0, len(rows), ROWS):
        batch = rows[start : start + ROWS]
        try:
            written.update(_write(batch))
        except OperationalError:  # the database's fault, not a row's: the next sweep tries again
            raise
        except BAD_ROW:
            for row in batch:
                try:
                    written.update(_write([row]))
                except BAD_ROW:
                    left_out += 1
                    log.exception(
                        "the reminder of %s due on %s was left out", row.about, row.due_on
                    )
    return Raised(written[False], written[True], left_out)


def _write(rows: list[Reminder]) -> list[bool]:
    """Write reminders; return whether each is overtaken, for those ours and not another sweep's."""
    with transaction.atomic():
        Reminder.objects.bulk_create(rows, ignore_conflicts=True)
        ours = Reminder.objects.filter(message_id__in=[row.message_id for row in rows])
        return list(ours.values_list("is_overtaken", flat=True))


def _due_rows(at: datetime) -> tuple[list[Reminder], int]:
    """Return what is to be raised, unsaved, and how many due things had to be left out."""
    today = timezone.localdate(at)
    everything = dues(today)
    raised = _raised_offsets(everything)
    rows: list[Reminder] = []
    left_out = 0
    for due in everything:
        try:
            rows += _rows_of(due, raised, today, at)
        except BAD_ROW:
            left_out += 1
            log.exception("%s due on %s was left out", due.about, due.due_on)
    return rows, left_out


def _rows_of(
    due: Due, raised: Mapping[tuple, set[int]], today: date, at: datetime
) -> list[Reminder]:
    return [
        Reminder(
            recipient_id=person_id,
            project_id=due.project_id,
            kind=due.kind,
            about=due.about,
            words=due.words[:300],
            url=due.url[:300],
            due_on=due.due_on,
            offset=call.offset,
            raised_at=at,
            is_late=call.is_late,
            is_overtaken=call.is_overtaken,
        )
        for person_id in due.recipients
        for call in calls_of(
            due, today, raised.get((person_id, due.kind, due.about, due.due_on), ())
        )
    ]


def _raised_offsets(everything: list[Due]) -> dict[tuple, set[int]]:
    found: dict[tuple, set[int]] = defaultdict(set)
    abouts = sorted({due.about for due in everything})
    for start in range(0, len(abouts), 500):
        rows = Reminder.objects.filter(about__in=abouts[start : start + 500])
        for *key, offset in rows.values_list("recipient_id", "kind", "about", "due_on", "offset"):
            found[tuple(key)].add(offset)
    return found
