"""Rounds by correspondence: how one stands on a day, and who is still to reply."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from governance.enums import Correspondence, Declared
from governance.models import Declaration, GateReview, Reply, Round
from governance.queries.bodies import Composition, composition_of, orders_on
from governance.queries.people import conflicts_among, places_on
from governance.queries.reviews import items_about
from governance.rules.correspondence import Carried, carried
from governance.rules.quorum import voting_members
from roles.models import Body, Person

ABOUT = (
    "review__project__partnership",
    "review__body__partnership",
    "review__stage__template",
    "review__brief_version",
    "review__put_by",
    "review__snapshot",
    "asked_by",
    "decision",
)


@dataclass(frozen=True)
class RoundOn:
    """A round as it stands on a day, with the body as it is composed on that day.

    out: by key, (refusal code, sentence) why each of the body does not reply.
    """

    round: Round
    composition: Composition
    replies: tuple[Reply, ...]
    out: dict[int, tuple[str, str]]

    @property
    def rule(self) -> str:
        """The body's own rule for correspondence on the day."""
        orders = self.composition.orders
        return orders.correspondence if orders is not None else Correspondence.NOT_ALLOWED

    @property
    def voters(self) -> list[Person]:
        """The voting members in post, the chair first, less those who are out of it.

        A proxy never: the law lets one stand in at a meeting.
        """
        voting = voting_members(self.composition.quorum_seats(), self.composition.on)
        people = {row.person_id: row.person for row in self.composition.members}
        return [one for key, one in people.items() if str(key) in voting and key not in self.out]

    @property
    def counts(self) -> list[Reply]:
        """The replies of those who have a vote on the day, in the order they came."""
        keys = {person.pk for person in self.voters}
        return [reply for reply in self.replies if reply.person_id in keys]

    @property
    def waits_for(self) -> list[Person]:
        """Those with a vote who have not replied."""
        replied = {reply.person_id for reply in self.replies}
        return [person for person in self.voters if person.pk not in replied]

    @property
    def votes(self) -> dict[int, str]:
        return {reply.person_id: reply.vote for reply in self.counts}

    def carried(self) -> Carried:
        """Return whether it is carried by the replies so far, and why."""
        found = self.composition.quorum_of([reply.person for reply in self.counts], self.out)
        return carried(
            self.rule,
            self.votes,
            waits_for=len(self.waits_for),
            tally=found.tally,
            names=self.composition.category_names,
        )


def round_on(one: Round, on: date) -> RoundOn:
    """Return how a round stands on a day; the same number of queries whatever its length."""
    review = one.review
    composition = composition_of(review.body, on)
    return RoundOn(
        one,
        composition,
        tuple(one.replies.select_related("person")),
        out_of(review, composition.people, on),
    )


def out_of(review: GateReview, people: Collection[Person], on: date) -> dict[int, tuple[str, str]]:
    """Return by key (refusal code, sentence) why each of these does not reply on what was put.

    Who is or was on the project since it was put, and who withdrew from it at a meeting by a
    declared interest; who may reply is left out.
    """
    places = places_on(review.project, since=review.put_at, until=on)
    declared = {
        row.person_id
        for item in items_about(review)
        for row in item.declarations.all()
        if row.followed == Declared.WITHDREW
    }
    found = {
        one.pk: ("own_interest", f"{one} declared an interest in this at a meeting and withdrew.")
        for one in people
        if one.pk in declared
    }
    conflicts = conflicts_among(people, places, put_by=review.put_by)
    return found | {key: ("own_project", words) for key, words in conflicts.items()}


def round_at(key: int) -> Round:
    """Return a round with what was put; raises Http404 where there is none."""
    return get_object_or_404(Round.objects.select_related(*ABOUT), pk=key)


def rounds_of(review: GateReview) -> list[Round]:
    """Return the rounds on what was put, the latest first."""
    return list(Round.objects.filter(review=review).select_related("decision").order_by("-pk"))


def open_rounds() -> QuerySet[Round]:
    """Return the rounds that wait for replies or for what comes of them, oldest first."""
    return Round.objects.filter(ended_at__isnull=True, review__is_open=True).order_by("pk")


def rounds_waiting_for(person_id: int, body_ids: Collection[int], on: date) -> QuerySet[Round]:
    """Return the open rounds of these bodies to which a person has not replied, soonest first."""
    rows = open_rounds().filter(review__body__in=body_ids, reply_by__gte=on)
    withdrew = Declaration.objects.filter(
        item__review=OuterRef("review"), person=person_id, followed=Declared.WITHDREW
    )
    rows = rows.exclude(replies__person=person_id).filter(~Exists(withdrew))
    rows = rows.order_by("reply_by", "pk")
    return rows.select_related("review__project", "review__body", "review__stage__template")


def allows_correspondence(body: Body, on: date) -> bool:
    """Say whether a body's orders in force on a day let it decide by correspondence."""
    orders = orders_on(body, on)
    return orders is not None and orders.correspondence != Correspondence.NOT_ALLOWED
