"""The base of pages on a project that a body sees."""

from functools import cached_property

from governance.models import GateReview
from governance.queries import review_for, roles_at_gate
from projects.views.base import ProjectPage
from roles.enums import Role


class GatePage(ProjectPage):
    """A page on the project; roles on a body count once something was put to that body."""

    @cached_property
    def _held(self) -> frozenset[Role]:
        return roles_at_gate(self.project, self.request.held)  # type: ignore[attr-defined]

    def held_roles(self) -> frozenset[Role]:
        return self._held


class ReviewPage(GatePage):
    """A page on one putting of a brief or a stage to a body."""

    review: GateReview

    def fetch(self) -> None:
        super().fetch()
        self.review = review_for(self.project, self.kwargs["key"])
        self.review.project = self.project
