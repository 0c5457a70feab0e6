"""The ZIP file that a workbook is, taken apart without trusting what it says of itself.

Every part is unpacked once, in pieces, and counted, before any of it is read; sizes in the
file are only used to refuse sooner.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from desk.readers.refused import FileRefused

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
LARGEST_UNPACKED = 100 * MEGABYTE
# No tracker packs better than this; a bomb does. Small parts may.
HIGHEST_RATIO = 200
RATIO_MATTERS_ABOVE = 10 * MEGABYTE
MOST_PARTS = 1000
PIECE = 64 * 1024

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
SAVE_AS = "Open it in Excel and save it as “Excel Workbook (.xlsx)”, then try again."
TOO_LARGE = (
    "The file is too large once unpacked, far more than a tracker can be. Copy the table alone to"
    " a new workbook, save that, then try again."
)
DAMAGED = "The file is damaged and cannot be read as a workbook. " + SAVE_AS


class Archive:
    """The parts of a workbook by name; names are compared without case."""

    def __init__(self, source: BinaryIO | bytes) -> None:
        """Check the whole file; FileRefused: not_a_workbook, encrypted or too_large."""
        self._data = _whole(source)
        _check_kind(self._data)
        self._parts = _parts(self._data)
        self._count()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, in small letters."""
        return tuple(self._parts)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces of at most 64 KB; FileRefused not_a_workbook without one."""
        part = self._parts.get(name.lower())
        if part is None:
            raise FileRefused("not_a_workbook", DAMAGED)
        return _unpack(self._data, part)

    def _count(self) -> None:
        """Unpack every part once; refuse at the limit, wherever the file puts it."""
        unpacked = 0
        for part in self._parts.values():
            checksum = 0
            for piece in _unpack(self._data, part):
                checksum = zlib.crc32(piece, checksum)
                unpacked += len(piece)
                if _is_bomb(unpacked, len(self._data)):
                    raise FileRefused("too_large", TOO_LARGE)
            if checksum != part.CRC:
                raise FileRefused("not_a_workbook", DAMAGED)


def _is_bomb(unpacked: int, packed: int) -> bool:
    if unpacked > LARGEST_UNPACKED:
        return True
    return unpacked > RATIO_MATTERS_ABOVE and unpacked > HIGHEST_RATIO * packed


def _whole(source: BinaryIO | bytes) -> bytes:
    data = source if isinstance(source, bytes) else source.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise FileRefused(
            "too_large",
            "The file is larger than 10 MB. Remove pictures and other sheets, or copy the table"
            " alone to a new workbook, then try again.",
        )
    return data


def _check_kind(data: bytes) -> None:
    """Refuse what is no ZIP at all, by its first bytes: the name of a file proves nothing."""
    if data.startswith(ZIP_MAGIC):
        return
    if data.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileRefused(
                "encrypted",
                "The workbook has a password. Remove it in Excel (File, Info, Protect Workbook),"
                " save, then try again.",
            )
        raise FileRefused("not_a_workbook", "The file is an old Excel file (.xls). " + SAVE_AS)
    if not data:
        raise FileRefused("not_a_workbook", "The file is empty. Choose the tracker workbook.")
    if b"\0" not in data[:4096] and not data.startswith(b"%PDF"):
        raise FileRefused(
            "not_a_workbook", "The file is plain text, such as CSV, not a workbook. " + SAVE_AS
        )
    raise FileRefused("not_a_workbook", "The file is not an Excel workbook. " + SAVE_AS)


def _parts(data: bytes) -> dict[str, zipfile.ZipInfo]:
    """Return the central directory by name, refused where it already says too much."""
    try:
        listed = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError):
        raise FileRefused("not_a_workbook", DAMAGED) from None
    if len(listed) > MOST_PARTS or _is_bomb(sum(p.file_size for p in listed), len(data)):
        raise FileRefused("too_large", TOO_LARGE)
    if any(part.flag_bits & 0x1 for part in listed):
        raise FileRefused(
            "encrypted", "The file is packed with a password. Save it without one, then try again."
        )
    parts = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in listed}
    if len(parts) != len(listed):
        raise FileRefused("not_a_workbook", DAMAGED)
    return parts


def _unpack(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part really holds: until its own end, whatever size is declared."""
    start = part.header_offset
    header = data[start : start + 30] if start >= 0 else b""
    if len(header) < 30 or not header.startswith(ZIP_MAGIC):
        raise FileRefused("not_a_workbook", DAMAGED)
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start += 30 + name_length + extra_length
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        for place in range(0, len(packed), PIECE):
            yield bytes(packed[place : place + PIECE])
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflate(packed)
    else:
        raise FileRefused("not_a_workbook", DAMAGED)


def _inflate(packed: memoryview) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for place in range(0, len(packed), PIECE):
            waiting: bytes | memoryview = packed[place : place + PIECE]
            while waiting and not unpacker.eof:
                piece = unpacker.decompress(waiting, PIECE)
                waiting = unpacker.unconsumed_tail
                if piece:
                    yield piece
        while not unpacker.eof:
            piece = unpacker.decompress(b"", PIECE)
            if not piece:
                raise FileRefused("not_a_workbook", DAMAGED)
            yield piece
    except zlib.error:
        raise FileRefused("not_a_workbook", DAMAGED) from None
