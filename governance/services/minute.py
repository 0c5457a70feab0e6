"""What a body's minute says, and everything that can be wrong with it; writes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from cycle import engine
from cycle.enums import Phase
from framework.models import StageTemplate
from governance.enums import Declared, Outcome, Part, PutKind
from governance.models import GateReview
from governance.queries import (
    Place,
    conflicts_among,
    earlier_meeting,
    items_about,
    places_on,
)
from governance.rules import ProposedDecision, fault_in, names_one_of
from governance.services.sitting import Out, PartLine, Sitting, count_of, sitting_of
from projects.models import Project
from record.errors import Refusal
from roles.models import Body, Person
from roles.queries import held_by
from roles.rules import MAY


@dataclass(frozen=True)
class ConditionLine:
    """One condition to be set. holds_up: the number of a gate, or None."""

    text: str
    owner_post: str
    due_on: date | None
    owner: Person | None = None
    holds_up: int | None = None


@dataclass(frozen=True)
class Minute:
    """What a body decided, as it is to be recorded. met_on: the meeting's date.

    votes: how each person voted, by key; empty for consensus. casting: the casting vote, or "".
    """

    outcome: Outcome
    met_on: date
    took_part: Sequence[PartLine]
    reasons: str
    views: str = ""
    conditions: Sequence[ConditionLine] = ()
    back_to: StageTemplate | None = None
    defer_until: date | None = None
    next_step: str = ""
    next_review_on: date | None = None
    confirms_major: bool | None = None
    presided_by: Person | None = None
    votes: Mapping[int, str] = field(default_factory=dict)
    casting: str = ""
    by_consensus: bool = False


def check_decision(
    review: GateReview, minute: Minute, *, by: Person, at: datetime, at_meeting: bool = False
) -> Sitting:
    """Refuse what `record_decision` would refuse, and return how the body sat; writes nothing.

    at_meeting: the minute is that of the meeting under way, on whose agenda it stands.
    Refusals: those of `record_decision`.
    """
    project, on = review.project, timezone.localdate(at)
    put_on = timezone.localdate(review.put_at)
    places = places_on(project, since=review.put_at, until=on)
    _refuse_to_decide(review, places, by=by, on=on)
    declared = _declared_at_meeting(review, minute.met_on, at_meeting=at_meeting)
    _refuse_own_interest(review, declared, by=by)
    refuse_conflicts(minute.took_part, places, put_by=review.put_by)
    refuse_fault(
        ProposedDecision(
            kind=PutKind(review.kind),
            outcome=minute.outcome,
            met_on=minute.met_on,
            put_on=put_on,
            earlier_on=earlier_meeting(review),
            today=on,
            reasons=minute.reasons,
            took_part=count_of(minute.took_part),
            conditions=[(line.text, line.owner_post, line.due_on) for line in minute.conditions],
            defer_until=minute.defer_until,
            is_last_body=review.is_last_body,
            is_repeating_stage=review.stage is not None and review.stage.template.may_repeat,
            next_step=minute.next_step,
            next_review_on=minute.next_review_on,
            moves_flow=moves_flow(project, review),
        )
    )
    sitting = sitting_of(
        review.body,
        minute.took_part,
        met_on=minute.met_on,
        out=Out(places, review.put_by, declared),
        presided_by=minute.presided_by,
        votes=minute.votes,
        casting=minute.casting,
        by_consensus=minute.by_consensus,
    )
    _refuse_strangers(review, minute)
    return sitting


def _declared_at_meeting(review: GateReview, met_on: date, *, at_meeting: bool) -> frozenset[int]:
    """Return who withdrew from this by a declaration at the body's meeting of that day.

    Refusal: "at_a_meeting" (409) where it waits on the agenda of that meeting, which is under way.
    """
    items = [
        item for item in items_about(review) if timezone.localdate(item.meeting.starts_at) == met_on
    ]
    if not at_meeting and any(item.waits and item.meeting.is_under_way for item in items):
        raise Refusal(
            "This stands on the agenda of the body's meeting, which is under way. Record the "
            "decision on the meeting's page, by who is in the room.",
            code="at_a_meeting",
            status=409,
        )
    return frozenset(
        row.person_id
        for item in items
        for row in item.declarations.all()
        if row.followed == Declared.WITHDREW
    )


def _refuse_own_interest(review: GateReview, declared: Collection[int], *, by: Person) -> None:
    if by.pk in declared:
        raise Refusal(
            "You declared an interest in this and withdrew, so you do not record the decision "
            f"either. Ask the officer or the chair of {review.body}.",
            code="own_interest",
            status=403,
        )


def refuse_to_decide(review: GateReview, *, by: Person, at: datetime) -> None:
    """Refuse ("not_allowed", "own_project", "already_decided") whoever may not decide this now."""
    on = timezone.localdate(at)
    places = places_on(review.project, since=review.put_at, until=on)
    _refuse_to_decide(review, places, by=by, on=on)


def _refuse_to_decide(review: GateReview, places: Iterable[Place], *, by: Person, on: date) -> None:
    authorise_decision(review.body, places, put_by=review.put_by, by=by, on=on)
    if not review.is_open:
        raise Refusal(
            "Somebody else has recorded the decision on this already, or it was withdrawn. "
            "Nothing of yours was recorded. Open the project to read what was decided.",
            code="already_decided",
            status=409,
        )


def moves_flow(project: Project, review: GateReview) -> bool:
    """Say whether a decision moves the flow: a later version of a brief is accepted beside it."""
    return review.kind == PutKind.STAGE or engine.phase_of(project) == Phase.ACCEPTANCE


def authorise_decision(
    body: Body, places: Iterable[Place], *, put_by: Person | None, by: Person, on: date
) -> None:
    """Refuse ("not_allowed", "own_project") unless `by` may record this body's decision.

    Chair and officer count only on the very body, never by an office elsewhere. places: those
    since it was put, as `places_on` returns them; who has left since does not decide either.
    Our own rule beside the law: nobody decides on a project they lead, sponsor, work on or put.
    """
    if not held_by(by, on).on_body(body.pk) & MAY["gate.decide"]:
        raise Refusal(
            f"Only the chair or the officer of {body} records its decision. Ask one of them.",
            code="not_allowed",
            status=403,
        )
    conflict = conflicts_among([by], places, put_by=put_by).get(by.pk)
    if conflict:
        raise Refusal(
            f"{conflict} Ask the chair or another officer of {body} to record it.",
            code="own_project",
            status=403,
        )


def refuse_conflicts(
    took_part: Sequence[PartLine], places: Collection[Place], *, put_by: Person | None
) -> None:
    """Refuse ("own_project") a decision in which somebody on the project took part.

    places: as `places_on` returns them. Those named in words alone are held against the names and
    the posts on the project.
    """
    lines = [line for line in took_part if line.part == Part.TOOK_PART]
    people = [line.person for line in lines if line.person]
    conflicts = list(conflicts_among(people, places, put_by=put_by).values())
    names = {place.name for place in places} | ({str(put_by)} if put_by is not None else set())
    posts = {place.post for place in places}
    conflicts += [
        f"{line.words.strip()} is on this project and so does not decide on it."
        for line in lines
        if line.person is None and names_one_of(line.words, names, posts)
    ]
    if conflicts:
        raise Refusal(
            f"{conflicts[0]} Record them as having withdrawn for this item.", code="own_project"
        )


def refuse_fault(proposed: ProposedDecision) -> None:
    """Raise the refusal for the first thing wrong with a decision."""
    fault = fault_in(proposed)
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])


def _refuse_strangers(review: GateReview, minute: Minute) -> None:
    """Refuse rows that belong elsewhere: another pack's stage, a gate that is not to come."""
    if minute.back_to is not None and review.stage is not None:
        own = review.stage.template
        if minute.back_to.pack_id != own.pack_id or minute.back_to.number > own.number:
            raise Refusal(
                "Send it back to this stage or to an earlier one.", code="back_to_later_stage"
            )
    held_up = {line.holds_up for line in minute.conditions if line.holds_up is not None}
    if not held_up:
        return
    to_come = StageTemplate.objects.filter(pack=review.project.pack, number__gt=review.gate)
    if not held_up <= set(to_come.values_list("number", flat=True)):
        raise Refusal(
            "A condition can hold up only a gate that comes after this one.",
            code="condition_elsewhere",
        )
