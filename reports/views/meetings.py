"""The papers and the minute of a meeting: for its members, and the public ones for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from governance.views.meetings.base import MeetingPage
from record.errors import Refusal
from reports.content import Pack
from reports.queries import minute_paper, pack_of
from reports.render.pdf import draw_minute, draw_pack
from roles.rules import may
from roles.views import crumb

MOST_LETTERS = 150_000  # some 180 pages, which take five seconds to draw


class PaperPage(MeetingPage):
    """A paper of a meeting. Asked `for=public` it is for everybody of the partnership, else for
    those who may see the meeting.
    """

    act = "report.view"
    not_yet = ""

    def fetch(self) -> None:
        super().fetch()
        self.is_public = self.request.GET.get("for") == "public"
        if not self.is_public:
            self.act = "meeting.view"

    @property
    def sees_drafts(self) -> bool:
        return may(self.held_roles(), "meeting.view")

    def refuse_draft(self) -> None:
        """Refuse ("not_published", 404) a draft to those who do not sit on the body."""
        if not self.sees_drafts:
            raise Refusal(self.not_yet, code="not_published", status=404)

    def file_name(self, what: str) -> str:
        public = "public-" if self.is_public else ""
        on = timezone.localdate(self.meeting.starts_at)
        return f"{public}{what}-{self.meeting.body.code}-{on.isoformat()}.pdf"


def pdf(drawn: bytes, name: str) -> HttpResponse:
    """Return a file that a browser opens under a name."""
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


class PackPage(PaperPage):
    """The papers, as they were sent or as a draft."""

    not_yet = (
        "The papers of this meeting have not been sent yet. From the day on which they are, the "
        "public ones can be read here."
    )

    def pack(self) -> Pack:
        found = pack_of(
            self.meeting,
            person_id=self.request.user.pk,
            is_public=self.is_public,
            today=self.request.held.on,  # type: ignore[attr-defined]
        )
        if found.occasion.is_draft:
            self.refuse_draft()
        return found


class PackView(PackPage, TemplateView):
    """The papers as a web page."""

    template_name = "reports/pack.html"

    def crumbs(self) -> list[dict[str, str]]:
        if self.sees_drafts:
            return [*super().crumbs(), crumb(str(self.meeting), self.meeting.get_absolute_url())]
        return [crumb("Reports", reverse("reports:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            pack=self.pack(), is_public=self.is_public, sees_meeting=self.sees_drafts, **kwargs
        )


class PackPdfView(PackPage):
    """The papers as one PDF, with the page of each paper and bookmarks."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        found = self.pack()
        if found.letters > MOST_LETTERS:
            raise Refusal(
                "These papers are too long for one PDF. Read them as a web page, and print them "
                "from there.",
                code="pack_too_long",
                status=409,
            )
        return pdf(draw_pack(found), self.file_name("papers"))


class MinutePdfView(PaperPage):
    """The minute as a PDF; the public one once the meeting is closed."""

    not_yet = (
        "The minute of this meeting is still being drafted. Once the meeting is closed, the public "
        "one can be read here."
    )

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        found = minute_paper(
            self.meeting,
            is_public=self.is_public,
            today=self.request.held.on,  # type: ignore[attr-defined]
        )
        if found.occasion.is_draft:
            self.refuse_draft()
        return pdf(draw_minute(found), self.file_name("minute"))
