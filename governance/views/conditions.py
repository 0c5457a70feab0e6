"""Conditions, and why an element does not apply."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from cycle.models import Deliverable
from cycle.queries import deliverable_for, evidence_in
from cycle.rules import days_overdue
from framework.queries import stage_names
from governance.enums import DischargeBy
from governance.forms import AcceptReasonForm, ConditionMetForm, DischargeForm
from governance.models import Condition
from governance.queries import condition_for, conditions_of, discharge_of, roles_to_decide
from governance.services import accept_reason, discharge_condition, say_condition_met
from projects.models import Project
from projects.views.base import ActForm, ProjectPage
from roles.enums import Role
from roles.rules import may
from roles.views import crumb


class ConditionListView(ProjectPage, TemplateView):
    """Every condition set on the project, the open ones first."""

    act = "decision.view"
    template_name = "governance/condition_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gates, today = gate_names(self.project), self.request.held.on  # type: ignore[attr-defined]
        rows = [shown_condition(row, gates, today) for row in conditions_of(self.project)]
        return super().get_context_data(
            open_rows=[row for row in rows if not row["row"].discharged_on],
            met_rows=[row for row in rows if row["row"].discharged_on],
            **kwargs,
        )


def gate_names(project: Project) -> dict[int, str]:
    """Return the project's gates by number, by the stage that each follows."""
    return stage_names(project.pack_id)


def shown_condition(row: Condition, gates: dict[int, str], today: Any) -> dict[str, Any]:
    """Return a condition with the gate it holds up and how long it is overdue."""
    return {
        "row": row,
        "gate": gates.get(row.holds_up or 0, ""),
        "days_overdue": 0 if row.discharged_on else days_overdue(row.due_on, today),
    }


class ConditionPage(ProjectPage):
    """One condition; chair and officer count only on the body that set it."""

    template_name = "governance/condition.html"
    condition: Condition

    def fetch(self) -> None:
        super().fetch()
        self.condition = condition_for(self.project, self.kwargs["key"])

    @property
    def url(self) -> str:
        return reverse("governance:condition", args=[self.project.reference, self.condition.pk])

    def held_roles(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        body = self.condition.decision.review.body_id
        roles = roles_to_decide(self.project, body, held, "condition.discharge")
        is_owner = self.condition.owner_id == self.request.user.pk  # type: ignore[attr-defined]
        return roles | ({Role.TEAM_MEMBER} if is_owner else set())

    def crumbs(self) -> list[dict[str, str]]:
        conditions = reverse("governance:conditions", args=[self.project.reference])
        return [*super().crumbs(), crumb("Conditions", conditions)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = self.request.held.on  # type: ignore[attr-defined]
        shown = shown_condition(self.condition, gate_names(self.project), today)
        context = super().get_context_data(**kwargs, **shown)
        is_open = self.condition.discharged_on is None
        discharges = is_open and may(context["held"], "condition.discharge")
        by_body = self.condition.discharge_by == DischargeBy.BODY
        if "form" not in context and discharges and not by_body:
            context["form"] = DischargeForm(initial={"on": today})
        return context | {
            "evidence": list(self.condition.evidence.select_related("deliverable")),
            "sees_evidence": may(context["held"], "evidence.view"),
            "by_body": discharges and by_body,
            "may_say_met": is_open and may(context["held"], "condition.say_met"),
            "decision": discharge_of(self.condition),
        }


class ConditionView(ConditionPage, TemplateView):
    act = "decision.view"


class ConditionDischargeView(ConditionPage, ActForm):
    act = "condition.discharge"
    form_class = DischargeForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.url)

    def act_on(self, data: dict[str, Any]) -> str:
        discharge_condition(self.condition, by=self.request.user, at=timezone.now(), **data)
        messages.success(self.request, "The condition is discharged.")
        return self.url


class ConditionMetView(ConditionPage, ActForm):
    """Its owner or the team says that a condition is met, with the evidence."""

    act = "condition.say_met"
    form_class = ConditionMetForm
    template_name = "form_page.html"
    page_title = "Say that it is met"
    button = "Record it"

    @property
    def lead_words(self) -> str:
        who = DischargeBy(self.condition.discharge_by).label.lower()
        return f"“{self.condition.text}” Who then discharges it: {who}."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"evidence": evidence_in(self.project)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(label=str(self.project), back_url=self.url, **kwargs)

    def act_on(self, data: dict[str, Any]) -> str:
        say_condition_met(
            self.condition,
            note=data["note"],
            evidence=data["evidence"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, "It is recorded that the condition is met.")
        return self.url


class ReasonAcceptView(ProjectPage, ActForm):
    """Record that the governing body accepted why an element does not apply."""

    act = "reason.accept"
    form_class = AcceptReasonForm
    button = "Record that it was accepted"
    deliverable: Deliverable

    def fetch(self) -> None:
        super().fetch()
        self.deliverable = deliverable_for(self.project, self.kwargs["key"])

    def held_roles(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        return roles_to_decide(self.project, self.project.governing_body_id, held, self.act)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.deliverable
        return super().get_context_data(
            page_title=f"{row.name} does not apply",
            label=f"{self.project} · {row.stage} stage",
            lead_words=f"The reason given: “{row.reason}”",
            back_url=reverse("governance:stage", args=[self.project.reference]),
            **kwargs,
        )

    def act_on(self, data: dict[str, Any]) -> str:
        accept_reason(self.deliverable, by=self.request.user, at=timezone.now(), **data)
        messages.success(self.request, "The reason is recorded as accepted.")
        return reverse("governance:stage", args=[self.project.reference])
