"""Proposing a project: the questions, where they lead, and the proposal. No session is needed:
the answers travel in the address, then in the form."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cycle.services import begin_cycle
from desk.forms.propose import IntakeForm, ProposeForm
from projects.enums import IntakeResult, ProjectRole
from projects.models import Project
from projects.rules import approach_for
from projects.services import FirstPost, name_first_posts, open_programme, propose_project
from roles.models import Partnership
from roles.queries import partnerships_where, persons_in
from roles.views import ActForm, Page, crumb

LEADS_TO = {
    IntakeResult.STRATEGIC_COMMISSIONING: (
        "This is strategic commissioning. It goes round the whole cycle: Analyse, Plan, "
        "Implement, Review."
    ),
    IntakeResult.SERVICE_IMPROVEMENT: (
        "This is service improvement. It goes round the cycle with the lighter list of what is "
        "expected."
    ),
    IntakeResult.NEITHER: (
        "This leads to neither approach, so it is no project for the cycle. Carry it on as usual "
        "business, or change your answers."
    ),
}


class ProposeView(Page, ActForm, TemplateView):
    """The questions by GET; the proposal by POST, with the answers beside it."""

    act = "project.propose"
    template_name = "desk/propose.html"
    form_class = ProposeForm
    page_title = "Propose a project"
    button = "Propose the project"

    @cached_property
    def partnerships(self) -> list[Partnership]:
        return partnerships_where(self.request.held, self.act)

    @cached_property
    def answers(self) -> IntakeForm:
        """Return the answers given so far, from the form or the address; unbound when none is."""
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        asked = any(name in given for name in [*IntakeForm.base_fields, "asked"])
        return IntakeForm(given) if asked else IntakeForm()

    @property
    def result(self) -> IntakeResult | None:
        return approach_for(self.answers.intake()) if self.answers.is_valid() else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_wrong = self.answers.is_bound and not self.answers.is_valid()
        return self.render_to_response(self.get_context_data(), status=422 if is_wrong else 200)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.result in (None, IntakeResult.NEITHER):
            return self.render_to_response(self.get_context_data(), status=422)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        people = persons_in([one.pk for one in self.partnerships])
        return super().get_form_kwargs() | {
            "partnerships": self.partnerships,
            "people": {str(one.pk): one for one in people},
        }

    def act_on(self, data: dict[str, Any]) -> str:
        by, at = self.request.user, self.now
        with transaction.atomic():
            programme = data["programme"]
            if data["new_programme"]:
                programme = open_programme(
                    data["partnership"], name=data["new_programme"], by=by, at=at
                )
            project = propose_project(
                data["partnership"],
                title=data["title"],
                approach=self.result.value,
                purpose=data["purpose"],
                trigger=data["trigger"],
                programme=programme,
                governing_body=data["governing_body"],
                is_major=data["is_major"] == "yes",
                major_reason=data["major_reason"],
                is_restricted=data["is_restricted"],
                intake=self.answers.intake(),
                by=by,
                at=at,
            )
            begin_cycle(project, by=by, at=at)
            posts = self._posts(data)
            if posts:
                name_first_posts(project, posts, by=by, at=at)
        messages.success(self.request, f"{project.reference} is proposed. {self._next(data)}")
        return self._where(project, data)

    def _posts(self, data: dict[str, Any]) -> list[FirstPost]:
        posts = []
        if data["lead_post"]:
            person = self.request.user if data["i_lead"] else None
            posts.append(FirstPost(ProjectRole.LEAD, data["lead_post"], person))
        if data["sponsor_post"]:
            posts.append(FirstPost(ProjectRole.SPONSOR, data["sponsor_post"], data["sponsor"]))
        return posts

    def _next(self, data: dict[str, Any]) -> str:
        if data["i_lead"]:
            return "Its brief is yours to write."
        return "An officer puts its lead in place, who writes the brief."

    def _where(self, project: Project, data: dict[str, Any]) -> str:
        """Return the brief for its lead; the projects where a restricted one is no longer seen."""
        if data["i_lead"]:
            return reverse("projects:brief", args=[project.reference])
        if data["is_restricted"]:
            return reverse("desk:projects")
        return project.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answers = self.answers
        result = self.result
        is_asking = result is None or "change" in self.request.GET
        goes_on = not is_asking and result is not IntakeResult.NEITHER
        if not goes_on:
            kwargs["form"] = answers  # for the summary of what is wrong
        values = {name: answers[name].value() for name in answers.fields} if result else {}
        return super().get_context_data(
            section="projects",
            crumbs=[crumb("Projects", reverse("desk:projects"))],
            answers=answers,
            given=[
                {"name": name, "label": answers[name].label, "value": value}
                for name, value in values.items()
            ],
            result=result,
            leads_to=LEADS_TO.get(result, ""),
            is_asking=is_asking,
            goes_on=goes_on,
            change_url=f"{reverse('desk:propose')}?{urlencode(values)}&change=yes",
            **kwargs,
        )
