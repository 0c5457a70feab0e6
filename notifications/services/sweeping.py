"""The sweep: what beat wakes each minute."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from cycle.services import resume_due_reviews
from governance.services import fill_agendas
from notifications.models import SweepRun
from notifications.queries import SWEEP
from notifications.services.raising import raise_due
from notifications.services.sending import send_waiting
from roles.services import system_person

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    """What one sweep did: reviews taken up again, reminders raised, overtaken, sent, failed.

    agenda: items put on the agendas of meetings to come. left_out: what could not be raised, each
    of them told in the log.
    """

    resumed: int = 0
    agenda: int = 0
    raised: int = 0
    overtaken: int = 0
    sent: int = 0
    failed: int = 0
    left_out: int = 0


def sweep(*, at: datetime) -> Swept:
    """Take up reviews that are due, fill agendas, raise reminders that are due, send what waits.

    Safe to run twice, and by several processes at once: a reminder is a row under a unique key, and
    a sender holds a lease on what it sends. at: aware; the day is that of the local time zone.
    What is wrong with one row keeps no other from going out: it is left out and told in the log.
    """
    resumed = _tried("reviews taken up", lambda: len(resume_due_reviews(at)))
    agenda = _tried("agendas filled", lambda: fill_agendas(by=system_person(), at=at))
    raised, overtaken, left_out = raise_due(at=at)
    sent, failed = send_waiting(at=at)
    SweepRun.objects.update_or_create(
        name=SWEEP, defaults={"finished_at": timezone.now(), "raised": raised, "sent": sent}
    )
    return Swept(resumed, agenda, raised, overtaken, sent, failed, left_out)


def _tried(what: str, duty: Callable[[], int]) -> int:
    """Do a duty of the sweep; a fault in it must not keep everybody's reminders."""
    try:
        return duty()
    except Exception:  # whatever it is, it is told and the next sweep tries again
        log.exception("not all could be done: %s", what)
        return 0
