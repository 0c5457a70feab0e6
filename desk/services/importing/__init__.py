"""Bringing a tracker in: dry run or whole, all or nothing, and never twice."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from desk.readers.tracker import Reading, read_tracker
from desk.readers.workbook import FileRefused
from desk.services.importing.creating import create_all
from desk.services.importing.imported import Imported
from desk.services.importing.updating import update
from desk.services.importing.wording import Here, too_long
from projects.models import Project
from projects.queries import visible_to
from record.errors import Refusal
from record.history import acting_as
from roles.models import Partnership, Person
from roles.queries import held_by
from roles.services import authorise_in

__all__ = ["Imported", "import_tracker"]


NOT_YOURS = "Ask somebody on the project, or an officer of its body, to bring these rows in."


class _Rollback(Exception):  # noqa: N818 -- ends a dry run, seen by nobody
    pass


def import_tracker(
    source: BinaryIO | bytes,
    partnership: Partnership,
    *,
    file_name: str,
    dry_run: bool,
    by: Person,
    at: datetime,
) -> Imported:
    """Bring a tracker's projects in, or with dry_run say what that would do.

    All or nothing: any error leaves everything as it was, and `errors` says why. A second import of
    the same file changes nothing; the key is the partnership and the tracker's reference.
    Refusals: "not_allowed", "file_refused" (with what to do about the file).
    """
    authorise_in(partnership, "project.import", by=by, on=timezone.localdate(at))
    try:
        reading = read_tracker(source)
    except FileRefused as refused:
        raise Refusal(refused.sentence, code="file_refused") from refused
    done = Imported(
        rows=reading.rows,
        left_out=len(reading.left_out),
        doubts=list(reading.doubts),
        errors=[*reading.errors, *too_long(reading.projects)],
        left_out_lines=list(reading.left_out),
    )
    if done.errors:
        return done
    try:
        with transaction.atomic(), acting_as(by, at):
            _bring_all(reading, partnership, done, file_name=file_name, by=by, at=at)
            if dry_run:
                raise _Rollback
    except _Rollback:
        pass
    return done


def _bring_all(
    reading: Reading,
    partnership: Partnership,
    done: Imported,
    *,
    file_name: str,
    by: Person,
    at: datetime,
) -> None:
    # Locked first, so that of two imports at once the second finds what the first brought in.
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    here = Here(partnership)
    known = {
        project.tracker_reference: project
        for project in Project.objects.filter(
            partnership=partnership,
            tracker_reference__in=[line.tracker_reference for line in reading.projects],
        ).select_related("tracker_line", "partnership", "pack", "governing_body", "programme")
    }
    new = [line for line in reading.projects if line.tracker_reference not in known]
    create_all(partnership, here, new, done, file_name=file_name, by=by, at=at)
    seen = _seen(list(known.values()), by=by, at=at)
    for line in reading.projects:
        project = known.get(line.tracker_reference)
        if project is None:
            continue
        if project.pk not in seen:
            made_of = "left as it is: this project is restricted, and you are not on it"
            done.doubt(line, "Reference", line.tracker_reference, made_of, NOT_YOURS)
            done.unchanged += len(line.rows)
            continue
        if update(project, here, line, done, file_name=file_name, by=by, at=at):
            done.updated += len(line.rows)
        else:
            done.unchanged += len(line.rows)
        done.references.append(project.reference)


def _seen(projects: list[Project], *, by: Person, at: datetime) -> set[int]:
    """Return the keys of those that the importer may see; a command of the system sees all."""
    restricted = {project.pk for project in projects if project.is_restricted}
    seen = {project.pk for project in projects} - restricted
    if by.is_system or not restricted:
        return seen | restricted
    visible = visible_to(held_by(by, timezone.localdate(at))).filter(pk__in=restricted)
    return seen | set(visible.values_list("pk", flat=True))
