"""Raise and send what is due: what beat does each minute, by hand or for another moment."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications.services import preview, sweep

YEARS = range(2000, 2101)


class Command(BaseCommand):
    help = "Raise and send the reminders that are due; safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", help="the moment, ISO 8601, such as 2026-12-01T09:00+00:00")
        parser.add_argument("--dry-run", action="store_true", help="say what would be raised")

    def handle(self, *args: Any, **options: Any) -> None:
        at = _moment(options["at"])
        if options["dry_run"]:
            for row in preview(at=at):
                state = "overtaken" if row.is_overtaken else "late" if row.is_late else "due"
                self.stdout.write(
                    f"{state}: {row.recipient.email}: {row.words}, due {row.due_on.isoformat()}"
                )
            return
        done = sweep(at=at)
        self.stdout.write(
            f"{done.resumed} reviews taken up, {done.raised} reminders raised, "
            f"{done.overtaken} overtaken, {done.sent} sent, {done.failed} failed"
            + (f", {done.left_out} left out: see the log" if done.left_out else "")
        )


def _moment(text: str | None) -> datetime:
    if not text:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not a moment. Write it as 2026-12-01T09:00+00:00.") from None
    if moment.year not in YEARS:
        raise CommandError(f"{text} lies too far off. Write a moment of this century.")
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
