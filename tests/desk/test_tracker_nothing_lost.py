"""Every filled cell of a data row is in a field, a note or a doubt."""

import io
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from desk.readers.tracker import read_tracker
from desk.rules.cells import clean_text, one_line, value_text
from desk.rules.words import field_of

SAMPLE = Path(__file__).parent.parent / "data" / "moray_change_tracker.xlsx"

TEXT = st.text(max_size=30).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t))
WORDS = st.sampled_from(["TBC", "", " ", "a; b, c", "x, y", "‘Còmhla’ \u00a0", "#N/A", "=x", "n/a"])
ODD = st.none() | WORDS | st.booleans() | st.integers(-9, 99999) | st.floats(0, 1e6) | TEXT
DAYS = st.sampled_from(
    ["1/4/2025", "Oct 2018", 2016, 45901, datetime.fromisoformat("2027-01-01"), "02/25/2027"]
)
SUMS = st.sampled_from(["£2.5m", "2.3 million (MH)", 99.5, -5, "see M02", "£1m to £2m"])
COLUMNS = {
    "Ref": st.sampled_from(["M1", "m 1", "M2", "M3", 7]),
    "Project": st.sampled_from(["Alpha", "Beta  two", "Gàidhlig"]),
    "Approach": st.sampled_from(["SC", "QI", "SC - decommissioning", "neither - BAU"]),
    "Stage": st.sampled_from(["Plan", "Do", "Closed", "Review - late"]),
    "RAG": st.sampled_from(["A", "Amber (was Red)", "AMBER RED"]) | ODD,
    "Recurring?": st.sampled_from(["R", "Recurring saving", "NR"]) | ODD,
    "Stage started": DAYS | ODD,
    "Next review": DAYS | ODD,
    "Budget": SUMS | ODD,
    "Governing body": st.sampled_from(["SPG", "A / B"]) | ODD,
    "Programme": ODD,
    "Purpose": ODD,
    "Stakeholders": ODD,
    "Comments": ODD,
}
TAKEN = {"rag": "rag", "recurring": "recurring", "stage": "stage", "approach": "approach"}
TAKEN |= {name: name for name in ("stage_started_on", "next_gate_on", "next_review_on")}


SEPARATORS_ONLY = ("M1", "Alpha", "SC", "Plan", *([None] * 8), " ;\n; ", None)


def said(reading):
    """Everything that a reading tells, as lines of text."""
    for project in reading.projects:
        yield from (v for v in vars(project).values() if isinstance(v, str))
        yield from ("; ".join(project.stakeholders), *project.stakeholders)
        yield from (note.text for note in project.notes)
    for doubt in (*reading.doubts, *reading.errors):
        yield from (doubt.read, doubt.made_of)
    for left in reading.left_out:
        yield from (left.title, left.reason, left.tracker_reference)


def lost_cells(content):
    """The filled cells of a tracker's rows that are in no field, note or doubt."""
    reading = read_tracker(content)
    told = "\n".join(one_line(clean_text(text)[0]) for text in said(reading))
    by_row = {row: p for p in reading.projects for row in p.rows}
    lost = []
    for cells in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows():
        for cell in cells:
            text = one_line(clean_text(printed(cell.value))[0])
            header = one_line(str(cell.parent.cell(header_row(cell.parent), cell.column).value))
            taken = getattr(by_row.get(cell.row), TAKEN.get(field_of(header), ""), None)
            is_told = text in told or "".join(text.split()).upper() in told
            groups = [part.strip() for part in re.split("[;,]", text) if part.strip()]
            is_told = is_told or (bool(groups) and all(group in told for group in groups))
            if cell.row > header_row(cell.parent) and not is_told and taken in (None, ""):
                lost.append((cell.coordinate, cell.value))
    return lost


def printed(value):
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value_text(Decimal(f"{value:.15g}"))
    return "" if value is None else value_text(value)


def header_row(sheet):
    return 4 if sheet.title == "Tracker" else 1


def test_nothing_of_the_sample_is_lost():
    assert lost_cells(SAMPLE.read_bytes()) == []


def escaped(cell):
    """A cell that openpyxl can write."""
    return "".join(c for c in cell if c.isprintable()) if isinstance(cell, str) else cell


@example([SEPARATORS_ONLY])
@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(*COLUMNS.values()), max_size=6))
def test_nothing_of_a_made_sheet_is_lost(rows):
    book = Workbook()
    book.active.append(list(COLUMNS))
    for number, row in enumerate(rows, 2):
        for column, cell in enumerate(row, 1):
            place = book.active.cell(number, column, escaped(cell))
            if isinstance(cell, str) and place.data_type == "f":
                place.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    assert lost_cells(file.getvalue()) == []
    reading = read_tracker(file.getvalue())
    assert reading.errors == ()
    assert reading.rows == len(rows)
    assert reading.rows == sum(len(p.rows) for p in reading.projects) + len(reading.left_out)
