"""The page of one deliverable, and what is done on it."""

from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from cycle.enums import DONE_PROGRESS, LIVE_STATES, DeliverableProgress, StageState
from cycle.forms import DeliverableForm, EvidenceFileForm, EvidenceLinkForm
from cycle.models import Deliverable
from cycle.queries import deliverable_for, evidence_of
from cycle.rules import days_overdue
from cycle.services import accept_deliverable, add_file, add_link, change_deliverable
from projects.queries import team_of
from projects.views.base import ActForm, ProjectPage
from roles.models import Person
from roles.rules import may
from roles.views import crumb

BACK_TO_READY = "The sponsor had accepted this without it, so it is back to ready."


class DeliverablePage(ProjectPage):
    """A page on one deliverable of the project."""

    template_name = "cycle/deliverable.html"
    deliverable: Deliverable

    def fetch(self) -> None:
        super().fetch()
        self.deliverable = deliverable_for(self.project, self.kwargs["key"])

    @property
    def url(self) -> str:
        return reverse("cycle:deliverable", args=[self.project.reference, self.deliverable.pk])

    @property
    def today(self) -> date:
        return self.request.held.on  # type: ignore[attr-defined]

    def crumbs(self) -> list[dict[str, str]]:
        stage = reverse("governance:stage", args=[self.project.reference])
        return [*super().crumbs(), crumb(f"{self.deliverable.stage} stage", stage)]

    def change_form(self, **kwargs: Any) -> DeliverableForm:
        team = {place.person_id for place in team_of(self.project, self.today)}
        people = Person.objects.filter(Q(pk__in=team) | Q(pk=self.deliverable.owner_id))
        return DeliverableForm(
            deliverable=self.deliverable, people=people.order_by("name"), **kwargs
        )

    def file_form(self, **kwargs: Any) -> EvidenceFileForm:
        return EvidenceFileForm(prefix="file", initial={"effective_on": self.today}, **kwargs)

    def link_form(self, **kwargs: Any) -> EvidenceLinkForm:
        return EvidenceLinkForm(prefix="link", initial={"effective_on": self.today}, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        row, held = self.deliverable, context["held"]
        is_open = row.stage.state == StageState.OPEN
        is_live = row.stage.state in LIVE_STATES
        context |= {
            "row": row,
            "stage": row.stage,
            "days_overdue": 0 if _is_done(row) else days_overdue(row.due_on, self.today),
            "sees_inside": may(held, "project.inside"),
            "may_change": is_open and may(held, "deliverable.change"),
            "may_add": is_live and may(held, "evidence.add"),
            "is_accepted": row.progress == DeliverableProgress.ACCEPTED,
            "may_accept": (
                is_open
                and may(held, "deliverable.accept")
                and row.progress == DeliverableProgress.READY
            ),
        }
        if context["sees_inside"]:
            context["evidence"] = self._evidence()
        for name, wanted in [
            ("change_form", "may_change"),
            ("file_form", "may_add"),
            ("link_form", "may_add"),
        ]:
            if context[wanted] and name not in context:
                context[name] = getattr(self, name)()
        return context

    def _evidence(self) -> list[dict[str, Any]]:
        """Return each title with its newest version and the earlier ones."""
        stage = self.deliverable.stage
        put_at = stage.submitted_at if stage.state == StageState.AT_GATE else None
        found = []
        for title, versions in groupby(evidence_of(self.deliverable), key=lambda one: one.title):
            newest, *earlier = versions
            changed = put_at is not None and newest.added_at > put_at
            found.append(
                {"title": title, "newest": newest, "earlier": earlier, "is_since_put": changed}
            )
        return found


def _is_done(row: Deliverable) -> bool:
    return row.progress in (*DONE_PROGRESS, DeliverableProgress.DOES_NOT_APPLY)


class DeliverableView(DeliverablePage, TemplateView):
    act = "stage.view"


class DeliverableAct(DeliverablePage, ActForm):
    """One of the forms of the page; what is wrong with it is shown there."""

    slot = ""
    said = "Saved."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.url)

    def get_form(self, form_class: Any = None) -> Any:
        return getattr(self, self.slot)(data=self.request.POST, files=self.request.FILES)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" in kwargs:
            kwargs[self.slot] = kwargs["form"]
        return super().get_context_data(**kwargs)

    def act_on(self, data: dict[str, Any]) -> str:
        self.do(data)
        messages.success(self.request, self.said)
        return self.url

    def do(self, data: dict[str, Any]) -> None:
        raise NotImplementedError


class DeliverableChangeView(DeliverableAct):
    act = "deliverable.change"
    slot = "change_form"

    def do(self, data: dict[str, Any]) -> None:
        change_deliverable(self.deliverable, by=self.request.user, at=timezone.now(), **data)


class EvidenceAddView(DeliverableAct):
    """Evidence added: what the sponsor had accepted is theirs to accept again."""

    act = "evidence.add"

    def act_on(self, data: dict[str, Any]) -> str:
        was_accepted = self.deliverable.progress == DeliverableProgress.ACCEPTED
        url = super().act_on(data)
        if was_accepted:
            messages.info(self.request, BACK_TO_READY)
        return url


class EvidenceFileAddView(EvidenceAddView):
    slot = "file_form"
    said = "The file was added."
    file_bytes = settings.EVIDENCE_MAX_BYTES
    file_advice = "Make it smaller, or add a link to it."

    def do(self, data: dict[str, Any]) -> None:
        add_file(
            self.deliverable,
            title=data["title"],
            file=data["file"],
            name=data["file"].name,
            effective_on=data["effective_on"],
            by=self.request.user,
            at=timezone.now(),
        )


class EvidenceLinkAddView(EvidenceAddView):
    slot = "link_form"
    said = "The link was added."

    def do(self, data: dict[str, Any]) -> None:
        add_link(self.deliverable, by=self.request.user, at=timezone.now(), **data)


class DeliverableAcceptView(DeliverablePage):
    """The sponsor's acceptance: a button, no form."""

    act = "deliverable.accept"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        accept_deliverable(self.deliverable, by=request.user, at=timezone.now())
        messages.success(request, "Accepted.")
        return redirect(self.url)
