"""The inbox."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView

from notifications.queries import inbox_of, visible_in_inbox
from notifications.rules import told_when
from notifications.services import open_reminder
from record.errors import Refusal
from roles.views import Page

SIZE = 50


class InboxView(Page, TemplateView):
    """A person's reminders, newest first."""

    act = "inbox.view"
    template_name = "notifications/inbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.request.held  # type: ignore[attr-defined]
        today = timezone.localdate()
        place = self.request.GET.get("from", "")
        start = int(place) if place.isascii() and place.isdecimal() and len(place) < 7 else 0
        rows = list(inbox_of(held.person_id)[start : start + SIZE + 1])
        shown = visible_in_inbox(rows[:SIZE], held)
        return super().get_context_data(
            section="inbox",
            rows=[(row, told_when(row.kind, row.due_on, today)) for row in shown],
            newer=max(start - SIZE, 0) if start else None,
            older=start + SIZE if len(rows) > SIZE else None,
            **kwargs,
        )


class ReminderOpenView(Page):
    """Mark a reminder as opened and go to what it is about: an address of ours, kept in the row."""

    act = "inbox.view"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        reminder = open_reminder(pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        if not _is_ours(reminder.url):
            raise Refusal(
                "This reminder leads nowhere of ours. Find the project by its reference instead.",
                code="not_ours",
                status=404,
            )
        return HttpResponseRedirect(reminder.url)


def _is_ours(url: str) -> bool:
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
