"""The projects list: its filters' choices, its rows, its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.urls import reverse

from cycle.enums import Phase
from cycle.models import Standing
from desk.rules.filters import (
    AFTER_STAGES,
    BRIEF,
    NO_RAG,
    OF_PHASES,
    TAGS,
    Filters,
    number_in,
    shortened,
)
from framework.enums import Approach
from framework.queries import PackFacts, every_pack
from projects.models import GateTarget, Programme, Project
from projects.queries import matching, places_of, visible_to
from roles.models import Body
from roles.queries import Held

SIZE = 50
CHUNK = 500
NOT_YET = "Not in the cycle yet"
FIELDS = (
    "pk",
    "number",
    "reference",
    "title",
    "approach",
    "pack_id",
    "programme__name",
    "standing__phase",
    "standing__stage_code",
    "standing__stage_name",
    "standing__was_stopped",
    "standing__rag",
    "standing__rag_name",
    "standing__rag_reason",
    "standing__rag_on",
)
APPROACHES = {choice.value: str(choice.label) for choice in Approach}


class Choices:
    """What the filters offer to one person; each kind is read once, and only when asked for."""

    def __init__(self, held: Held) -> None:
        self._held = held

    @cached_property
    def packs(self) -> dict[int, PackFacts]:
        """What every pack says."""
        return every_pack()

    @cached_property
    def templates(self) -> list[tuple[int, str, int, str]]:
        """Every pack's stages: pack, code, number, name."""
        stages = (stage for pack in self.packs.values() for stage in pack.stages)
        found = ((s.pack_id, s.code, s.number, s.name) for s in stages)
        return sorted(found, key=lambda row: (row[2], row[0]))

    @cached_property
    def stages(self) -> dict[str, str]:
        """Words by value: the brief, the packs' stages in order, and what comes after them."""
        names = {code: name for _, code, _, name in reversed(self.templates)}
        names = {code: names[code] for _, code, _, _ in self.templates}
        after = {code: OF_PHASES[code] for code in AFTER_STAGES}
        return {BRIEF: OF_PHASES[BRIEF]} | names | after

    @cached_property
    def rags(self) -> dict[str, str]:
        """Words by code, best first, and those without an update."""
        names: dict[str, str] = {}
        for pack in self.packs.values():
            names |= pack.rags
        return names | {NO_RAG: "No update yet"}

    @cached_property
    def programmes(self) -> dict[str, str]:
        """Names by key."""
        rows = Programme.objects.filter(partnership_id__in=self._held.partnership_ids)
        return {str(key): name for key, name in rows.values_list("pk", "name")}

    @cached_property
    def bodies(self) -> dict[str, str]:
        """Names by key."""
        rows = Body.objects.filter(partnership_id__in=self._held.partnership_ids)
        return {str(key): name for key, name in rows.values_list("pk", "name")}

    def all(self) -> dict[str, dict[str, str]]:
        """Return every filter's choices by the filter's name."""
        return {
            "stage": self.stages,
            "rag": self.rags,
            "approach": APPROACHES,
            "programme": self.programmes,
            "body": self.bodies,
        }


@dataclass(frozen=True)
class ListPage:
    """One page of the list. after and before: the reference where the next or previous begins."""

    rows: list[dict[str, Any]]
    after: str = ""
    before: str = ""


def filtered(held: Held, filters: Filters) -> QuerySet[Project]:
    """Return the projects a person may see that the filters let through, newest reference first."""
    projects = visible_to(held)
    partnerships = sorted(held.partnership_ids)
    if len(partnerships) == 1:  # said apart, so that the index on number serves the order
        projects = projects.filter(partnership_id=partnerships[0])
    if filters.stage:
        projects = projects.filter(_in_stage(filters.stage))
    if filters.rag:
        projects = projects.filter(standing__rag="" if filters.rag == NO_RAG else filters.rag)
    if filters.approach:
        projects = projects.filter(approach=filters.approach)
    if filters.programme:
        projects = projects.filter(programme_id=filters.programme)
    if filters.body:
        projects = projects.filter(governing_body_id=filters.body)
    if filters.mine:
        mine = places_of(held.person_id or 0, held.on).values("project_id")
        projects = projects.filter(pk__in=mine)
    if filters.words:
        projects = matching(projects, filters.words)
    return projects.order_by("-number", "-reference")


def _in_stage(code: str) -> Q:
    if code == BRIEF:
        return Q(standing__phase__in=[Phase.BRIEF, Phase.ACCEPTANCE])
    if code in AFTER_STAGES:
        return Q(standing__phase=code)
    return Q(standing__stage_code=code, standing__phase__in=[Phase.WORK, Phase.GATE])


def list_page(held: Held, filters: Filters, choices: Choices) -> ListPage:
    """Return fifty rows after or before a reference, found by its number and never by counting."""
    projects = filtered(held, filters)
    number = number_in(filters.before or filters.after)
    if filters.before and number is not None:
        earlier = Q(number__gt=number) | Q(number=number, reference__gt=filters.before)
        projects = projects.filter(earlier, number__gte=number).order_by("number", "reference")
        rows = list(projects.values_list(*FIELDS)[: SIZE + 1])
        shown = rows[:SIZE][::-1]
        has_before, has_after = len(rows) > SIZE, True
    else:
        if number is not None:
            projects = projects.filter(_later(number, filters.after))
        rows = list(projects.values_list(*FIELDS)[: SIZE + 1])
        shown = rows[:SIZE]
        has_before, has_after = number is not None, len(rows) > SIZE
    if not shown:
        return ListPage([])
    return ListPage(
        _in_words(shown, choices),
        after=shown[-1][2] if has_after else "",
        before=shown[0][2] if has_before else "",
    )


def _later(number: int, reference: str) -> Q:
    return Q(number__lte=number) & (Q(number__lt=number) | Q(reference__lt=reference))


def portions(held: Held, filters: Filters, choices: Choices) -> Iterator[list[dict[str, Any]]]:
    """Return all rows the filters let through, in portions; the reasons are whole."""
    projects, last = filtered(held, filters), None
    while True:
        portion = projects.filter(_later(last[1], last[2])) if last else projects
        rows = list(portion.values_list(*FIELDS)[:CHUNK])
        yield _in_words(rows, choices, is_whole=True)
        if len(rows) < CHUNK:
            return
        last = rows[-1]


def _in_words(
    rows: list[tuple], choices: Choices, *, is_whole: bool = False
) -> list[dict[str, Any]]:
    numbers = {(pack, code): number for pack, code, number, _ in choices.templates}
    targets = _targets([row[0] for row in rows])
    base = reverse("desk:projects")
    stood: dict[tuple, str] = {}
    found = []
    for row in rows:
        key, _, reference, title, approach, pack, programme = row[:7]
        phase, code, name, was_stopped, rag, rag_name, reason, rag_on = row[7:]
        gate_on = targets.get((key, numbers.get((pack, code), 0)))
        if (phase, name, was_stopped) not in stood:
            standing = Standing(phase=phase, stage_name=name or "", was_stopped=bool(was_stopped))
            stood[phase, name, was_stopped] = standing.words if phase else NOT_YET
        found.append(
            {
                "url": f"{base}{quote(reference)}/",
                "reference": reference,
                "title": title,
                "approach": APPROACHES[approach],
                "programme": programme or "",
                "stage": stood[phase, name, was_stopped],
                "rag": rag_name or "",
                "tag": TAGS.get(rag or "", ""),
                "reason": (reason or "") if is_whole else shortened(reason or ""),
                "rag_on": rag_on if is_whole else (_short(rag_on) if rag_on else ""),
                **_next_gate(phase, name or "", gate_on, is_whole=is_whole),
            }
        )
    return found


def _next_gate(phase: str, stage: str, on: date | None, *, is_whole: bool) -> dict[str, Any]:
    if phase in (Phase.BRIEF, Phase.ACCEPTANCE):
        return {"gate": "Brief", "gate_on": ""}
    if phase in (Phase.WORK, Phase.GATE):
        return {"gate": stage, "gate_on": (on if is_whole else _short(on)) if on else ""}
    return {"gate": "", "gate_on": ""}


def _short(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


def _targets(keys: list[int]) -> dict[tuple[int, int], date]:
    rows = GateTarget.objects.filter(project_id__in=keys).order_by()
    return {(key, gate): on for key, gate, on in rows.values_list("project_id", "gate", "on")}
