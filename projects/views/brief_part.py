"""One part of the brief: a page of its own, saved on its own."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from framework.models import StageTemplate
from projects.content import readable_brief
from projects.enums import BriefPart, PartState
from projects.forms.lines import LINES, MOST_LINES, Choices, Lines, LineSet, hush, line_set
from projects.forms.parts import FORMS, PartForm, TimescalesForm
from projects.forms.problems import Problem, problems_in
from projects.models import Brief, GateTarget, OtherProduct, PlannedElement, ProjectLink
from projects.models.brief import BriefRow
from projects.queries import people_for, visible_to
from projects.services import save_brief_part
from projects.snapshot import digest, frozen_part
from projects.views.base import ProjectPage, crumb
from record.errors import Refusal
from roles.rules import may

BLANK = 1
MOST_PROJECTS = 500
# What a line of some kinds names.
NAMING = {PlannedElement: "owner", OtherProduct: "owner", ProjectLink: "other"}


class BriefPartView(ProjectPage, TemplateView):
    """The form of one part for those who write it; for the others who see drafts, its words."""

    act = "brief.view_draft"
    template_name = "projects/brief_part.html"

    def fetch(self) -> None:
        super().fetch()
        self.part = BriefPart(self.kwargs["part"])
        self.brief = Brief.objects.select_related("project").get(project=self.project)

    @cached_property
    def may_change(self) -> bool:
        return may(self.held_roles(), "brief.change")

    # -- Asking ------------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = self._content()
        if not self.may_change:
            parts = readable_brief({self.part.value: content})
            text = next(one for one in parts if one.code == self.part.value)
            return self.render_to_response(self.get_context_data(text=text))
        form = FORMS[self.part](project=self.project, initial=self._first_values())
        return self._shown(form, self._sets(), as_seen=digest(content))

    def _content(self) -> dict[str, Any]:
        return frozen_part(self.project, self.part, on=self.request.held.on, brief=self.brief)

    def _first_values(self) -> dict[str, Any]:
        is_complete = self.brief.state_of(self.part) == PartState.COMPLETE
        return FORMS[self.part].first_values(self.brief) | {"is_complete": is_complete}

    def _sets(self, data: Any = None, *, more: str = "") -> list[LineSet]:
        """Return the lines of each kind: as they stand, or as `data` has them."""
        sets = []
        for number, kind in enumerate(LINES[self.part]):
            prefix = f"lines{number}"
            values = None
            if data is None:
                values = [
                    {"id": row.pk, **kind.form.first_values(row)} for row in self._rows[kind.model]
                ]
            elif more == prefix:
                data = _with_one_more(data, prefix)
            lines = line_set(kind, blank=BLANK)(
                data=data,
                initial=values,
                prefix=prefix,
                form_kwargs={"choices": self._choices},
            )
            lines.kind = kind  # type: ignore[attr-defined]
            sets.append(lines)
        return sets  # type: ignore[return-value]

    @cached_property
    def _rows(self) -> dict[type[BriefRow], list[Any]]:
        found: dict[type[BriefRow], list[Any]] = {}
        for kind in LINES[self.part]:
            rows = kind.model._default_manager.filter(project=self.project)
            if kind.model in NAMING:
                rows = rows.select_related(NAMING[kind.model])
            if kind.model is PlannedElement:
                rows = rows.select_related("element__stage").order_by(
                    "element__stage__number", "element__position"
                )
            found[kind.model] = list(rows)
        return found

    @cached_property
    def _choices(self) -> Choices:
        """Return what lines may name; what they name already stays a choice."""
        if self.part == BriefPart.PRODUCTS:
            owners = [line.owner for lines in self._rows.values() for line in lines if line.owner]
            people = [*people_for(self.project, self.request.held.on), *owners]
            stages = StageTemplate.objects.filter(pack_id=self.project.pack_id)
            return Choices(people=_by_key(people), stages=_by_key(stages), projects={})
        if self.part == BriefPart.GOVERNANCE:
            others = visible_to(self.request.held).exclude(pk=self.project.pk)
            others = others.filter(partnership_id=self.project.partnership_id)
            if not self.project.is_restricted:
                others = others.filter(is_restricted=False)
            others = others.order_by("-number")[:MOST_PROJECTS]
            linked = [line.other for line in self._rows[ProjectLink] if line.other]
            return Choices(people={}, stages={}, projects=_by_key([*others, *linked]))
        return Choices(people={}, stages={}, projects={})

    # -- Saving ------------------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            raise Refusal(
                "You may read this brief, and its lead and team write it. Ask one of them.",
                code="not_allowed",
                status=403,
            )
        as_seen = request.POST.get("as_seen", "")[:64]
        more = request.POST.get("add", "")
        form = FORMS[self.part](request.POST, project=self.project)
        sets = self._sets(request.POST, more=more)
        if more:
            hush(form, sets)
            return self._shown(form, sets, as_seen=as_seen, added=more)
        if not all([form.is_valid(), *[lines.is_valid() for lines in sets]]):
            return self._shown(form, sets, as_seen=as_seen, status=422)
        try:
            brief = save_brief_part(
                self.project,
                self.part,
                fields=form.values(),
                rows=self._lines(form, sets),
                is_complete=form.cleaned_data["is_complete"],
                as_seen=as_seen or None,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            if refusal.status in (403, 404, 409):
                raise
            for line in refusal.details or [str(refusal)]:
                form.add_error(None, line)
            if refusal.code == "part_changed_meanwhile":
                as_seen = digest(self._content())
            return self._shown(form, sets, as_seen=as_seen, status=422)
        state = PartState(brief.state_of(self.part)).label.lower()
        messages.success(request, f"“{self.part.label}” is saved: {state}.")
        return redirect("projects:brief", self.project.reference)

    def _lines(
        self, form: PartForm, sets: list[LineSet]
    ) -> dict[type[BriefRow], list[dict[str, Any]]]:
        """Return the lines as the service takes them; rows the page did not speak of stay."""
        rows: dict[type[BriefRow], list[dict[str, Any]]] = {}
        for lines in sets:
            kind: Lines = lines.kind  # type: ignore[attr-defined]
            known = lines.ids()
            unseen = [{"id": row.pk} for row in self._rows[kind.model] if row.pk not in known]
            rows[kind.model] = [*unseen, *lines.lines()]
        if isinstance(form, TimescalesForm):
            rows[GateTarget] = form.targets()
        return rows

    # -- Showing -----------------------------------------------------------------------------

    def _shown(
        self,
        form: PartForm,
        sets: list[LineSet],
        *,
        as_seen: str,
        added: str = "",
        status: int = 200,
    ) -> HttpResponse:
        self._name_lines(sets)
        context = self.get_context_data(
            form=form,
            sets=sets,
            as_seen=as_seen,
            added=added,
            problems=_problems(form, sets) if status == 422 else [],
        )
        return self.render_to_response(context, status=status)

    def _name_lines(self, sets: list[LineSet]) -> None:
        """Give each line the words of its legend."""
        for lines in sets:
            kind: Lines = lines.kind  # type: ignore[attr-defined]
            names = {
                str(row.pk): row for row in self._rows[kind.model] if kind.model is PlannedElement
            }
            for number, line in enumerate(lines.forms, start=1):
                row = names.get(str(line["id"].value()))
                line.legend = (
                    f"{row.element.stage.name}: {row.element.name}"
                    if row
                    else f"{kind.one} {number}"
                )
                line.hint = row.element.help if row else ""

    def crumbs(self) -> list[dict[str, str]]:
        here = [crumb("Brief", reverse("projects:brief", args=[self.project.reference]))]
        return super().crumbs() + here

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            part=self.part,
            state=PartState(self.brief.state_of(self.part)).label,
            back_url=reverse("projects:brief", args=[self.project.reference]),
            team_url=reverse("projects:team", args=[self.project.reference]),
            **kwargs,
        )


def _by_key(rows: Iterable[Any]) -> dict[str, Any]:
    return {str(row.pk): row for row in rows}


def _with_one_more(data: Any, prefix: str) -> Any:
    """Return the posted values with room for one more line of a kind."""
    copy = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    typed = copy.get(name, "0")
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    copy[name] = str(min(count + 1, MOST_LINES))
    return copy


def _problems(form: PartForm, sets: list[LineSet]) -> list[Problem]:
    found = problems_in(form)
    for lines in sets:
        found += [Problem(str(one)) for one in lines.non_form_errors()]
        for line in lines.forms:
            found += problems_in(line, line.legend)
    return found
