"""The base of every page, which declares an act, and of every page with a form."""

from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.generic import FormView, View

from record.errors import Refusal
from roles.enums import Role
from roles.rules import MAY, may


class Page(View):
    """A page that declares what it does; outsiders get 404, insiders who may not get a sentence.

    act: a key of `roles.rules.MAY`. `held_roles` is asked after `fetch`, which finds the row that
    the page is about (or raises 404 as an absent one would). file_bytes, file_advice: the largest
    file that the page takes, and what to do with a larger one, which is refused before it is read.
    """

    act: ClassVar[str]
    file_bytes: ClassVar[int] = 0
    file_advice: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if Role.ANYBODY in MAY[self.act]:
            return super().dispatch(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        self.fetch()
        held = self.held_roles()
        if not may(held, self.act):
            if Role.READER not in held:
                raise Http404
            allowed = ", ".join(sorted(role.label.lower() for role in MAY[self.act]))
            raise Refusal(
                f"Your roles do not let you do this. It can be done by: {allowed}.",
                code="not_allowed",
                status=403,
            )
        return super().dispatch(request, *args, **kwargs)

    def fetch(self) -> None:
        """Find what the page is about; raise Http404 when it is not for this person's eyes."""

    def held_roles(self) -> frozenset[Role]:
        """Return the roles that count for this page; by default all that the person holds."""
        return self.request.held.anywhere  # type: ignore[attr-defined]


def crumb(words: str, url: str) -> dict[str, str]:
    """Return one step of the breadcrumb."""
    return {"words": words, "url": url}


class ActForm(FormView):
    """One form, one service call; a refusal becomes a form error, or the 409/403 page.

    `act_on` calls the service and returns where to go.
    """

    template_name = "form_page.html"
    page_title = ""
    button = "Save"
    lead_words = ""

    def act_on(self, data: dict[str, Any]) -> str:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            target = self.act_on(form.cleaned_data)
        except Refusal as refusal:
            if refusal.status in (403, 404, 409):
                raise
            for line in refusal.details or [str(refusal)]:
                form.add_error(None, line)
            return self.form_invalid(form)
        self.success_url = target
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {
            "page_title": self.page_title,
            "button": self.button,
            "lead_words": self.lead_words,
        }
        return super().get_context_data(**(values | kwargs))

    @property
    def now(self) -> Any:
        return timezone.now()
