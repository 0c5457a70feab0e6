"""Evidence: files and links behind a deliverable, every version kept."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from cycle.enums import DeliverableProgress, EvidenceKind, StageState
from cycle.models import Deliverable, Evidence
from cycle.readers import FileNotAccepted, content_type_of
from projects.services import authorise_on, lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person

CHUNK = 1024 * 1024


def path_of(evidence: Evidence) -> Path:
    """Return where a file lies: outside the web root, under a name of ours."""
    key = evidence.key.hex
    return Path(settings.EVIDENCE_DIR) / key[:2] / key


@use_case
def add_file(
    deliverable: Deliverable,
    *,
    title: str,
    file: BinaryIO,
    name: str,
    effective_on: date,
    by: Person,
    at: datetime,
) -> Evidence:
    """Add a file; under a title that is there already, its next version.

    What the sponsor had accepted goes back to ready: they accepted it without this.
    The file is on disk before the row is written, so no row points at a missing file.
    Refusals: "not_allowed", "no_title", "file_too_large", "file_not_accepted", "file_empty",
    "stage_is_over", "effective_in_future".
    """
    row = _prepare(deliverable, title=title, effective_on=effective_on, by=by, at=at)
    row.kind = EvidenceKind.FILE
    row.original_name = file_name(name)
    row.size, row.sha256, kept = _keep(file)
    try:
        row.content_type = content_type_of(row.original_name, kept)
    except FileNotAccepted as refused:
        kept.unlink()
        raise Refusal(str(refused), code="file_not_accepted") from refused
    target = path_of(row)
    target.parent.mkdir(parents=True, exist_ok=True)
    kept.replace(target)
    return _add(row, by=by, at=at)


@use_case
def add_link(
    deliverable: Deliverable,
    *,
    title: str,
    url: str,
    effective_on: date,
    by: Person,
    at: datetime,
) -> Evidence:
    """Add a link; under a title that is there already, its next version.

    What the sponsor had accepted goes back to ready: they accepted it without this.
    Refusals: "not_allowed", "no_title", "bad_link", "stage_is_over", "effective_in_future".
    """
    row = _prepare(deliverable, title=title, effective_on=effective_on, by=by, at=at)
    url = url.strip()
    if not is_web_address(url):
        raise Refusal(
            "Enter a full web address that begins with https:// or http://.", code="bad_link"
        )
    row.kind, row.url = EvidenceKind.LINK, url
    return _add(row, by=by, at=at)


@use_case
def open_evidence(evidence: Evidence, *, by: Person, at: datetime) -> Path:
    """Record that somebody opened a file, and return where it lies. Refusal: "file_missing"."""
    path = path_of(evidence)
    if not path.is_file():
        raise Refusal(
            "The file cannot be found. Tell the operator, who can restore it from a backup.",
            code="file_missing",
            status=404,
        )
    record_act(
        Verb.EVIDENCE_OPENED,
        actor=by,
        subject=evidence,
        project=evidence.deliverable.stage.project,
        at=at,
    )
    return path


def file_name(name: str) -> str:
    """Return the name a file came with, less its folders and what no name may hold."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    if len(kept) > 255:  # keep the ending: it says what the file is
        stem, dot, ending = kept.rpartition(".")
        kept = stem[: 254 - len(ending)] + dot + ending if len(ending) <= 10 else kept[:255]
    return kept or "file"


def is_web_address(url: str) -> bool:
    """Say whether a link is a full web address that a browser can follow."""
    if len(url) > 1000 or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _prepare(
    deliverable: Deliverable, *, title: str, effective_on: date, by: Person, at: datetime
) -> Evidence:
    project = lock_project(deliverable.stage.project)
    authorise_on(project, "evidence.add", by=by, on=timezone.localdate(at))
    deliverable = Deliverable.objects.select_related("stage").get(pk=deliverable.pk)
    if deliverable.stage.state not in (StageState.OPEN, StageState.AT_GATE):
        raise Refusal(
            "This stage is over, and its evidence stays as the body saw it. "
            "Add the file to the stage that is open now.",
            code="stage_is_over",
            status=409,
        )
    title = " ".join(title.split())[:200]
    if not title:
        raise Refusal("Enter a title for the evidence.", code="no_title")
    if effective_on > timezone.localdate(at):
        raise Refusal(
            "The evidence's own date cannot be later than today.", code="effective_in_future"
        )
    newest = Evidence.objects.filter(deliverable=deliverable, title=title).aggregate(
        Max("version")
    )["version__max"]
    return Evidence(
        deliverable=deliverable,
        title=title,
        version=(newest or 0) + 1,
        effective_on=effective_on,
        added_by=by,
        added_at=at,
    )


def _add(row: Evidence, *, by: Person, at: datetime) -> Evidence:
    row.save(force_insert=True)
    deliverable = row.deliverable
    if (
        deliverable.progress == DeliverableProgress.NOT_STARTED
        and deliverable.stage.state == StageState.OPEN
    ):
        deliverable.progress = DeliverableProgress.IN_PROGRESS
        deliverable.save()
    record_act(
        Verb.EVIDENCE_ADDED,
        actor=by,
        subject=row,
        project=deliverable.stage.project,
        at=at,
        after={"to": deliverable.name, "effective_on": row.effective_on, "sha256": row.sha256},
    )
    if deliverable.progress == DeliverableProgress.ACCEPTED:
        _take_acceptance_back(deliverable, by=by, at=at)
    return row


def _take_acceptance_back(deliverable: Deliverable, *, by: Person, at: datetime) -> None:
    """Let a deliverable fall back to ready: the sponsor accepted it without this evidence."""
    before = {"progress": deliverable.progress}
    deliverable.progress = DeliverableProgress.READY
    deliverable.save()
    record_act(
        Verb.DELIVERABLE_CHANGED,
        actor=by,
        subject=deliverable,
        project=deliverable.stage.project,
        at=at,
        reason="Evidence was added after the sponsor had accepted it.",
        before=before,
        after={"progress": deliverable.progress},
    )


def _keep(file: BinaryIO) -> tuple[int, str, Path]:
    """Write the file beside its final place, synced to disk; return size, sha-256 and path."""
    folder = Path(settings.EVIDENCE_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as kept:
        path = Path(kept.name)
        for chunk in _chunks(file):
            size += len(chunk)
            if size > settings.EVIDENCE_MAX_BYTES:
                path.unlink()
                limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
                raise Refusal(
                    f"The file is larger than {limit} MB. Make it smaller, or add a link to it.",
                    code="file_too_large",
                )
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        os.fsync(kept.fileno())
    if size == 0:
        path.unlink()
        raise Refusal("The file is empty. Choose another.", code="file_empty")
    return size, digest.hexdigest(), path


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
