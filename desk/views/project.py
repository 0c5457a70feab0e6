"""The page a lead opens each day, a project's timeline, and the project as it was on a day."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from desk.forms.as_it_was import AsItWasForm
from desk.queries.acts import told_acts
from desk.queries.as_it_was import as_it_was
from desk.queries.project import project_page
from framework.queries import stage_names
from projects.views.base import ProjectPage
from record.queries import acts_of_project
from roles.views import crumb

SIZE = 50


class DeskProjectPage(ProjectPage, TemplateView):
    """A page on one project."""


class ProjectView(DeskProjectPage):
    """Where a project is, what stands in its way, what has happened."""

    act = "project.view"
    beside = ("standing", "carried_over")
    template_name = "desk/project.html"

    def crumbs(self) -> list[dict[str, str]]:
        steps = super().crumbs()[:1]
        programme = self.project.programme
        if programme is not None:
            steps.append(crumb(programme.name, f"{steps[0]['url']}?programme={programme.pk}"))
        return steps

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.request.held  # type: ignore[attr-defined]
        page = project_page(self.project, self.held_roles(), held, timezone.now())
        return super().get_context_data(**page, **kwargs)


class TimelineView(DeskProjectPage):
    """Everything the record has on a project, newest first, with before and after."""

    act = "timeline.view"
    template_name = "desk/timeline.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        acts = acts_of_project(self.project.pk)
        before = self.request.GET.get("before", "")
        if before.isascii() and before.isdecimal() and len(before) < 19:
            acts = acts.filter(pk__lt=int(before))
        else:
            before = ""
        rows = list(acts[: SIZE + 1])
        return super().get_context_data(
            happened=told_acts(rows[:SIZE], stage_names(self.project.pack_id), timezone.now()),
            is_first=not before,
            older=rows[SIZE - 1].pk if len(rows) > SIZE else None,
            **kwargs,
        )


class AsItWasView(DeskProjectPage):
    """The project, its brief, team and stage as they were at the end of a day."""

    act = "timeline.view"
    template_name = "desk/as_it_was.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = AsItWasForm(self.request.GET if "on" in self.request.GET else None)
        on: date | None = form.cleaned_data["on"] if form.is_valid() else None
        return super().get_context_data(
            form=form,
            on=on,
            was=as_it_was(self.project, on) if on is not None else None,
            **kwargs,
        )
