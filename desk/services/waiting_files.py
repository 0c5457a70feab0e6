"""Files that wait between a dry run and the import itself: for an hour, for one session."""

import hashlib
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from record.errors import Refusal

KEPT_SECONDS = 60 * 60
KEY = re.compile(r"[A-Za-z0-9_-]{32}")
GONE = "The file is no longer kept: it waits for an hour at most. Choose it again."


@dataclass(frozen=True)
class WaitingFile:
    """What the session remembers of a file: the random key it lies under, and its sha-256."""

    key: str
    sha256: str


def keep_file(file: BinaryIO) -> WaitingFile:
    """Keep a file for an hour under a random key; older ones are removed."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_old(folder)
    file.seek(0)
    content = file.read()
    key = secrets.token_urlsafe(24)
    path = folder / key
    path.touch(mode=0o600)
    path.write_bytes(content)
    return WaitingFile(key, hashlib.sha256(content).hexdigest())


def waiting_file(key: str, sha256: str) -> bytes:
    """Return a kept file, the very one. Refusal: "file_gone" after its hour or if it changed."""
    path = _folder() / key
    if not KEY.fullmatch(key) or not path.is_file() or _is_old(path):
        raise Refusal(GONE, code="file_gone", status=409)
    content = path.read_bytes()
    if not secrets.compare_digest(hashlib.sha256(content).hexdigest(), sha256):
        raise Refusal(GONE, code="file_gone", status=409)
    return content


def forget_file(key: str) -> None:
    """Remove a kept file; one that is gone already is no fault."""
    if KEY.fullmatch(key):
        (_folder() / key).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > KEPT_SECONDS


def _remove_old(folder: Path) -> None:
    for path in folder.iterdir():
        if KEY.fullmatch(path.name) and _is_old(path):
            path.unlink(missing_ok=True)
