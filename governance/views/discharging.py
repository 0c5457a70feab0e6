"""A body discharges a condition itself: at its meeting, or by a minute written elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from governance.enums import DischargeBy, Outcome
from governance.forms import DischargeAtMeetingForm
from governance.forms.fields import moment_of
from governance.models import Condition
from governance.queries import condition_for, roles_to_decide
from governance.services import (
    Minute,
    check_discharge_by_body,
    discharge_at_meeting,
    discharge_by_body,
)
from governance.views.course import BesidePage
from governance.views.meetings.base import ItemPage
from projects.queries import project_and_roles_for
from roles.enums import Role
from roles.models import Person
from roles.views import ActForm, crumb


class DischargeByBodyView(BesidePage):
    """The body's discharge of a condition, from a minute written elsewhere."""

    act = "condition.discharge"
    page_title = "Record that the body discharged it"
    condition: Condition

    def fetch(self) -> None:
        super().fetch()
        self.condition = condition_for(self.project, self.kwargs["key"])
        if self.condition.discharge_by != DischargeBy.BODY:
            raise Http404
        self.condition.project = self.project
        self.body = self.condition.decision.review.body

    @property
    def url(self) -> str:
        return reverse("governance:condition", args=[self.project.reference, self.condition.pk])

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb(f"Condition {self.condition.number}", self.url)]

    @property
    def lead_words(self) -> str:  # type: ignore[override]
        return f"“{self.condition.text}”"

    def outcomes(self) -> list[tuple[str, str, str]]:
        words = str(Outcome.DISCHARGE.label)
        return [(Outcome.DISCHARGE.value, words, "It then holds up no gate any more.")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.url, **kwargs)

    def forms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = super().forms(*args, **kwargs)
        for name in ("direction_to", "direction_reason"):  # it is no decision on the project
            found["form"].fields.pop(name, None)
        return found

    def check(self, forms: dict[str, Any]) -> None:
        self.sitting = check_discharge_by_body(
            self.condition, forms["form"].minute(), by=self.request.user, at=timezone.now()
        )

    def record(self, forms: dict[str, Any]) -> str:
        minute = forms["form"].minute()
        discharge_by_body(self.condition, minute, by=self.request.user, at=timezone.now())
        messages.success(self.request, "The condition is discharged.")
        return self.url


class ItemDischargeView(ItemPage, ActForm):
    """The body discharges the condition of an item, by who is in the room."""

    act = "condition.discharge"
    form_class = DischargeAtMeetingForm
    page_title = "Record that the body discharges it"
    button = "Record that it is discharged"

    def fetch(self) -> None:
        super().fetch()
        condition = self.item.condition
        if condition is None:
            raise Http404
        held = self.request.held  # type: ignore[attr-defined]
        self.project, _ = project_and_roles_for(held, condition.project.reference, ())

    def held_roles(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        return roles_to_decide(self.project, self.meeting.body_id, held, self.act)

    @property
    def lead_words(self) -> str:  # type: ignore[override]
        found = self.room.quorum(self.item, timezone.now())
        condition = self.item.condition
        assert condition is not None
        why = f" {found.why}" if self.room.has_orders else ""
        return f"“{condition.text}”{why}"

    def get_form_kwargs(self) -> dict[str, Any]:
        proxies = {row.person_id for row in self.room.composition.proxies}
        keys = {row.person_id for row in self.room.attendance} - proxies
        return super().get_form_kwargs() | {"people": Person.objects.filter(pk__in=keys)}

    def act_on(self, data: dict[str, Any]) -> str:
        minute = Minute(
            outcome=Outcome.DISCHARGE,
            met_on=self.room.on,
            took_part=(),
            reasons=data["note"],
            presided_by=data["presided_by"],
            by_consensus=True,
        )
        discharge_at_meeting(
            self.item,
            minute,
            decided_at=moment_of(self.room.on, data["decided_at"]),
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, "The condition is discharged.")
        return self.meeting.get_absolute_url()
