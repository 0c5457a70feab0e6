"""Review points: what is looked at again, and when."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from cycle import engine
from cycle.enums import Phase, ReviewKind
from cycle.forms import ReviewPointForm, ReviewPointHoldForm
from cycle.models import ReviewPoint
from cycle.queries import review_point_for, review_points_of
from cycle.rules import days_overdue
from cycle.services import hold_review_point, set_review_point
from projects.views.base import ActForm, ProjectPage
from roles.enums import Role
from roles.rules import may
from roles.views import crumb


class ReviewPointPage(ProjectPage):
    """The project's review points, and for those who may the form to set one."""

    template_name = "cycle/review_point_list.html"

    @property
    def url(self) -> str:
        return reverse("cycle:review_points", args=[self.project.reference])

    @property
    def is_watched(self) -> bool:
        return engine.phase_of(self.project) == Phase.WATCH

    def blank_form(self, **kwargs: Any) -> ReviewPointForm:
        """Return the form; the day of a watch is the body's, so an officer alone may move it."""
        may_move = self.is_watched and Role.OFFICER in self.held_roles()
        return ReviewPointForm(is_watched=may_move, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = self.request.held.on  # type: ignore[attr-defined]
        points = list(review_points_of(self.project))
        context["points"] = [
            {
                "row": point,
                "days_overdue": 0 if point.held_on else days_overdue(point.due_on, today),
                "is_watch": point.kind == ReviewKind.WATCH,
            }
            for point in points
        ]
        context["may_set"] = may(context["held"], "review_point.set")
        context["may_resume"] = self.is_watched and may(context["held"], "review.resume")
        if "form" not in context and context["may_set"]:
            context["form"] = self.blank_form()
        return context


class ReviewPointListView(ReviewPointPage, TemplateView):
    act = "stage.view"


class ReviewPointSetView(ReviewPointPage, ActForm):
    act = "review_point.set"

    def get_form(self, form_class: Any = None) -> ReviewPointForm:
        return self.blank_form(data=self.request.POST or None)

    def act_on(self, data: dict[str, Any]) -> str:
        set_review_point(self.project, by=self.request.user, at=timezone.now(), **data)
        messages.success(self.request, "The review point is set.")
        return self.url


class ReviewPointHoldView(ProjectPage, ActForm):
    """Record that a review point was held, and what came of it."""

    act = "review_point.set"
    form_class = ReviewPointHoldForm
    button = "Record it as held"
    point: ReviewPoint

    def fetch(self) -> None:
        super().fetch()
        self.point = review_point_for(self.project, self.kwargs["key"])

    @property
    def url(self) -> str:
        return reverse("cycle:review_points", args=[self.project.reference])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.point.held_on is not None:
            return redirect(self.url)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"held_on": self.request.held.on}  # type: ignore[attr-defined]

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb("Review points", self.url)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = f"{self.point.about}, due {self.point.due_on:%-d %B %Y}."
        return super().get_context_data(
            **kwargs,
            page_title="A review point was held",
            label=str(self.project),
            lead_words=words,
            back_url=self.url,
        )

    def act_on(self, data: dict[str, Any]) -> str:
        hold_review_point(self.point, by=self.request.user, at=timezone.now(), **data)
        messages.success(self.request, "Recorded as held.")
        return self.url
