"""Making the portfolio: who it is made of, in which proportions, and the counts that follow."""

import random
from datetime import datetime, timedelta

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Count, F, Max

from cycle.models import Standing, Tally
from desk.demonstration import cast_of, load_demonstration, tell
from desk.portfolio.copying import Original, copy_many
from projects.models import Project
from projects.rules import next_reference
from record.errors import Refusal
from record.history import acting_as
from roles.models import Partnership
from roles.services import system_person

MIX = {
    "draft": 10,
    "acceptance": 12,
    "analyse": 44,
    "analyse_gate": 14,
    "plan": 16,
    "watch": 2,
    "closed": 2,
}
"""How many of a hundred projects are taken how far."""

WHAT = "Respite,Telecare,Reablement,Falls prevention,Day opportunities,Carers' breaks,Night support"
HOW = "redesign,review,expansion,pathway,new model,relocation,improvement,contract"
WHERE = "Forres,Elgin,Buckie,Keith,Speyside,Lossiemouth,Burghead,the whole area"
BATCH = 250


def make_portfolio(*, projects: int, at: datetime, seed: int = 1) -> int:
    """Make projects until the demonstration's partnership has `projects` of them; return how many.

    Refusals: "not_a_demonstration" (beside a partnership that is not one), "too_few_projects".
    """
    if projects < 1:
        raise Refusal(
            "Ask for at least one project, such as --projects 100.", code="too_few_projects"
        )
    real = Partnership.objects.filter(is_demonstration=False).first()
    if real is not None:
        raise Refusal(
            f"{real} is a real partnership. Make a portfolio in an empty database.",
            code="not_a_demonstration",
        )
    partnership, _ = load_demonstration(at=at)
    there = Project.objects.filter(partnership=partnership).count()
    wanted = max(projects - there, 0)
    if not wanted:
        return 0
    chance = random.Random(seed)  # noqa: S311 -- made-up titles, nothing secret
    with transaction.atomic(), acting_as(system_person()):
        originals = _originals(partnership, at=at)
        made = len(originals)
        kinds = chance.choices(list(MIX), weights=list(MIX.values()), k=max(wanted - made, 0))
        number = Project.objects.filter(partnership=partnership).aggregate(Max("number"))[
            "number__max"
        ]
        copies: dict[str, list[tuple[int, str, str]]] = {kind: [] for kind in MIX}
        for kind in kinds:
            number += 1
            reference = next_reference(partnership.reference_prefix, number)
            copies[kind].append((number, reference, _title(chance, number)))
        for kind, wanted_copies in copies.items():
            for start in range(0, len(wanted_copies), BATCH):
                copy_many(originals[kind], wanted_copies[start : start + BATCH])
        _reset_sequences(originals.values())
        count_again(partnership)
    return made + len(kinds)


def _originals(partnership: Partnership, *, at: datetime) -> dict[str, Original]:
    """Make one project of each kind by the services."""
    cast = cast_of(partnership)
    originals = {}
    for kind in MIX:
        row = {
            "title": f"Made-up project, {kind.replace('_', ' ')}",
            "approach": "strategic_commissioning",
            "body": "spg",
            "programme": "Made-up programme",
            "until": kind,
            "purpose": "A made-up project to measure the system with.",
            "trigger": "Made up.",
            "need": "Made up.",
            "rag": "amber",
            "reason": "Made up to be read in lists.",
            "links_only": True,
        }
        project = tell(cast, row, start=at - timedelta(days=400), now=at)
        originals[kind] = Original.of(project)
    return originals


def _title(chance: random.Random, number: int) -> str:
    what, how, where = (chance.choice(words.split(",")) for words in (WHAT, HOW, WHERE))
    return f"{what} {how} in {where} {number}"


def count_again(partnership: Partnership) -> None:
    """Count the partnership's tally from the standings: what the engine keeps step by step."""
    Tally.objects.filter(partnership=partnership).delete()
    rows = (
        Standing.objects.filter(project__partnership=partnership)
        .values("phase", "stage_code", "stage_name", "rag")
        .annotate(count=Count("pk"))
        .order_by(F("phase"))
    )
    Tally.objects.bulk_create(Tally(partnership=partnership, **row) for row in rows)


def _reset_sequences(originals: object) -> None:
    """On PostgreSQL, let the next key follow those that were written."""
    models = {model for original in originals for model in original.models}  # type: ignore[attr-defined]
    statements = connection.ops.sequence_reset_sql(no_style(), list(models))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
