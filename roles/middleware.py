"""Per request: who is acting, and what they hold today."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from record.history import acting_as
from roles.queries import Held, held_by


class ActorMiddleware:
    """Name the signed-in person as the author of the request's writes; read their roles once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.held = SimpleLazyObject(lambda: self._held(request))  # type: ignore[attr-defined]
        person = request.user if request.user.is_authenticated else None
        with acting_as(person):
            return self.get_response(request)

    def _held(self, request: HttpRequest) -> Held:
        person = request.user if request.user.is_authenticated else None
        return held_by(person, timezone.localdate())
