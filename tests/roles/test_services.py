"""Partnerships, bodies, people and their roles: what is done, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from record.enums import Verb
from record.models import Act
from roles.enums import BodyKind, Role
from roles.models import Body, HeldRole, Partnership, Person
from roles.queries import held_by
from roles.services import (
    SYSTEM_EMAIL,
    end_role,
    give_role,
    invite_person,
    set_up_body,
    set_up_partnership,
)
from tests.factories import world as w
from tests.factories.refusals import refuses, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return w.make_world()


@pytest.fixture
def elsewhere(world):
    return w.make_world("highland", "NHH", "elsewhere.example")


def _give(world, person, role, **kwargs):
    values = {"partnership": world.partnership, "from_on": world.today, "by": world.admin}
    return give_role(person, role, at=world.at, **(values | kwargs))


# -- Partnerships and bodies -----------------------------------------------------------------


def test_only_the_system_sets_up_a_partnership(world):
    values = {
        "code": "angus",
        "name": "Angus",
        "health_board": "NHS Tayside",
        "council": "Angus Council",
        "reference_prefix": "ANG",
        "at": world.at,
    }
    with refuses("not_allowed"):
        set_up_partnership(**values, by=world.admin)
    made = set_up_partnership(**values, localities=("North", "South"), by=world.system)
    assert made.localities.count() == 2
    assert Act.objects.filter(verb=Verb.PARTNERSHIP_SET_UP, partnership_key="angus").count() == 1


def test_an_administrator_sets_up_a_body_with_several_reporting_lines(world):
    body = set_up_body(
        world.partnership,
        code="children",
        name="Children's services board",
        kind=BodyKind.OTHER,
        reports_to=(world.ijb, world.cpb),
        by=world.admin,
        at=world.at,
    )
    assert {line.reports_to for line in body.reporting_lines.all()} == {world.ijb, world.cpb}
    assert Act.objects.filter(verb=Verb.BODY_SET_UP, subject_key=str(body.pk)).exists()


@pytest.mark.parametrize("name", ["lead", "officer", "chair", "auditor", "outsider"])
def test_others_set_up_no_body(world, name):
    with refuses("not_allowed"):
        set_up_body(
            world.partnership,
            code="x",
            name="X",
            kind=BodyKind.OTHER,
            by=world.people[name],
            at=world.at,
        )


def test_a_body_reports_within_its_partnership(world, elsewhere):
    with refuses("other_partnership"):
        set_up_body(
            world.partnership,
            code="x",
            name="X",
            kind=BodyKind.OTHER,
            reports_to=(elsewhere.ijb,),
            by=world.admin,
            at=world.at,
        )


# -- Inviting --------------------------------------------------------------------------------


def _invite(world, email="new@demo.example", name="New Person", by=None):
    by = by or world.admin
    return invite_person(world.partnership, email=email, name=name, by=by, at=world.at)


def test_an_invited_person_has_no_password_and_is_recorded(world):
    person = _invite(world, email="  New.Person@Demo.example ", name="  New   Person ")
    assert (person.email, person.name) == ("new.person@demo.example", "New Person")
    assert not person.has_usable_password()
    act = Act.objects.get(verb=Verb.PERSON_INVITED, subject_key=str(person.pk))
    assert act.actor_words == "Admin"
    assert act.partnership_key == "moray"
    assert person.history.get().history_user == world.admin


def test_inviting_twice_writes_nothing_more(world):
    first = _invite(world)
    before = rows()
    assert _invite(world, email="NEW@demo.example", name="Another name") == first
    assert rows() == before


@pytest.mark.parametrize("name", ["lead", "officer", "member", "outsider"])
def test_others_invite_nobody(world, name):
    with refuses("not_allowed"):
        _invite(world, by=world.people[name])


def test_an_administrator_elsewhere_invites_nobody_here(world, elsewhere):
    with refuses("not_allowed"):
        _invite(world, by=elsewhere.admin)


@pytest.mark.parametrize("email", ["", "nobody", "a b@demo.example", "@demo.example", SYSTEM_EMAIL])
def test_an_address_that_is_none(world, email):
    with refuses("bad_email"):
        _invite(world, email=email)


def test_a_person_has_a_name(world):
    with refuses("no_name"):
        _invite(world, name="   ")


# -- Giving and ending roles -----------------------------------------------------------------


def test_a_role_is_dated_recorded_and_in_force(world):
    held = _give(world, world.outsider, Role.BODY_MEMBER, body=world.spg, post="GP")
    assert held.from_on == world.today
    assert Role.BODY_MEMBER in held_by(world.outsider, world.today).on_body(world.spg.pk)
    assert not held_by(world.outsider, world.today - timedelta(days=1)).holdings
    assert Act.objects.filter(verb=Verb.ROLE_GIVEN, subject_key=str(held.pk)).exists()


def test_the_same_role_given_again_writes_nothing(world):
    first = _give(world, world.outsider, Role.AUDITOR)
    before = rows()
    assert _give(world, world.outsider, Role.AUDITOR) == first
    assert rows() == before


def test_a_role_held_from_earlier_is_not_given_from_later(world):
    day = timedelta(days=1)
    member = {"body": world.spg, "post": "GP"}
    first = _give(world, world.outsider, Role.BODY_MEMBER, **member)
    before = rows()
    for said in ({}, {"post": " "}, {"from_on": world.today + 9 * day}):
        assert _give(world, world.outsider, Role.BODY_MEMBER, **(member | said)) == first
    assert rows() == before


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"first": -1}, "role_held"),
        ({"first": -9, "last": 0}, "role_held"),
        ({"first": -9, "last": -1}, None),
        ({"first": 5, "post": "Nurse"}, "role_held"),
        ({"first": 5, "last": 9}, "role_held"),
        ({"first": 0}, "role_held"),  # what is held has a last day, and this has none
        ({"first": 30}, "role_held"),
        ({"first": 31}, None),
        ({"first": 31, "post": "Nurse"}, None),
        ({"first": 5, "last": 30}, None),
    ],
)
def test_no_role_is_held_twice_on_a_day(world, said, code):
    def days(count):
        return None if count is None else world.today + timedelta(days=count)

    def give(first, last=None, post="GP"):
        return _give(
            world,
            world.outsider,
            Role.BODY_MEMBER,
            body=world.spg,
            post=post,
            from_on=days(first),
            to_on=days(last),
        )

    give(0, 30)
    if code is None:
        give(**said)
    else:
        with refuses(code) as refused:
            give(**said)
        assert "to 11 February 2026 already, as GP." in str(refused.value)
    held = HeldRole.objects.filter(person=world.outsider).order_by("from_on")
    for earlier, later in pairwise(held):
        assert earlier.to_on < later.from_on


@pytest.mark.parametrize("name", ["lead", "officer", "chair", "outsider"])
def test_others_give_no_role(world, name):
    with refuses("not_allowed"):
        _give(world, world.outsider, Role.AUDITOR, by=world.people[name])


@pytest.mark.parametrize("role", [Role.LEAD, Role.SPONSOR, Role.TEAM_MEMBER])
def test_roles_on_a_project_are_given_there(world, role):
    with refuses("role_belongs_to_project"):
        _give(world, world.outsider, role)


@pytest.mark.parametrize("role", [Role.READER, Role.SIGNED_IN, Role.ANYBODY])
def test_roles_that_come_by_themselves_are_not_given(world, role):
    with refuses("role_not_given"):
        _give(world, world.outsider, role)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.OFFICER, Role.BODY_MEMBER])
def test_a_role_on_a_body_names_it(world, role):
    with refuses("role_needs_body"):
        _give(world, world.outsider, role)


def test_a_role_stays_in_its_partnership(world, elsewhere):
    with refuses("other_partnership"):
        _give(world, world.outsider, Role.CHAIR, body=elsewhere.spg)


def test_a_role_ends_after_it_begins(world):
    with refuses("ends_before_it_begins"):
        _give(world, world.outsider, Role.AUDITOR, to_on=world.today - timedelta(days=1))


def _end(world, held, last_day, by=None):
    return end_role(held, last_day=last_day, by=by or world.admin, at=world.at)


def test_an_ended_role_holds_on_its_last_day_and_stays_as_a_row(world):
    held = _give(world, world.outsider, Role.AUDITOR)
    ended = _end(world, held, world.today)
    assert held_by(world.outsider, world.today).holdings
    assert not held_by(world.outsider, world.today + timedelta(days=1)).holdings
    act = Act.objects.get(verb=Verb.ROLE_ENDED, subject_key=str(ended.pk))
    assert act.before == {"to_on": None}
    assert act.after == {"to_on": world.today.isoformat()}


def test_a_role_is_not_ended_before_it_began(world):
    held = _give(world, world.outsider, Role.AUDITOR)
    with refuses("ends_before_it_begins"):
        _end(world, held, world.today - timedelta(days=1))


def test_a_role_that_ended_is_not_drawn_out(world):
    held = _end(world, _give(world, world.outsider, Role.AUDITOR), world.today)
    with refuses("role_ended") as refused:
        _end(world, held, world.today + timedelta(days=30))
    assert refused.value.status == 409
    assert HeldRole.objects.get(pk=held.pk).to_on == world.today


def test_an_administrator_elsewhere_ends_no_role_here(world, elsewhere):
    held = _give(world, world.outsider, Role.AUDITOR)
    with refuses("not_allowed"):
        _end(world, held, world.today, by=elsewhere.admin)


def test_the_day_of_an_act_is_the_partnership_s_own(world):
    """Half past midnight of 1 July in Scotland is still 30 June by UTC."""
    new = _invite(world)
    first = date(2026, 7, 1)
    _give(world, new, Role.ADMINISTRATOR, from_on=first)
    at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    guest = invite_person(world.partnership, email="g@demo.example", name="G", by=new, at=at)
    assert Person.objects.filter(pk=guest.pk).exists()


def test_nothing_of_one_partnership_is_another_s(world, elsewhere):
    assert held_by(elsewhere.admin, world.today).partnership_ids == {elsewhere.partnership.pk}
    assert Body.objects.filter(partnership=world.partnership).count() == 4
    assert Partnership.objects.count() == 2
