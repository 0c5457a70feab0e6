"""A made tracker of many rows, as Excel."""

from io import BytesIO

from openpyxl import Workbook

HEADINGS = (
    "Ref",
    "Project",
    "Approach",
    "Programme",
    "Focus and purpose",
    "What prompted it",
    "Governing body",
    "Sponsor (post)",
    "Lead (post)",
    "Stage",
    "Stage started",
    "Next gate",
    "Next review point",
    "RAG",
    "Why this RAG",
    "Budget",
    "Recurring?",
    "Stakeholders / groups",
    "Locality",
    "Contingency",
)
STAGES = ("not started", "Analyse", "Plan", "Implement", "Review")


def tracker(rows: int) -> bytes:
    """Return a tracker with a heading row and this many projects."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Tracker")
    sheet.append(HEADINGS)
    for number in range(rows):
        sheet.append(
            (
                f"B{number:05d}",
                f"Made-up project {number}",
                "SC" if number % 2 else "QI",
                f"Programme {number % 12}",
                "A made-up change for people in the whole area",
                "A made-up prompt",
                "SPG",
                "Head of Service",
                f"Manager {number % 40}",
                STAGES[number % 5],
                "01/04/2026",
                "14/01/2027",
                "30/06/2027",
                "Amber",
                "A made-up reason",
                "£120,000",
                "Recurring",
                "Families; providers; carers",
                "Elgin",
                "A made-up contingency",
            )
        )
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
