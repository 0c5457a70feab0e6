"""Opens a workbook that may be hostile, in bounded time and memory, and gives back its rows.

Written on expat rather than openpyxl's reader, which loads shared texts and styles whole before
anything can be counted.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from desk.readers.archive import DAMAGED, SAVE_AS, Archive
from desk.readers.comments import KINDS, Comments, by_cell
from desk.readers.parts import Sheet, Styles, Tally, Texts
from desk.readers.refused import FileRefused
from desk.readers.xml import Budget, Walker, walk, walk_all
from desk.rules.reading import SheetRow

__all__ = ["FileRefused", "Workbook", "WorkbookSheet", "open_workbook"]

CONTENT_TYPES = "[content_types].xml"
EXTERNAL = "external"


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet: its filled rows in order, its merged ranges, and whether people see it.

    comments: the texts of the comments on its cells, by row and column.
    """

    name: str
    is_hidden: bool
    rows: tuple[SheetRow, ...]
    merged: tuple[str, ...]
    comments: Mapping[tuple[int, int], str]


@dataclass(frozen=True)
class Workbook:
    """A workbook's sheets in order, and its calendar."""

    sheets: tuple[WorkbookSheet, ...]
    epoch_1904: bool


def open_workbook(source: BinaryIO | bytes) -> Workbook:
    """Return the values of a workbook. No formula is worked out, nothing outside is fetched.

    FileRefused: not_a_workbook, encrypted, too_large, macros, external_links, entities,
    too_many_rows (more than 20,000 filled rows or 200 columns on a sheet).
    """
    archive = Archive(source)
    budget = Budget()
    types = _content_types(archive, budget)
    _check_parts(archive, types)
    main = _main_part(archive, budget)
    book = _Book()
    walk_all(archive.pieces(main), book, budget)
    related = _related(archive, main, budget)
    tally = Tally(epoch_1904=book.epoch_1904)
    texts, styles = Texts(), Styles()
    for target in related.values():
        if target.kind in ("sharedStrings", "styles"):
            walker = texts if target.kind == "sharedStrings" else styles
            walk_all(archive.pieces(target.part), walker, budget)
    sheets = []
    for name, state, relation in book.sheets:
        if relation not in related:
            raise FileRefused("not_a_workbook", DAMAGED)
        part = related[relation].part
        if related[relation].kind == "worksheet":
            reader = Sheet(name, texts.texts, styles.are_dates, tally)
            rows: list[SheetRow] = []
            for _ in walk(archive.pieces(part), reader, budget):
                rows += reader.finished()
            comments = _comments(archive, part, tally, budget)
            sheets.append(
                WorkbookSheet(name, state != "visible", tuple(rows), tuple(reader.merged), comments)
            )
    return Workbook(tuple(sheets), book.epoch_1904)


def _comments(
    archive: Archive, sheet: str, tally: Tally, budget: Budget
) -> dict[tuple[int, int], str]:
    """Return the comments on a sheet's cells; most sheets point to no other part at all."""
    if _relations_of(sheet) not in archive.names:
        return {}
    reader = Comments(tally)
    for target in _related(archive, sheet, budget).values():
        if target.kind in KINDS:
            walk_all(archive.pieces(target.part), reader, budget)
    return by_cell(reader.found)


@dataclass(frozen=True)
class _Target:
    kind: str
    part: str


class _Attributes(Walker):
    """Collects the attributes of every element of one name."""

    def __init__(self, *names: str) -> None:
        self.found: list[dict[str, str]] = []
        self._names = names

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._names:
            self.found.append(attributes)


class _Book(Walker):
    """Reads the list of sheets and the calendar."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.epoch_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.epoch_1904 = attributes.get("date1904", "") in ("1", "true")
        elif name == "externalReference":
            raise _links()
        elif name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            state = attributes.get("state", "visible")
            self.sheets.append((attributes.get("name", "")[:100], state, relation))


def _content_types(archive: Archive, budget: Budget) -> str:
    """Return every content type that the file declares, in small letters, one a line."""
    if CONTENT_TYPES not in archive.names:
        kind = "The file is a ZIP, but not an Excel workbook. "
        if "mimetype" in archive.names:
            kind = "The file is an OpenDocument file, not an Excel workbook. "
        raise FileRefused("not_a_workbook", kind + SAVE_AS)
    types = _Attributes("Default", "Override")
    walk_all(archive.pieces(CONTENT_TYPES), types, budget)
    return "\n".join(each.get("ContentType", "").lower() for each in types.found)


def _check_parts(archive: Archive, types: str) -> None:
    """Refuse programs, links to other files and other kinds of workbook, by what is inside."""
    marks = ("vbaproject", "macroenabled", "macrosheet", "activex")
    places = ("vbaproject", "xl/macrosheets/", "xl/activex/")
    if any(mark in types for mark in marks) or any(p in n for n in archive.names for p in places):
        raise FileRefused(
            "macros",
            "The workbook holds macros or controls, so it is not opened. Save it as “Excel"
            " Workbook (.xlsx)”, which leaves them out, then try again.",
        )
    if any("externallinks/" in name for name in archive.names):
        raise _links()
    if any(name.endswith("workbook.bin") for name in archive.names):
        raise FileRefused("not_a_workbook", "The file is a binary workbook (.xlsb). " + SAVE_AS)


def _links() -> FileRefused:
    return FileRefused(
        "external_links",
        "The workbook takes values from other files. Break the links in Excel (Data, Edit Links,"
        " Break Link), save, then try again.",
    )


def _main_part(archive: Archive, budget: Budget) -> str:
    """Return the name of the workbook's main part; a document or a show has none of the kind."""
    for target in _related(archive, "", budget).values():
        if target.kind == "officeDocument" and "xl/" in target.part:
            return target.part
    raise FileRefused("not_a_workbook", "The file is not an Excel workbook. " + SAVE_AS)


def _related(archive: Archive, part: str, budget: Budget) -> dict[str, _Target]:
    """Return the parts that a part points to inside the file; links to elsewhere are not kept."""
    folder = posixpath.dirname(part)
    relations = _Attributes("Relationship")
    walk_all(archive.pieces(_relations_of(part)), relations, budget)
    found = {}
    for each in relations.found:
        if each.get("TargetMode", "").lower() == EXTERNAL:
            continue
        path = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))
        kind = posixpath.basename(each.get("Type", ""))
        found[each.get("Id", "")] = _Target(kind, path.lstrip("/").lower())
    return found


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
