"""Reads a drawn report back."""

from io import BytesIO

from pypdf import PdfReader

from reports.content import ProgressReport
from reports.render.pdf import draw_progress_report


def read(report: ProgressReport) -> PdfReader:
    return PdfReader(BytesIO(draw_progress_report(report)))


def words(report: ProgressReport) -> str:
    """Return the report's text with each run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in read(report).pages).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def body_text(reader: PdfReader) -> str:
    """Return the pages' text in one, without white space and what stands around each page."""
    pages = (squeezed(page.extract_text()) for page in reader.pages)
    return "".join(page[: page.rindex("Progressreport,")] for page in pages)
