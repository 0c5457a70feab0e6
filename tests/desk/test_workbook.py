"""Opening hostile files: each refusal by its code, in bounded time and memory."""

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.readers.tracker import read_tracker
from desk.readers.workbook import FileRefused, open_workbook
from desk.rules.reading import CellError, Formula

SAMPLE = Path(__file__).parent.parent / "data" / "moray_change_tracker.xlsx"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = '<row r="1">' + "".join(
    f'<c t="inlineStr"><is><t>{t}</t></is></c>' for t in ("Ref", "Project", "Approach", "Stage")
)
HEADER += "</row>"


def parts(rows="", **changed):
    """The parts of a small workbook, some of them changed, as a name and its content."""
    related = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{name}.xml"/>'
        for key, kind, name in (
            ("a", "worksheet", "sheet"),
            ("b", "sharedStrings", "texts"),
            ("c", "styles", "styles"),
        )
    )
    main = f'<Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="xl/book.xml"/>'
    named = {
        "[Content_Types].xml": changed.get("types", "<Types/>"),
        "_rels/.rels": f"<Relationships>{main}</Relationships>",
        "xl/book.xml": changed.get(
            "book",
            f'<workbook xmlns:r="{RELATIONS}"><workbookPr {changed.get("calendar", "")}/>'
            '<sheets><sheet name="T" r:id="a"/></sheets></workbook>',
        ),
        "xl/_rels/book.xml.rels": f"<Relationships>{related}</Relationships>",
        "xl/texts.xml": changed.get("texts", "<sst/>"),
        "xl/styles.xml": changed.get(
            "styles", '<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
        ),
        "xl/sheet.xml": changed.get(
            "sheet", f"<worksheet><sheetData>{HEADER}{rows}</sheetData></worksheet>"
        ),
    }
    return named | changed.get("more", {})


def packed(named, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in named.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook(rows="", **changed):
    return packed(parts(rows, **changed))


def refusal(data):
    """The code of the refusal, which must come within 300 MB."""
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused) as refused:
            read_tracker(data)
        assert tracemalloc.get_traced_memory()[1] < 300e6
    finally:
        tracemalloc.stop()
    assert refused.value.sentence.endswith(".")
    return refused.value.code


def cells(rows):
    (sheet,) = open_workbook(workbook(rows)).sheets
    return dict(sheet.rows[-1].cells)


def test_values_of_every_kind():
    found = open_workbook(
        workbook(
            '<row r="3"><c r="B3" t="s"><v>0</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c>'
            '<c><v>0.30000000000000004</v></c><c s="1"><v>45901</v></c><c><f>1+1</f><v>2</v></c>'
            '<c t="d"><v>2026-01-02T00:00:00</v></c><c t="str"><v>=x</v></c><c s="1"/></row>',
            texts="<sst><si><r><t>Cò</t></r><r><t>mhla_x000D_</t></r><rPh><t>x</t></rPh></si></sst>",
        )
    )
    row = found.sheets[0].rows[-1]
    assert row.number == 3
    assert row.cells == {
        2: "Còmhla\r",
        3: True,
        4: CellError("#REF!"),
        5: Decimal("0.3"),
        6: datetime.fromisoformat("2025-09-01"),
        7: Formula(),
        8: datetime.fromisoformat("2026-01-02"),
        9: "=x",
    }


def test_the_1904_calendar():
    row = '<row><c s="1"><v>44439</v></c></row>'
    found = open_workbook(workbook(row, calendar='date1904="1"'))
    assert found.epoch_1904
    assert found.sheets[0].rows[-1].cells == {1: datetime.fromisoformat("2025-09-01")}


def test_other_namespaces_and_utf_16_are_read():
    sheet = '<?xml version="1.0" encoding="utf-16"?><x:worksheet xmlns:x="u"><x:sheetData><x:row>'
    sheet += "<x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    (found,) = open_workbook(workbook(sheet=sheet.encode("utf-16"))).sheets
    assert found.rows[0].cells == {1: Decimal(7)}


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"Ref,Project\nM01,x\n", "CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (b"%PDF-1.7\n", "not an Excel"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument"),
        (packed({"a.txt": "a"}), "ZIP"),
        (workbook(more={"xl/workbook.bin": "x"}), ".xlsb"),
        (workbook()[:-200], "damaged"),
        (b"PK\x03\x04" + b"\0" * 60, "damaged"),
        (packed(parts(), zipfile.ZIP_LZMA), "damaged"),
        (workbook(sheet="<worksheet><sheetData>"), "damaged"),
        (workbook(sheet="<a>" * 1000), "damaged"),
        (workbook('<row r="1"/>'), "damaged"),
        (workbook('<row r="9999999999"/>'), "damaged"),
        (workbook('<row><c t="s"><v>5</v></c></row>'), "damaged"),
        (workbook('<row><c r="A2"><v>1</v></c><c r="A2"><v>1</v></c></row>'), "damaged"),
        (workbook(sheet=b'<?xml version="1.0" encoding="no-such"?><a/>'), "damaged"),
    ],
)
def test_not_a_workbook(data, word):
    with pytest.raises(FileRefused) as refused:
        read_tracker(io.BytesIO(data))
    assert refused.value.code == "not_a_workbook"
    assert word in refused.value.sentence


def test_encrypted():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
    assert refusal(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    data = bytearray(workbook())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    assert refusal(bytes(data)) == "encrypted"


@pytest.mark.parametrize(
    "changed",
    [
        {"more": {"xl/vbaProject.bin": "x"}},
        {"more": {"xl/VBAPROJECT.BIN": "x"}},
        {"more": {"xl/macrosheets/sheet1.xml": "<a/>"}},
        {"types": '<Types><Override ContentType="application/vnd.ms-office.vbaProject"/></Types>'},
        {"types": '<Types><Override ContentType="x.sheet.macroEnabled.main+xml"/></Types>'},
    ],
)
def test_macros(changed):
    assert refusal(workbook(**changed)) == "macros"


def test_external_links():
    assert refusal(workbook(more={"xl/externalLinks/externalLink1.xml": "<a/>"})) == (
        "external_links"
    )
    book = "<workbook><externalReferences><externalReference/></externalReferences></workbook>"
    assert refusal(workbook(book=book)) == "external_links"


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>'


@pytest.mark.parametrize("part", ["sheet", "book", "texts", "styles", "types"])
def test_entities(part):
    assert refusal(workbook(**{part: f"{LAUGHS}<a>&c;</a>"})) == "entities"
    hidden = f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}<a/>'.encode("utf-16")
    assert refusal(workbook(**{part: hidden})) == "entities"


def test_too_large_file():
    assert refusal(b"PK\x03\x04" + b"x" * (10 * 1024 * 1024)) == "too_large"


def test_too_large_unpacked():
    assert refusal(workbook(more={"xl/media/a.png": b"\0" * 60_000_000})) == "too_large"


def test_too_large_whatever_the_file_declares():
    data = bytearray(workbook(more={"xl/media/a.png": b"\0" * 60_000_000}))
    place = data.index(struct.pack("<I", 60_000_000), data.index(b"PK\x01\x02"))
    data[place : place + 4] = struct.pack("<I", 10)
    assert refusal(bytes(data)) == "too_large"


@pytest.mark.parametrize(
    "changed",
    [
        {"more": {f"xl/{n}.xml": "" for n in range(1100)}},
        {"sheet": "<w a='" + "<>"[1] * 9_000_000 + "'/>"},
        {"sheet": "<w><!--" + "<" * 9_000_000 + "--></w>"},
        {"rows": f'<row><c t="inlineStr"><is><t>{"x" * 300_000}</t></is></c></row>'},
        {"texts": f"<sst><si><t>{'x' * 300_000}</t></si></sst>"},
        {"styles": f"<s><cellXfs>{'<xf/>' * 70_000}</cellXfs></s>"},
        {
            "texts": f"<sst><si><t>{'x' * 30_000}</t></si></sst>",
            "rows": "<row>"
            + '<c t="s"><v>0</v></c>' * 190
            + "</row>"
            + "<row>"
            + '<c t="s"><v>0</v></c>' * 190
            + "</row>",
        },
    ],
    ids=["parts", "attribute", "comment", "cell", "text", "styles", "shared"],
)
def test_too_large_parts(changed):
    assert refusal(workbook(**changed)) == "too_large"


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>1</v></c></row>" * 20_001,
        "<row/>" * 300_000,
        '<row><c r="GS2"><v>1</v></c></row>',
        f"<row>{'<c><v>1</v></c>' * 190}</row>" * 900,
        f"<row>{'<c/>' * 1000}</row>" * 1001,
    ],
    ids=["rows", "blank rows", "columns", "cells", "elements"],
)
def test_too_many_rows(rows):
    noise = bytes(range(256)) * 40  # keeps the ratio below a bomb's
    more = {f"noise{n}": bytes(b ^ n for b in noise) for n in range(20)}
    assert refusal(workbook(rows, more=more)) == "too_many_rows"


@pytest.mark.parametrize("declared", ["A1:A1", "A1:XFD1048576", "nonsense"])
def test_the_declared_size_is_not_believed(declared):
    rows = "<row><c><v>1</v></c></row>" * 20_001
    sheet = f'<w><dimension ref="{declared}"/><sheetData>{HEADER}%s</sheetData></w>'
    assert refusal(workbook(sheet=sheet % rows)) == "too_many_rows"
    assert read_tracker(workbook(sheet=sheet % "")).rows == 0


def test_formulas_in_the_data_name_the_cell():
    row = '<row r="5"><c r="B5"><f>WEBSERVICE("http://x")</f><v>1</v></c></row>'
    with pytest.raises(FileRefused, match="B5") as refused:
        read_tracker(workbook(row))
    assert refused.value.code == "formulas"


def test_no_header():
    assert refusal(workbook(sheet="<worksheet/>")) == "no_header"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_sample_is_read_or_refused(data):
    content = bytearray(SAMPLE.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileRefused):
        read_tracker(bytes(content))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content):
    for data in (content, b"PK\x03\x04" + content):
        with pytest.raises(FileRefused):
            read_tracker(data)


SHEET_RELATIONS = (
    f'<Relationships><Relationship Id="a" Type="{RELATIONS}/comments" Target="notes.xml"/>'
    '<Relationship Id="b" Target="threads.xml"'
    ' Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/>'
    "</Relationships>"
)
NOTES = (
    "<comments><authors><author>A</author></authors><commentList>"
    '<comment ref="B2"><text><r><t>Since </t></r><r><t>May.</t></r></text></comment>'
    '<comment ref="C2"><text><t>[Threaded comment] Comment: Why?</t></text></comment>'
    '<comment ref="nowhere"><text><t>lost</t></text></comment>'
    '<comment ref="D2"><text><t> </t></text></comment></commentList></comments>'
)
THREADS = (
    '<ThreadedComments><threadedComment ref="c2"><text>Why?</text></threadedComment>'
    '<threadedComment ref="C2" parentId="x"><text>Because.</text></threadedComment>'
    "</ThreadedComments>"
)


def commented(notes=NOTES, threads=THREADS):
    more = {
        "xl/_rels/sheet.xml.rels": SHEET_RELATIONS,
        "xl/notes.xml": notes,
        "xl/threads.xml": threads,
    }
    return workbook(more=more)


def test_comments_are_read_by_cell_and_a_thread_in_place_of_its_copy():
    (sheet,) = open_workbook(commented()).sheets
    assert dict(sheet.comments) == {(2, 2): "Since May.", (2, 3): "Why?\nBecause."}


def test_an_endless_comment_is_refused():
    long = NOTES.replace("Since ", "x" * 300_000)
    assert refusal(commented(notes=long)) == "too_large"
