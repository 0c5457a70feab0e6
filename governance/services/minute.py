"""What a body's minute says, and everything that can be wrong with it; writes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils import timezone

from cycle import engine
from cycle.enums import Phase
from framework.models import StageTemplate
from governance.enums import Declared, DischargeBy, Outcome, Part, PutKind
from governance.models import GateReview
from governance.queries import (
    Place,
    conflicts_among,
    earlier_meeting,
    items_about,
    papers_withheld,
    places_on,
)
from governance.rules import ProposedDecision, fault_in, names_one_of
from governance.rules.reasons import fault_in_reasons
from governance.services.acting import authorise_act, refuse_for_withdrawn
from governance.services.sitting import Out, PartLine, Sitting, count_of, sitting_of
from projects.models import Project
from record.errors import Refusal
from roles.enums import BodyKind, Role
from roles.models import Body, Delegation, Person


@dataclass(frozen=True)
class ConditionLine:
    """One condition to be set. holds_up: the number of a gate, or None.

    discharge_by: who may say that it is met.
    """

    text: str
    owner_post: str
    due_on: date | None
    owner: Person | None = None
    holds_up: int | None = None
    discharge_by: str = DischargeBy.OFFICER


@dataclass(frozen=True)
class Minute:
    """What a body decided, as it is to be recorded. met_on: the meeting's date.

    coded_reasons: codes of `governance.rules.reasons`. confirms_major: at gate 0 only; None leaves
    it as it is. presided_by: None for the chair. votes: how each person voted, by key; empty for
    consensus. casting: the casting vote, or "". direction_to, direction_reason, account_of_views:
    what an integration joint board states beside its decision; others leave them empty.
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
    by_correspondence: bool = False
    coded_reasons: Sequence[str] = ()
    direction_to: str = ""
    direction_reason: str = ""
    account_of_views: str = ""


def sitting_for(body: Body, minute: Minute, out: Out) -> Sitting:
    """Return how the body sat by its minute. Refusals: those of `sitting_of`."""
    return sitting_of(
        body,
        minute.took_part,
        met_on=minute.met_on,
        out=out,
        presided_by=minute.presided_by,
        votes=minute.votes,
        casting=minute.casting,
        by_consensus=minute.by_consensus,
        by_correspondence=minute.by_correspondence,
    )


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
    acts_by = _refuse_to_decide(review, places, by=by, on=on)
    declared = _declared_at_meeting(review, minute.met_on, at_meeting=at_meeting)
    refuse_own_interest(review.body, declared, by=by)
    refuse_for_withdrawn(acts_by, withdrew=declared | withdrew_in(minute))
    refuse_conflicts(minute.took_part, places, put_by=review.put_by)
    refuse_fault(
        replace(
            proposed_by(minute, PutKind(review.kind), review.body, today=on),
            put_on=put_on,
            earlier_on=earlier_meeting(review),
            goes_before=review.position > 1,
            is_last_body=review.is_last_body,
            is_repeating_stage=review.stage is not None and review.stage.template.may_repeat,
            moves_flow=moves_flow(project, review),
        )
    )
    sitting = sitting_for(review.body, minute, Out(places, review.put_by, declared))
    refuse_strangers(review, minute)
    return sitting


def withdrew_in(minute: Minute) -> frozenset[int]:
    """Return the keys of those who withdrew, as a minute has it."""
    lines = [line for line in minute.took_part if line.part == Part.WITHDREW]
    return frozenset(line.person.pk for line in lines if line.person)


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


def refuse_own_interest(body: Body, declared: Collection[int], *, by: Person) -> None:
    """Refuse ("own_interest") whoever withdrew from the matter to record what is decided on it."""
    if by.pk in declared:
        raise Refusal(
            "You declared an interest in this and withdrew, so you do not record the decision "
            f"either. Ask the officer or the chair of {body}.",
            code="own_interest",
            status=403,
        )


def refuse_to_decide(review: GateReview, *, by: Person, at: datetime) -> None:
    """Refuse whoever may not decide this now, before they are shown what was put.

    Refusals: "not_allowed", "own_project", "acts_for_withdrawn", "already_decided",
    "own_interest".
    """
    on = timezone.localdate(at)
    places = places_on(review.project, since=review.put_at, until=on)
    acts_by = _refuse_to_decide(review, places, by=by, on=on)
    if papers_withheld(review, by.pk):
        refuse_own_interest(review.body, [by.pk], by=by)
    if acts_by is not None and papers_withheld(review, acts_by.held_role.person_id):
        refuse_for_withdrawn(acts_by, withdrew=[acts_by.held_role.person_id])


def _refuse_to_decide(
    review: GateReview, places: Collection[Place], *, by: Person, on: date
) -> Delegation | None:
    found = authorise_decision(review.body, places, put_by=review.put_by, by=by, on=on)
    if not review.is_open:
        raise Refusal(
            "Somebody else has recorded the decision on this already, or it was withdrawn. "
            "Nothing of yours was recorded. Open the project to read what was decided.",
            code="already_decided",
            status=409,
        )
    return found


def moves_flow(project: Project, review: GateReview) -> bool:
    """Say whether a decision moves the flow: a later version of a brief is accepted beside it."""
    return review.kind == PutKind.STAGE or engine.phase_of(project) == Phase.ACCEPTANCE


def authorise_decision(
    body: Body,
    places: Collection[Place],
    *,
    put_by: Person | None,
    by: Person,
    on: date,
    act: str = "gate.decide",
    needs: Role | None = None,
) -> Delegation | None:
    """Refuse whoever may not record this body's decision; return by which delegation `by` does.

    Chair and officer count only on the very body, never by an office elsewhere, and so does whom
    they let act in their place. act, needs: as `authorise_act` takes them. places: those since it
    was put, as `places_on` returns them; who has left since does not decide either.
    Our own rule beside the law: nobody decides on a project they lead, sponsor, work on or put.
    Refusals: "not_allowed", "own_project", "acts_for_withdrawn".
    """
    found = authorise_act(body, act, by=by, on=on, needs=needs)
    conflict = conflicts_among([by], places, put_by=put_by).get(by.pk)
    if conflict:
        raise Refusal(
            f"{conflict} Ask the chair or another officer of {body} to record it.",
            code="own_project",
            status=403,
        )
    refuse_for_withdrawn(found, places=places, put_by=put_by)
    return found


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


def proposed_by(minute: Minute, kind: PutKind, body: Body, *, today: date) -> ProposedDecision:
    """Return a minute in the plain values that the rules of a decision take."""
    return ProposedDecision(
        kind=kind,
        outcome=minute.outcome,
        met_on=minute.met_on,
        put_on=minute.met_on,
        today=today,
        reasons=minute.reasons,
        took_part=count_of(minute.took_part),
        conditions=[(line.text, line.owner_post, line.due_on) for line in minute.conditions],
        defer_until=minute.defer_until,
        next_step=minute.next_step,
        next_review_on=minute.next_review_on,
        coded_reasons=minute.coded_reasons,
        is_board=body.kind == BodyKind.INTEGRATION_JOINT_BOARD,
        direction_to=minute.direction_to,
        direction_reason=minute.direction_reason,
        account_of_views=minute.account_of_views,
    )


def refuse_reasons(minute: Minute) -> None:
    """Refuse ("unknown_reason") coded reasons that the outcome does not have."""
    fault = fault_in_reasons(minute.outcome, minute.coded_reasons, must=False)
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])


def refuse_fault(proposed: ProposedDecision) -> None:
    """Raise the refusal for the first thing wrong with a decision."""
    fault = fault_in(proposed)
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])


def refuse_strangers(review: GateReview, minute: Minute) -> None:
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
