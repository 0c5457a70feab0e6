"""Who is on a project."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from framework.models import TeamRole
from projects.enums import ProjectRole
from projects.forms.project import PlaceForm
from projects.models import TeamMember
from projects.queries import people_for, team_of, team_role_names, unfilled_team_roles
from projects.services import end_place, put_in_place
from projects.views.base import ActForm, ProjectPage, crumb
from roles.forms import LastDayForm
from roles.rules import may


class TeamView(ProjectPage, TemplateView):
    """Lead, sponsor and team, today, to come and until now; what is unfilled."""

    act = "project.view"
    template_name = "projects/team.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = self.request.held.on
        names = team_role_names(self.project)
        rows = list(self.project.team.all())
        for row in rows:
            row.team_role_words = (
                names.get(row.team_role.code, row.team_role.name) if row.team_role else ""
            )
        now = [place.pk for place in team_of(self.project, on)]
        return super().get_context_data(
            current=[row for row in rows if row.pk in now],
            to_come=[row for row in rows if row.from_on > on],
            past=[row for row in rows if row.to_on and row.to_on < on],
            vacant=self._vacant(rows, now),
            unfilled=unfilled_team_roles(self.project, on),
            may_change=may(self.held_roles(), "team.change"),
            **kwargs,
        )

    def _vacant(self, rows: list[TeamMember], now: list[int]) -> list[str]:
        """Return a sentence for lead and sponsor, where nobody is named."""
        found = []
        for role in (ProjectRole.LEAD, ProjectRole.SPONSOR):
            place = next((row for row in rows if row.pk in now and row.role == role), None)
            if place is None:
                found.append(f"The project has no {role.label.lower()}.")
            elif place.person_id is None:
                found.append(f"The {role.label.lower()}’s post, {place.post}, has nobody named.")
        return found


class _TeamForm(ProjectPage, ActForm):
    act = "team.change"

    @property
    def back(self) -> str:
        return reverse("projects:team", args=[self.project.reference])

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb("Team", self.back)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {"label": str(self.project), "back_url": self.back}
        return super().get_context_data(**(values | kwargs))


class PlaceAddView(_TeamForm):
    """Put a post, and the person when known, on the project."""

    form_class = PlaceForm
    page_title = "Put somebody in place"
    button = "Put in place"
    lead_words = (
        "There is one lead and one sponsor: whoever holds the post now ends the day before."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        people = people_for(self.project, self.request.held.on)
        roles = TeamRole.objects.filter(pack_id=self.project.pack_id)
        return super().get_form_kwargs() | {
            "people": {str(row.pk): row for row in people},
            "team_roles": {str(row.pk): row for row in roles},
            "names": team_role_names(self.project),
        }

    def get_initial(self) -> dict[str, Any]:
        return {"from_on": self.request.held.on, "role": self.request.GET.get("role", "lead")}

    def act_on(self, data: dict[str, Any]) -> str:
        place = put_in_place(
            self.project,
            ProjectRole(data["role"]),
            post=data["post"],
            person=data["person"],
            team_role=data["team_role"],
            days_a_week=data["days_a_week"],
            from_on=data["from_on"],
            by=self.request.user,
            at=self.now,
        )
        messages.success(self.request, f"In place from {place.from_on:%-d %B %Y}: {place}.")
        return self.back


class PlaceEndView(_TeamForm):
    """End a place on its last day."""

    form_class = LastDayForm
    page_title = "End a place"
    button = "End the place"

    def fetch(self) -> None:
        super().fetch()
        self.place = (
            TeamMember.objects.filter(project=self.project, pk=self.kwargs["pk"])
            .select_related("person", "project")
            .first()
        )
        if self.place is None:
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": self.request.held.on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead_words=f"{self.place}.", **kwargs)

    def act_on(self, data: dict[str, Any]) -> str:
        end_place(self.place, last_day=data["last_day"], by=self.request.user, at=self.now)
        messages.success(self.request, f"{self.place}: ends on {data['last_day']:%-d %B %Y}.")
        return self.back
