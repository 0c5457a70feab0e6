"""The base of pages on one meeting, and on one item of its agenda."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from governance.models import AgendaItem, Meeting
from governance.queries.room import Room, meeting_at, roles_at_meeting, room_of
from roles.enums import Role
from roles.models import Body, Person
from roles.rules import may
from roles.views import Page, crumb


def body_crumbs(body: Body) -> list[dict[str, str]]:
    """Return the steps down to a body's meetings."""
    return [
        crumb("Bodies", reverse("roles:bodies")),
        crumb(body.name, reverse("governance:body", args=[body.pk])),
        crumb("Meetings", reverse("governance:meetings", args=[body.pk])),
    ]


class MeetingPage(Page):
    """A page on the meeting that the address names; roles on the very body count."""

    meeting: Meeting

    def fetch(self) -> None:
        self.meeting = meeting_at(self.kwargs["key"])

    @cached_property
    def _held(self) -> frozenset[Role]:
        return roles_at_meeting(self.meeting, self.request.held)  # type: ignore[attr-defined]

    def held_roles(self) -> frozenset[Role]:
        return self._held

    @property
    def may_run(self) -> bool:
        return may(self._held, "meeting.run") and not self.meeting.is_over

    @cached_property
    def room(self) -> Room:
        return room_of(self.meeting, self.request.held.on)  # type: ignore[attr-defined]

    @property
    def sitters(self) -> list[Person]:
        """Whoever may sit on the body that day: its members, then their proxies."""
        return self.room.composition.people

    def crumbs(self) -> list[dict[str, str]]:
        return body_crumbs(self.meeting.body)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {
            "meeting": self.meeting,
            "body": self.meeting.body,
            "on": timezone.localdate(self.meeting.starts_at),
            "section": "people",
            "crumbs": self.crumbs(),
            "may_run": self.may_run,
            "back_url": self.meeting.get_absolute_url(),
            "label": str(self.meeting),
        }
        return super().get_context_data(**(values | kwargs))  # type: ignore[misc]


class ItemPage(MeetingPage):
    """A page on one item of the meeting's agenda; 404 for an item of another meeting."""

    item: AgendaItem

    def fetch(self) -> None:
        super().fetch()
        found = [one for one in self.room.items if one.pk == self.kwargs["item"]]
        if not found:
            raise Http404
        self.item = found[0]
        self.item.meeting = self.meeting

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb(str(self.meeting), self.meeting.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {"back_url": self.item.get_absolute_url()} | kwargs
        return super().get_context_data(**(values | {"item": self.item}))
