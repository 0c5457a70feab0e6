"""Named reads of packs."""

from framework.enums import Approach
from framework.models import Pack, RagLevel, RouteStep, StageTemplate
from framework.rules import route_kinds


def newest_pack(approach: str) -> Pack:
    """Return the newest version of an approach's pack; KeyError when none has been loaded."""
    pack = Pack.objects.filter(approach=Approach(approach)).order_by("-version", "-pk").first()
    if pack is None:
        raise KeyError(f"No pack for {approach}: run `python manage.py load_packs`.")
    return pack


def stages_of(pack: Pack) -> list[StageTemplate]:
    """Return the pack's stages in order."""
    return list(StageTemplate.objects.filter(pack=pack))


def next_stage(template: StageTemplate) -> StageTemplate | None:
    """Return the stage that follows in the pack, or None after the last."""
    return StageTemplate.objects.filter(
        pack_id=template.pack_id, number__gt=template.number
    ).first()


def first_stage(pack: Pack) -> StageTemplate:
    """Return the pack's first stage."""
    return StageTemplate.objects.filter(pack=pack)[0]


def kinds_on_route(pack: Pack, gate: int, *, is_major: bool) -> tuple[str, ...]:
    """Return the kinds of bodies on a gate's route; "governing" alone where the pack is silent."""
    step = RouteStep.objects.filter(pack=pack, gate=gate).first()
    if step is None:
        return ("governing",)
    return route_kinds(step.bodies, step.when_major, is_major=is_major)


def rag_names(pack: Pack) -> dict[str, str]:
    """Return the pack's RAG words by code, best first."""
    return dict(RagLevel.objects.filter(pack=pack).values_list("code", "name"))
