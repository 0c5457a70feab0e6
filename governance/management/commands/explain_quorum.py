"""Rehearse meetings: for each item, whether it would be quorate, and the sentence why."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from governance.readers import Case, Unreadable, read_cases
from governance.rules.quorum import quorum, what_would_make_it


class Command(BaseCommand):
    """It asks no database. Exit status 2, with a sentence on stderr, for what cannot be read."""

    help = "Say for each item of the meetings in a file whether it would be quorate, and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the meetings, a JSON file: docs/officer.md has its shape")
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases = read_cases(_content(Path(options["file"])))
        except Unreadable as fault:
            self.stderr.write(str(fault))
            raise SystemExit(2) from None
        if options["json"]:
            self.stdout.write(json.dumps({"cases": [_as_json(case) for case in cases]}))
        else:
            self.stdout.write("\n\n".join(map(_in_words, cases)))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None


def _as_json(case: Case) -> dict[str, Any]:
    items = []
    for number, item in case.items:
        found = quorum(case.meeting, item)
        items.append(
            {
                "number": number,
                "quorate": found.quorate,
                "present": found.present,
                "needed": found.needed,
                "why": found.why,
            }
        )
    return {"name": case.name, "items": items}


def _in_words(case: Case) -> str:
    lines = [case.name]
    for number, item in case.items:
        found = quorum(case.meeting, item)
        lines.append(f"  Item {number}, decided at {str(item.decided_at).removesuffix(':00')}")
        lines += [f"    {words}" for words in (found.why, what_would_make_it(found)) if words]
    return "\n".join(lines)
