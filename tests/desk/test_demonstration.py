"""The demonstration as somebody meets it, loaded once and loaded again."""

import pytest
from django.utils import timezone

from desk.demonstration import load_demonstration
from governance.models import Round
from governance.queries.correspondence import round_on
from governance.queries.directions import (
    chain_of_direction,
    directions_seen_by,
    state_of_direction,
)
from governance.queries.escalations import ladders_of
from projects.models import Project
from roles.models import Person
from roles.queries import held_by
from tests.factories.unchanged import unchanged


@pytest.mark.django_db
def test_the_register_of_directions_has_a_chain_and_one_more_in_force():
    now = timezone.now()
    load_demonstration(at=now)
    with unchanged():
        load_demonstration(at=now)

    held = held_by(Person.objects.get(email="member@demo.example"), timezone.localdate(now))
    rows = list(directions_seen_by(held))
    assert [(row.reference, state_of_direction(row)) for row in rows] == [
        ("12d", "superseded"),
        ("12l", "completed"),
        ("14", "issued"),
    ]
    assert all(row.progress.exists() for row in rows)
    links = chain_of_direction(rows[0], held)
    assert [one.direction.reference for one in links] == ["12d", "12l"]
    assert rows[0].issued_on.year < rows[1].issued_on.year


@pytest.mark.django_db
def test_a_round_waits_for_two_replies_and_escalations_have_come_as_far_as_they_may():
    now = timezone.now()
    load_demonstration(at=now)

    asked = round_on(Round.objects.get(), timezone.localdate(now))
    assert len(asked.counts) == 2
    assert [str(person) for person in asked.waits_for] == [
        "Chief Officer",
        "Third sector representative",
    ]
    words = [
        (rung.row.to_body.code, rung.is_open)
        for project in Project.objects.filter(escalations__isnull=False).distinct().order_by("pk")
        for ladder in ladders_of(project, timezone.localdate(now))
        for rung in ladder.rungs
    ]
    assert sorted(words) == [("ijb", True), ("slt", False), ("spg", False)]
