"""The one door to the record, and the frame of every use case."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from record.enums import Verb
from record.errors import ActorMissing
from record.history import acting_as, change_with_history, create_with_history, current_actor
from record.models import Act
from record.services import changes, plain, record_act, use_case
from roles.models import Locality, Partnership, Person
from tests.factories.world import make_world

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (Decimal("1.50"), "1.50"),
        (date(2026, 11, 23), "2026-11-23"),
        (AT, "2026-11-23T09:00:00+00:00"),
        ({"a": (1, date(2026, 1, 2))}, {"a": [1, "2026-01-02"]}),
    ],
)
def test_plain(value, expected):
    assert plain(value) == expected


def test_changes_keeps_only_what_differs():
    assert changes({"a": 1, "b": 2}, {"a": 1, "b": 3}) == ({"b": 2}, {"b": 3})
    assert changes({"a": 1}, {"a": 1}) == ({}, {})


def test_a_use_case_needs_an_actor():
    @use_case
    def nothing(*, by):
        raise AssertionError("not reached")

    with pytest.raises(ActorMissing):
        nothing(by=None)


@pytest.mark.django_db
def test_a_use_case_is_whole_or_not_at_all():
    world = make_world()
    before = Locality.objects.count()

    @use_case
    def half(*, by):
        Locality.objects.create(partnership=world.partnership, name="North")
        assert current_actor() == by
        raise RuntimeError

    with pytest.raises(RuntimeError):
        half(by=world.lead)
    assert Locality.objects.count() == before
    assert current_actor() is None


@pytest.mark.django_db
def test_history_refuses_a_change_that_nobody_makes():
    world = make_world()
    with pytest.raises(ActorMissing):
        Locality.objects.create(partnership=world.partnership, name="North")
    with pytest.raises(ActorMissing):
        create_with_history([Locality(partnership=world.partnership, name="North")])
    with pytest.raises(ActorMissing):
        change_with_history(list(Locality.objects.all()), ["name"])


@pytest.mark.django_db
def test_many_rows_are_written_with_their_author():
    world = make_world()
    with acting_as(world.officer):
        rows = create_with_history(
            [Locality(partnership=world.partnership, name=name) for name in ("North", "South")]
        )
        rows[0].name = "Far north"
        change_with_history([rows[0]], ["name"])
    history = list(rows[0].history.order_by("history_id"))
    assert [(h.name, h.history_type, h.history_user) for h in history] == [
        ("North", "+", world.officer),
        ("Far north", "~", world.officer),
    ]
    assert rows[1].history.count() == 1


@pytest.mark.django_db
def test_nothing_to_write_is_no_fault():
    assert create_with_history([]) == []
    change_with_history([], ["name"])


@pytest.mark.django_db
def test_an_act_is_told_in_words_of_the_moment():
    world = make_world()
    act = record_act(
        Verb.ROLE_GIVEN,
        actor=world.officer,
        subject=world.spg,
        partnership=world.partnership,
        at=AT,
        on_behalf_of="the group",
        before={"a": 1},
        after={"a": date(2026, 1, 2)},
    )
    with acting_as(world.system):
        world.officer.name = "Somebody else"
        world.officer.save()
    act.refresh_from_db()
    assert (act.actor_words, act.after, act.partnership_key) == (
        "Officer",
        {"a": "2026-01-02"},
        "moray",
    )


@pytest.mark.django_db
def test_an_act_without_an_actor_is_refused():
    world = make_world()
    count = Act.objects.count()
    with pytest.raises(ActorMissing):
        record_act(Verb.ROLE_GIVEN, actor=None, subject=world.spg, at=AT)
    with pytest.raises(ActorMissing):
        record_act(Verb.ROLE_GIVEN, actor=Person(), subject=world.spg, at=AT)
    assert Act.objects.count() == count
    with pytest.raises(IntegrityError), transaction.atomic():
        Act.objects.create(verb=Verb.ROLE_GIVEN, at=AT)


@pytest.mark.django_db
def test_every_history_row_of_the_world_has_an_author():
    make_world()
    for model in (Person, Partnership, Locality):
        assert model.history.exists()
        assert not model.history.filter(history_user__isnull=True).exists()
