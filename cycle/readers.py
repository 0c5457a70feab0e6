"""What a file is, by its content and not by its name."""

import struct
import zipfile
import zlib
from pathlib import Path

import puremagic

ACCEPTED: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "csv": "text/csv",
    "txt": "text/plain",
}
_OFFICE_PARTS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_HEAD = 4096
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,  # an encrypted part
    ValueError,
)
_OPEN_DOCUMENT_LIBRARIES = (
    "script-lc.xml",
    "script-lb.xml",
)  # they list modules


class FileNotAccepted(Exception):  # noqa: N818 -- an answer, not a fault
    """A file whose kind is not taken, or whose content is not what its name says."""


def content_type_of(name: str, path: Path) -> str:
    """Return the content type of an accepted file; raises FileNotAccepted with what to do."""
    ending = Path(name).suffix.lower().lstrip(".")
    if ending not in ACCEPTED:
        raise FileNotAccepted(
            "This kind of file is not taken. Use PDF, Word, Excel, PowerPoint, OpenDocument, "
            "PNG, JPEG, CSV or plain text."
        )
    if not _is_what_it_says(ending, path):
        raise FileNotAccepted(
            f"The file's content is not that of a .{ending} file, or it holds macros. "
            "Save it again from the program it was made with, without macros."
        )
    return ACCEPTED[ending]


def _is_what_it_says(ending: str, path: Path) -> bool:
    head = path.read_bytes()[:_HEAD] if path.stat().st_size <= _HEAD else _read_head(path)
    if ending in ("csv", "txt"):
        return _is_text(head)
    if ending in _OFFICE_PARTS or ending in ("odt", "ods", "odp"):
        return _is_office(ending, path)
    kinds = {found.extension.lstrip(".") for found in _magic(head)}
    return bool(kinds & ({"jpg", "jpeg", "jfif"} if ending in ("jpg", "jpeg") else {ending}))


def _read_head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _magic(head: bytes) -> list:
    try:
        return list(puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return []


def _is_text(head: bytes) -> bool:
    """Say whether it is text, in UTF-8 or as Excel saves a CSV with a pound sign (Windows-1252)."""
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in head):
        return False
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return not begins.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"%pdf"))


def _is_office(ending: str, path: Path) -> bool:
    if not _read_head(path).startswith(b"PK"):  # a zip may hide behind another file's beginning
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) > 10_000 or any(_is_macro(name) for name in names):
                return False
            if ending in _OFFICE_PARTS:
                return "[Content_Types].xml" in names and any(
                    name.startswith(_OFFICE_PARTS[ending]) for name in names
                )
            if "mimetype" not in names or archive.getinfo("mimetype").file_size > 200:
                return False
            return archive.read("mimetype").decode("ascii", "replace") == ACCEPTED[ending]
    except _UNREADABLE:
        return False


def _is_macro(name: str) -> bool:
    """Say whether a part of an office file holds a macro: VBA, or an OpenDocument Basic module."""
    name = name.lower()
    if name.startswith("basic/"):
        return name.endswith(".xml") and not name.endswith(_OPEN_DOCUMENT_LIBRARIES)
    return "vbaproject" in name or "vbadata" in name or name.startswith("scripts/")
