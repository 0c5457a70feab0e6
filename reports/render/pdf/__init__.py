"""Draws a progress report as PDF. Only this package draws with ReportLab.

The PDF is not tagged: it makes no claim to PDF/UA.
"""

from io import BytesIO

from reports.content import ProgressReport
from reports.render.paper import paper
from reports.render.pdf.flow import flowables
from reports.render.pdf.fonts import glyphs
from reports.render.pdf.page import canvas_for, document


def draw_progress_report(content: ProgressReport) -> bytes:
    """Return the report as a PDF; equal content gives equal bytes.

    Opens no file but our own fonts and reaches no network, whatever the text says.
    """
    glyphs()
    stream = BytesIO()
    document(stream, content).build(flowables(paper(content)), canvasmaker=canvas_for(content))
    return stream.getvalue()
