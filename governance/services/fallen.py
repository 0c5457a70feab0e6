"""Keeping a vote that did not carry what was proposed: who voted how is not lost with it."""

from dataclasses import replace
from datetime import datetime

from governance.models import AgendaItem, FallenProposal
from governance.rules import wording
from governance.rules.votes import count_of_votes
from governance.services.agenda import lock_item
from governance.services.minute import Minute, check_decision
from governance.services.taking import minute_at
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Person

FELL = frozenset({"votes_tied", "not_carried"})


@use_case
def record_fallen(
    item: AgendaItem,
    minute: Minute,
    *,
    fell_at: datetime | None = None,
    by: Person,
    at: datetime,
) -> FallenProposal:
    """Record that what was proposed on an item fell by the votes cast. The item waits on.

    fell_at: aware; None for now. A tie falls unless the body's orders give a casting vote.
    Refusals: "it_carried", "nothing_put", those of `lock_item`, of `minute_at` and of
    `record_decision`, but for "votes_tied" and "not_carried".
    """
    item = lock_item(item, by=by, at=at)
    minute = minute_at(item, minute, decided_at=fell_at or at, at=at)
    review = item.review
    if review is None:
        raise Refusal("Nothing is put to the body under this item.", code="nothing_put")
    _refuse_carried(item, minute, by=by, at=at)
    bare = replace(minute, votes={}, casting="")
    sitting = check_decision(review, bare, by=by, at=at, at_meeting=True)
    words = {line.person.pk: line.words for line in sitting.lines if line.person}
    row = FallenProposal.objects.create(
        item=item,
        outcome=minute.outcome,
        wording=wording(minute.outcome, is_last_body=review.is_last_body),
        proposal=minute.reasons.strip(),
        vote_words=count_of_votes(minute.votes, minute.casting).words[:200],
        quorum_words=sitting.quorum_words,
        presided_words=sitting.presided_words,
        votes=[
            {"person": key, "words": words.get(key, ""), "vote": vote}
            for key, vote in minute.votes.items()
        ],
        fell_at=fell_at or at,
        recorded_by=by,
        recorded_at=at,
    )
    record_act(
        Verb.PROPOSAL_FELL,
        actor=by,
        subject=row,
        project=review.project,
        at=at,
        on_behalf_of=str(review.body),
        reason=row.proposal,
        after={"votes": row.vote_words},
    )
    return row


def _refuse_carried(item: AgendaItem, minute: Minute, *, by: Person, at: datetime) -> None:
    """Refuse ("it_carried") what the votes carried, and whatever else is wrong with the vote."""
    assert item.review is not None
    try:
        check_decision(item.review, minute, by=by, at=at, at_meeting=True)
    except Refusal as refusal:
        if refusal.code in FELL:
            return
        raise
    raise Refusal(
        "By these votes it is carried. Record it as the body's decision instead.",
        code="it_carried",
    )
