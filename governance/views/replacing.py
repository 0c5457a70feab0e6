"""A body rescinds or supersedes its own earlier decision, by a new one."""

from typing import Any

from django.contrib import messages
from django.utils import timezone

from governance.enums import Outcome
from governance.forms import SupersedeForm
from governance.models import Decision
from governance.queries import decision_for, places_on
from governance.queries.replacing import standing_of
from governance.rules import APPROVALS, wording
from governance.rules.replacing import fault_in_replacing, fault_in_rescinding
from governance.services import (
    Minute,
    authorise_decision,
    check_rescinding,
    check_superseding,
    rescind_decision,
    supersede_decision,
)
from governance.views.course import BesidePage
from governance.views.decide import Deciding
from governance.views.minute import members_and_conflicts
from projects.views.base import ProjectPage
from record.errors import Refusal
from roles.enums import Role
from roles.views import crumb


class RescindView(BesidePage):
    """The body rescinds its decision; the project goes back to where it was."""

    act = "gate.decide"
    page_title = "Rescind a decision"
    decision: Decision

    def fetch(self) -> None:
        super().fetch()
        self.decision = decision_for(self.project, self.kwargs["key"])
        self.body = self.decision.review.body

    def crumbs(self) -> list[dict[str, str]]:
        review = self.decision.review
        return [*super().crumbs(), crumb(review.what, review.get_absolute_url())]

    def refuse_early(self) -> None:
        super().refuse_early()
        _refuse(fault_in_rescinding(standing_of(self.decision)))

    @property
    def lead_words(self) -> str:  # type: ignore[override]
        one = self.decision
        words = (
            f"The decision “{one.wording}” of {one.met_on:%-d %B %Y} on the {one.review.what} "
            "stays in the record with its reasons. A new decision says that it no longer holds."
        )
        issued = [row.reference for row in one.directions.filter(issued_on__isnull=False)]
        if not issued:
            return words
        named = " and ".join(issued)
        return f"{words} What was directed by it ({named}) stays in force until it is revoked."

    def outcomes(self) -> list[tuple[str, str, str]]:
        hint = "What was approved is with the lead again; conditions it set fall away."
        if self.decision.outcome == Outcome.STOP or self.decision.next_step:
            hint = "The project goes on at its last stage, with the lead."
        return [(Outcome.RESCIND.value, str(Outcome.RESCIND.label), hint)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.decision.review.get_absolute_url(), **kwargs)

    def check(self, forms: dict[str, Any]) -> None:
        minute = forms["form"].minute()
        self.sitting = check_rescinding(
            self.decision, minute, by=self.request.user, at=timezone.now()
        )

    def record(self, forms: dict[str, Any]) -> str:
        minute = forms["form"].minute()
        rescind_decision(self.decision, minute, by=self.request.user, at=timezone.now())
        messages.success(self.request, "The decision is rescinded.")
        return self.decision.review.get_absolute_url()


class SupersedeView(ProjectPage, Deciding):
    """The body puts another decision in the place of an earlier one; the project stays where it is.

    It is the form of a decision without what moves a project.
    """

    act = "gate.decide"
    form_class = SupersedeForm
    decision: Decision

    def fetch(self) -> None:
        super().fetch()
        self.decision = decision_for(self.project, self.kwargs["key"])
        self.review = self.decision.review

    def held_roles(self) -> frozenset[Role]:
        return Deciding.held_roles(self)

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb(self.review.what, self.review.get_absolute_url())]

    def refuse_early(self) -> None:
        today = self.request.held.on  # type: ignore[attr-defined]
        authorise_decision(
            self.review.body,
            places_on(self.project, since=None, until=today),
            put_by=None,
            by=self.request.user,  # type: ignore[arg-type]
            on=today,
        )
        _refuse(fault_in_replacing(standing_of(self.decision)))

    def members_offered(self) -> dict[str, Any]:
        since = self.decision.recorded_at
        return members_and_conflicts(
            self, self.review.body, since=since, members_since=self.decision.met_on
        )

    def outcomes_offered(self) -> list[tuple[str, str, str]]:
        own = Outcome(self.decision.outcome)
        found = sorted(APPROVALS) if own in APPROVALS else [own]
        hint = "Where the project stands does not change."
        return [(o.value, wording(o, is_last_body=self.review.is_last_body), hint) for o in found]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs | {"page_title": f"Supersede “{self.decision.wording}”"}
        )

    def check(self, forms: dict[str, Any]) -> None:
        minute: Minute = self.minute(forms)
        self.sitting = check_superseding(
            self.decision, minute, by=self.request.user, at=timezone.now()
        )

    def record(self, forms: dict[str, Any]) -> str:
        minute: Minute = self.minute(forms)
        new = supersede_decision(self.decision, minute, by=self.request.user, at=timezone.now())
        messages.success(self.request, "The decision is superseded by this one.")
        return new.review.get_absolute_url()


def _refuse(fault: tuple[str, str] | None) -> None:
    if fault is not None:
        raise Refusal(fault[1], code=fault[0], status=409)
