"""A whole tracker: the sample, other shapes of sheet, and that nothing is lost."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from desk.readers.tracker import read_tracker
from desk.rules.cells import value_text

SAMPLE = Path(__file__).parent.parent / "data" / "moray_change_tracker.xlsx"
BASE = ("Ref", "Project", "Approach", "Stage")


def tracker(*rows, header=BASE, title="T", **others):
    """A workbook of one tracker sheet (and other sheets of rows), as bytes."""
    book = Workbook()
    book.active.title = title
    for sheet, content in {title: [header, *rows], **others}.items():
        place = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
        for row in content:
            place.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def one(*cells, header=BASE):
    """The one project of a sheet with the usual cells first, and the reading."""
    reading = read_tracker(tracker(("M01", "Title", "SC", "Plan", *cells), header=(*BASE, *header)))
    (project,) = reading.projects
    return project, reading


@pytest.fixture(scope="module")
def sample():
    return read_tracker(SAMPLE.read_bytes())


def test_sample_counts(sample):
    assert (sample.rows, len(sample.projects), len(sample.left_out)) == (21, 19, 1)
    assert sample.errors == ()
    assert sample.rows == sum(len(p.rows) for p in sample.projects) + len(sample.left_out)


def test_sample_left_out(sample):
    (left,) = sample.left_out
    assert (left.row, left.tracker_reference, left.title) == (26, "M20", "Winter plan 2026/27")
    assert "neither - business as usual" in left.reason
    assert "Focus and purpose: Yearly plan" in left.reason


def test_sample_merges_m11(sample):
    m11 = next(p for p in sample.projects if p.tracker_reference == "M11")
    assert m11.rows == (15, 24)
    assert m11.purpose == "(repeated line, updated by team)"
    assert (m11.rag, m11.next_gate_on) == ("amber", date(2027, 1, 27))
    assert m11.contingency == "Waking night restored within 24 h"
    overwrites = [d for d in sample.doubts if d.row == 24]
    assert [d.column for d in overwrites] == [
        "Approach", "Focus and purpose", "Next gate", "RAG", "Why this RAG",
    ]  # fmt: skip


def test_sample_values(sample):
    by_reference = {p.tracker_reference: p for p in sample.projects}
    m07, m16, m19 = (by_reference[r] for r in ("M07", "M16", "M19"))
    assert (m07.stage_started_on, m07.next_gate_on) == (date(2025, 9, 1), date(2027, 1, 14))
    assert (m07.budget, m07.budget_words) == (Decimal(5_500_000), "£5.5m over several years")
    assert m07.recurring is True
    assert (m16.governing_body, m16.body_code) == ("Children's Services Partnership / CPB", "")
    assert (m19.title, m19.stage) == ("Unpaid carers' strategy – Còmhla (together)", "not_started")
    budgets = {r: p.budget for r, p in by_reference.items() if p.budget is not None}
    assert budgets["M08"] == Decimal(2_300_000)
    assert budgets["M15"] == Decimal(1_241_000)
    assert "M18" not in budgets


def test_sample_doubts(sample):
    assert [(d.row, d.column) for d in sample.doubts if d.row != 24] == [
        (2, ""), (5, "Stage started"), (5, "Next gate"), (6, "Stakeholders / groups"),
        (7, "Stage started"), (9, "Approach"), (9, "Budget"), (10, "Stage started"),
        (11, "Stage started"), (11, "Budget"), (11, "Recurring?"), (12, "Budget"), (14, "Stage"),
        (15, "Recurring?"), (18, "Recurring?"), (19, "Recurring?"), (20, "Governing body"),
        (22, "Budget"), (27, "Project"), (0, ""),
    ]  # fmt: skip
    assert all(d.message.endswith(".") for d in sample.doubts)
    assert [d.sheet for d in sample.doubts if d.sheet != "Tracker"] == ["Lists"]
    told = [(d.read, d.made_of) for d in sample.doubts if d.row < 5]
    assert told == [
        ("Project names are public. Treat every other cell as illustrative.", "not read"),
        ("1 filled row", "skipped"),
    ]


def test_unknown_column_is_a_note_and_one_doubt():
    project, reading = one("Ask the chair", header=("Comments",))
    assert [(n.column, n.text, n.row) for n in project.notes] == [("Comments", "Ask the chair", 2)]
    assert [(d.row, d.column) for d in reading.doubts] == [(1, "Comments")]


def test_cell_under_no_header_is_a_note():
    project, reading = one(None, "stray", header=())
    assert [(n.column, n.text) for n in project.notes] == [("F", "stray")]
    assert [d.column for d in reading.doubts] == ["F"]


@pytest.mark.parametrize("cell", [True, "#REF!"])
def test_true_and_spreadsheet_errors_are_doubt_and_note(cell):
    project, reading = one(cell, header=("Programme",))
    assert project.programme == ""
    assert [n.text for n in project.notes] == [value_text(cell)]
    assert len(reading.doubts) == 1


def test_recurring_true_is_yes_with_a_doubt():
    project, reading = one(True, header=("Recurring?",))
    assert project.recurring is True
    assert len(reading.doubts) == 1


def test_control_characters_go_with_a_doubt():
    project, reading = one("a_x0007_b", header=("Programme",))
    assert project.programme == "ab"
    assert [d.made_of for d in reading.doubts] == ["ab"]


def test_a_post_to_be_confirmed_is_none():
    project, reading = one("TBC", header=("Lead (post)",))
    assert (project.lead_post, project.notes[0].text) == ("", "TBC")
    assert len(reading.doubts) == 1


def test_rows_that_are_no_projects_are_doubts():
    reading = read_tracker(
        tracker(
            ("M01", "Title", "SC", "Plan"),
            (None, "Totals", None, None),
            ("Notes", "agreed", None, None),
            ("Children's services",),
            (None, "a remark"),
            (" ", None),
            BASE,
            ("M02", "Totally new service", "QI", "Plan"),
        )
    )
    assert (reading.rows, len(reading.projects)) == (2, 2)
    assert [d.row for d in reading.doubts] == [3, 4, 5, 6, 8]
    assert reading.errors == ()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ((None, "Title", "SC", "Plan"), "Project"),
        (("#REF!", "Title", "SC", "Plan"), "Project"),
        (("M02", None, "SC", "Plan"), "title"),
        (("M02", "Title", "SC", "On hold"), "Stage"),
        (("M02", "Title", "SC", None), "stage"),
        (("M02", "Title", "magic", "Plan"), "Approach"),
        (("M02", "Title", None, "Plan"), "approach"),
    ],
)
def test_rows_in_error_block_the_import(row, column):
    reading = read_tracker(tracker(("M01", "Title", "SC", "Plan"), row))
    assert [(e.row, e.column) for e in reading.errors] == [(3, column)]
    assert (reading.rows, len(reading.projects)) == (2, 1)


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ((*BASE, "Stage"), "mean the same"),
        ((*BASE, "Current stage"), "mean the same"),
        ((*BASE, "Comments", "comments"), "mean the same"),
        (("Ref", "Project", "Stage"), "approach"),
        (("Project", "Approach", "Stage"), "reference"),
        (("Ref", "Project", "RAG"), "approach"),
    ],
)
def test_headers_in_error_block_the_import(header, word):
    reading = read_tracker(tracker(("M01", "Title", "SC", "Plan"), header=header))
    assert reading.projects == ()
    assert word in reading.errors[0].message


def test_a_second_different_header_is_an_error():
    reading = read_tracker(tracker(("M01", "T", "SC", "Plan"), ("Project", "Ref", "Stage")))
    assert [e.row for e in reading.errors] == [3]


def test_titles_above_the_header_are_skipped():
    book = tracker(("", ""), BASE, ("M01", "T", "SC", "Plan"), header=("Tracker 2026",))
    assert len(read_tracker(book).projects) == 1


def test_other_sheets():
    reading = read_tracker(
        tracker(
            ("M01", "T", "SC", "Plan"),
            Lists=[("RAG", "Red", "Amber")],
            Old=[("M07", "Old project", "SC", "Plan")],
            Risks=[("Ref", "Risk", "RAG", "Lead"), ("R1", "x", "R", "y")],
            More=[BASE, ("m01", "T", "SC", "Review"), ("M02", "U", "QI", "Done")],
        )
    )
    assert [(p.tracker_reference, p.stage) for p in reading.projects] == [
        ("M01", "review"), ("M02", "closed"),
    ]  # fmt: skip
    assert {d.sheet for d in reading.doubts if d.made_of == "skipped"} == {"Lists", "Old", "Risks"}
    assert {"More"} <= {d.sheet for d in reading.doubts}


def test_an_empty_sheet_is_no_doubt():
    assert read_tracker(tracker(("M01", "T", "SC", "Plan"), Empty=[], Blank=[(" ",)])).doubts == ()


def test_what_stands_above_the_header_is_a_doubt_but_for_the_title():
    book = tracker(
        ("M03 is handed over", None, "on 1 May"), (None, "See minute"), BASE,
        ("M01", "T", "SC", "Plan"), header=("Tracker 2026",),
    )  # fmt: skip
    assert [(d.row, d.read, d.made_of) for d in read_tracker(book).doubts] == [
        (2, "M03 is handed over; on 1 May", "not read"),
        (3, "See minute", "not read"),
    ]
    untitled = tracker(BASE, ("M01", "T", "SC", "Plan"), header=("Old", "table"))
    assert [d.read for d in read_tracker(untitled).doubts] == ["Old; table"]


def with_comments(content, **comments):
    """The same workbook with comments on cells, by sheet and cell."""
    book = load_workbook(io.BytesIO(content))
    for place, text in comments.items():
        sheet, _, cell = place.partition("_")
        book[sheet][cell].comment = Comment(text, "An author")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_comment_on_a_cell_is_a_note_on_its_project():
    plain = tracker(
        ("M01", "T", "SC", "Plan", "x"), ("M02", "U", "BAU", "Plan"), ("M01", "T", "SC", "Plan"),
        header=(*BASE, "RAG"), Lists=[("Red",)],
    )  # fmt: skip
    reading = read_tracker(
        with_comments(
            plain,
            T_D2="Since May.",
            T_G2="Beside it.",
            T_B4="Twice.",
            T_D3="Yearly.",
            T_A1="The key.",
            T_C9="Under it.",
            Lists_A1="Colours.",
        )
    )

    (project,) = reading.projects
    assert [(n.column, n.text, n.row) for n in project.notes if "comment" in n.column] == [
        ("Stage (comment)", "Since May.", 2),
        ("G (comment)", "Beside it.", 2),
        ("Project (comment)", "Twice.", 4),
    ]
    assert "Stage (comment): Yearly." in reading.left_out[0].reason
    told = {(d.sheet, d.row, d.column, d.read, d.made_of) for d in reading.doubts}
    assert told >= {
        ("T", 0, "", "4 comments", "notes"),
        ("T", 1, "Ref", "The key.", "not read"),
        ("T", 9, "Approach", "Under it.", "not read"),
        ("Lists", 0, "", "1 filled row, 1 comment", "skipped"),
    }
    assert [p for p in read_tracker(plain).projects if p.notes] == [
        p for p in read_tracker(plain).projects if p.rag == ""
    ]


def test_hidden_sheets_and_merged_cells_are_doubts():
    book = load_workbook(io.BytesIO(tracker(("M01", "T", "SC", "Plan"), ("M02", "", "SC", "Plan"))))
    book["T"].sheet_state = "hidden"
    book["T"].merge_cells("B2:B3")
    book.create_sheet("Shown")
    book.active = 1
    file = io.BytesIO()
    book.save(file)
    reading = read_tracker(file.getvalue())
    assert [d.column for d in reading.doubts] == ["", "B"]
    assert "B2:B3" in reading.doubts[1].message


def test_a_second_reading_is_the_same(sample):
    assert read_tracker(io.BytesIO(SAMPLE.read_bytes())) == sample


def test_a_thousand_rows_are_read():
    full = [c.value for c in load_workbook(SAMPLE)["Tracker"][11]]
    header = [c.value for c in load_workbook(SAMPLE)["Tracker"][4]]
    content = tracker(*((f"M{n}", *full[1:]) for n in range(1000)), header=header)
    reading = read_tracker(content)
    assert len(reading.projects) == 1000
