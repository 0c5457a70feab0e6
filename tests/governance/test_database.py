"""The database itself refuses to change what a body saw and decided."""

import pytest
from django.db import DatabaseError, connection, transaction

from governance.enums import Outcome
from governance.models import Ballot, Decision, Snapshot, TookPart
from governance.services import PartLine, put_to_body
from record.history import acting_as
from tests.factories import world as w


@pytest.fixture
def decision(world, project) -> Decision:
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    members = [world.chair, world.member]
    return w.decide(
        world,
        review,
        Outcome.APPROVE,
        took_part=[PartLine("", person) for person in members],
        votes={person.pk: "for" for person in members},
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda d: Decision.objects.filter(pk=d.pk).update(outcome="stop"),
        lambda d: Decision.objects.filter(pk=d.pk).update(reasons="Other reasons"),
        lambda d: TookPart.objects.filter(decision=d).update(words="Somebody else"),
        lambda d: Ballot.objects.filter(decision=d).update(vote="against"),
        lambda d: Snapshot.objects.filter(pk=d.review.snapshot_id).update(content={}),
        lambda d: connection.cursor().execute(
            "UPDATE governance_decision SET met_on = '2020-01-01' WHERE id = %s", [d.pk]
        ),
    ],
)
def test_a_recorded_decision_is_not_updated_by_any_way(decision, change):
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        change(decision)

    again = Decision.objects.get(pk=decision.pk)
    assert (again.outcome, again.reasons) == (decision.outcome, decision.reasons)


def test_saving_a_decision_again_is_refused_too(world, decision):
    decision.reasons = "Other reasons"

    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        acting_as(world.chair),
    ):
        decision.save()

    assert Decision.objects.get(pk=decision.pk).reasons != "Other reasons"
