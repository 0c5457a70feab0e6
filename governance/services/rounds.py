"""Rounds by correspondence: their locks, and who may do what in one."""

from datetime import date, datetime

from governance.enums import Correspondence
from governance.models import GateReview, Round
from governance.queries import places_on
from governance.queries.correspondence import RoundOn, round_at
from governance.services.arranging import lock_body
from governance.services.minute import authorise_decision
from governance.services.put import lock_review
from projects.services import lock_project
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act
from roles.models import Body, Person
from roles.queries import held_by
from roles.rules import may


def lock_round(asked: Round) -> Round:
    """Lock a round's body, project and review, in this order, and return it as it is now."""
    lock_body(asked.review.body)
    review = lock_project_and_review(asked.review)
    asked = round_at(asked.pk)
    asked.review = review
    return asked


def lock_project_and_review(review: GateReview) -> GateReview:
    project = lock_project(review.project)
    review = lock_review(review)
    review.project = project
    return review


def refuse_to_run(
    review: GateReview, body: Body, *, by: Person, on: date, act: str = "gate.decide"
) -> None:
    """Refuse whoever may not do an act for the body on what was put: as `authorise_decision`."""
    places = places_on(review.project, since=review.put_at, until=on)
    authorise_decision(body, places, put_by=review.put_by, by=by, on=on, act=act)


def refuse_to_reply(found: RoundOn, *, by: Person) -> None:
    """Refuse what `reply` would refuse on the day of `found`; its refusals, writes nothing."""
    _refuse_who_replies(found, by=by)
    asked, body = found.round, found.composition.body
    refuse_over(asked)
    if found.rule == Correspondence.NOT_ALLOWED:
        raise not_by_correspondence(body)
    if found.composition.on > asked.reply_by:
        raise Refusal(
            f"Replies were asked for until {asked.reply_by:%-d %B %Y}. Yours was not kept. Tell "
            f"the officer of {body} what you think.",
            code="too_late",
            status=409,
        )
    if any(one.person_id == by.pk for one in found.replies):
        raise Refusal(
            "You have replied already, and a reply is kept as it was given. Nothing was added.",
            code="replied_already",
            status=409,
        )


def _refuse_who_replies(found: RoundOn, *, by: Person) -> None:
    body, on = found.composition.body, found.composition.on
    if not may(held_by(by, on).on_body(body.pk), "correspondence.reply"):
        raise Refusal(
            f"Only members of {body} reply, each for themselves: a proxy stands in at meetings "
            "alone.",
            code="not_allowed",
            status=403,
        )
    if by.pk in found.out:
        code, reason = found.out[by.pk]
        raise Refusal(
            f"{reason} So you do not reply on it. Tell the officer of {body} if that is wrong.",
            code=code,
            status=403,
        )
    if by.pk not in {person.pk for person in found.voters}:
        raise Refusal(
            f"Your seat on {body} does not vote, so you do not reply. Tell the officer what you "
            "think.",
            code="no_vote_here",
            status=403,
        )


def refuse_decided(review: GateReview) -> None:
    if not review.is_open:
        raise Refusal(
            "This is decided already, or it was withdrawn. Nothing of yours was recorded. Open "
            "the project to read what was decided.",
            code="already_decided",
            status=409,
        )


def refuse_over(asked: Round) -> None:
    """Refuse ("round_over", 409) what is done in a round that ended, or whose matter is settled."""
    if asked.ended_at is not None or not asked.review.is_open:
        raise Refusal(
            "This round has ended, or the matter was settled at a meeting. Nothing of yours was "
            "kept. Reload its page.",
            code="round_over",
            status=409,
        )


def not_by_correspondence(body: Body) -> Refusal:
    return Refusal(
        f"The orders of {body} let it decide at meetings alone. Take this to its next meeting.",
        code="no_correspondence",
    )


def record_end(asked: Round, *, by: Person, at: datetime) -> None:
    record_act(
        Verb.ROUND_ENDED,
        actor=by,
        subject=asked,
        project=asked.review.project,
        at=at,
        reason=asked.ended_because,
        after={"decision": str(asked.decision) if asked.decision else "none"},
    )
