"""Lists of decisions."""

from typing import Any

from django.views.generic import TemplateView

from governance.forms import DecisionFilterForm
from governance.queries import decisions_of, decisions_seen_by
from governance.views.direction_words import link_directions
from projects.views.base import ProjectPage
from roles.models import Body
from roles.views import Page

PAGE = 50
LAST_PAGE = 10_000


class DecisionListView(Page, TemplateView):
    """All decisions that the person may see, newest meeting first; fifty a page, not counted."""

    act = "decision.view"
    template_name = "governance/decision_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.request.held  # type: ignore[attr-defined]
        bodies = Body.objects.filter(partnership_id__in=held.partnership_ids)
        form = DecisionFilterForm(self.request.GET, bodies=bodies)
        chosen = form.cleaned_data if form.is_valid() else {}
        rows = decisions_seen_by(held)
        if chosen.get("body"):
            rows = rows.filter(review__body=chosen["body"])
        if chosen.get("outcome"):
            rows = rows.filter(outcome=chosen["outcome"])
        number = page_number(self.request.GET.get("page", ""))
        found = list(rows[(number - 1) * PAGE : number * PAGE + 1])
        kept = self.request.GET.copy()
        kept.pop("page", None)
        return super().get_context_data(
            section="decisions",
            form=form,
            decisions=found[:PAGE],
            page=number,
            earlier_page=number + 1 if len(found) > PAGE else None,
            later_page=number - 1 if number > 1 else None,
            query=kept.urlencode(),
            **kwargs,
        )


def page_number(text: str) -> int:
    """Return the page asked for; 1 for anything that is not a page."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        return 1
    return min(max(int(text), 1), LAST_PAGE)


class ProjectDecisionListView(ProjectPage, TemplateView):
    """A project's decisions in full, newest first."""

    act = "decision.view"
    template_name = "governance/project_decisions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decisions = list(decisions_of(self.project))
        link_directions(decisions, self.request.held)  # type: ignore[attr-defined]
        return super().get_context_data(decisions=decisions, **kwargs)
