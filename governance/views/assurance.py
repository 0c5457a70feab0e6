"""A body's programme of a year against the standards, and its assurance of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from governance.enums import Assured
from governance.forms.assurance import AssuranceForm
from governance.models import ProgrammeAssurance
from governance.queries import members_between
from governance.queries.assurance import (
    Programme,
    assurances_of,
    programme_of,
    references_seen,
)
from governance.rules.assurance import JUDGED_WORDS, STANDARDS, Judged, year_of, year_words
from governance.services.acting import authorise_act
from governance.services.assurance import check_assurance, frozen_programme, record_assurance
from governance.views.bodies import BodyPage
from governance.views.course import LOOK_BACK, typed_day
from governance.views.minute import MinuteView, part_lines, sitting_lines
from roles.rules import may
from roles.views import crumb

OLDEST = 2000


class YearPage(BodyPage):
    """A page on a body's programme of the year asked for, this one where none is."""

    @cached_property
    def year(self) -> int:
        asked = self.request.GET.get("year", "")
        now = year_of(self.today)
        is_year = asked.isascii() and asked.isdigit() and len(asked) == 4
        return int(asked) if is_year and OLDEST <= int(asked) <= now else now

    def url_of(self, year: int) -> str:
        return f"{reverse('governance:programme', args=[self.body.pk])}?year={year}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {"year": self.year, "year_words": year_words(self.year), "standards": STANDARDS}
        return super().get_context_data(**(values | kwargs))


class ProgrammeView(YearPage, TemplateView):
    """Every project of the body's programme against the standards, as it stands."""

    act = "assurance.view"
    template_name = "governance/programme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.request.held  # type: ignore[attr-defined]
        programme = programme_of(self.body, self.year, today=self.today, held=held)
        rows = frozen_programme(programme)["projects"]
        seen = {row["reference"] for row in rows}
        years = {"before": self.year - 1, "after": self.year + 1}
        return super().get_context_data(
            programme=programme,
            table=table_shown(rows, seen),
            totals=totals_shown(rows),
            earlier=[assurance_shown(row) for row in assurances_of(self.body, self.year)],
            may_record=may(self.held_roles(), "assurance.record") and (rows or programme.hidden),
            record_url=f"{reverse('governance:programme_assure', args=[self.body.pk])}"
            f"?year={self.year}",
            years=[
                (words, year_words(year), self.url_of(year))
                for words, year in years.items()
                if OLDEST <= year <= year_of(self.today)
            ],
            **kwargs,
        )


class AssuranceView(BodyPage, TemplateView):
    """An assurance as it was recorded, with the table as it stood then."""

    act = "assurance.view"
    template_name = "governance/assurance.html"
    row: ProgrammeAssurance

    def fetch(self) -> None:
        super().fetch()
        found = ProgrammeAssurance.objects.filter(body=self.body, pk=self.kwargs["row"])
        row = found.select_related("recorded_by").first()
        if row is None:
            raise Http404
        self.row = row

    def crumbs(self) -> list[dict[str, str]]:
        url = f"{reverse('governance:programme', args=[self.body.pk])}?year={self.row.year}"
        return [*super().crumbs(), crumb(f"Programme of {year_words(self.row.year)}", url)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = self.row.content
        held = self.request.held  # type: ignore[attr-defined]
        seen = references_seen(held, [row["reference"] for row in content["projects"]])
        rows = [row for row in content["projects"] if row["reference"] in seen]
        return super().get_context_data(
            one=assurance_shown(self.row),
            on=date.fromisoformat(content["on"]),
            standards=content["standards"],
            table=table_shown(rows, seen),
            totals=totals_shown(rows),
            hidden=len(content["projects"]) - len(rows),
            **kwargs,
        )


class AssureView(YearPage, MinuteView):
    """The chair or the officer records what the body said of its programme."""

    act = "assurance.record"
    template_name = "governance/programme_assure.html"
    confirm_template_name = "governance/programme_confirm.html"

    def crumbs(self) -> list[dict[str, str]]:
        words = f"Programme of {year_words(self.year)}"
        return [*super().crumbs(), crumb(words, self.url_of(self.year))]

    def refuse_early(self) -> None:
        authorise_act(self.body, self.act, by=self.request.user, on=self.today)  # type: ignore[arg-type]

    def forms(
        self, data: QueryDict | None = None, given: QueryDict | None = None
    ) -> dict[str, Any]:
        since = min(typed_day(data or given) or self.today, self.today - LOOK_BACK)
        members = members_between(self.body, since, self.today)
        if given is not None:
            return {"form": AssuranceForm(initial=AssuranceForm.given(given), members=members)}
        return {"form": AssuranceForm(data, members=members)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {"back_url": self.url_of(self.year), "record_words": "Record this assurance"}
        return super().get_context_data(**(values | kwargs))

    def check(self, forms: dict[str, Any]) -> None:
        self.programme, self.sitting = check_assurance(
            self.body, self.year, **forms["form"].said(), **self._by()
        )

    def _by(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": timezone.now()}

    def shown(self, forms: dict[str, Any]) -> list[tuple[str, list[str]]]:
        said, programme = forms["form"].said(), self.programme
        return [
            ("Programme", [f"{year_words(self.year)}, {projects_words(programme)}"]),
            ("The body says", [str(Assured(said["assured"]).label)]),
            ("Meeting", [f"{said['met_on']:%-d %B %Y}"]),
            *part_lines(said["took_part"]),
            *sitting_lines(self.sitting),
            ("In its words", [said["words"]]),
        ]

    def record(self, forms: dict[str, Any]) -> str:
        row = record_assurance(self.body, self.year, **forms["form"].said(), **self._by())
        messages.success(self.request, "The assurance is recorded.")
        return reverse("governance:assurance", args=[self.body.pk, row.pk])


def projects_words(programme: Programme) -> str:
    """Return how many projects a programme has, and as of which day."""
    count = len(programme.rows)
    return f"{count} project{'' if count == 1 else 's'} as of {programme.on:%-d %B %Y}"


def table_shown(
    rows: Sequence[Mapping[str, Any]], seen: set[str]
) -> list[tuple[Mapping[str, Any], str, list[tuple[str, str]]]]:
    """Return each project with its address and, for each standard, the words and the sentence."""
    return [
        (
            row,
            reverse("desk:project", args=[row["reference"]]) if row["reference"] in seen else "",
            [(JUDGED_WORDS[Judged(one["judged"])], one["sentence"]) for one in row["findings"]],
        )
        for row in rows
    ]


def totals_shown(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return for each standard how many projects come to what, in words: "Met: 3. Not met: 1."."""
    if not rows:
        return []
    columns = zip(*(row["findings"] for row in rows), strict=True)
    counts = [Counter(one["judged"] for one in column) for column in columns]
    return [
        " ".join(f"{words}: {one[key.value]}." for key, words in JUDGED_WORDS.items() if one[key])
        for one in counts
    ]


def assurance_shown(row: ProgrammeAssurance) -> dict[str, Any]:
    """Return an assurance in words; its frozen table is left out."""
    return {
        "row": row,
        "year": year_words(row.year),
        "assured": str(Assured(row.assured).label),
        "url": reverse("governance:assurance", args=[row.body_id, row.pk]),
    }
