"""Setting up a partnership and its bodies."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.enums import BodyKind
from roles.models import Body, Locality, Partnership, Person, ReportingLine
from roles.services.authority import authorise_in

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,7}")


@use_case
def set_up_partnership(
    *,
    code: str,
    name: str,
    health_board: str,
    council: str,
    reference_prefix: str,
    localities: tuple[str, ...] = (),
    is_demonstration: bool = False,
    by: Person,
    at: datetime,
) -> Partnership:
    """Set up a partnership and its localities; only the system (an operator's command) may.

    Refusals: "not_allowed", "partnership_incomplete", "bad_code", "bad_prefix",
    "partnership_exists" and "prefix_taken" (409).
    """
    if not by.is_system:
        raise Refusal(
            "An operator sets up a partnership with a command: see the operator's guide.",
            code="not_allowed",
            status=403,
        )
    names = [" ".join(words.split()) for words in (name, health_board, council, *localities)]
    _refuse_particulars(code, reference_prefix, names)
    partnership = Partnership.objects.create(
        code=code,
        name=names[0],
        health_board=names[1],
        council=names[2],
        reference_prefix=reference_prefix,
        is_demonstration=is_demonstration,
    )
    for locality in dict.fromkeys(names[3:]):
        Locality.objects.create(partnership=partnership, name=locality)
    record_act(
        Verb.PARTNERSHIP_SET_UP, actor=by, subject=partnership, partnership=partnership, at=at
    )
    return partnership


def _refuse_particulars(code: str, prefix: str, names: Sequence[str]) -> None:
    if not all(names):
        raise Refusal(
            "Give the partnership's name, its health board and its council; no locality is blank.",
            code="partnership_incomplete",
        )
    if not CODE.fullmatch(code):
        raise Refusal(
            "The code is up to 20 small letters, digits and hyphens, such as moray.",
            code="bad_code",
        )
    if not PREFIX.fullmatch(prefix):
        raise Refusal(
            "The prefix of references is up to 8 capital letters and digits, such as HSCM.",
            code="bad_prefix",
        )
    found = Partnership.objects.filter(code=code).first()
    if found is not None:
        raise Refusal(
            f"There is a partnership {code} already: {found}. Choose another code, or leave it to "
            "its administrators to invite people and give roles.",
            code="partnership_exists",
            status=409,
        )
    found = Partnership.objects.filter(reference_prefix=prefix).first()
    if found is not None:
        raise Refusal(
            f"References of {found} begin with {prefix}. Choose another prefix.",
            code="prefix_taken",
            status=409,
        )


@use_case
def set_up_body(
    partnership: Partnership,
    *,
    code: str,
    name: str,
    kind: BodyKind,
    reports_to: tuple[Body, ...] = (),
    by: Person,
    at: datetime,
) -> Body:
    """Set up a body and its reporting lines. Refusals: "not_allowed", "other_partnership"."""
    authorise_in(partnership, "body.change", by=by, on=timezone.localdate(at))
    body = Body.objects.create(partnership=partnership, code=code, name=name, kind=kind)
    for upper in reports_to:
        if upper.partnership_id != partnership.pk:
            raise Refusal(
                f"{upper} belongs to another partnership. Choose a body of {partnership}.",
                code="other_partnership",
            )
        ReportingLine.objects.create(body=body, reports_to=upper)
    record_act(Verb.BODY_SET_UP, actor=by, subject=body, partnership=partnership, at=at)
    return body
