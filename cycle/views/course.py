"""Back into review after a watch, and closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cycle import engine
from cycle.enums import Phase
from cycle.forms import CloseForm
from cycle.services import close_project, resume_review
from projects.views.base import ActForm, ProjectPage


class ReviewResumeView(ProjectPage):
    """Take a watched project back into review: a button, no form."""

    act = "review.resume"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("cycle:review_points", self.project.reference)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stage = resume_review(self.project, by=request.user, at=timezone.now())
        messages.success(request, f"The {stage} stage is open again.")
        return redirect("governance:stage", self.project.reference)


class ProjectCloseView(ProjectPage, ActForm):
    """The closing note: lessons, barriers and what nobody meant."""

    act = "project.close"
    form_class = CloseForm
    page_title = "Close the project"
    lead_words = "What it leaves behind for others. It is kept with the project and not changed."
    button = "Close the project"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if engine.phase_of(self.project) != Phase.CLOSE:
            messages.info(
                request, "A project is closed after its body has decided so, at a gate or before."
            )
            return redirect("governance:stage", self.project.reference)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stage = reverse("governance:stage", args=[self.project.reference])
        return super().get_context_data(label=str(self.project), back_url=stage, **kwargs)

    def act_on(self, data: dict[str, Any]) -> str:
        close_project(self.project, by=self.request.user, at=timezone.now(), **data)
        messages.success(self.request, "The project is closed.")
        return reverse("governance:stage", args=[self.project.reference])
