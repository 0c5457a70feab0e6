"""The register of directions: its list, and one direction with its chain and its progress."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.views.generic import TemplateView

from governance.enums import DirectionState
from governance.forms.directions import DirectionFilterForm
from governance.models import Direction
from governance.queries.bodies import roles_to_arrange
from governance.queries.directions import (
    boards_of,
    chain_of_direction,
    direction_for,
    directions_seen_by,
    is_project_seen,
    state_of_direction,
)
from governance.views.direction_words import chain_shown, in_short, lines_of, row_shown
from roles.enums import Role
from roles.models import Body
from roles.rules import may
from roles.views import Page, crumb

PAGE = 50


class DirectionListView(Page, TemplateView):
    """The directions of the person's partnerships, by reference; fifty a page."""

    act = "direction.view"
    template_name = "governance/direction_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.request.held  # type: ignore[attr-defined]
        boards = boards_of(held)
        form = DirectionFilterForm(self.request.GET, boards=boards)
        chosen = form.cleaned_data if form.is_valid() else {}
        rows = directions_seen_by(
            held, state=chosen.get("state", ""), recipients=chosen.get("recipients", "")
        )
        if chosen.get("body"):
            rows = rows.filter(body_id=int(chosen["body"]))
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        kept = self.request.GET.copy()
        kept.pop("page", None)
        return super().get_context_data(
            section="decisions",
            crumbs=[crumb("Decisions", reverse("governance:decisions"))],
            form=form,
            page=page,
            rows=[row_shown(row) for row in page],
            has_boards=len(boards) > 1,
            drafting=[
                body
                for body in boards
                if may(held.to_do("direction.issue", body.pk), "direction.issue")
            ],
            query=kept.urlencode(),
            **kwargs,
        )


class RegisterPage(Page):
    """What the pages of the register share: the way back to it."""

    body: Body

    @cached_property
    def _held(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        return roles_to_arrange(self.body, held) | held.to_do("direction.issue", self.body.pk)

    def held_roles(self) -> frozenset[Role]:
        return self._held

    def crumbs(self) -> list[dict[str, str]]:
        return [
            crumb("Decisions", reverse("governance:decisions")),
            crumb("Directions", reverse("governance:directions")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {"section": "decisions", "crumbs": self.crumbs(), "label": self.body.name}
        return super().get_context_data(**(values | kwargs))  # type: ignore[misc]


class DirectionPage(RegisterPage):
    """A page on one direction; chair and officer count on the very board."""

    direction: Direction

    def fetch(self) -> None:
        held = self.request.held  # type: ignore[attr-defined]
        self.direction = direction_for(held, self.kwargs["key"])
        self.body = self.direction.body
        self.standing = state_of_direction(self.direction)

    @property
    def url(self) -> str:
        return self.direction.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {
            "direction": self.direction,
            "state": self.standing,
            "label": f"{self.body} · Direction {self.direction.reference}",
            "back_url": self.url,
        }
        return super().get_context_data(**(values | kwargs))

    def shown(self) -> dict[str, Any]:
        """Return what the direction says, in lines."""
        held = self.request.held  # type: ignore[attr-defined]
        sees = is_project_seen(self.direction, held)
        return {"lines": lines_of(self.direction), "sees_project": sees}


class DirectionView(DirectionPage, TemplateView):
    """One direction: where it stands, its whole chain, what it says, how it is going."""

    act = "direction.view"
    template_name = "governance/direction.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, held = self.direction, self.request.held  # type: ignore[attr-defined]
        chain = chain_of_direction(row, held)
        may_issue = may(self.held_roles(), "direction.issue")
        is_in_force = self.standing == DirectionState.ISSUED
        return super().get_context_data(
            in_short=in_short(row, chain),
            chain=chain_shown(row, chain),
            progress=list(row.progress.all()),
            may_change=may_issue and self.standing == DirectionState.DRAFT,
            may_follow=may_issue and is_in_force,
            may_replace=may_issue and is_in_force and chain[-1].direction.pk == row.pk,
            **self.shown(),
            **kwargs,
        )
