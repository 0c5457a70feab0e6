"""Recording a body's assurance of a year's programme, with the table it saw."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from governance.enums import Assured, Part
from governance.models import ProgrammeAssurance
from governance.queries.assurance import Programme, programme_of
from governance.rules.assurance import (
    STANDARDS,
    fault_in_assurance,
    year_words,
)
from governance.services.acting import authorise_act
from governance.services.arranging import lock_body
from governance.services.sitting import Out, PartLine, Sitting, count_of, sitting_of
from projects.snapshot import digest
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Body, Person

VERSION = 1


@use_case
def record_assurance(
    body: Body,
    year: int,
    *,
    assured: str,
    words: str,
    met_on: date,
    took_part: Sequence[PartLine],
    presided_by: Person | None = None,
    by: Person,
    at: datetime,
) -> ProgrammeAssurance:
    """Record what a body said of a year's programme, and freeze the table it said it of.

    year: the year in which it begins, on 1 April. A later assurance of the same year is a row of
    its own; the earlier one stays. The copy holds all of the body's projects, restricted ones too.
    Refusals: those of `check_assurance`, "assured_already" (409: the same was sent before).
    """
    body = lock_body(body)
    programme, sitting = check_assurance(
        body,
        year,
        assured=assured,
        words=words,
        met_on=met_on,
        took_part=took_part,
        presided_by=presided_by,
        by=by,
        at=at,
    )
    same = {"year": year, "assured": assured, "words": words.strip(), "met_on": met_on}
    if ProgrammeAssurance.objects.filter(body=body, **same).exists():
        raise Refusal(
            "The same assurance of that meeting is recorded already. Nothing was added.",
            code="assured_already",
            status=409,
        )
    content = frozen_programme(programme)
    row = ProgrammeAssurance.objects.create(
        body=body,
        **same,
        took_part=[line.words for line in sitting.lines if line.part == Part.TOOK_PART],
        presided_words=sitting.presided_words,
        quorum_words=sitting.quorum_words,
        content=content,
        sha256=digest(content),
        recorded_by=by,
        recorded_at=at,
    )
    record_act(
        Verb.PROGRAMME_ASSURED,
        actor=by,
        subject=row,
        partnership=body.partnership,
        at=at,
        on_behalf_of=str(body),
        reason=row.words,
        after={
            "assured": assured,
            "met_on": met_on,
            "projects": len(programme.rows),
            "sha256": row.sha256,
        },
    )
    return row


def check_assurance(
    body: Body,
    year: int,
    *,
    assured: str,
    words: str,
    met_on: date,
    took_part: Sequence[PartLine],
    presided_by: Person | None = None,
    by: Person,
    at: datetime,
) -> tuple[Programme, Sitting]:
    """Refuse what `record_assurance` would refuse; return the programme, and how the body sat.

    Refusals: "not_allowed", "unknown_assurance", those of
    `governance.rules.assurance.fault_in_assurance` ("year_not_begun", "met_in_future",
    "met_before_year", "no_assurance_words", "one_member_alone", "nothing_to_assure") and of
    `sitting_of`, "inquorate" among them.
    """
    today = timezone.localdate(at)
    authorise_act(body, "assurance.record", by=by, on=today)
    if assured not in Assured.values:
        raise Refusal("Choose what the body said of the programme.", code="unknown_assurance")
    programme = programme_of(body, year, today=today)
    fault = fault_in_assurance(
        year,
        words=words,
        met_on=met_on,
        today=today,
        took_part=count_of(took_part),
        projects=len(programme.rows),
    )
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])
    sitting = sitting_of(body, took_part, met_on=met_on, out=Out(), presided_by=presided_by)
    return programme, sitting


def frozen_programme(programme: Programme) -> dict[str, Any]:
    """Return a programme as plain values that outlive its rows."""
    return {
        "version": VERSION,
        "body": str(programme.body),
        "year": year_words(programme.year),
        "on": programme.on.isoformat(),
        "standards": [
            {"code": one.code, "words": one.words, "source": one.source} for one in STANDARDS
        ],
        "projects": [
            {
                "reference": row.project.reference,
                "title": row.project.title,
                "findings": [
                    {"judged": one.judged.value, "sentence": one.sentence} for one in row.findings
                ],
            }
            for row in programme.rows
        ],
    }
