"""Rounds by correspondence as pages show them: on what was put, and what can be proposed."""

from typing import Any

from governance.enums import Outcome, PutKind
from governance.models import GateReview
from governance.queries.correspondence import allows_correspondence, rounds_of
from governance.rules import wording
from governance.rules.decision import OUTCOMES
from roles.queries import Held
from roles.rules import may


def rounds_shown(review: GateReview, held: Held) -> dict[str, Any]:
    """Return the rounds on what was put and whether one may be asked, for those on its body."""
    body = review.body_id
    if not may(held.to_do("meeting.view", body), "meeting.view"):
        return {"rounds": [], "may_ask_round": False}
    rounds = rounds_of(review)
    is_free = review.is_open and all(one.ended_at is not None for one in rounds)
    may_ask = is_free and may(held.to_do("meeting.run", body), "meeting.run")
    return {
        "rounds": rounds,
        "may_ask_round": may_ask and allows_correspondence(review.body, held.on),
    }


def asked_words(review: GateReview, outcome: str) -> str:
    """Return an outcome as this body words it."""
    return wording(Outcome(outcome), is_last_body=review.is_last_body)


def proposable(review: GateReview, may_stop: bool) -> list[tuple[str, str, str]]:
    """Return the outcomes that can be proposed on what was put: (value, words, "")."""
    return [
        (one.value, asked_words(review, one), "")
        for one in OUTCOMES[PutKind(review.kind)]
        if one != Outcome.STOP or may_stop
    ]
