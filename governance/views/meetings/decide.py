"""Recording what a body decided on an item, by who is in the room."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from governance.enums import TieRule
from governance.forms.meetings import DecideItemForm
from governance.queries.people import Member, members_between
from governance.services import Minute, check_decision, decide_item, minute_at, record_fallen
from governance.services.fallen import FELL
from governance.views.decide import Deciding
from governance.views.meetings.base import ItemPage
from projects.queries import project_and_roles_for
from record.errors import Refusal
from roles.enums import Role


class ItemDecideView(ItemPage, Deciding):
    """The chair or the officer records what the body decided, at its meeting."""

    act = "gate.decide"
    form_class = DecideItemForm

    def fetch(self) -> None:
        super().fetch()
        if self.item.review is None:
            raise Http404
        held = self.request.held  # type: ignore[attr-defined]
        reference = self.item.review.project.reference
        self.project, _ = project_and_roles_for(held, reference, ())
        self.review = self.item.review
        self.review.project, self.review.body = self.project, self.meeting.body

    def held_roles(self) -> frozenset[Role]:
        return Deciding.held_roles(self)

    def members_offered(self) -> dict[str, Any]:
        """Who may preside, and vote: those who were there and have not withdrawn."""
        day = timezone.localdate(self.meeting.starts_at)
        there, out = {row.person_id for row in self.room.attendance}, self.room.withdrew(self.item)
        members: list[Member] = [
            one
            for one in members_between(self.meeting.body, day, day)
            if one.person.pk in there and one.person.pk not in out
        ]
        voters = {person.pk for person in self.sitters} - out
        attended = {row.person_id: row.person for row in self.room.attendance}
        orders = self.room.composition.orders
        return {
            "members": members,
            "conflicts": {},
            "day": day,
            "attended": [person for key, person in attended.items() if key in voters],
            "has_casting": orders is not None and orders.tie == TieRule.CHAIR_CASTS,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.room.quorum(self.item, timezone.now())
        return super().get_context_data(
            project=self.project,
            quorum=found if self.room.has_orders else None,
            remedy=self.room.unheard(found),
            there=self.room.there(timezone.now()),
            may_fall=self.refused_by in FELL,
            declarations=self.room.declared_in(self.item),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record that the proposal fell, where that button was pressed; else go on as ever."""
        if "fell" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.refuse_early()
        forms = self.forms(data=request.POST)
        if not all([form.is_valid() for form in forms.values()]):  # noqa: C419 -- each is asked
            return self._again(forms)
        try:
            row = record_fallen(
                self.item,
                self.minute(forms),
                fell_at=forms["form"].moment(),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            if refusal.status in (403, 404, 409):
                raise
            forms["form"].add_refusal(refusal.code, refusal.details or [str(refusal)])
            return self._again(forms)
        messages.success(request, f"It is kept that this fell: {row.wording.lower()}.")
        return redirect(self.item)

    def check(self, forms: dict[str, Any]) -> None:
        now = timezone.now()
        minute = minute_at(
            self.item,
            self.minute(forms),
            decided_at=forms["form"].moment() or now,
            at=now,
        )
        self.checked = minute
        self.sitting = check_decision(
            self.review, minute, by=self.request.user, at=now, at_meeting=True
        )

    def shown(self, forms: dict[str, Any]) -> list[tuple[str, list[str]]]:
        return self.lines(self.checked)

    def record(self, forms: dict[str, Any]) -> str:
        minute: Minute = self.minute(forms)
        decide_item(
            self.item,
            minute,
            decided_at=forms["form"].moment(),
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, "The decision is recorded.")
        return self.meeting.get_absolute_url()
