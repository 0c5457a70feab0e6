"""Rows of one reference, merged."""

from desk.rules.header import Column
from desk.rules.merge import merge_lines
from desk.rules.reading import CellError
from desk.rules.rows import Cell, Line, reference_key


def line(row, reference, sheet="T", **cells):
    made = {
        key: Cell(sheet, row, Column(key.title(), key, key), value, getattr(value, "code", value))
        for key, value in {"reference": reference, **cells}.items()
    }
    return Line(sheet, row, reference_key(reference), made)


def texts(merged):
    return {key: cell.text for key, cell in merged.cells.items() if key != "reference"}


def test_one_row_is_itself():
    (merged,) = merge_lines([line(5, "M01", title="a")])
    assert (merged.reference, texts(merged), merged.doubts) == ("M01", {"title": "a"}, ())


def test_later_cells_over_earlier_with_a_doubt_that_shows_both():
    (merged,) = merge_lines([line(5, "M01", title="a", rag="G"), line(9, "M01", title="b")])
    assert texts(merged) == {"title": "b", "rag": "G"}
    (doubt,) = merged.doubts
    assert (doubt.row, doubt.column, doubt.read) == (9, "Title", "b")
    assert doubt.made_of == "“b” (row 9) in place of “a” (row 5)"


def test_blank_is_never_over_text_and_fills_are_no_doubt():
    (merged,) = merge_lines([line(5, "M01", title="a"), line(9, "M01", rag="R")])
    assert texts(merged) == {"title": "a", "rag": "R"}
    assert merged.doubts == ()


def test_the_same_cell_but_for_spaces_is_no_doubt():
    (merged,) = merge_lines([line(5, "M01", title="a b"), line(9, "M01", title="a  b")])
    assert merged.doubts == ()


def test_three_rows_give_a_doubt_for_each_overwrite():
    rows = [line(n, "M01", title=t) for n, t in ((5, "a"), (6, "b"), (7, "c"))]
    (merged,) = merge_lines(rows)
    assert texts(merged) == {"title": "c"}
    assert [d.made_of for d in merged.doubts] == [
        "“b” (row 6) in place of “a” (row 5)",
        "“c” (row 7) in place of “b” (row 6)",
    ]


def test_references_differ_by_case_and_spaces_only():
    (merged,) = merge_lines([line(5, "M01"), line(6, " m 01")])
    assert merged.reference == "M01"
    assert [row.row for row in merged.lines] == [5, 6]
    (doubt,) = merged.doubts
    assert (doubt.read, doubt.made_of) == (" m 01", "M01")


def test_an_error_cell_overwrites_nothing():
    (merged,) = merge_lines([line(5, "M01", title="a"), line(9, "M01", title=CellError("#REF!"))])
    assert texts(merged) == {"title": "a"}
    assert "#REF!" in merged.doubts[0].made_of


def test_rows_on_two_sheets_are_merged_with_a_doubt():
    (merged,) = merge_lines([line(5, "M01", title="a"), line(4, "M01", sheet="Old", title="b")])
    assert texts(merged) == {"title": "b"}
    assert [d.sheet for d in merged.doubts] == ["Old", "Old"]
    assert "“T”, row 5" in merged.doubts[0].made_of


def test_references_stay_in_the_order_first_met():
    merged = merge_lines([line(5, "B"), line(6, "A"), line(7, "B")])
    assert [each.reference for each in merged] == ["B", "A"]
