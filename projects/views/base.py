"""The base of every page on one project."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import reverse

from projects.models import Project
from projects.queries import project_and_roles_for
from roles.enums import Role
from roles.views import ActForm, Page, crumb

__all__ = ["ActForm", "ProjectPage", "crumb"]


class ProjectPage(Page):
    """A page on the project that the address names; 404 for those who may not see it.

    beside: further rows that the page reads with its project.
    """

    beside: ClassVar[Sequence[str]] = ()
    project: Project
    roles_here: frozenset[Role]

    def fetch(self) -> None:
        self.project, self.roles_here = project_and_roles_for(
            self.request.held,  # type: ignore[attr-defined]
            self.kwargs["reference"],
            self.beside,
        )

    def held_roles(self) -> frozenset[Role]:
        return self.roles_here

    def crumbs(self) -> list[dict[str, str]]:
        return [
            crumb("Projects", reverse("desk:projects")),
            crumb(self.project.reference, self.project.get_absolute_url()),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]
            project=self.project,
            section="projects",
            crumbs=self.crumbs(),
            held=self.held_roles(),
            **kwargs,
        )
