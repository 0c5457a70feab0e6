"""A refusal becomes a plain page, wherever it was raised."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
