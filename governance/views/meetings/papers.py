"""The officer's part before a meeting: the dates of the year, the papers, what is private."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from governance.forms.fields import moment_of
from governance.forms.papers import CallMeetingsForm, ExemptForm
from governance.queries.papers import agenda_frozen, papers_now, unsent
from governance.services.dates import call_meetings
from governance.services.papers import mark_exempt, mark_public, send_papers
from governance.views.meetings.base import ItemPage, body_crumbs
from governance.views.meetings.meeting import OfBody
from governance.views.meetings.running import Button
from roles.views import ActForm


class DatesCallView(OfBody, ActForm):
    """Call the meetings of a year, or as many as there are dates: all of them or none."""

    act = "meeting.run"
    form_class = CallMeetingsForm
    page_title = "Call meetings for several dates"
    button = "Call the meetings"
    lead_words = (
        "All are called or none is. What waits for the body by each day goes on its agenda by "
        "itself."
    )

    def crumbs(self) -> list[dict[str, str]]:
        return body_crumbs(self.body)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("governance:meetings", args=[self.body.pk])
        return super().get_context_data(label=str(self.body), back_url=back, **kwargs)

    def act_on(self, data: dict[str, Any]) -> str:
        moments = [moment_of(day, data["clock"]) for day in data["days"]]
        called = call_meetings(
            self.body,
            starts_at=[moment for moment in moments if moment is not None],
            place=data["place"],
            even_so=data["even_so"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(
            self.request,
            "One meeting is called." if len(called) == 1 else f"{len(called)} meetings are called.",
        )
        return reverse("governance:meetings", args=[self.body.pk])


class PapersSendView(Button, TemplateView):
    """Send the papers, after a look at what goes out; what was sent is frozen."""

    template_name = "governance/meeting_papers.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if self.meeting.is_over or self.meeting.opened_at is not None:
            return redirect(self.meeting)
        papers = papers_now(self.meeting, self.room.composition.orders)
        rows = unsent(agenda_frozen(self.meeting), papers.marks)
        return self.render_to_response(self.get_context_data(papers=papers, rows=rows))

    def press(self, now: datetime) -> str:
        papers = send_papers(self.meeting, by=self.request.user, at=now)
        what = "The papers are" if papers.number == 1 else f"Supplement {papers.number - 1} is"
        return f"{what} sent and frozen. Every member and proxy can read them here."


class ItemExemptView(ItemPage, ActForm):
    """Take an item in private, by a paragraph of the Act."""

    act = "meeting.run"
    form_class = ExemptForm
    page_title = "Take the item in private"
    button = "Take it in private"
    lead_words = (
        "No public paper then has anything of this item but its number and the paragraph. "
        "Local Government (Scotland) Act 1973, Schedule 7A."
    )

    def get_initial(self) -> dict[str, Any]:
        return {"paragraph": self.item.exempt_paragraph, "reason": self.item.exempt_reason}

    def act_on(self, data: dict[str, Any]) -> str:
        mark_exempt(
            self.item,
            paragraph=data["paragraph"],
            reason=data["reason"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, "The item is taken in private.")
        return self.item.get_absolute_url()


class ItemPublicView(Button, ItemPage):
    """Make an item public again."""

    def press(self, now: datetime) -> str:
        mark_public(self.item, by=self.request.user, at=now)
        return f"Public again: {self.item}."
