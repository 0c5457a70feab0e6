"""Named reads of reports: what a paper says, to whom, and which were issued."""

from reports.queries.issued import projects_for, reports_seen_by
from reports.queries.minute import minute_paper
from reports.queries.pack import meetings_told, pack_of
from reports.queries.progress import progress_report

__all__ = [
    "meetings_told",
    "minute_paper",
    "pack_of",
    "progress_report",
    "projects_for",
    "reports_seen_by",
]
