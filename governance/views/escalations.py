"""What a project escalated: the list, one ladder, asking, passing on, answering."""

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from governance.forms.escalations import AnswerForm, EscalateForm, PassOnForm
from governance.queries.escalations import (
    Escalated,
    Ladder,
    Rung,
    bodies_by,
    escalated_on,
    lines_in,
    reach_of,
)
from governance.services.escalations import answer_escalation, escalate, pass_on
from projects.models import Project
from roles.enums import Role
from roles.rules import may
from roles.views import ActForm, Page, crumb


class EscalationsPage(Page):
    """A page on what a project escalated; 404 for who sees none of it."""

    found: Escalated
    project: Project

    def fetch(self) -> None:
        held = self.request.held  # type: ignore[attr-defined]
        self.found = escalated_on(held, self.kwargs["reference"])
        self.project = self.found.project

    def held_roles(self) -> frozenset[Role]:
        return self.found.roles

    @property
    def list_url(self) -> str:
        return reverse("governance:escalations", args=[self.project.reference])

    def crumbs(self) -> list[dict[str, str]]:
        if not self.found.sees_project:
            return [crumb("Escalations", self.list_url)]
        return [
            crumb("Projects", reverse("desk:projects")),
            crumb(self.project.reference, self.project.get_absolute_url()),
            crumb("Escalations", self.list_url),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {
            "project": self.project,
            "sees_project": self.found.sees_project,
            "section": "projects",
            "crumbs": self.crumbs(),
            "label": f"{self.project.reference} {self.project.title}",
            "back_url": self.list_url,
        }
        return super().get_context_data(**(values | kwargs))  # type: ignore[misc]


class EscalationListView(EscalationsPage, TemplateView):
    """All that was escalated on a project, the latest first."""

    act = "escalation.view"
    template_name = "governance/escalation_list.html"

    def crumbs(self) -> list[dict[str, str]]:
        return super().crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_raise = self.found.sees_project and may(self.held_roles(), "escalation.raise")
        return super().get_context_data(
            ladders=self.found.ladders,
            may_raise=may_raise and self.project.over_since is None,
            **kwargs,
        )


class EscalateView(EscalationsPage, ActForm):
    """Escalate a matter of the project to a body above."""

    act = "escalation.raise"
    form_class = EscalateForm
    page_title = "Escalate to a body above"
    button = "Escalate it"

    @property
    def lead_words(self) -> str:  # type: ignore[override]
        if not self.reached:
            return "No body governs this project yet. Have its governing body chosen first."
        return (
            "It goes on the body’s next agenda by itself, and its chair and officer are told. The "
            "body answers it or passes it on to the body above."
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"bodies": bodies_by(self.reached)}

    @cached_property
    def reached(self) -> Collection[int]:
        held = self.request.held  # type: ignore[attr-defined]
        return reach_of(self.project, held).everywhere

    def act_on(self, data: dict[str, Any]) -> str:
        row = escalate(
            self.project,
            data["to_body"],
            ask=data["ask"],
            needed_by=data["needed_by"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, f"Escalated to the {row.to_body}.")
        return row.get_absolute_url()


class EscalationPage(EscalationsPage):
    """A page on one escalation, with its whole ladder; 404 for one of another project."""

    ladder: Ladder
    rung: Rung

    def fetch(self) -> None:
        super().fetch()
        for ladder in self.found.ladders:
            rung = ladder.rung(self.kwargs["key"])
            if rung is not None:
                self.ladder, self.rung = ladder, rung
                self.rung.row.project = self.project
                return
        raise Http404

    def to_answer(self) -> frozenset[Role]:
        """Return the roles that count for answering: those held on the very body."""
        held = self.request.held  # type: ignore[attr-defined]
        return held.to_do("escalation.answer", self.rung.row.to_body_id) | {Role.READER}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_answer = self.rung.is_open and may(self.to_answer(), "escalation.answer")
        values = {
            "ladder": self.ladder,
            "rung": self.rung,
            "may_answer": may_answer,
            "back_url": self.rung.row.get_absolute_url(),
        }
        return super().get_context_data(**(values | kwargs))


class EscalationView(EscalationPage, TemplateView):
    """One matter, from the first body up to the last: what was asked, how long it waits."""

    act = "escalation.view"
    template_name = "governance/escalation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if context["may_answer"]:
            context["may_pass_on"] = bool(_ahead(self.rung))
        return context


class PassOnView(EscalationPage, ActForm):
    """Pass it on to a body that this one reports to."""

    act = "escalation.answer"
    form_class = PassOnForm
    page_title = "Pass it on to the body above"
    button = "Pass it on"
    lead_words = "The day on which it is needed stays. The answer from above is shown here too."

    def held_roles(self) -> frozenset[Role]:
        return self.to_answer()

    def get_initial(self) -> dict[str, Any]:
        return {"ask": self.rung.row.ask}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"bodies": bodies_by(_ahead(self.rung))}

    def act_on(self, data: dict[str, Any]) -> str:
        row = pass_on(
            self.rung.row,
            data["to_body"],
            ask=data["ask"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, f"Passed on to the {row.to_body}.")
        return row.get_absolute_url()


class AnswerView(EscalationPage, ActForm):
    """Record what the body answers."""

    act = "escalation.answer"
    form_class = AnswerForm
    page_title = "Answer what was escalated"
    button = "Record the answer"

    @property
    def lead_words(self) -> str:  # type: ignore[override]
        return self.rung.row.ask

    def held_roles(self) -> frozenset[Role]:
        return self.to_answer()

    def act_on(self, data: dict[str, Any]) -> str:
        answer_escalation(
            self.rung.row, answer=data["answer"], by=self.request.user, at=timezone.now()
        )
        messages.success(self.request, "The answer is recorded.")
        return self.rung.row.get_absolute_url()


def _ahead(rung: Rung) -> set[int]:
    """Return the keys of the bodies that this one reports to."""
    body = rung.row.to_body
    return lines_in(body.partnership_id).get(body.pk, set())
