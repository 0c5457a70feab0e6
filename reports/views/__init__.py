"""Pages of reports, and of the papers and minutes of meetings."""

from reports.views.reports import ReportFileView, ReportIssueView, ReportListView

__all__ = ["ReportFileView", "ReportIssueView", "ReportListView"]
