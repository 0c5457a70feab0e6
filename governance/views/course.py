"""Stopping, holding and releasing a project between its gates."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from cycle import engine
from cycle.enums import Phase
from governance.enums import Outcome
from governance.forms import CourseForm, MinuteForm
from governance.queries import places_on, roles_to_decide, start_of
from governance.services import authorise_decision, check_course, decide_course
from governance.views.minute import MinuteView, members_and_conflicts, part_lines, sitting_lines
from projects.views.base import ProjectPage
from roles.enums import Role
from roles.views import crumb

# Nothing was put that would say how far back the meeting can lie. Few are recorded later than this;
# an earlier date, once typed, brings the members of that day onto the form.
LOOK_BACK = timedelta(days=90)


class CourseView(ProjectPage, MinuteView):
    """The governing body stops, holds or releases a project between its gates."""

    act = "project.stop"
    template_name = "governance/course.html"

    def held_roles(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        return roles_to_decide(self.project, self.project.governing_body_id, held)

    def crumbs(self) -> list[dict[str, str]]:
        stage = reverse("governance:stage", args=[self.project.reference])
        return [*super().crumbs(), crumb("Stage", stage)]

    def refuse_early(self) -> None:
        today = self.request.held.on  # type: ignore[attr-defined]
        authorise_decision(
            self.project.governing_body,
            places_on(self.project, since=None, until=today),
            put_by=None,
            by=self.request.user,  # type: ignore[arg-type]
            on=today,
        )

    def outcomes(self) -> list[tuple[str, str, str]]:
        phase, held_since = engine.phase_of(self.project), self.project.held_since
        offered = []
        if held_since is not None:
            offered.append((Outcome.RELEASE, "Work and reminders go on."))
        elif phase not in (Phase.CLOSE, Phase.ENDED):
            offered.append(
                (Outcome.HOLD, "Reminders are stilled, and nothing is put to a body meanwhile.")
            )
        if phase == Phase.WORK:
            offered.append((Outcome.STOP, "The project ends here; its lessons are kept."))
        return [(one.value, str(one.label), hint) for one, hint in offered]

    def forms(
        self, data: QueryDict | None = None, given: QueryDict | None = None
    ) -> dict[str, Any]:
        body = self.project.governing_body
        assert body is not None
        today = self.request.held.on  # type: ignore[attr-defined]
        met_on = min(typed_day(data or given) or today, today)
        since = min(met_on, today - LOOK_BACK)
        said = {
            "outcomes": self.outcomes(),
            **members_and_conflicts(self, body, since=start_of(met_on), members_since=since),
        }
        if given is not None:
            return {"form": CourseForm(initial=given.dict(), **said)}
        return {"form": CourseForm(data, **said)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            body=self.project.governing_body,
            page_title="Stop, hold or release",
            record_words="Record this decision",
            **kwargs,
        )

    def _said(self, form: MinuteForm) -> dict[str, Any]:
        return {
            "outcome": Outcome(form.cleaned_data["outcome"]),
            "met_on": form.cleaned_data["met_on"],
            "took_part": form.parts(),
            "reasons": form.cleaned_data["reasons"],
            "presided_by": form.presider(),
            "by": self.request.user,
            "at": timezone.now(),
        }

    def check(self, forms: dict[str, Any]) -> None:
        self.sitting = check_course(self.project, **self._said(forms["form"]))

    def record(self, forms: dict[str, Any]) -> str:
        decide_course(self.project, **self._said(forms["form"]))
        messages.success(self.request, "The decision is recorded.")
        return reverse("governance:stage", args=[self.project.reference])

    def shown(self, forms: dict[str, Any]) -> list[tuple[str, list[str]]]:
        said = self._said(forms["form"])
        return [
            ("Decision", [str(said["outcome"].label)]),
            ("Meeting", [f"{said['met_on']:%-d %B %Y}"]),
            *part_lines(said["took_part"]),
            *sitting_lines(self.sitting),
            ("Reasons", [said["reasons"]]),
        ]


def typed_day(data: QueryDict | None) -> date | None:
    """Return the meeting's date as it was typed, or None where it is none."""
    try:
        return forms.DateField(required=False).clean(data.get("met_on")) if data else None
    except ValidationError:
        return None
