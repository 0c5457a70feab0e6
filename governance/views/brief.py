"""The brief's own page, which says which body has it; putting it to its body."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from governance.enums import PutKind
from governance.queries import open_review_of
from governance.services import put_brief
from projects.views import brief
from record.errors import Refusal
from roles.rules import may


class BriefView(brief.BriefView):
    """The six parts; while a version is with a body, which one and since when."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = open_review_of(self.project, PutKind.BRIEF)
        return super().get_context_data(
            review=review,
            may_withdraw=review is not None and may(self.held_roles(), "stage.withdraw"),
            **kwargs,
        )


class BriefPutView(BriefView):
    """Put the brief, the first time or as a later version; what is missing is shown on its page."""

    act = "brief.put"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("projects:brief", self.project.reference)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            review = put_brief(self.project, by=request.user, at=timezone.now())
        except Refusal as refusal:
            if refusal.status in (403, 404, 409):
                raise
            return self.render_to_response(self.get_context_data(refusal=refusal), status=422)
        messages.success(request, f"Put to the {review.body}. It reads what you see here.")
        return redirect(review)
