"""Bring a tracker's projects in from an Excel file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from desk.readers.tracker import Doubt
from desk.services.importing import Imported, import_tracker
from record.errors import Refusal
from roles.models import Partnership
from roles.services import system_person


class Command(BaseCommand):
    help = "Bring a tracker's projects in: dry run first, all or nothing, never twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the tracker, an .xlsx file")
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing, say what would be"
        )
        parser.add_argument("--partnership", help="code; may be left out where there is one only")
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = _import(
                Path(options["file"]), options["partnership"], dry_run=options["dry_run"]
            )
        except CommandError as error:
            if not options["json"]:
                raise
            # a script reads one thing alone: what was refused stands where errors stand
            done = Imported(errors=[Doubt("", 0, "", "", "", str(error))])
        if options["json"]:
            self.stdout.write(json.dumps(done.as_json(), ensure_ascii=False))
        else:
            self._say(done, dry_run=options["dry_run"])
        if done.errors:
            raise SystemExit(1)

    def _say(self, done: Imported, *, dry_run: bool) -> None:
        for doubt in [*done.errors, *done.doubts]:
            self.stdout.write(
                f"{doubt.sheet}, row {doubt.row}, {doubt.column}: read “{doubt.read}”, "
                f"made of it: {doubt.made_of}. {doubt.message}"
            )
        for line in done.left_out_lines:
            self.stdout.write(f"{line.sheet}, row {line.row}: left out. {line.reason}")
        if done.errors:
            self.stdout.write("Nothing was written: correct the lines above and import again.")
        else:
            self.stdout.write(
                f"{'Would be: ' if dry_run else ''}{done.rows} rows: {done.created} created, "
                f"{done.updated} updated, {done.unchanged} unchanged, {done.left_out} left out"
            )


def _import(path: Path, code: str | None, *, dry_run: bool) -> Imported:
    """Import a file; CommandError says what to do about the file or the partnership named."""
    partnership = _partnership(code)
    try:
        with path.open("rb") as file:
            return import_tracker(
                file,
                partnership,
                file_name=path.name,
                dry_run=dry_run,
                by=system_person(),
                at=timezone.now(),
            )
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    except Refusal as refusal:
        raise CommandError(str(refusal)) from None


def _partnership(code: str | None) -> Partnership:
    found = Partnership.objects.filter(code=code) if code else Partnership.objects.all()
    codes = list(Partnership.objects.order_by("code").values_list("code", flat=True))
    if len(found) != 1:
        raise CommandError(
            f"Name one partnership with --partnership. There is: {', '.join(codes) or 'none yet'}."
        )
    return found[0]
