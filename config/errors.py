"""The page for a request that could not be read: 400, with what to do about it."""

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

OTHERWISE = "Go back, reload the page and try again. If it fails twice, tell the operator."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the 400 page. Under a host that is not ours nothing of the request is made use of."""
    context = {"what_to_do": _what_to_do(exception)}
    if isinstance(exception, DisallowedHost):
        return HttpResponse(render_to_string("400.html", context), status=400)
    return render(request, "400.html", context, status=400)


def _what_to_do(exception: Exception) -> str:
    if isinstance(exception, DisallowedHost):
        return (
            "This site does not answer under the address you used. Check the address. If it is "
            "right, ask the operator to name it in ALLOWED_HOSTS."
        )
    if isinstance(exception, TooManyFieldsSent):
        return (
            f"The form has more than {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields, the most a "
            "page takes at once. Go back, save fewer lines first, then add the others."
        )
    if isinstance(exception, TooManyFilesSent):
        return "More files came than a page takes at once. Go back and send them one by one."
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
        return (
            f"The text of the form is larger than {most} MB, the most a page takes at once. "
            "Go back and shorten it, or put the long part into a file of evidence."
        )
    return OTHERWISE
