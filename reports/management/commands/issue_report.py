"""Issue a progress report and write its file."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from record.errors import Refusal
from reports.enums import ReportFormat
from reports.services import issue_report, path_of
from roles.models import Body
from roles.services import system_person


class Command(BaseCommand):
    help = "Issue a progress report to a body about a period."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--body", required=True, help="the body's code, such as ijb")
        parser.add_argument("--partnership", help="code; only where several have such a body")
        parser.add_argument("--from", dest="period_from", required=True, help="YYYY-MM-DD")
        parser.add_argument("--to", dest="period_to", required=True, help="YYYY-MM-DD")
        parser.add_argument("--format", default="pdf", choices=ReportFormat.values)
        parser.add_argument("--output", required=True, help="where to write the file")

    def handle(self, *args: Any, **options: Any) -> None:
        body = _body(options["body"], options["partnership"])
        period_from, period_to = _day(options["period_from"]), _day(options["period_to"])
        with _place(Path(options["output"])) as output:
            try:
                report = issue_report(
                    body,
                    period_from=period_from,
                    period_to=period_to,
                    format=options["format"],
                    by=system_person(),
                    at=timezone.now(),
                )
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
            try:
                output.write_bytes(path_of(report).read_bytes())
            except OSError as error:
                raise CommandError(
                    f"{report} is issued and kept in {path_of(report)}, but {output} cannot be "
                    f"written: {error.strerror}. Copy the file from there."
                ) from None
        self.stdout.write(f"{report}: {options['output']}, sha-256 {report.sha256}")


@contextmanager
def _place(path: Path) -> Iterator[Path]:
    """Give a place that can be written; what is there is left as it is where no report comes."""
    was_there = path.exists()
    try:
        path.open("ab").close()
    except OSError as error:
        raise CommandError(
            f"{path} cannot be written: {error.strerror}. No report was issued."
        ) from None
    try:
        yield path
    except BaseException:
        if not was_there and path.stat().st_size == 0:
            path.unlink()
        raise


def _body(code: str, partnership: str | None) -> Body:
    found = Body.objects.filter(code=code).select_related("partnership")
    if partnership:
        found = found.filter(partnership__code=partnership)
    if not found:
        codes = ", ".join(Body.objects.order_by("code").values_list("code", flat=True).distinct())
        raise CommandError(f"There is no body {code}. There is: {codes or 'none yet'}.")
    if len(found) > 1:
        names = ", ".join(body.partnership.code for body in found)
        raise CommandError(f"Several partnerships have a body {code}: add --partnership ({names}).")
    return found[0]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not a date. Write it as 2026-11-23.") from None
