"""How an earlier decision stands now: replaced, followed by others, or still the latest."""

from collections.abc import Mapping

from cycle.engine import phase_of
from governance.enums import Outcome, PutKind
from governance.models import Decision, GateReview
from governance.rules.replacing import Standing


def _root(pk: int, replaces: Mapping[int, int | None]) -> int:
    """Return the first decision of a chain of replacements."""
    earlier = replaces.get(pk)
    while earlier is not None:
        pk, earlier = earlier, replaces.get(earlier)
    return pk


def _asides(review: GateReview) -> tuple[str, ...]:
    """Return the kinds that are no later turn of the same course."""
    return () if review.kind == PutKind.BRIEF else (PutKind.BRIEF,)


def review_onward(review: GateReview) -> GateReview | None:
    """Return the open review of the further body to which a decision sent the matter on."""
    return GateReview.objects.filter(continues=review, is_open=True).first()


def standing_of(decision: Decision) -> Standing:
    """Return a decision as the rules of replacing take it.

    One that stands in an earlier one's place counts from where that one stood in the course, and
    what was rescinded in the end, however often it was superseded before, rests on nothing.
    """
    review = decision.review
    rows = list(
        Decision.objects.filter(review__project=review.project_id)
        .exclude(review__kind=PutKind.CONDITION)
        .exclude(outcome__in=(Outcome.HOLD, Outcome.RELEASE))
        .values_list("pk", "replaces_id", "outcome", "review__kind")
    )
    replaces = {pk: earlier for pk, earlier, _, _ in rows}
    rescinded = {_root(pk, replaces) for pk, _, outcome, _ in rows if outcome == Outcome.RESCIND}
    own = _root(decision.pk, replaces)
    later = [
        pk
        for pk, earlier, _, kind in rows
        if earlier is None and pk > own and pk not in rescinded and kind not in _asides(review)
    ]
    return Standing(
        kind=PutKind(review.kind),
        outcome=Outcome(decision.outcome),
        is_last_body=decision.is_last_body,
        is_replaced=Decision.objects.filter(replaces=decision).exists(),
        is_latest=not later,
        next_step=decision.next_step,
        phase=phase_of(review.project),
        is_with_next_body=review_onward(review) is not None,
    )
