"""A body's meetings: the list, calling one, the meeting itself, its minute."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from governance.forms.fields import moment_of
from governance.forms.meetings import ArrivalForm, CallMeetingForm, ReasonForm
from governance.models import AgendaItem
from governance.queries.minute import attendance_of, minute_of
from governance.queries.papers import papers_now
from governance.queries.room import Room, meetings_of
from governance.rules.exempt import private_words
from governance.services import call_meeting, cancel_meeting
from governance.views.bodies import BodyPage
from governance.views.meetings.base import MeetingPage, body_crumbs
from roles.enums import Role
from roles.rules import may
from roles.views import ActForm

A_PAGE = 50


class OfBody(BodyPage):
    """A page for those with a role on the very body."""

    def held_roles(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        reader = held.in_partnership(self.body.partnership_id) & {Role.READER}
        return held.to_do("meeting.run", self.body.pk) | reader

    def crumbs(self) -> list[dict[str, str]]:
        return body_crumbs(self.body)[:-1]


class MeetingListView(OfBody, TemplateView):
    """The meetings of a body, the latest first."""

    act = "meeting.view"
    template_name = "governance/meeting_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(meetings_of(self.body), A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page, may_run=may(self.held_roles(), "meeting.run"), **kwargs
        )


class MeetingCallView(OfBody, ActForm):
    """Call a meeting; all that waits for the body by that day is put on its agenda."""

    act = "meeting.run"
    form_class = CallMeetingForm
    page_title = "Call a meeting"
    button = "Call the meeting"
    lead_words = (
        "What is put or escalated to the body, conditions overdue and review points due by that "
        "day go on the agenda by themselves, now and until the meeting opens."
    )

    def crumbs(self) -> list[dict[str, str]]:
        return body_crumbs(self.body)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("governance:meetings", args=[self.body.pk])
        return super().get_context_data(label=str(self.body), back_url=back, **kwargs)

    def act_on(self, data: dict[str, Any]) -> str:
        starts_at = moment_of(data["on"], data["clock"])
        assert starts_at is not None
        meeting = call_meeting(
            self.body,
            starts_at=starts_at,
            place=data["place"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, "The meeting is called.")
        return meeting.get_absolute_url()


class MeetingCancelView(MeetingPage, ActForm):
    """Cancel a meeting before it opens."""

    act = "meeting.run"
    form_class = ReasonForm
    page_title = "Cancel the meeting"
    button = "Cancel the meeting"
    lead_words = "What is on its agenda waits for the next meeting."

    def act_on(self, data: dict[str, Any]) -> str:
        cancel_meeting(self.meeting, reason=data["reason"], by=self.request.user, at=timezone.now())
        messages.success(self.request, "The meeting is cancelled.")
        return reverse("governance:meetings", args=[self.meeting.body_id])


class MeetingView(MeetingPage, TemplateView):
    """The meeting: who is in the room, and for each item whether it is quorate now."""

    act = "meeting.view"
    template_name = "governance/meeting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, room = timezone.now(), self.room
        there = room.there(now) if self.meeting.is_under_way else []
        inside = {person.pk for person in there}
        waiting = [person for person in self.sitters if person.pk not in inside]
        papers = papers_now(self.meeting, room.composition.orders)
        return super().get_context_data(
            items=[
                item_shown(room, item, now) | {"came_late": papers.came_late(item)}
                for item in room.items
            ],
            attendance=attendance_of(room),
            papers=papers,
            has_orders=room.composition.orders is not None,
            in_short=_in_short(room, now) if self.meeting.is_under_way else "",
            arrival=ArrivalForm(people=waiting) if self.may_run and waiting else None,
            **kwargs,
        )


def _in_short(room: Room, now: datetime) -> str:
    """Return the quorum in one sentence, for an item nobody withdraws from."""
    found = room.quorum(None, now)
    if not room.has_orders:
        return "The body keeps no standing orders for this day, so its quorum is not checked."
    return f"{found.why} {room.unheard(found)}".strip()


def item_shown(room: Room, item: AgendaItem, now: datetime) -> dict[str, Any]:
    """Return an item as the agenda has it: its quorum now while it waits, else what became of it.

    An item whose matter was settled elsewhere says so.
    """
    shown: dict[str, Any] = {
        "item": item,
        "declarations": room.declared_in(item),
        "is_elsewhere": item.is_elsewhere,
        "private": private_words(item.exempt_paragraph) if item.exempt_paragraph else "",
        "quorum": None,
        "remedy": "",
    }
    if item.waits and room.meeting.is_under_way and not item.is_elsewhere:
        found = room.quorum(item, now)
        if room.has_orders:
            shown |= {"quorum": found, "remedy": room.unheard(found)}
    return shown


class MinuteView(MeetingPage, TemplateView):
    """The minute, drafted from what is recorded: nothing of it is typed again."""

    act = "meeting.view"
    template_name = "governance/meeting_minute.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(minute=minute_of(self.room), **kwargs)
