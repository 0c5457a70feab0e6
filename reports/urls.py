"""Addresses of reports."""

from django.urls import path

from reports import views
from reports.views import meetings

app_name = "reports"

MEETING = "meetings/<int:key>/"

urlpatterns = [
    path("reports/", views.ReportListView.as_view(), name="list"),
    path("reports/issue/", views.ReportIssueView.as_view(), name="issue"),
    path("reports/<int:key>/file/", views.ReportFileView.as_view(), name="file"),
    path(f"{MEETING}pack/", meetings.PackView.as_view(), name="pack"),
    path(f"{MEETING}pack.pdf", meetings.PackPdfView.as_view(), name="pack_pdf"),
    path(f"{MEETING}minute.pdf", meetings.MinutePdfView.as_view(), name="minute_pdf"),
]
