"""The brief: its task list, its versions, and what differs between them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from framework.rules import Missing
from projects.content import readable_brief, readable_differences
from projects.enums import BriefPart, PartState
from projects.models import Brief, BriefVersion
from projects.queries import accepted_version, missing_in_brief
from projects.snapshot import digest, frozen_brief
from projects.views.base import ProjectPage, crumb
from record.errors import Refusal
from roles.rules import may

COLOURS = {
    PartState.NOT_STARTED: "grey",
    PartState.IN_PROGRESS: "yellow",
    PartState.COMPLETE: "green",
}


def address_of(missing: Missing) -> str:
    """Return the page on which something missing is put right; empty where there is none."""
    try:
        return reverse(missing.url_name, args=missing.key) if missing.url_name else ""
    except NoReverseMatch:
        return ""


class BriefPage(ProjectPage, TemplateView):
    """A page on the brief; drafts are for those who may see them."""

    @cached_property
    def sees_drafts(self) -> bool:
        return may(self.held_roles(), "brief.view_draft")

    @cached_property
    def versions(self) -> list[BriefVersion]:
        """Return the versions this person may see, newest first."""
        rows = (
            BriefVersion.objects.filter(project=self.project)
            .select_related("put_by", "accepted_by_body")
            .order_by("-number")
        )
        return [row for row in rows if self.sees_drafts or row.accepted_on]

    def version(self, number: int) -> BriefVersion:
        """Return one of the versions; a refusal or 404 where it is not for this person."""
        for row in self.versions:
            if row.number == number:
                return row
        if BriefVersion.objects.filter(project=self.project, number=number).exists():
            raise Refusal(
                "This version has not been accepted. It is seen by those who work on the project, "
                "and by the body it was put to on the page of its gate.",
                code="version_not_accepted",
                status=403,
            )
        raise Http404

    def crumbs(self) -> list[dict[str, str]]:
        here = [crumb("Brief", reverse("projects:brief", args=[self.project.reference]))]
        return super().crumbs() + here


class BriefView(BriefPage):
    """The six parts and what is missing; for readers, the newest accepted version."""

    act = "project.view"
    template_name = "projects/brief.html"

    def crumbs(self) -> list[dict[str, str]]:
        return super().crumbs()[:-1]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.sees_drafts:
            accepted = accepted_version(self.project)
            if accepted is not None:
                return redirect("projects:brief_version", self.project.reference, accepted.number)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.held_roles()
        if not self.sees_drafts:
            return super().get_context_data(sees_drafts=False, **kwargs)
        missing = missing_in_brief(self.project, self.request.held.on)
        working = digest(frozen_brief(self.project, on=self.request.held.on))
        newest = self.versions[0] if self.versions else None
        is_new = newest is None or newest.sha256 != working or newest.accepted_on is None
        return super().get_context_data(
            sees_drafts=True,
            parts=self._parts(missing),
            blocking=[_shown(one) for one in missing if one.blocks],
            decisions=[_shown(one) for one in missing if not one.blocks],
            versions=self.versions,
            newest=newest,
            differs=newest is not None and newest.sha256 != working,
            is_new=is_new,
            may_change=may(held, "brief.change"),
            may_put=may(held, "brief.put"),
            put_url=_put_url(self.project.reference),
            **kwargs,
        )

    def _parts(self, missing: list[Missing]) -> list[dict[str, Any]]:
        brief = Brief.objects.get(project=self.project)
        lacks: dict[Any, int] = {}
        for one in missing:
            if one.code == "part_lacks":
                lacks[one.key[1]] = lacks.get(one.key[1], 0) + 1
        return [
            {
                "label": part.label,
                "url": reverse("projects:brief_part", args=[self.project.reference, part.value]),
                "state": PartState(brief.state_of(part)).label,
                "colour": COLOURS[PartState(brief.state_of(part))],
                "hint": HINTS[part],
                "lacks": lacks.get(part.value, 0),
            }
            for part in BriefPart
        ]


HINTS = {
    BriefPart.FOCUS: "What changes and for whom, the need, the scope, the outcomes it serves.",
    BriefPart.GOVERNANCE: "How often it reports, and what it is linked to.",
    BriefPart.RESOURCES: "Money by year and source. The team has a page of its own.",
    BriefPart.STAKEHOLDERS: "Who has a stake, and how they are involved.",
    BriefPart.PRODUCTS: "What the framework expects, with owners and dates; other products.",
    BriefPart.TIMESCALES: "Dates of the gates, milestones, and what may go wrong.",
}


def _shown(missing: Missing) -> dict[str, str]:
    return {
        "sentence": missing.sentence,
        "held_by": missing.held_by,
        "url": address_of(missing),
    }


def _put_url(reference: str) -> str:
    try:
        return reverse("governance:put_brief", args=[reference])
    except NoReverseMatch:
        return ""


class BriefVersionView(BriefPage):
    """One frozen version, to be read."""

    act = "project.view"
    template_name = "projects/brief_version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version(self.kwargs["number"])
        older = [row for row in self.versions if row.number < version.number]
        return super().get_context_data(
            version=version,
            older=older[0] if older else None,
            others=[row for row in self.versions if row.number != version.number],
            parts=readable_brief(version.content),
            sees_drafts=self.sees_drafts,
            **kwargs,
        )


class BriefDifferencesView(BriefPage):
    """What differs between a version and the one before it that this person may see."""

    act = "project.view"
    template_name = "projects/brief_differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version(self.kwargs["number"])
        older = [row for row in self.versions if row.number < version.number]
        if not older:
            raise Http404
        return super().get_context_data(
            old_words=f"version {older[0].number}",
            new_words=f"version {version.number}",
            rows=readable_differences(older[0].content, version.content),
            **kwargs,
        )


class BriefWorkingDifferencesView(BriefPage):
    """What differs between a version and the brief as it is being written."""

    act = "brief.view_draft"
    template_name = "projects/brief_differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version(self.kwargs["number"])
        working = frozen_brief(self.project, on=self.request.held.on)
        return super().get_context_data(
            old_words=f"version {version.number}",
            new_words="the brief as it is now",
            rows=readable_differences(version.content, working),
            **kwargs,
        )
