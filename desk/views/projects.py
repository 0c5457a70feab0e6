"""The projects list, the same as a CSV file, and the search."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

from defusedcsv import csv
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from cycle.queries import counts_by_stage
from desk.queries.finding import found_for
from desk.queries.listing import Choices, list_page, portions
from desk.rules.filters import LABELS, Filters, read_filters
from roles.queries import Held
from roles.views import Page, crumb

COLUMNS = {
    "reference": "Reference",
    "title": "Title",
    "approach": "Approach",
    "programme": "Programme",
    "stage": "Stage",
    "rag": "RAG",
    "reason": "Why this RAG",
    "rag_on": "RAG as of",
    "gate": "Next gate",
    "gate_on": "Next gate planned for",
}
BYTE_ORDER_MARK = "\ufeff"  # by it Excel knows UTF-8


class ProjectListView(Page, TemplateView):
    """Every project this person may see, filtered, fifty a page."""

    act = "project.list"
    template_name = "desk/projects.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.request.held  # type: ignore[attr-defined]
        choices = Choices(held)
        known = choices.all()
        filters = read_filters(self.request.GET, known)
        return super().get_context_data(
            section="projects",
            filters=filters,
            selects=[
                (name, LABELS[name], str(getattr(filters, name)), known[name].items())
                for name in known
            ],
            page=list_page(held, filters, choices),
            total=_total(held, filters),
            more=f"{filters.query}&" if filters.query else "",
            **kwargs,
        )


def _total(held: Held, filters: Filters) -> int | None:
    """Return how many projects there are, from the kept tally; None for a list that is filtered."""
    return sum(counts_by_stage(held).values()) if filters.is_empty else None


class ProjectListCsvView(Page):
    """The filtered list as CSV, sent as it is read; no cell can act as a formula."""

    act = "portfolio.export"

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        held = request.held  # type: ignore[attr-defined]
        choices = Choices(held)
        filters = read_filters(request.GET, choices.all())
        response = StreamingHttpResponse(
            _pieces(held, filters, choices), content_type="text/csv; charset=utf-8"
        )
        name = f"projects-{timezone.localdate():%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _pieces(held: Held, filters: Filters, choices: Choices) -> Iterator[str]:
    written = StringIO()
    writer = csv.writer(written)
    written.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS.values())
    for rows in portions(held, filters, choices):
        writer.writerows([row[name] for name in COLUMNS] for row in rows)
        yield written.getvalue()
        written.seek(0)
        written.truncate()


class SearchView(Page, TemplateView):
    """Projects by the words in their reference, title and purpose."""

    act = "project.list"
    template_name = "desk/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = " ".join(self.request.GET.get("q", "").replace("\x00", " ").split())[:200]
        held = self.request.held  # type: ignore[attr-defined]
        return super().get_context_data(
            section="projects",
            crumbs=[crumb("Projects", "/projects/")],
            words=words,
            found=found_for(held, words) if words else None,
            **kwargs,
        )
