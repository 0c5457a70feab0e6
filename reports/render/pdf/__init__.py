"""Draws papers as PDF. Only this package draws with ReportLab.

The PDF is not tagged: it makes no claim to PDF/UA. Equal content gives equal bytes. No file but our
own fonts is opened and no network reached, whatever the text says.
"""

from collections.abc import Iterable
from io import BytesIO

from reports.content import MinutePaper, Pack, ProgressReport
from reports.render import minute, pack
from reports.render.blocks import Block, Sheet
from reports.render.paper import paper, sheet_of
from reports.render.pdf.flow import flowables
from reports.render.pdf.fonts import glyphs
from reports.render.pdf.page import canvas_for, document


def draw_progress_report(content: ProgressReport) -> bytes:
    """Return a progress report as a PDF."""
    return _drawn(sheet_of(content), paper(content))[0]


def draw_minute(content: MinutePaper) -> bytes:
    """Return the minute of a meeting as a PDF."""
    return _drawn(minute.sheet_of(content), minute.paper(content))[0]


def draw_pack(content: Pack) -> bytes:
    """Return the papers of a meeting as a PDF, the agenda with the page of each paper.

    It is drawn twice: the first time tells on which page each paper begins.
    """
    sheet = pack.sheet_of(content)
    _, pages = _drawn(sheet, pack.paper(content, {}))
    return _drawn(sheet, pack.paper(content, pages))[0]


def _drawn(sheet: Sheet, blocks: Iterable[Block]) -> tuple[bytes, dict[str, int]]:
    """Return the file, and on which page each named heading stands."""
    glyphs()
    stream = BytesIO()
    anchors: dict[str, int] = {}
    document(stream, sheet).build(flowables(blocks), canvasmaker=canvas_for(sheet, anchors))
    return stream.getvalue(), anchors
