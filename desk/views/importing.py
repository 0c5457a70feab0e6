"""Bringing a tracker in: what would be made of it first, then the same file again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import FormView

from desk.forms.tracker import MAX_BYTES, TrackerForm
from desk.services.importing import Imported, import_tracker
from desk.services.waiting_files import GONE, forget_file, keep_file, waiting_file
from record.errors import Refusal
from roles.models import Partnership
from roles.rules import may
from roles.views import Page, crumb

WAITING = "tracker_waiting"
CRUMBS = [crumb("Projects", "/projects/")]


class ImportPage(Page):
    """A page for those who may bring projects into a partnership."""

    act = "project.import"

    def partnerships(self) -> list[Partnership]:
        """Return the partnerships for which this person may import."""
        held = self.request.held  # type: ignore[attr-defined]
        mine = [pk for pk in held.partnership_ids if may(held.in_partnership(pk), self.act)]
        return list(Partnership.objects.filter(pk__in=mine))


class ImportView(ImportPage, FormView):
    """Choose a tracker and see what would be made of it; nothing is written."""

    template_name = "desk/import.html"
    form_class = TrackerForm
    file_bytes = MAX_BYTES
    file_advice = "Remove pictures and other sheets, then try again."

    def get_form_kwargs(self) -> dict[str, Any]:
        mine = self.partnerships()
        first = {"partnership": mine[0].pk} if mine else {}
        return super().get_form_kwargs() | {"partnerships": mine, "initial": first}

    def form_valid(self, form: TrackerForm) -> HttpResponse:
        file, partnership = form.cleaned_data["file"], form.cleaned_data["partnership"]
        try:
            done = import_tracker(
                file,
                partnership,
                file_name=file.name,
                dry_run=True,
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except Refusal as refusal:
            if refusal.code != "file_refused":
                raise
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        key = ""
        if not done.errors:
            kept = keep_file(file)
            key = kept.key
            self.request.session[WAITING] = {
                "key": kept.key,
                "sha256": kept.sha256,
                "name": file.name,
                "partnership": partnership.pk,
            }
        return _shown(self.request, done, partnership, file.name, key)

    def form_invalid(self, form: TrackerForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            section="projects",
            crumbs=CRUMBS,
            page_title="Bring projects in from a tracker",
            button="See what would be made of it",
            back_url="/projects/",
            **kwargs,
        )


class ImportBringInView(ImportPage):
    """Bring in the very file that this session was shown; it is forgotten afterwards."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        waiting = request.session.get(WAITING) or {}
        partnership = next(
            (one for one in self.partnerships() if one.pk == waiting.get("partnership")), None
        )
        if partnership is None or request.POST.get("key") != waiting.get("key"):
            raise Refusal(GONE, code="file_gone", status=409)
        done = import_tracker(
            waiting_file(waiting["key"], waiting["sha256"]),
            partnership,
            file_name=waiting["name"],
            dry_run=False,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        forget_file(waiting["key"])
        del request.session[WAITING]
        if done.errors:
            return _shown(request, done, partnership, waiting["name"], "")
        messages.success(
            request,
            f"{waiting['name']}: {done.rows} rows read, {done.created} created, "
            f"{done.updated} updated, {done.unchanged} unchanged, {done.left_out} left out.",
        )
        return redirect("desk:projects")


def _shown(
    request: HttpRequest, done: Imported, partnership: Partnership, name: str, key: str
) -> HttpResponse:
    context = {
        "section": "projects",
        "crumbs": CRUMBS,
        "done": done,
        "partnership": partnership,
        "file_name": name,
        "key": key,
    }
    return render(request, "desk/import_result.html", context, status=422 if done.errors else 200)
