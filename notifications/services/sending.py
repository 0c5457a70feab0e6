"""Sending what waits in the outbox, under a lease."""

import logging
import smtplib
import time
from datetime import date, datetime, timedelta
from enum import Enum, auto

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from notifications.models import Reminder
from notifications.queries import dues, may_read, newer_calls
from notifications.rules import retry_after_minutes, told_when
from roles.queries import held_by

LEASE = timedelta(seconds=90)
BATCH = 50
log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of one row of the outbox this time."""

    SENT = auto()
    FAILED = auto()
    UNREACHABLE = auto()
    WITHHELD = auto()


def send_waiting(*, at: datetime) -> tuple[int, int]:
    """Send what waits in the outbox; return how many went out and how many failed this time.

    A mail server that cannot be reached ends the round: what is left waits for the next sweep
    rather than for one time-out after another.
    """
    sent = failed = 0
    began = time.monotonic()
    while keys := _claim(at):
        claimed_until = at + LEASE
        rows = list(
            Reminder.objects.filter(pk__in=keys)
            .select_related("recipient", "project__partnership", "project__governing_body")
            .order_by("pk")
        )
        stale = _no_longer_due(rows, at)
        for reminder in rows:
            moment = at + timedelta(seconds=time.monotonic() - began)
            if not _renew(reminder, claimed_until, moment):
                continue
            outcome = _withhold(reminder, at) if reminder.pk in stale else _send(reminder, at)
            sent += outcome is Outcome.SENT
            failed += outcome in (Outcome.FAILED, Outcome.UNREACHABLE)
            if outcome is Outcome.UNREACHABLE:
                Reminder.objects.filter(pk__in=keys, claimed_until=claimed_until).update(
                    claimed_until=None
                )
                return sent, failed
    return sent, failed


def _claim(at: datetime) -> list[int]:
    """Take a lease on the next rows to send, so that no two senders take the same."""
    with transaction.atomic():
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)
        ready = Q(retry_at__isnull=True) | Q(retry_at__lte=at)
        waiting = Reminder.objects.filter(
            free,
            ready,
            sent_at__isnull=True,
            failed_at__isnull=True,
            withheld_at__isnull=True,
            is_overtaken=False,
        ).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        keys = list(waiting.values_list("pk", flat=True)[:BATCH])
        Reminder.objects.filter(pk__in=keys).update(claimed_until=at + LEASE)
    return keys


def _renew(reminder: Reminder, claimed_until: datetime, moment: datetime) -> bool:
    """Take the lease on a row anew before its mail goes out; False where another has it by now."""
    return bool(
        Reminder.objects.filter(
            pk=reminder.pk, claimed_until=claimed_until, sent_at__isnull=True
        ).update(claimed_until=moment + LEASE + timedelta(microseconds=1))
    )


def _no_longer_due(rows: list[Reminder], at: datetime) -> set[int]:
    """Return the keys of rows raised by an earlier sweep that are not to go out any more.

    Meanwhile the thing was done, moved or put on hold, the person left it, or a later reminder of
    the same due date was raised.
    """
    earlier = [row for row in rows if row.raised_at < at]
    if not earlier:
        return set()
    due = {
        (person, one.kind, one.about, one.due_on)
        for one in dues(timezone.localdate(at))
        for person in one.recipients
    }
    newer = newer_calls(earlier)
    return {
        row.pk
        for row in earlier
        if row.pk in newer or (row.recipient_id, row.kind, row.about, row.due_on) not in due
    }


def _withhold(reminder: Reminder, at: datetime) -> Outcome:
    Reminder.objects.filter(pk=reminder.pk).update(withheld_at=at, claimed_until=None)
    return Outcome.WITHHELD


def _send(reminder: Reminder, at: datetime) -> Outcome:
    """Send one, or withhold what is not for these eyes any more."""
    today = timezone.localdate(at)
    if not may_read(reminder, held_by(reminder.recipient, today)):
        return _withhold(reminder, at)
    try:
        _mail(reminder, today).send()
    except (
        OSError,
        ValueError,
    ) as error:  # SMTPException is an OSError; a bad address, ValueError
        log.warning("reminder %s was not delivered: %s", reminder.pk, error)
        _keep_failure(reminder, str(error), at)
        return Outcome.UNREACHABLE if _is_unreachable(error) else Outcome.FAILED
    except Exception as error:  # whatever is wrong with this one, the others still go out
        log.exception("reminder %s could not be made into a mail", reminder.pk)
        _keep_failure(reminder, repr(error), at)
        return Outcome.FAILED
    Reminder.objects.filter(pk=reminder.pk).update(
        sent_at=at, claimed_until=None, attempts=reminder.attempts + 1, failure=""
    )
    return Outcome.SENT


def _is_unreachable(error: Exception) -> bool:
    """Say whether no answer came at all, rather than a "no" to this very mail."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError)
    return isinstance(error, OSError)


def _keep_failure(reminder: Reminder, words: str, at: datetime) -> None:
    attempts = reminder.attempts + 1
    wait = retry_after_minutes(attempts)
    Reminder.objects.filter(pk=reminder.pk).update(
        attempts=attempts,
        failure=words[:300],
        claimed_until=None,
        retry_at=at + timedelta(minutes=wait) if wait is not None else None,
        failed_at=at if wait is None else None,
    )


def _mail(reminder: Reminder, today: date) -> EmailMessage:
    when = told_when(reminder.kind, reminder.due_on, today)
    context = {
        "reminder": reminder,
        "when": when,
        "address": f"{settings.BASE_URL}{reminder.url}",
    }
    subject = render_to_string("notifications/mail/reminder.subject.txt", context)
    body = render_to_string("notifications/mail/reminder.txt", context)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return EmailMessage(
        " ".join(subject.split()),
        body,
        to=[reminder.recipient.email],
        headers={"Message-ID": f"<{reminder.message_id}@{domain}>"},
    )
