"""Deciding between meetings by correspondence, under the body's own rule."""

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from governance.enums import Correspondence, Outcome, Part, PutKind, Vote
from governance.models import Decision, GateReview, Reply, Round
from governance.queries import items_about, orders_on
from governance.queries.correspondence import RoundOn, round_on, rounds_of
from governance.rules.correspondence import fault_in_reply_by, may_be_recorded
from governance.rules.decision import OUTCOMES
from governance.services.arranging import lock_body
from governance.services.decide import record_decision
from governance.services.minute import Minute
from governance.services.rounds import (
    lock_project_and_review,
    lock_round,
    not_by_correspondence,
    record_end,
    refuse_decided,
    refuse_over,
    refuse_to_reply,
    refuse_to_run,
)
from governance.services.sitting import PartLine
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person


@use_case
def ask_by_correspondence(
    review: GateReview, *, outcome: Outcome, proposal: str, reply_by: date, by: Person, at: datetime
) -> Round:
    """Ask a body's voting members whether they agree to a decision on what was put to it.

    proposal: what they are asked to agree to: the reasons, the conditions. reply_by: the last day.
    Refusals: "not_allowed", "own_project", "already_decided" (409), "no_correspondence",
    "round_open" (409), "at_a_meeting" (409), "wrong_outcome", "no_proposal", "bad_reply_by".
    Source: each body's own standing orders or terms of reference.
    """
    body, on = lock_body(review.body), timezone.localdate(at)
    review = lock_project_and_review(review)
    refuse_to_run(review, body, by=by, on=on, act="meeting.run")
    refuse_decided(review)
    orders = orders_on(body, on)
    if orders is None or orders.correspondence == Correspondence.NOT_ALLOWED:
        raise not_by_correspondence(body)
    if any(one.ended_at is None for one in rounds_of(review)):
        raise Refusal(
            f"The members of {body} are asked about this already. Open that round instead, or end "
            "it first.",
            code="round_open",
            status=409,
        )
    if any(item.waits and item.meeting.is_under_way for item in items_about(review)):
        raise Refusal(
            "This stands on the agenda of the body's meeting, which is under way. Record the "
            "decision on the meeting's page.",
            code="at_a_meeting",
            status=409,
        )
    if outcome not in OUTCOMES[PutKind(review.kind)]:
        raise Refusal("Choose one of the outcomes offered on the page.", code="wrong_outcome")
    if not proposal.strip():
        raise Refusal(
            "Say what the members are asked to agree to, with the reasons.", code="no_proposal"
        )
    fault = fault_in_reply_by(reply_by, on)
    if fault:
        raise Refusal(fault, code="bad_reply_by")
    asked = Round.objects.create(
        review=review,
        outcome=outcome,
        proposal=proposal.strip(),
        asked_by=by,
        asked_at=at,
        reply_by=reply_by,
    )
    record_act(
        Verb.ROUND_ASKED,
        actor=by,
        subject=asked,
        project=review.project,
        at=at,
        reason=asked.proposal,
        after={"outcome": Outcome(outcome).label, "reply_by": reply_by, "body": str(body)},
    )
    return asked


@use_case
def reply(asked: Round, *, vote: Vote, words: str = "", by: Person, at: datetime) -> Reply:
    """Give one's own reply in a round, once; it is never changed.

    Refusals: "not_allowed" (nobody but the chair and members in post on the day: no proxy),
    "no_vote_here", "own_project", "own_interest", "round_over" (409), "no_correspondence",
    "too_late" (409), "replied_already" (409).
    """
    asked, on = lock_round(asked), timezone.localdate(at)
    found = round_on(asked, on)
    refuse_to_reply(found, by=by)
    given = Reply.objects.create(
        round=asked, person=by, vote=vote, words=words.strip(), replied_at=at
    )
    record_act(
        Verb.REPLY_GIVEN,
        actor=by,
        subject=asked,
        project=asked.review.project,
        at=at,
        reason=given.words,
        after={"vote": Vote(vote).label},
    )
    return given


@use_case
def end_round(asked: Round, *, because: str, by: Person, at: datetime) -> Round:
    """End a round without a decision: what was put waits for the body's next meeting.

    Refusals: "not_allowed", "own_project", "round_over" (409), "no_reasons".
    """
    asked, on = lock_round(asked), timezone.localdate(at)
    refuse_to_run(asked.review, asked.review.body, by=by, on=on, act="meeting.run")
    refuse_over(asked)
    if not because.strip():
        raise Refusal("Say in a sentence why it is ended.", code="no_reasons")
    asked.ended_at, asked.ended_because = at, because.strip()
    asked.save(update_fields=["ended_at", "ended_because"])
    record_end(asked, by=by, at=at)
    return asked


@use_case
def decide_by_correspondence(asked: Round, minute: Minute, *, by: Person, at: datetime) -> Decision:
    """Record what a body decided by correspondence, and end the round.

    minute: its met_on, took_part and votes are not read: they come from the replies.
    Refusals: "round_over" (409), those of `minute_of_round` and of `record_decision`.
    """
    asked = lock_round(asked)
    minute = minute_of_round(asked, minute, by=by, at=at)
    decision = record_decision(asked.review, minute, by=by, at=at)
    asked.decision, asked.ended_at = decision, at
    asked.save(update_fields=["decision", "ended_at"])
    record_end(asked, by=by, at=at)
    return decision


def minute_of_round(asked: Round, minute: Minute, *, by: Person, at: datetime) -> Minute:
    """Return the minute of what was asked, with who took part and their votes by the replies.

    It is dated the day it is recorded. Refusals: "not_allowed", "own_project", "round_over" (409),
    "other_outcome", "not_carried", "replies_to_come".
    """
    on = timezone.localdate(at)
    refuse_to_run(asked.review, asked.review.body, by=by, on=on)
    refuse_over(asked)
    found = round_on(asked, on)
    if minute.outcome != asked.outcome:
        raise Refusal(
            "The members were asked about another outcome. Record the one they were asked about, "
            "or end the round and ask anew.",
            code="other_outcome",
        )
    result = found.carried()
    if not result.is_carried:
        raise Refusal(result.why, code="not_carried", details=[result.why])
    if not may_be_recorded(on, asked.reply_by, len(found.waits_for)):
        raise Refusal(
            f"Replies may come until {asked.reply_by:%-d %B %Y}, and not everybody has replied. "
            "Record it after that day, or once all have.",
            code="replies_to_come",
        )
    return replace(
        minute,
        met_on=on,
        took_part=_parts(found),
        votes=found.votes,
        casting="",
        by_consensus=False,
        by_correspondence=True,
    )


def _parts(found: RoundOn) -> list[PartLine]:
    """Return those whose replies count, and those who are out of it, as a minute names them."""
    sat, people = found.composition.sat(), {p.pk: p for p in found.composition.people}
    members = {row.person_id for row in found.composition.members}
    out = [key for key in sorted(found.out) if key in members]
    return [PartLine(sat[one.person_id].words, one.person) for one in found.counts] + [
        PartLine(sat[key].words, people[key], Part.WITHDREW) for key in out
    ]
