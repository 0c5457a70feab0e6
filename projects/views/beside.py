"""Impact assessments and the engagement log."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from projects.enums import Screening
from projects.forms.beside import AssessmentForm, EngagementForm
from projects.models import Engagement, ImpactAssessment
from projects.services import correct_engagement, log_engagement, save_assessment
from projects.services.beside import ASSESSMENT_FIELDS, ENGAGEMENT_FIELDS
from projects.views.base import ActForm, ProjectPage, crumb
from roles.rules import may

COLOURS = {Screening.NOT_SCREENED: "red", Screening.FULL: "blue", Screening.NOT_NEEDED: "grey"}


class AssessmentsView(ProjectPage, TemplateView):
    """The project's impact assessments, and where each stands."""

    act = "project.inside"
    template_name = "projects/assessments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {
                "row": row,
                "state": _state(row),
                "colour": "green" if row.completed_on else COLOURS[Screening(row.screening)],
            }
            for row in ImpactAssessment.objects.filter(project=self.project)
        ]
        return super().get_context_data(
            rows=rows, may_change=may(self.held_roles(), "assessment.change"), **kwargs
        )


def _state(row: ImpactAssessment) -> str:
    if row.screening == Screening.NOT_SCREENED:
        return "Decision needed"
    if row.screening == Screening.NOT_NEEDED:
        return "Not needed"
    return "Completed" if row.completed_on else "Under way"


class _AssessmentForm(ProjectPage, ActForm):
    act = "assessment.change"
    form_class = AssessmentForm
    row: ImpactAssessment | None = None

    @property
    def back(self) -> str:
        return reverse("projects:assessments", args=[self.project.reference])

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb("Impact assessments", self.back)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {"label": str(self.project), "back_url": self.back}
        return super().get_context_data(**(values | kwargs))

    def act_on(self, data: dict[str, Any]) -> str:
        row = save_assessment(self.project, self.row, by=self.request.user, at=self.now, **data)
        messages.success(self.request, f"{row}: saved.")
        return self.back


class AssessmentAddView(_AssessmentForm):
    """Add an impact assessment."""

    page_title = "Add an impact assessment"

    def get_initial(self) -> dict[str, Any]:
        return {"screening": Screening.NOT_SCREENED}


class AssessmentChangeView(_AssessmentForm):
    """Screen an impact assessment, carry it on, sign it off."""

    def fetch(self) -> None:
        super().fetch()
        self.row = ImpactAssessment.objects.filter(
            project=self.project, pk=self.kwargs["pk"]
        ).first()
        if self.row is None:
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in ASSESSMENT_FIELDS}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page_title=str(self.row), **kwargs)


class EngagementView(ProjectPage, TemplateView):
    """The engagement log, newest first."""

    act = "project.inside"
    template_name = "projects/engagement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Engagement.objects.filter(project=self.project)
        page = Paginator(rows, 20).get_page(self.request.GET.get("page"))
        held = self.held_roles()
        return super().get_context_data(
            page=page,
            may_log=may(held, "engagement.log"),
            may_correct=may(held, "engagement.correct"),
            **kwargs,
        )


class _EngagementForm(ProjectPage, ActForm):
    form_class = EngagementForm

    @property
    def back(self) -> str:
        return reverse("projects:engagement", args=[self.project.reference])

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb("Engagement", self.back)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {"label": str(self.project), "back_url": self.back}
        return super().get_context_data(**(values | kwargs))


class EngagementAddView(_EngagementForm):
    """Log one piece of engagement."""

    act = "engagement.log"
    page_title = "Log engagement"

    def act_on(self, data: dict[str, Any]) -> str:
        log_engagement(self.project, by=self.request.user, at=self.now, **data)
        messages.success(self.request, "The engagement is logged.")
        return self.back


class EngagementCorrectView(_EngagementForm):
    """Correct an entry of the engagement log."""

    act = "engagement.correct"
    page_title = "Correct an entry of the engagement log"
    lead_words = (
        "The timeline keeps what it said before, and what a body was shown stays as it was."
    )

    def fetch(self) -> None:
        super().fetch()
        self.row = Engagement.objects.filter(project=self.project, pk=self.kwargs["pk"]).first()
        if self.row is None:
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in ENGAGEMENT_FIELDS}

    def act_on(self, data: dict[str, Any]) -> str:
        row = correct_engagement(self.row, by=self.request.user, at=self.now, **data)
        messages.success(self.request, f"{row}: saved.")
        return self.back
