"""Addresses of reports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.ReportListView.as_view(), name="list"),
    path("reports/issue/", views.ReportIssueView.as_view(), name="issue"),
    path("reports/<int:key>/file/", views.ReportFileView.as_view(), name="file"),
]
