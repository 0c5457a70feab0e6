"""Progress updates: how it has been going, and a new judgement."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from cycle.forms import ProgressForm
from cycle.models import ProgressUpdate
from cycle.queries import updates_of
from cycle.services import give_progress_update
from projects.views.base import ActForm, ProjectPage
from roles.rules import may

SHOWN = 100


class ProgressPage(ProjectPage):
    """The updates, newest first, and for the lead the form to give one."""

    template_name = "cycle/progress_list.html"

    @property
    def url(self) -> str:
        return reverse("cycle:progress", args=[self.project.reference])

    def blank_form(self, **kwargs: Any) -> ProgressForm:
        levels = list(self.project.pack.rag_levels.all())
        return ProgressForm(levels=levels, today=self.request.held.on, **kwargs)  # type: ignore[attr-defined]

    def updates(self) -> list[ProgressUpdate]:
        return list(updates_of(self.project)[:SHOWN])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(updates=self.updates(), **kwargs)
        if "form" not in context and may(context["held"], "progress.update"):
            context["form"] = self.blank_form()
        return context


class ProgressListView(ProgressPage, TemplateView):
    act = "stage.view"


class ProgressGiveView(ProgressPage, ActForm):
    act = "progress.update"

    def get_form(self, form_class: Any = None) -> ProgressForm:
        return self.blank_form(**{k: v for k, v in self.get_form_kwargs().items() if k == "data"})

    def act_on(self, data: dict[str, Any]) -> str:
        give_progress_update(self.project, by=self.request.user, at=timezone.now(), **data)
        messages.success(self.request, "The update was given.")
        return self.url
