"""My work."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from desk.queries.home import counts_table, late_sweep, my_work, when_due
from desk.queries.listing import Choices
from notifications.rules import told_when
from roles.enums import Role
from roles.rules import may
from roles.views import Page

TOLD_OF_LATENESS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


class HomeView(Page, TemplateView):
    """What waits for this person, and how the portfolio stands."""

    act = "home.view"
    template_name = "desk/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held, now = self.request.held, timezone.now()  # type: ignore[attr-defined]
        roles, today = held.anywhere, timezone.localdate(now)
        work = my_work(held)
        return super().get_context_data(
            section="home",
            work=work,
            deliverables=[(row, when_due(row.due_on, today)) for row in work.deliverables],
            conditions=[(row, when_due(row.due_on, today)) for row in work.conditions],
            reminders=[(row, told_when(row.kind, row.due_on, today)) for row in work.reminders],
            counts=counts_table(held, Choices(held)) if may(roles, "project.list") else None,
            late=late_sweep(now) if roles & TOLD_OF_LATENESS else "",
            **kwargs,
        )
