"""What was put to a body, as it was put; and taking it back before it is decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from governance.enums import PutKind
from governance.models import Decision, GateReview
from governance.queries import (
    chain_of,
    changed_since_decided,
    changed_since_put,
    conflict_of,
    decision_of,
    evidence_since_put,
    items_about,
    papers_withheld,
)
from governance.queries.replacing import standing_of
from governance.rules.replacing import fault_in_rescinding, fault_in_superseding
from governance.rules.shown import differences_shown, parts_of
from governance.services import withdraw_put
from governance.views.base import ReviewPage
from governance.views.direction_words import link_directions
from governance.views.round_words import rounds_shown
from roles.models import Body
from roles.rules import may
from roles.views import crumb


class ReviewView(ReviewPage, TemplateView):
    """Everybody reads what, before whom and the decision; what was put is for those who may."""

    act = "gate.view"
    template_name = "governance/review.html"

    def crumbs(self) -> list[dict[str, str]]:
        stage = reverse("governance:stage", args=[self.project.reference])
        return [*super().crumbs(), crumb("Stage", stage)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        review, held = self.review, context["held"]
        decision = decision_of(review)
        link_directions([decision] if decision else [], self.request.held)  # type: ignore[attr-defined]
        is_withheld = papers_withheld(review, self.request.user.pk)
        context |= {
            "review": review,
            "decision": decision,
            "is_withheld": is_withheld,
            **(self._may_replace(decision) if decision is not None else {}),
            "route": route_shown(review, chain_of(review)),
            "sees_put": may(held, "gate.see_put") and not is_withheld,
            "may_withdraw": self._may_withdraw(held),
            "may_decide": review.is_open and self._is_of_body(),
            "on_agenda": [item for item in items_about(review) if item.waits and review.is_open],
            "is_of_body": self._is_of_body(),
            **rounds_shown(review, self.request.held),  # type: ignore[attr-defined]
        }
        if context["sees_put"]:
            context |= self._as_put()
            if decision is not None:
                found = changed_since_decided(review, decision)
                context["changed_since_decided"] = differences_shown(found)
        if context["may_decide"]:
            today = self.request.held.on  # type: ignore[attr-defined]
            context["conflict"] = conflict_of(
                self.project,
                self.request.user,  # type: ignore[arg-type]
                today,
                put_by=review.put_by,
                since=review.put_at,
            )
        return context

    def _may_replace(self, decision: Decision) -> dict[str, bool]:
        """Say to the chair and the officer whether the decision may be rescinded or superseded."""
        if not self._is_of_body():
            return {}
        standing = standing_of(decision)
        return {
            "may_rescind": fault_in_rescinding(standing) is None,
            "may_supersede": fault_in_superseding(standing, standing.outcome) is None,
        }

    def _may_withdraw(self, held: frozenset) -> bool:
        review = self.review
        return review.is_open and review.kind != PutKind.COURSE and may(held, "stage.withdraw")

    def _is_of_body(self) -> bool:
        held = self.request.held  # type: ignore[attr-defined]
        return may(held.to_do("gate.decide", self.review.body_id), "gate.decide")

    def _as_put(self) -> dict[str, Any]:
        review, content = self.review, self.review.snapshot.content
        added = list(evidence_since_put(review)) if review.is_open else []
        changed = {one.deliverable.name for one in added}
        stage = content["cycle"]["stage"]
        rows = stage["deliverables"] if stage else []
        return {
            "stage_shown": stage,
            "deliverables": [{"row": row, "is_changed": row["name"] in changed} for row in rows],
            "parts": parts_of(content),
            "differences": (differences_shown(changed_since_put(review)) if review.is_open else []),
            "evidence_added": added,
        }


def route_shown(review: GateReview, chain: list[GateReview]) -> list[dict[str, Any]]:
    """Return each body on the route with its reviews so far, the one that has it now marked."""
    bodies = Body.objects.in_bulk(review.route)
    steps = []
    for position, key in enumerate(review.route, start=1):
        own = [one for one in chain if one.position == position]
        steps.append(
            {
                "body": bodies.get(key),
                "reviews": own,
                "is_now": any(one.is_open for one in own),
                "is_this": any(one.pk == review.pk for one in own),
            }
        )
    return steps


class WithdrawView(ReviewPage):
    """Take a brief or a stage back before it is decided: a button, no form."""

    act = "stage.withdraw"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.review)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        review = withdraw_put(self.review, by=request.user, at=timezone.now())
        messages.success(request, f"{review.what} is withdrawn. It is with you again.")
        return redirect("governance:stage", self.project.reference)
