"""Directions of an integration joint board: drafted, issued, followed. What is issued stays."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from governance.enums import DirectionRag, DirectionState
from governance.models import Direction, DirectionProgress
from governance.queries.directions import state_of_direction
from governance.services.arranging import lock_body
from governance.services.direction_words import (
    DirectionWords,
    reference_for,
    refuse_replaced_decision,
    refuse_replacing,
    values_of,
)
from governance.services.meetings import authorise_on_body
from record.enums import Verb
from record.errors import Refusal
from record.services import changes, record_act, use_case
from roles.enums import BodyKind
from roles.models import Body, Person


@use_case
def draft_direction(body: Body, words: DirectionWords, *, by: Person, at: datetime) -> Direction:
    """Draft a direction of a joint board, as its chair or officer.

    A new one has the next number; one that replaces another keeps its number and has the next free
    suffix, unless the words give another that is free.
    Refusals: "not_allowed", "not_a_board", those of `governance.rules.directions
    .fault_in_direction`; of the decision "no_decision", "decided_in_future", "not_of_this_board",
    "no_direction_stated", "other_recipients", "decision_replaced" (409); of what it replaces
    "replaces_other_board", "replaces_not_in_force" (409), "replaced_already" (409); of the
    reference "bad_reference", "other_number", "reference_taken".
    Source: 2014 Act, sections 26 to 28; statutory guidance on directions, January 2020.
    """
    body = lock_board(body, by=by, at=at)
    values = values_of(body, words, None, at=at)
    number, suffix = reference_for(body, words, None)
    row = Direction.objects.create(body=body, number=number, suffix=suffix, **values)
    _record(Verb.DIRECTION_DRAFTED, row, by=by, at=at, after={"recipients": row.recipients})
    return row


@use_case
def change_direction(
    direction: Direction, words: DirectionWords, *, by: Person, at: datetime
) -> Direction:
    """Change a direction while it is a draft.

    Refusals: "issued_already" (409), and those of `draft_direction`.
    """
    body = lock_board(direction.body, by=by, at=at)
    row = lock_direction(direction)
    _refuse_issued(row)
    values = values_of(body, words, row, at=at)
    number, suffix = reference_for(body, words, row)
    values |= {"number": number, "suffix": suffix}
    before, after = changes({name: getattr(row, name) for name in values}, values)
    if not after:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _record(Verb.DIRECTION_CHANGED, row, by=by, at=at, before=before, after=after)
    return row


@use_case
def issue_direction(
    direction: Direction, *, issued_on: date, by: Person, at: datetime
) -> Direction:
    """Issue a direction, in writing, to its recipients: from then on its words never change.

    Refusals: "not_allowed", "not_a_board", "issued_already" (409), "issued_in_future",
    "issued_before_decision", "issued_before_replaced", "decision_replaced" (409),
    "replaces_not_in_force" (409).
    Source: 2014 Act, section 26: given by the board alone, in writing.
    """
    lock_board(direction.body, by=by, at=at)
    row = lock_direction(direction)
    _refuse_issued(row)
    _refuse_issue_day(row, issued_on, today=timezone.localdate(at))
    if row.decision is not None:
        refuse_replaced_decision(row.decision)
    if row.replaces is not None:
        refuse_replacing(row.replaces, row)
    row.issued_on, row.issued_by = issued_on, by
    row.save()
    after: dict[str, Any] = {"issued_on": issued_on, "recipients": row.recipients}
    if row.replaces is not None:
        after |= {"change": row.change, "replaces": row.replaces.reference}
    _record(Verb.DIRECTION_ISSUED, row, by=by, at=at, after=after)
    return row


@use_case
def report_direction(
    direction: Direction, *, rag: str, reason: str, on: date, by: Person, at: datetime
) -> DirectionProgress:
    """Keep how a direction in force is going: a judgement with its reason, as of a day.

    The same report sent twice is kept once. Refusals: "not_allowed", "not_a_board", "not_in_force"
    (409), "no_rag", "no_progress_reason", "day_to_come", "day_before_issue".
    Source: statutory guidance on directions, January 2020: delivery is monitored and reported.
    """
    lock_board(direction.body, by=by, at=at)
    row, reason = lock_direction(direction), reason.strip()
    issued_on = _day_in_force(row)
    if rag not in DirectionRag.values:
        raise Refusal("Say how it is going: green, amber or red.", code="no_rag")
    if not reason:
        raise Refusal("Say why it is going so, in a sentence.", code="no_progress_reason")
    _refuse_day(on, issued_on, today=timezone.localdate(at))
    same = {"on": on, "rag": rag, "reason": reason, "given_by": by}
    kept = row.progress.filter(**same).first()
    if kept is not None:
        return kept
    report = DirectionProgress.objects.create(direction=row, given_at=at, **same)
    after = {"rag": rag, "on": on}
    _record(Verb.DIRECTION_PROGRESSED, row, by=by, at=at, reason=reason, after=after)
    return report


@use_case
def complete_direction(
    direction: Direction, *, completed_on: date, note: str, by: Person, at: datetime
) -> Direction:
    """Record that a direction in force has been carried out, and how that is known.

    Refusals: "not_allowed", "not_a_board", "not_in_force" (409), "no_completed_note",
    "day_to_come", "day_before_issue".
    """
    lock_board(direction.body, by=by, at=at)
    row = lock_direction(direction)
    issued_on = _day_in_force(row)
    if not note.strip():
        raise Refusal("Say how it is known to be carried out.", code="no_completed_note")
    _refuse_day(completed_on, issued_on, today=timezone.localdate(at))
    row.completed_on, row.completed_note = completed_on, note.strip()
    row.save()
    after = {"completed_on": completed_on}
    _record(Verb.DIRECTION_COMPLETED, row, by=by, at=at, reason=row.completed_note, after=after)
    return row


def _day_in_force(row: Direction) -> date:
    """Return the day a direction was issued; refuse ("not_in_force", 409) one not in force."""
    state = state_of_direction(row)
    if row.issued_on is None or state != DirectionState.ISSUED:
        raise Refusal(
            f"Direction {row.reference} is not in force ({state.label.lower()}). "
            "Only one that is in force is reported on or completed.",
            code="not_in_force",
            status=409,
        )
    return row.issued_on


def _refuse_day(on: date, issued_on: date, *, today: date) -> None:
    if on > today:
        raise Refusal(
            "That day is still to come. Enter today or an earlier day.", code="day_to_come"
        )
    if on < issued_on:
        raise Refusal(
            f"It was issued on {issued_on:%-d %B %Y}. Enter that day or a later one.",
            code="day_before_issue",
        )


def lock_board(body: Body, *, by: Person, at: datetime) -> Body:
    """Lock a joint board's row, so that its register changes one act at a time, and return it.

    Refusals: "not_a_board", "not_allowed".
    """
    body = lock_body(body)
    if body.kind != BodyKind.INTEGRATION_JOINT_BOARD:
        raise Refusal(
            f"Only an integration joint board gives directions, and {body} is none.",
            code="not_a_board",
        )
    authorise_on_body(body, "direction.issue", by=by, at=at)
    return body


def lock_direction(direction: Direction) -> Direction:
    """Return a direction as it is now; its board's row is locked already."""
    return (
        Direction.objects.select_for_update(of=("self",))
        .select_related("body__partnership", "project__partnership", "decision", "replaces")
        .get(pk=direction.pk)
    )


def _refuse_issued(row: Direction) -> None:
    if row.issued_on is not None:
        raise Refusal(
            f"Direction {row.reference} was issued on {row.issued_on:%-d %B %Y}, and what is "
            "issued is never changed. Draft another that varies, supersedes or revokes it.",
            code="issued_already",
            status=409,
        )


def _refuse_issue_day(row: Direction, issued_on: date, *, today: date) -> None:
    if issued_on > today:
        raise Refusal(
            "A direction cannot be issued on a day to come. Issue it on its day.",
            code="issued_in_future",
        )
    if issued_on < row.decided_on:
        raise Refusal(
            f"It was decided on {row.decided_on:%-d %B %Y}. "
            "It cannot have been issued on an earlier day.",
            code="issued_before_decision",
        )
    earlier = row.replaces
    if earlier is not None and earlier.issued_on is not None and issued_on < earlier.issued_on:
        raise Refusal(
            f"Direction {earlier.reference}, which it changes, was issued on "
            f"{earlier.issued_on:%-d %B %Y}. This one cannot be of an earlier day.",
            code="issued_before_replaced",
        )


def _record(
    verb: Verb,
    row: Direction,
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record_act(
        verb,
        actor=by,
        subject=row,
        project=row.project,
        partnership=row.body.partnership,
        at=at,
        on_behalf_of=str(row.body),
        reason=reason,
        before=before,
        after=after,
    )
