"""Dates, money, text and groups of one cell."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.cells import clean_text, column_letter, shown, split_groups, value_text
from desk.rules.dates import read_date
from desk.rules.money import read_money


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("26/05/2022", date(2022, 5, 26)),
        ("1/4/2025", date(2025, 4, 1)),
        ("03/04/2025", date(2025, 4, 3)),
        ("15.01.2026", date(2026, 1, 15)),
        ("15-01-2026", date(2026, 1, 15)),
        ("3 Feb 2025", date(2025, 2, 3)),
        ("27 November 2025", date(2025, 11, 27)),
        ("Monday 3rd of February 2025", date(2025, 2, 3)),
        ("November 27, 2025", date(2025, 11, 27)),
        ("1 Sept 2024", date(2024, 9, 1)),
        ("2027-01-14", date(2027, 1, 14)),
        ("29/02/2024", date(2024, 2, 29)),
        (datetime.fromisoformat("2027-01-29"), date(2027, 1, 29)),
        ("", None),
    ],
)
def test_date_without_doubt(cell, day):
    read = read_date(cell)
    assert (read.value, read.doubt, read.note) == (day, "", "")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("Oct 2018", date(2018, 10, 1)),
        ("July 2020", date(2020, 7, 1)),
        ("Feb-25", date(2025, 2, 1)),
        ("03/2026", date(2026, 3, 1)),
        ("2026-03", date(2026, 3, 1)),
        ("2016", date(2016, 1, 1)),
        (Decimal("2016"), date(2016, 1, 1)),
        (Decimal("45901"), date(2025, 9, 1)),
        ("45901", date(2025, 9, 1)),
        (Decimal("45901.5"), date(2025, 9, 1)),
        ("02/25/2027", date(2027, 2, 25)),
        ("15/01/26", date(2026, 1, 15)),
        ("26/05/2022 (IJB)", date(2022, 5, 26)),
        ("26/05/2022 10:30", date(2022, 5, 26)),
        (datetime.fromisoformat("2022-05-26T10:30"), date(2022, 5, 26)),
    ],
)
def test_date_with_doubt(cell, day):
    read = read_date(cell)
    assert read.value == day
    assert read.doubt.endswith(".")


@pytest.mark.parametrize(
    "cell",
    [
        *("TBC", "tbc", "n/a", "-", "summer 2026", "31/02/2026", "13/13/2026", "2025/26"),
        *("2025-26", "2011-12", "15/01/0206", "1/1/1980", "Q3 2026", "0", "99999", "see M02"),
        *("1" * 300, Decimal("-5"), Decimal("1e20"), Decimal("0.5")),
    ],
)
def test_no_date_is_doubt_and_note(cell):
    read = read_date(cell)
    assert read.value is None
    assert read.doubt
    assert read.note == value_text(cell)


def test_serial_in_the_1904_calendar():
    assert read_date(Decimal("44439"), epoch_1904=True).value == date(2025, 9, 1)


def test_words_beside_a_date_are_a_note():
    assert read_date("26/05/2022 (IJB)").note == "26/05/2022 (IJB)"


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)))
def test_every_uk_date_reads_back(day):
    for form in ("%d/%m/%Y", "%d.%m.%Y", "%-d/%-m/%Y", "%Y-%m-%d", "%-d %B %Y", "%-d %b %Y"):
        assert read_date(day.strftime(form)).value == day


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("£170,000", "170000"),
        ("£2.5m", "2500000"),
        ("£310k", "310000"),
        ("£95K", "95000"),
        ("1,241,000", "1241000"),
        ("£1.2bn", "1200000000"),
        ("2.3 million", "2300000"),
        ("£ 5 thousand", "5000"),
        ("-£2m", "-2000000"),
        ("£-2m", "-2000000"),
        ("−500", "-500"),
        ("£1,234.56", "1234.56"),
        (Decimal("170000"), "170000"),
        (Decimal("-12.5"), "-12.5"),
        ("0", "0"),
    ],
)
def test_money_without_doubt(cell, pounds):
    read = read_money(cell)
    assert (read.value, read.doubt, read.note) == (Decimal(pounds), "", "")


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("2.3 million (MH/LD staffing)", "2300000"),
        ("£5.5m over several years", "5500000"),
        ("circa £2m", "2000000"),
        ("£2m/year", "2000000"),
        ("170,000 a year", "170000"),
        ("2026/27: £2m", "2000000"),
    ],
)
def test_money_beside_words_is_doubt_and_note(cell, pounds):
    read = read_money(cell)
    assert (read.value, read.note) == (Decimal(pounds), cell)
    assert read.doubt


@pytest.mark.parametrize(
    "cell",
    [
        *("see M02", "TBC", "£1m - £2m", "£1-2m", "£1m (£500k achieved)", "5%", "€5m", "2 posts"),
        *("2026/27", "£1.2.3", "£1,2", "1,24,000", "£m", "£", "9" * 250, "٣٠٠", "£5 %", "n/a"),
        *("1m (£500k achieved)", "170,000 (£50k so far)"),
        *(Decimal("1e13"), datetime.fromisoformat("2026-01-01")),
    ],
)
def test_no_sum_is_doubt_and_note(cell):
    read = read_money(cell)
    assert read.value is None
    assert read.doubt
    assert read.note == value_text(cell)


@pytest.mark.parametrize(
    ("cell", "pounds"), [("(£412,500)", "-412500"), ("nil", "0"), ("£10.005", "10.01")]
)
def test_money_read_with_a_doubt(cell, pounds):
    read = read_money(cell)
    assert read.value == Decimal(pounds)
    assert read.doubt


@given(st.text(max_size=40) | st.text("£0123456789.,kmbn()- ", max_size=20))
def test_any_text_reads_as_date_and_money_or_a_doubt(text):
    text = clean_text(text)[0]
    for read in (read_date(text), read_money(text)):
        assert read.value is not None or not text or (read.doubt and read.note == text)


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_money_in_figures_is_exact(pounds):
    assert read_money(f"£{pounds:,.2f}" if pounds >= 0 else f"-£{-pounds:,.2f}").value == pounds


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Residents; GPs; NHS Grampian", ("Residents", "GPs", "NHS Grampian")),
        ("Residents\nGPs", ("Residents", "GPs")),
        ("Families", ("Families",)),
        ("GPs (north; south); carers", ("GPs (north; south)", "carers")),
        ("GPs (north; carers", ("GPs (north", "carers")),
        ("a; ;b;", ("a", "b")),
        ("", ()),
    ],
)
def test_groups_without_doubt(text, groups):
    read = split_groups(text)
    assert (read.value, read.doubt) == (groups, "")


def test_comma_beside_semicolons_stays_with_a_doubt():
    read = split_groups("Patients, community councils; bus operators")
    assert read.value == ("Patients, community councils", "bus operators")
    assert "Patients, community councils" in read.doubt


def test_commas_alone_split_with_a_doubt():
    read = split_groups("GPs, carers (young, adult), housing")
    assert read.value == ("GPs", "carers (young, adult)", "housing")
    assert read.doubt


@pytest.mark.parametrize(
    ("raw", "clean", "has_lost"),
    [
        ("\u00a0 Còmhla – “together” \u2003", "Còmhla – “together”", False),
        ("a\u00a0b\tc", "a b c", False),
        ("a\r\nb\rc", "a\nb\nc", False),
        ("a\x00b\x07", "ab", True),
        ("a\u202eb\u200b\ud800", "ab", True),
        ("plain", "plain", False),
    ],
)
def test_clean_text(raw, clean, has_lost):
    assert clean_text(raw) == (clean, has_lost)


def test_small_things():
    assert [column_letter(n) for n in (1, 26, 27, 200, 16384)] == ["A", "Z", "AA", "GR", "XFD"]
    assert shown("x" * 99) == f"“{'x' * 59}…”"
    assert value_text(Decimal("45901.50")) == "45901.5"
    assert value_text(Decimal("1E+3")) == "1000"
    assert value_text(datetime.fromisoformat("2026-01-02T03:04")) == "2026-01-02 03:04"
    assert value_text(True) == "TRUE"
