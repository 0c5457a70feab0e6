"""Pages of reports: what was issued, issuing another, its file."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from projects.views.base import ActForm
from record.errors import Refusal
from reports.forms import IssueReportForm
from reports.models import IssuedReport
from reports.queries import meetings_told, reports_seen_by
from reports.services import issue_report, path_of
from roles.enums import Role
from roles.models import Body
from roles.rules import may
from roles.views import Page, crumb


class ReportListView(Page, TemplateView):
    act = "report.view"
    template_name = "reports/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.request.held  # type: ignore[attr-defined]
        return super().get_context_data(
            reports=reports_seen_by(held)[:200],
            meetings=meetings_told(held)[:50],
            may_issue=may(held.anywhere, "report.issue"),
            section="reports",
            **kwargs,
        )


class ReportIssueView(Page, ActForm):
    act = "report.issue"
    form_class = IssueReportForm
    page_title = "Issue a progress report"
    button = "Issue the report"
    lead_words = "What is issued is kept as it is: a number, its content and its file."

    def get_form_kwargs(self) -> dict[str, Any]:
        held = self.request.held  # type: ignore[attr-defined]
        mine = [h.partnership_id for h in held.holdings if h.role == Role.OFFICER]
        return super().get_form_kwargs() | {
            "bodies": Body.objects.filter(partnership_id__in=mine).select_related("partnership")
        }

    def act_on(self, data: dict[str, Any]) -> str:
        issue_report(by=self.request.user, at=timezone.now(), **data)
        return reverse("reports:list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            section="reports", crumbs=[crumb("Reports", reverse("reports:list"))], **kwargs
        )


class ReportFileView(Page):
    act = "report.view"

    def fetch(self) -> None:
        held = self.request.held  # type: ignore[attr-defined]
        report = reports_seen_by(held).filter(pk=self.kwargs["key"]).first()
        if report is None:
            raise Http404("No such report.")
        self.report: IssuedReport = report

    def get(self, request: HttpRequest, key: int) -> FileResponse:
        path = path_of(self.report)
        if not path.is_file():
            raise Refusal(
                "The file cannot be found. Tell the operator, who can restore it from a backup.",
                code="report_file_missing",
                status=404,
            )
        name = f"progress-report-{self.report.body.code}-{self.report.number}.pdf"
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
        )
