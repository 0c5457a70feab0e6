"""The download of a file behind a deliverable."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

from cycle.enums import EvidenceKind
from cycle.models import Evidence
from cycle.queries import evidence_for
from cycle.services import open_evidence
from governance.queries import roles_for_evidence
from projects.views.base import ProjectPage
from roles.enums import Role


class EvidenceFileView(ProjectPage):
    """Send a file as it was added, to be saved and never shown in our pages; the opening is kept.

    Only the sending itself is recorded: a HEAD request writes nothing.
    """

    act = "evidence.view"
    evidence: Evidence

    def fetch(self) -> None:
        super().fetch()
        self.evidence = evidence_for(self.project, self.kwargs["key"])
        if self.evidence.kind != EvidenceKind.FILE:
            raise Http404("A link has no file.")

    def held_roles(self) -> frozenset[Role]:
        return roles_for_evidence(self.evidence, self.request.held)  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        path = open_evidence(self.evidence, by=request.user, at=timezone.now())
        return self._dressed(FileResponse(path.open("rb")))

    def head(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._dressed(HttpResponse())

    def _dressed(self, response: Any) -> Any:
        name = self.evidence.original_name or "file"
        response["Content-Type"] = self.evidence.content_type
        response["Content-Length"] = self.evidence.size
        response["Content-Disposition"] = content_disposition_header(True, name)
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
