"""Loading packs from TOML: idempotent, and never altering a version once loaded."""

import hashlib
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from framework.models import ExpectedElement, Pack, RagLevel, RouteStep, StageTemplate, TeamRole
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case

PACKS_DIR = Path(__file__).parent / "data"


def load_shipped_packs(*, by: Any, at: datetime) -> list[Pack]:
    """Load every pack that ships with the product; one loaded already is returned as it is."""
    return [load_pack(path, by=by, at=at) for path in sorted(PACKS_DIR.glob("*.toml"))]


@use_case
def load_pack(path: Path, *, by: Any, at: datetime) -> Pack:
    """Load one pack file.

    Refusals: "pack_altered" (this code and version was loaded with other content: raise the
    version), "pack_unreadable".
    """
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    try:
        data = tomllib.loads(content.decode())
        code, version = data["code"], data["version"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise Refusal(
            f"{path.name} is not a pack that can be read ({error}). Correct the file.",
            code="pack_unreadable",
        ) from error
    loaded = Pack.objects.filter(code=code, version=version).first()
    if loaded is not None:
        if loaded.sha256 != digest:
            raise Refusal(
                f"{path.name} differs from the version {version} that was loaded. "
                "Projects are judged by that one: raise the version number.",
                code="pack_altered",
            )
        return loaded
    pack = Pack.objects.create(
        code=code,
        version=version,
        name=data["name"],
        approach=data["approach"],
        source=data["source"],
        sha256=digest,
    )
    _load_rows(pack, data)
    record_act(Verb.PACK_LOADED, actor=by, subject=pack, at=at)
    return pack


def _load_rows(pack: Pack, data: dict[str, Any]) -> None:
    for number, stage in enumerate(data["stage"], start=1):
        elements = stage.pop("element", [])
        template = StageTemplate.objects.create(pack=pack, number=number, **stage)
        for position, element in enumerate(elements, start=1):
            ExpectedElement.objects.create(stage=template, position=position, **element)
    for step in data["route"]:
        RouteStep.objects.create(pack=pack, **step)
    for position, level in enumerate(data["rag"], start=1):
        RagLevel.objects.create(pack=pack, position=position, **level)
    for position, role in enumerate(data["team_role"], start=1):
        TeamRole.objects.create(pack=pack, position=position, **role)
