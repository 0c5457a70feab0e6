"""Changing a project, and naming the team roles."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from framework.models import TeamRole
from projects.forms.project import ProjectForm, TeamRoleLabelsForm
from projects.models import TeamRoleLabel
from projects.services import change_project, choose_governing_body, label_team_role
from projects.services.project import CHANGEABLE
from projects.views.base import ActForm, ProjectPage, crumb
from roles.models import Partnership
from roles.queries import partnerships_where
from roles.rules import may
from roles.views import Page


class ProjectChangeView(ProjectPage, ActForm):
    """What the project is called, is for and belongs to; officers choose its governing body."""

    act = "project.change"
    form_class = ProjectForm
    page_title = "Change the project"

    @cached_property
    def chooses_body(self) -> bool:
        return may(self.held_roles(), "project.choose_body")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "project": self.project,
            "chooses_body": self.chooses_body,
        }

    def get_initial(self) -> dict[str, Any]:
        names = (*CHANGEABLE, "governing_body")
        return {name: getattr(self.project, name) for name in names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            label=str(self.project), back_url=self.project.get_absolute_url(), **kwargs
        )

    def act_on(self, data: dict[str, Any]) -> str:
        new = {name: data[name] for name in CHANGEABLE}
        body = data.get("governing_body")
        by, at = self.request.user, self.now
        with transaction.atomic():
            change_project(self.project, by=by, at=at, reason=data["reason"], **new)
            if body is not None and body != self.project.governing_body:
                choose_governing_body(self.project, body, by=by, at=at)
        messages.success(self.request, "The project is as you wrote it.")
        return self.project.get_absolute_url()


class TeamRoleLabelsView(Page, ActForm):
    """What a partnership calls the four team roles. `?partnership=` where there are several."""

    act = "role.give"
    form_class = TeamRoleLabelsForm
    page_title = "Name the team roles"
    lead_words = (
        "A project’s team is made up of four roles. “Producer” is the framework’s own word; "
        "the others are yours to name."
    )

    @cached_property
    def partnership(self) -> Partnership:
        mine = partnerships_where(self.request.held, self.act)
        wanted = self.request.GET.get("partnership")
        for one in mine:
            if wanted in (None, one.code):
                return one
        raise Http404

    @cached_property
    def names(self) -> dict[str, tuple[str, str]]:
        """Return what each team role is called now, and what it is for, by its code."""
        found: dict[str, tuple[str, str]] = {}
        for role in TeamRole.objects.order_by("position", "-pack_id"):
            found.setdefault(role.code, (role.name, role.help))
        for label in TeamRoleLabel.objects.filter(partnership=self.partnership):
            if label.code in found:
                found[label.code] = (label.name, found[label.code][1])
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"names": self.names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("roles:people")
        return super().get_context_data(
            section="people",
            crumbs=[crumb("People", back)],
            label=self.partnership.name,
            back_url=back,
            **kwargs,
        )

    def act_on(self, data: dict[str, Any]) -> str:
        with transaction.atomic():
            for code in self.names:
                label_team_role(
                    self.partnership,
                    code=code,
                    name=data[code],
                    by=self.request.user,
                    at=self.now,
                )
        messages.success(self.request, "The team roles are named.")
        return reverse("roles:people")
