"""Named reads of reports: what a report says, to whom, and which were issued."""

from reports.queries.issued import projects_for, reports_seen_by
from reports.queries.progress import progress_report

__all__ = ["progress_report", "projects_for", "reports_seen_by"]
