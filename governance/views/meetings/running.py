"""Buttons of a meeting: opening and closing it, its order, who comes and goes."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from governance.forms.fields import moment_of
from governance.forms.meetings import ArrivalForm
from governance.services import (
    arrive,
    close_meeting,
    fill_agenda,
    leave,
    move_item,
    open_meeting,
    put_back,
)
from governance.views.meetings.base import ItemPage, MeetingPage


class Button(MeetingPage):
    """A button on the meeting's page: a POST, then back to it; a GET only goes there."""

    act = "meeting.run"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return redirect(self.meeting)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        words = self.press(timezone.now())
        if words:
            messages.success(request, words)
        return redirect(self.meeting)

    def press(self, now: datetime) -> str:
        """Do it, and return what to say."""
        raise NotImplementedError


class MeetingOpenView(Button):
    """Open the meeting."""

    def press(self, now: datetime) -> str:
        open_meeting(self.meeting, by=self.request.user, at=now)
        return "The meeting is open. Record who is there."


class MeetingCloseView(Button, TemplateView):
    """Close the meeting, after a look at what was not taken; whoever is there leaves."""

    template_name = "governance/meeting_close.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not self.meeting.is_under_way:
            return redirect(self.meeting)
        waiting = [item for item in self.room.items if item.waits and not item.is_elsewhere]
        return self.render_to_response(self.get_context_data(waiting=waiting))

    def press(self, now: datetime) -> str:
        close_meeting(self.meeting, by=self.request.user, at=now)
        return "The meeting is closed. Its minute is drafted."


class AgendaFillView(Button):
    """Put on the agenda what has come to wait for the body."""

    def press(self, now: datetime) -> str:
        added = fill_agenda(self.meeting, by=self.request.user, at=now)
        if not added:
            return "Nothing more waits for the body by that day."
        return "Added: " + "; ".join(item.title for item in added) + "."


class ItemMoveView(Button, ItemPage):
    """Move an item one place up or down."""

    def press(self, now: datetime) -> str:
        move_item(self.item, up=self.request.POST.get("to") != "down", by=self.request.user, at=now)
        return ""


class ItemBackView(Button, ItemPage):
    """Put an item that was taken off back on the agenda."""

    def press(self, now: datetime) -> str:
        put_back(self.item, by=self.request.user, at=now)
        return f"On the agenda again: {self.item}."


class ArrivalView(Button):
    """Record that somebody came in."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = ArrivalForm(request.POST, people=self.sitters)
        if form.is_valid():
            data, now = form.cleaned_data, timezone.now()
            day = timezone.localdate(self.meeting.starts_at)
            arrive(
                self.meeting,
                data["person"],
                came_at=moment_of(day, data["clock"]),
                by=request.user,
                at=now,
            )
            messages.success(request, f"{data['person']} is there.")
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, error)
        return redirect(self.meeting)


class LeaveView(Button):
    """Record that somebody left."""

    def press(self, now: datetime) -> str:
        row = get_object_or_404(self.meeting.attendance, pk=self.kwargs["row"])
        row.meeting = self.meeting
        leave(row, by=self.request.user, at=now)
        return f"{row.person} has left."
