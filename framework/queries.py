"""Named reads of packs.

A pack never changes once it is loaded, so each process reads one once and keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from framework.enums import Approach
from framework.models import (
    ExpectedElement,
    Pack,
    RagLevel,
    RouteStep,
    StageTemplate,
    TeamRole,
)
from framework.rules import route_kinds


@dataclass(frozen=True)
class PackFacts:
    """What a pack says of stages, elements, routes, team roles and RAG. Not to be changed."""

    stages: tuple[StageTemplate, ...]
    elements: tuple[ExpectedElement, ...]  # by stage, in order
    routes: Mapping[int, RouteStep]
    team_roles: Mapping[str, str]
    rags: Mapping[str, str]  # best first


@lru_cache(maxsize=256)
def facts_of(pack_id: int) -> PackFacts:
    """Return a loaded pack's facts; five queries the first time, none after."""
    return PackFacts(
        stages=tuple(StageTemplate.objects.filter(pack_id=pack_id).order_by("number")),
        elements=tuple(ExpectedElement.objects.filter(stage__pack_id=pack_id)),
        routes={step.gate: step for step in RouteStep.objects.filter(pack_id=pack_id)},
        team_roles=dict(TeamRole.objects.filter(pack_id=pack_id).values_list("code", "name")),
        rags=dict(RagLevel.objects.filter(pack_id=pack_id).values_list("code", "name")),
    )


def every_pack() -> dict[int, PackFacts]:
    """Return the facts of every pack that is loaded, by its key; one query."""
    keys = Pack.objects.order_by().values_list("pk", flat=True)
    return {key: facts_of(key) for key in sorted(keys)}


def newest_pack(approach: str) -> Pack:
    """Return the newest version of an approach's pack; KeyError when none has been loaded."""
    pack = Pack.objects.filter(approach=Approach(approach)).order_by("-version", "-pk").first()
    if pack is None:
        raise KeyError(f"No pack for {approach}: run `python manage.py load_packs`.")
    return pack


def stages_of(pack_id: int) -> tuple[StageTemplate, ...]:
    """Return the pack's stages in order."""
    return facts_of(pack_id).stages


def elements_of(stage: StageTemplate) -> list[ExpectedElement]:
    """Return what the pack expects of a stage, in order."""
    return [one for one in facts_of(stage.pack_id).elements if one.stage_id == stage.pk]


def stage_names(pack_id: int) -> dict[int, str]:
    """Return the names of the pack's stages by number, which is also their gate's."""
    return {stage.number: stage.name for stage in stages_of(pack_id)}


def next_stage(template: StageTemplate) -> StageTemplate | None:
    """Return the stage that follows in the pack, or None after the last."""
    later = (s for s in stages_of(template.pack_id) if s.number > template.number)
    return next(later, None)


def first_stage(pack_id: int) -> StageTemplate:
    """Return the pack's first stage."""
    return stages_of(pack_id)[0]


def kinds_on_route(pack_id: int, gate: int, *, is_major: bool) -> tuple[str, ...]:
    """Return the kinds of bodies on a gate's route; "governing" alone where the pack is silent."""
    step = facts_of(pack_id).routes.get(gate)
    if step is None:
        return ("governing",)
    return route_kinds(step.bodies, step.when_major, is_major=is_major)


def team_roles(pack_id: int) -> dict[str, str]:
    """Return the names of the pack's team roles by code."""
    return dict(facts_of(pack_id).team_roles)


def rag_names(pack_id: int) -> dict[str, str]:
    """Return the pack's RAG words by code, best first."""
    return dict(facts_of(pack_id).rags)
