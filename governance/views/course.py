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
from governance.forms import CourseForm
from governance.queries import places_on, roles_to_decide, start_of
from governance.services import Minute, Sitting, authorise_decision, check_course, decide_course
from governance.views.minute import (
    MinuteView,
    coded_lines,
    direction_lines,
    members_and_conflicts,
    part_lines,
    sitting_lines,
)
from projects.views.base import ProjectPage
from roles.enums import BodyKind, Role
from roles.models import Body
from roles.views import crumb

# Nothing was put that would say how far back the meeting can lie. Few are recorded later than this;
# an earlier date, once typed, brings the members of that day onto the form.
LOOK_BACK = timedelta(days=90)


class BesidePage(ProjectPage, MinuteView):
    """A page on which is recorded what a body decided beside what is put to it."""

    template_name = "governance/course.html"
    page_title = ""
    lead_words = ""
    body: Body

    def held_roles(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        return roles_to_decide(self.project, self.body.pk if self.body else None, held, self.act)

    def refuse_early(self) -> None:
        today = self.request.held.on  # type: ignore[attr-defined]
        authorise_decision(
            self.body,
            places_on(self.project, since=None, until=today),
            put_by=None,
            by=self.request.user,  # type: ignore[arg-type]
            on=today,
            act=self.act,
        )

    def outcomes(self) -> list[tuple[str, str, str]]:
        """Return what may be decided: value, words, hint."""
        raise NotImplementedError

    def forms(
        self, data: QueryDict | None = None, given: QueryDict | None = None
    ) -> dict[str, Any]:
        today = self.request.held.on  # type: ignore[attr-defined]
        met_on = min(typed_day(data or given) or today, today)
        since = min(met_on, today - LOOK_BACK)
        said = {
            "outcomes": self.outcomes(),
            "is_board": self.body.kind == BodyKind.INTEGRATION_JOINT_BOARD,
            **members_and_conflicts(self, self.body, since=start_of(met_on), members_since=since),
        }
        if given is not None:
            return {"form": CourseForm(initial=CourseForm.given(given), **said)}
        return {"form": CourseForm(data, **said)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {
            "body": self.body,
            "page_title": self.page_title,
            "lead_words": self.lead_words,
            "record_words": "Record this decision",
            "back_url": reverse("governance:stage", args=[self.project.reference]),
        }
        return super().get_context_data(**(values | kwargs))

    def shown(self, forms: dict[str, Any]) -> list[tuple[str, list[str]]]:
        return minute_lines(forms["form"].minute(), self.sitting)


class CourseView(BesidePage):
    """The governing body stops, holds or releases a project between its gates."""

    act = "project.stop"
    page_title = "Stop, hold or release"

    def fetch(self) -> None:
        super().fetch()
        self.body = self.project.governing_body

    @property
    def lead_words(self) -> str:  # type: ignore[override]
        return f"As the {self.body} decided between the gates."

    def crumbs(self) -> list[dict[str, str]]:
        stage = reverse("governance:stage", args=[self.project.reference])
        return [*super().crumbs(), crumb("Stage", stage)]

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

    def check(self, forms: dict[str, Any]) -> None:
        minute = forms["form"].minute()
        self.sitting = check_course(self.project, minute, by=self.request.user, at=timezone.now())

    def record(self, forms: dict[str, Any]) -> str:
        minute = forms["form"].minute()
        decide_course(self.project, minute, by=self.request.user, at=timezone.now())
        messages.success(self.request, "The decision is recorded.")
        return reverse("governance:stage", args=[self.project.reference])


def minute_lines(minute: Minute, sitting: Sitting) -> list[tuple[str, list[str]]]:
    """Return a minute of what was decided beside the gates, as it will be recorded."""
    return [
        ("Decision", [str(minute.outcome.label)]),
        ("Meeting", [f"{minute.met_on:%-d %B %Y}"]),
        *part_lines(minute.took_part),
        *sitting_lines(sitting),
        ("Reasons", [minute.reasons, *coded_lines(minute)]),
        *direction_lines(minute),
    ]


def typed_day(data: QueryDict | None) -> date | None:
    """Return the meeting's date as it was typed, or None where it is none."""
    try:
        return forms.DateField(required=False).clean(data.get("met_on")) if data else None
    except ValidationError:
        return None
