"""Items of an agenda: adding, taking, withdrawing, leaving them to a later meeting, interests."""

from typing import Any

from django.contrib import messages
from django.utils import timezone
from django.views.generic import TemplateView

from governance.enums import DischargeBy, InterestRule
from governance.forms.fields import moment_of
from governance.forms.meetings import (
    DeclareForm,
    DeferForm,
    ItemForm,
    ReasonForm,
    TakeForm,
)
from governance.models import AgendaItem, Meeting
from governance.queries.register import register_of
from governance.queries.room import later_meetings
from governance.services import (
    add_item,
    declare_interest,
    defer_item,
    take_item,
    withdraw_item,
)
from governance.views.meetings.base import ItemPage, MeetingPage
from governance.views.meetings.meeting import item_shown
from roles.models import Person
from roles.rules import MAY, may
from roles.views import ActForm


class ItemAddView(MeetingPage, ActForm):
    """Add other business to the agenda."""

    act = "meeting.run"
    form_class = ItemForm
    page_title = "Add an item"
    button = "Add it"

    def act_on(self, data: dict[str, Any]) -> str:
        add_item(self.meeting, title=data["title"], by=self.request.user, at=timezone.now())
        return self.meeting.get_absolute_url()


class ItemView(ItemPage, TemplateView):
    """One item: what is put, who declared what, whether it is quorate, what became of it."""

    act = "meeting.view"
    template_name = "governance/item.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, held = self.item, self.held_roles()
        conflicts = self.room.conflicts(item)
        waits = item.waits and not self.meeting.is_over
        registered = register_of(self.meeting.body, self.sitters, self.room.on) if waits else []
        return super().get_context_data(
            shown=item_shown(self.room, item, timezone.now()),
            conflicts=list(conflicts.values()),
            may_declare=may(held, "interest.declare") and waits,
            registered=[(row, self._may_declare_for(row.person)) for row in registered],
            fallen=self.room.fallen_on(item),
            may_discharge=self.may_run and discharged_here(item),
            may_decide=self.may_run and item.review is not None and item.waits,
            runs=may(held, "meeting.run"),
            decision=self.room.decisions().get(item.decision_id),
            **kwargs,
        )

    def _may_declare_for(self, person: Person) -> bool:
        runs = bool(self.held_roles() & MAY["meeting.run"])
        return runs or person.pk == self.request.user.pk


def discharged_here(item: AgendaItem) -> bool:
    """Say whether the body itself discharges the condition of an item."""
    condition = item.condition
    return condition is not None and condition.discharge_by == DischargeBy.BODY


class ItemTakeView(ItemPage, ActForm):
    """Record what was said on an item on which nothing was put for a decision."""

    act = "meeting.run"
    form_class = TakeForm
    page_title = "Record it as taken"
    button = "Record it"

    def act_on(self, data: dict[str, Any]) -> str:
        day = timezone.localdate(self.meeting.starts_at)
        take_item(
            self.item,
            note=data["note"],
            taken_at=moment_of(day, data["clock"]),
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, f"Taken: {self.item}.")
        return self.meeting.get_absolute_url()


class ItemWithdrawView(ItemPage, ActForm):
    """Take an item off the agenda."""

    act = "meeting.run"
    form_class = ReasonForm
    page_title = "Take the item off the agenda"
    button = "Take it off"
    lead_words = "What it is about still waits, for another meeting."

    def act_on(self, data: dict[str, Any]) -> str:
        withdraw_item(self.item, reason=data["reason"], by=self.request.user, at=timezone.now())
        messages.success(self.request, f"Withdrawn: {self.item}.")
        return self.meeting.get_absolute_url()


class ItemDeferView(ItemPage, ActForm):
    """Leave an item to a later meeting of the body."""

    act = "meeting.run"
    form_class = DeferForm
    page_title = "Leave the item to a later meeting"
    button = "Leave it"
    lead_words = (
        "Nothing is decided by this. Where the body decides to defer, record that as its decision."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"meetings": self.later}

    @property
    def later(self) -> list[Meeting]:
        return later_meetings(self.meeting)

    def act_on(self, data: dict[str, Any]) -> str:
        defer_item(
            self.item,
            data["to"],
            reason=data["reason"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, f"Left to the meeting of {data['to']}.")
        return self.meeting.get_absolute_url()


class DeclareView(ItemPage, ActForm):
    """Record an interest declared in an item; members declare for themselves."""

    act = "interest.declare"
    form_class = DeclareForm
    page_title = "Declare an interest"
    button = "Record it"

    @property
    def asks_test(self) -> bool:
        orders = self.room.composition.orders
        return orders is not None and orders.interests == InterestRule.MEMBER_DECIDES

    @property
    def lead_words(self) -> str:  # type: ignore[override]
        if self.asks_test:
            return (
                "The member decides whether to take part, and says whether the objective test of "
                "the code of conduct is met. Met means withdrawn, unless there is a dispensation."
            )
        return "By this body's rule an interest means withdrawing for the item."

    @property
    def people(self) -> list[Person]:
        if self.held_roles() & MAY["meeting.run"]:
            return self.sitters
        return [person for person in self.sitters if person.pk == self.request.user.pk]

    def get_initial(self) -> dict[str, Any]:
        """What the register has, where the page was opened from there."""
        asked = self.request.GET.get("interest", "")
        rows = register_of(self.meeting.body, self.people, self.room.on)
        found = next((row for row in rows if str(row.pk) == asked), None)
        return {"person": found.person_id, "nature": found.nature} if found else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "people": self.people,
            "asks_test": self.asks_test,
            "may_withhold": bool(self.held_roles() & MAY["meeting.run"]),
        }

    def act_on(self, data: dict[str, Any]) -> str:
        declare_interest(
            self.item,
            data["person"],
            nature=data["nature"],
            followed=data["followed"],
            test_met=data.get("test_met"),
            dispensation=data["dispensation"],
            is_withheld=data.get("is_withheld"),
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, "The declaration is recorded.")
        return self.item.get_absolute_url()
