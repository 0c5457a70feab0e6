"""The progress report as PDF (reports/render/pdf)."""

import hashlib
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reports.content import ProgressReport
from reports.render.pdf import draw_progress_report
from reports.render.pdf.styles import INK, QUIET, TONES, tone
from tests.reports.reading import read, squeezed, words
from tests.reports.sample import CONDITIONS, MONEY, PROJECTS, REPORT, report_of

ROOT = Path(__file__).resolve().parents[2]
EMPTY = ProgressReport(
    number=None,
    partnership="Health and Social Care Moray",
    body="Moray Integration Joint Board",
    period_from=date(2026, 8, 1),
    period_to=date(2026, 10, 31),
    meeting_on=None,
    subject="Progress",
    by_post="Chief Officer",
    drawn_on=date(2026, 11, 3),
    is_demonstration=False,
)


def test_bookmarks_lead_to_the_page_of_their_heading() -> None:
    reader = read(REPORT)
    pages = [squeezed(page.extract_text()).upper() for page in reader.pages]
    top = [entry for entry in reader.outline if not isinstance(entry, list)]
    led = [reader.get_destination_page_number(entry) for entry in top]
    assert led == sorted(led)
    assert led[-1] > 0
    for entry, page in zip(top, led, strict=True):
        assert squeezed(entry.title).upper() in pages[page]


def test_headings_stand_in_the_order_of_the_boards_papers() -> None:
    outline = read(REPORT).outline
    top = [entry.title for entry in outline if not isinstance(entry, list)]
    below = [entry.title for part in outline if isinstance(part, list) for entry in part]
    assert top == [
        "1 Reason for report",
        "2 Recommendation",
        "3 Background",
        "4 Key matters relevant to recommendation",
        "5 Summary of implications",
        "6 Conclusion",
    ]
    assert below == [
        "Summary at a glance",
        "Every project",
        "Decisions in the period",
        "Conditions",
        "Next gates and review points",
        "Money",
    ]


def test_front_block_names_board_meeting_subject_and_post() -> None:
    text = words(REPORT)
    assert "REPORT TO: Moray Integration Joint Board on 26 November 2026" in text
    assert "SUBJECT: Progress of commissioning and service improvement projects" in text
    assert "BY: Chief Officer" in text
    assert "PERIOD: 1 August 2026 to 31 October 2026" in text
    assert "AS AT: 3 November 2026" in text
    assert "Progress report PR-2026-04" in text


def test_recommendations_follow_the_boards_words() -> None:
    text = words(REPORT)
    assert "2.1 It is recommended that the Moray Integration Joint Board: i) consider" in text
    assert "iii) agree that project HSCM-0019" in text


def test_each_rag_is_a_word_with_its_reason_and_its_age() -> None:
    text = words(REPORT)
    assert "Amber/Red given 28 October 2026, 3 days before the period’s end Why: The" in text
    assert "Amber/Green given 31 October 2026, the last day of the period" in text
    assert "No progress update by 31 October 2026" in text
    assert "One project has had no progress update." in text


def test_counts_by_stage_and_rag_add_up_to_the_projects() -> None:
    assert REPORT.stage_counts == (("Analyse", 1), ("Plan", 2), ("Implement", 2), ("Review", 2))
    assert sum(number for _, number in REPORT.rag_counts) == len(PROJECTS)
    assert dict(REPORT.rag_counts)[""] == 1


def test_decision_shows_outcome_reason_and_conditions() -> None:
    text = words(REPORT)
    assert "Endorse with conditions Reason: The needs assessment is thorough" in text
    assert "Condition ii) Show the cost of transport" in text


def test_overdue_condition_says_by_how_long() -> None:
    text = words(REPORT)
    assert "Three conditions were open on 31 October 2026, 1 overdue." in text
    assert "15 October 2026 16 days overdue" in text
    one_day = replace(REPORT, conditions=(replace(CONDITIONS[0], days_overdue=1),))
    assert "1 day overdue" in words(one_day)


def test_money_is_totalled_by_kind_and_says_what_is_not_reported() -> None:
    text = words(REPORT)
    assert "£338,200 of £1,570,000 recurring and £408,400 of £781,000 non-recurring" in text
    assert "One line is not reported yet and not in the achieved totals." in text
    assert "Total £2,351,000 £746,600" in text
    total = REPORT.money_total(recurring=True)
    assert (total.planned, total.achieved) == (Decimal(1570000), Decimal(338200))
    assert (total.lines, total.unreported) == (2, 1)


def test_money_shows_pence_everywhere_when_any_line_has_them() -> None:
    lines = (replace(MONEY[0], planned=Decimal("1234567.80")), *MONEY[1:])
    text = words(replace(REPORT, money=lines))
    assert "£1,234,567.80" in text
    assert "-£4,100.00" in text


def test_empty_report_says_so_in_sentences() -> None:
    text = words(EMPTY)
    for sentence in (
        "No project was open in this period.",
        "No decision was recorded in this period.",
        "No condition was open at the end of this period.",
        "No gate is planned.",
        "No review point is planned.",
        "No money has been entered for these projects.",
        "No recommendation has been entered.",
        "on a date to be set",
        "Progress report (draft)",
    ):
        assert sentence in text


def test_every_page_has_board_period_and_page_number() -> None:
    pages = read(report_of(30)).pages
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert "Moray Integration Joint Board" in text
        assert "Progress report, 1 August 2026 to 31 October 2026" in text
        assert f"Page {number} of {len(pages)}" in text


def test_demonstration_is_marked_on_every_page_and_nowhere_else() -> None:
    for page in read(report_of(30)).pages:
        assert "Illustrative demonstration data" in page.extract_text()
    assert "Illustrative" not in words(replace(REPORT, is_demonstration=False))


def test_table_headings_are_repeated_on_each_page() -> None:
    pages = [page.extract_text() for page in read(report_of(40)).pages]
    with_rows = [text for text in pages if "Why:" in text and "HSCM-" in text]
    assert len(with_rows) > 4
    for text in with_rows:
        assert "Why, what was done and what is next" in " ".join(text.split())


def test_totals_are_never_parted_from_the_lines_above_them() -> None:
    for lines in range(8, 30):
        report = replace(EMPTY, money=MONEY[:1] * lines)
        for page in read(report).pages:
            text = page.extract_text()
            assert text.count("Total") in (0, 3)
            assert "Total recurring" not in text or "Hospital at Home" in text


def test_document_facts_title_language_date_and_no_claim_to_tags() -> None:
    reader = read(REPORT)
    facts = reader.metadata
    assert facts.title == (
        "Progress report to Moray Integration Joint Board, 1 August 2026 to 31 October 2026"
    )
    assert facts.author == "Chief Officer"
    assert facts.subject == "Progress of commissioning and service improvement projects"
    assert facts["/CreationDate"] == "D:20261103000000Z"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/MarkInfo" not in root
    assert "/StructTreeRoot" not in root


def test_only_our_fonts_are_used_and_all_are_embedded() -> None:
    for page in read(REPORT).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_equal_content_gives_equal_bytes_in_another_process_too() -> None:
    first = draw_progress_report(REPORT)
    assert draw_progress_report(replace(REPORT)) == first
    code = (
        "import hashlib; from tests.reports.sample import REPORT;"
        "from reports.render.pdf import draw_progress_report as draw;"
        "print(hashlib.sha256(draw(REPORT)).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == hashlib.sha256(first).hexdigest()


def test_threads_drawing_at_once_agree() -> None:
    expected, drawn = draw_progress_report(REPORT), []
    threads = [
        threading.Thread(target=lambda: drawn.append(draw_progress_report(REPORT)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == [expected] * 6


def luminance(color: Any) -> float:
    parts = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in color.rgb()]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("word", [*TONES, "a word of no scale"])
def test_letters_on_a_tint_have_contrast(word: str) -> None:
    tint = luminance(tone(word)[0])
    for ink in (INK, QUIET):
        assert (tint + 0.05) / (luminance(ink) + 0.05) >= 4.5


def test_long_name_of_a_board_is_cut_in_the_header_and_whole_at_the_front() -> None:
    body = "The Integration Joint Board of " + "Argyll, Bute and Clackmannanshire, " * 6 + "Skye"
    reader = read(replace(REPORT, body=body))
    assert squeezed(f"{body} on 26 November 2026") in squeezed(reader.pages[0].extract_text())
    assert "The Integration Joint Board of Argyll, Bute" in reader.pages[1].extract_text()
    assert "recommended that the Integration Joint Board of" in words(replace(REPORT, body=body))


def test_no_heading_stands_alone_at_the_foot_of_a_page() -> None:
    for lines in range(1, 9):
        report = replace(REPORT, background=("A line of background.",) * lines)
        for page in read(report).pages:
            text = squeezed(page.extract_text())
            end = text[: text.rindex("Progressreport,")]
            assert not end.endswith(("RECOMMENDATION", "CONCLUSION", "IMPLICATIONS", "glance"))


def test_many_or_long_stages_stand_in_rows() -> None:
    stages = tuple(f"Stage of a long name {at}" for at in range(9))
    text = words(replace(EMPTY, projects=PROJECTS[:1], stage_order=stages))
    assert "Stage Projects Stage of a long name 0 0 Stage of a long name 1 0" in text
