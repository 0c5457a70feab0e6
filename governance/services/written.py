"""Writing a decision: once, with who took part, how each voted, and its conditions."""

from collections.abc import Sequence
from datetime import datetime

from cycle.enums import NextStep
from governance.enums import DirectionTo, Outcome, PutKind
from governance.models import Ballot, Condition, Decision, GateReview, TookPart
from governance.rules import APPROVALS, reason_words, wording
from governance.services.minute import ConditionLine, Minute
from governance.services.sitting import PartLine, Sitting
from projects.models import Project
from record.enums import Verb
from record.history import create_with_history
from record.services import in_place_of, record_act
from roles.models import Person


def write_decision(
    review: GateReview,
    minute: Minute,
    sitting: Sitting,
    *,
    replaces: Decision | None = None,
    verb: Verb = Verb.DECISION_RECORDED,
    about: Condition | None = None,
    by: Person,
    at: datetime,
) -> Decision:
    """Write a decision and record it; the caller holds the project's lock and has checked it.

    Of what was proposed only what the outcome calls for is kept.
    """
    decision = _row(review, minute, sitting, replaces=replaces, by=by, at=at)
    decision.save(force_insert=True)
    _write_parts(decision, sitting.lines)
    Ballot.objects.bulk_create(
        Ballot(decision=decision, person=person, words=words[:200], vote=vote)
        for person, words, vote in sitting.votes
    )
    _write_conditions(decision, review.project, minute.conditions)
    record_act(
        verb,
        actor=by,
        subject=about or decision,
        project=review.project,
        at=at,
        on_behalf_of=str(review.body),
        reason=decision.reasons,
        after={
            "wording": decision.wording,
            "met_on": minute.met_on,
            "conditions": len(minute.conditions),
        },
    )
    return decision


def _row(
    review: GateReview,
    minute: Minute,
    sitting: Sitting,
    *,
    replaces: Decision | None,
    by: Person,
    at: datetime,
) -> Decision:
    outcome, next_step = minute.outcome, minute.next_step
    is_back = outcome == Outcome.SEND_BACK and review.kind == PutKind.STAGE
    goes_on = outcome in APPROVALS and review.is_last_body
    directs = minute.direction_to in DirectionTo.values
    return Decision(
        review=review,
        replaces=replaces,
        outcome=outcome,
        wording=wording(outcome, is_last_body=review.is_last_body),
        is_last_body=review.is_last_body,
        met_on=minute.met_on,
        reasons=minute.reasons.strip(),
        coded_reasons=[
            {"code": code, "words": reason_words(outcome, code)}
            for code in dict.fromkeys(minute.coded_reasons)
        ],
        views=minute.views.strip(),
        account_of_views=minute.account_of_views.strip(),
        direction_to=minute.direction_to if directs else "",
        direction_reason=minute.direction_reason.strip() if directs else "",
        back_to=(minute.back_to or review.stage.template) if is_back and review.stage else None,
        defer_until=minute.defer_until if outcome == Outcome.DEFER else None,
        next_step=next_step if goes_on else "",
        next_review_on=minute.next_review_on if next_step == NextStep.WATCH else None,
        confirms_major=minute.confirms_major if review.kind == PutKind.BRIEF else None,
        presided_by=sitting.presided_by,
        presided_words=sitting.presided_words,
        quorum_words=sitting.quorum_words,
        vote_words=sitting.vote_words[:200],
        snapshot_sha256=review.snapshot.sha256,
        recorded_by=by,
        recorded_for=in_place_of()[:200],
        recorded_at=at,
    )


def _write_parts(decision: Decision, took_part: Sequence[PartLine]) -> None:
    """Write who took part and who withdrew."""
    TookPart.objects.bulk_create(
        [
            TookPart(
                decision=decision,
                person=line.person,
                words=(line.words.strip() or str(line.person))[:200],
                part=line.part,
            )
            for line in took_part
        ]
    )


def _write_conditions(
    decision: Decision, project: Project, conditions: Sequence[ConditionLine]
) -> None:
    create_with_history(
        [
            Condition(
                decision=decision,
                project=project,
                number=number,
                text=line.text.strip(),
                owner_post=line.owner_post.strip(),
                owner=line.owner,
                due_on=line.due_on,
                holds_up=line.holds_up,
                discharge_by=line.discharge_by,
            )
            for number, line in enumerate(conditions, start=1)
            if line.due_on is not None  # `fault_in` has seen to it
        ]
    )
