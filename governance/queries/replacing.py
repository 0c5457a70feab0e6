"""How an earlier decision stands now: replaced, followed by others, or still the latest."""

from cycle.engine import phase_of
from governance.enums import Outcome, PutKind
from governance.models import Decision, GateReview
from governance.rules.replacing import Standing

_BESIDE = (PutKind.CONDITION, PutKind.DECISION)


def review_onward(review: GateReview) -> GateReview | None:
    """Return the open review of the further body to which a decision sent the matter on."""
    return GateReview.objects.filter(continues=review, is_open=True).first()


def standing_of(decision: Decision) -> Standing:
    """Return a decision as the rules of replacing take it."""
    review = decision.review
    later = (
        Decision.objects.filter(review__project=review.project_id, pk__gt=decision.pk)
        .exclude(review__kind__in=_BESIDE)
        .exclude(outcome__in=(Outcome.HOLD, Outcome.RELEASE))
        .exclude(replaces__isnull=False)
        .exclude(replaced_by__outcome=Outcome.RESCIND)
    )
    if review.kind != PutKind.BRIEF:
        later = later.exclude(review__kind=PutKind.BRIEF)
    return Standing(
        kind=PutKind(review.kind),
        outcome=Outcome(decision.outcome),
        is_last_body=decision.is_last_body,
        is_replaced=Decision.objects.filter(replaces=decision).exists(),
        is_latest=not later.exists(),
        next_step=decision.next_step,
        phase=phase_of(review.project),
        is_with_next_body=review_onward(review) is not None,
    )
