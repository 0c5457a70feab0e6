"""Drafting a direction, changing its draft, issuing it, and following it once it is issued."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from governance.enums import DirectionState
from governance.forms.directions import (
    CompleteDirectionForm,
    DirectionForm,
    DirectionProgressForm,
    IssueDirectionForm,
)
from governance.models import Decision, Direction
from governance.queries.bodies import body_at
from governance.queries.directing import decisions_to_direct
from governance.queries.directions import in_force
from governance.services.directions import (
    change_direction,
    complete_direction,
    draft_direction,
    issue_direction,
    report_direction,
)
from governance.views.direction_words import from_decision, from_direction, in_place_of
from governance.views.directions import DirectionPage, RegisterPage
from record.errors import Refusal
from roles.enums import BodyKind
from roles.views import ActForm, crumb

FIELD_OF = {
    "review_not_after": "review_on",
    "no_amount": "budget",
    "no_budget_kind": "budget_kind",
    "no_budget_source": "budget_source",
    "no_recurring": "is_recurring",
    "changes_nothing": "replaces",
    "no_change": "change",
    "no_change_reason": "change_reason",
    "no_decision": "decision",
    "decided_in_future": "decided_on",
    "decision_replaced": "decision",
    "other_recipients": "recipients",
    "replaces_not_in_force": "replaces",
    "replaced_already": "replaces",
    "bad_reference": "reference",
    "other_number": "reference",
    "reference_taken": "reference",
}


class _WriteForm(RegisterPage, ActForm):
    """The form that a direction is drafted and changed in."""

    act = "direction.issue"
    form_class = DirectionForm
    button = "Keep the draft"
    lead_words = (
        "A direction binds whom it directs and is given in writing. It stays in force until a "
        "later one varies, supersedes or revokes it."
    )

    @cached_property
    def decisions(self) -> QuerySet[Decision]:
        return decisions_to_direct(self.body, self.request.held)  # type: ignore[attr-defined]

    @cached_property
    def directions(self) -> QuerySet[Direction]:
        return in_force(self.body)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return kwargs | {"decisions": self.decisions, "directions": self.directions}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the draft; whatever is refused stands on the form as it was typed."""
        try:
            target = self.act_on({"words": form.words()})
        except Refusal as refusal:
            if refusal.status not in (400, 409):
                raise
            form.add_error(FIELD_OF.get(refusal.code), str(refusal))
            response = self.form_invalid(form)
            if refusal.status == 409:
                response.status_code = 409
            return response
        return HttpResponseRedirect(target)


class DirectionAddView(_WriteForm):
    """Draft a direction: from a decision (?decision=), in the place of another (?replaces=)."""

    page_title = "Draft a direction"

    def fetch(self) -> None:
        self.body = body_at(self.kwargs["key"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.body.kind != BodyKind.INTEGRATION_JOINT_BOARD:
            raise Refusal(
                f"Only an integration joint board gives directions, and {self.body} is none.",
                code="not_a_board",
                status=409,
            )
        return super().get_context_data(back_url=reverse("governance:directions"), **kwargs)

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        decision = _of_key(self.decisions, asked.get("decision", ""))
        earlier = _of_key(self.directions, asked.get("replaces", ""))
        return in_place_of(earlier) | from_decision(decision)

    def act_on(self, data: dict[str, Any]) -> str:
        row = draft_direction(self.body, data["words"], by=self.request.user, at=self.now)
        messages.success(self.request, f"Drafted: direction {row.reference}. It is not issued yet.")
        return row.get_absolute_url()


def _of_key(rows: Any, key: str) -> Any:
    """Return the row whose key stands in an address, or None for anything else."""
    return next((row for row in rows if str(row.pk) == key), None) if key else None


class _ActOnDirection(DirectionPage, ActForm):
    """A form on one direction, for the chair and the officer of its board."""

    act = "direction.issue"
    comes_from: tuple[DirectionState, ...] = (DirectionState.ISSUED,)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.standing not in self.comes_from:
            return redirect(self.url)
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb(self.direction.reference, self.url)]

    def done(self, words: str) -> str:
        messages.success(self.request, words)
        return self.url


class DirectionChangeView(_ActOnDirection, _WriteForm):
    """Change a draft."""

    page_title = "Change the draft"
    comes_from = (DirectionState.DRAFT,)

    @cached_property
    def directions(self) -> QuerySet[Direction]:
        return in_force(self.body, named_by=self.direction.pk)

    def get_initial(self) -> dict[str, Any]:
        return from_direction(self.direction)

    def act_on(self, data: dict[str, Any]) -> str:
        row = change_direction(self.direction, data["words"], by=self.request.user, at=self.now)
        return self.done(f"The draft of direction {row.reference} is kept as changed.")


class DirectionIssueView(_ActOnDirection):
    """Issue a direction, after a look at what it says."""

    form_class = IssueDirectionForm
    template_name = "governance/direction_issue.html"
    comes_from = (DirectionState.DRAFT,)

    def get_initial(self) -> dict[str, Any]:
        return {"issued_on": self.request.held.on}  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.shown(), **kwargs)

    def act_on(self, data: dict[str, Any]) -> str:
        row = issue_direction(self.direction, **data, by=self.request.user, at=self.now)
        return self.done(f"Direction {row.reference} is issued.")


class DirectionProgressView(_ActOnDirection):
    """Report how a direction is going."""

    form_class = DirectionProgressForm
    page_title = "Report on the direction"
    button = "Keep this report"
    lead_words = "Green, amber or red is a judgement, given with its reason."

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.request.held.on}  # type: ignore[attr-defined]

    def act_on(self, data: dict[str, Any]) -> str:
        report_direction(self.direction, **data, by=self.request.user, at=self.now)
        return self.done("How it is going is kept.")


class DirectionCompleteView(_ActOnDirection):
    """Record that a direction has been carried out."""

    form_class = CompleteDirectionForm
    page_title = "Record the direction as completed"
    button = "Record it as completed"
    lead_words = "What was directed has been done. Nothing more is reported on it afterwards."

    def get_initial(self) -> dict[str, Any]:
        return {"completed_on": self.request.held.on}  # type: ignore[attr-defined]

    def act_on(self, data: dict[str, Any]) -> str:
        row = complete_direction(self.direction, **data, by=self.request.user, at=self.now)
        return self.done(f"Direction {row.reference} is recorded as completed.")
