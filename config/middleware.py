"""A refusal becomes a plain page, and so does a 405; what is too large is not read."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.exceptions import FlowLockFailed

from record.errors import Refusal

SOMEBODY_FIRST = (
    "Somebody else has just changed this. Nothing of yours was recorded. "
    "Go back, look at it as it is now, and decide again."
)


class RefusalMiddleware:
    """Show a refusal that a view did not turn into a form error; 409 where somebody was first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            refusal = exception
        elif isinstance(exception, TransitionNotAllowed | FlowLockFailed) or _is_lock(exception):
            refusal = Refusal(SOMEBODY_FIRST, code="somebody_first", status=409)
        else:
            return None
        return render(request, "refusal.html", {"refusal": refusal}, status=refusal.status)


def _is_lock(exception: Exception) -> bool:
    words = str(exception).lower()
    return isinstance(exception, OperationalError) and ("lock" in words)


class NotAllowedMiddleware:
    """Give the empty answer 405 of a view a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = render_to_string("405.html", {"is_post": request.method != "GET"}, request)
            response.content = page.encode()
        return response


class BodyLimitMiddleware:
    """Answer 413 to a body larger than its page takes, before a byte of it is read.

    It stands before the CSRF check, the first to read a body. A page takes the text of a form, and
    beside it the file it declares (`file_bytes`). What is sent without a length is never read:
    Django takes such a body for an empty one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        page: Any = getattr(view, "view_class", view)
        file_bytes = getattr(page, "file_bytes", 0)
        if _length(request) <= file_bytes + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        if file_bytes:
            words = f"The file is larger than {_megabytes(file_bytes)} MB. {page.file_advice}"
        else:
            most = _megabytes(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            words = f"This is larger than {most} MB, the most this page takes. Send less at once."
        refusal = Refusal(words, code="body_too_large", status=413)
        return render(request, "refusal.html", {"refusal": refusal}, status=refusal.status)


def _length(request: HttpRequest) -> int:
    """Return how many bytes Django would read of a body."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _megabytes(size: int) -> int:
    return size // (1024 * 1024)
