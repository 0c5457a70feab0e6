"""Letting somebody act in one's own place: what can be delegated, and the services."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from record.models import Act
from roles.enums import Role
from roles.models import Delegation, HeldRole
from roles.queries import delegated_to, delegations_on, held_by
from roles.rules.delegation import Delegating, fault_in_delegation
from roles.services import end_delegation, end_role, give_role, make_delegation
from tests.factories.refusals import refuses

TODAY = date(2026, 3, 2)
ASKED = Delegating(1, 11, 12, frozenset({"gate.decide"}), TODAY, TODAY + timedelta(days=13))
KEPT = replace(ASKED, held_role=2)


def fault(asked=ASKED, *others, role=Role.CHAIR, reason="On leave.", is_insider=True):
    return fault_in_delegation(
        asked, others, role=role, reason=reason, is_insider=is_insider, today=TODAY
    )


def test_a_delegation_that_can_be():
    assert fault() is None
    assert fault(ASKED, replace(KEPT, holder=13, to=14)) is None
    assert fault(ASKED, replace(ASKED, to=14)) is None, "the same act to two people"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("no_delegated_acts", {"acts": frozenset()}),
        ("not_delegable", {"acts": frozenset({"gate.decide", "project.stop"})}),
        ("not_delegable", {"acts": frozenset({"no.such.act"})}),
        ("delegated_to_self", {"to": 11}),
        ("ends_before_it_begins", {"to_on": TODAY - timedelta(days=1)}),
        ("delegation_in_past", {"from_on": TODAY - timedelta(days=1)}),
        ("delegation_too_long", {"to_on": TODAY + timedelta(days=366)}),
    ],
)
def test_what_cannot_be_delegated(code, change):
    found = fault(replace(ASKED, **change))

    assert found is not None
    assert found[0] == code
    assert found[1].endswith(".")


def test_a_whole_year_can_be():
    assert fault(replace(ASKED, to_on=TODAY + timedelta(days=365))) is None


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("not_delegable", {"role": Role.BODY_MEMBER}),
        ("no_delegation_reason", {"reason": "  "}),
        ("delegate_without_role", {"is_insider": False}),
    ],
)
def test_what_is_asked_of_the_holder_and_the_delegate(code, values):
    assert fault(**values)[0] == code


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("delegation_circle", replace(KEPT, holder=12, to=11)),
        ("delegation_chain", replace(KEPT, holder=13, to=11)),
        ("delegation_chain", replace(KEPT, holder=12, to=13)),
        ("delegated_already", ASKED),
        ("acts_for_another", replace(KEPT, holder=13, to=12)),
    ],
)
@pytest.mark.parametrize("at_the_edge", [False, True])
def test_neither_chains_nor_circles(code, other, at_the_edge):
    if at_the_edge:  # they share one day
        other = replace(other, from_on=ASKED.to_on, to_on=ASKED.to_on + timedelta(days=5))
    assert fault(ASKED, other)[0] == code

    after = ASKED.to_on + timedelta(days=1)
    assert fault(ASKED, replace(other, from_on=after, to_on=after)) is None
    assert fault(ASKED, replace(other, acts=frozenset({"meeting.run"}))) is None


def role_of(world, name, body="spg"):
    return HeldRole.objects.get(person=world.people[name], body=world.bodies[body])


def delegate(world, to="member", *, of="chair", by=None, days=13, **values):
    said = {
        "acts": ["gate.decide"],
        "reason": "On leave.",
        "from_on": world.today,
        "to_on": world.today + timedelta(days=days),
    } | values
    by = world.people[by or of]
    return make_delegation(role_of(world, of), world.people[to], **said, by=by, at=world.at)


def test_the_chair_lets_a_member_decide(world):
    row = delegate(world)

    assert (row.to, row.acts, str(row)) == (world.member, ["gate.decide"], "Member for Chair")
    act = Act.objects.latest("pk")
    assert (act.verb, act.reason, act.after["acts"]) == ("delegated", "On leave.", ["gate.decide"])
    assert delegated_to(world.member, world.spg.pk, "gate.decide", world.today) == row
    assert delegated_to(world.member, world.spg.pk, "meeting.run", world.today) is None
    assert delegated_to(world.member, world.ijb.pk, "gate.decide", world.today) is None
    assert delegated_to(world.chair, world.spg.pk, "gate.decide", world.today) is None
    assert list(delegations_on(world.spg)) == [row]
    assert list(delegations_on(world.ijb)) == []


def test_it_counts_on_its_days_alone(world):
    row = delegate(world, from_on=world.today + timedelta(days=2))

    def counts(days):
        on = world.today + timedelta(days=days)
        return delegated_to(world.member, world.spg.pk, "gate.decide", on) == row

    assert [counts(days) for days in (1, 2, 13, 14)] == [False, True, True, False]


def test_it_ends_with_the_role_it_is_of(world):
    delegate(world)
    end_role(
        role_of(world, "chair"),
        last_day=world.today - timedelta(days=1),
        by=world.system,
        at=world.at,
    )

    assert delegated_to(world.member, world.spg.pk, "gate.decide", world.today) is None


def test_a_delegate_has_the_one_act_and_what_comes_with_it(world):
    delegate(world, "lead", acts=["gate.decide"])
    held = held_by(world.lead, world.today)

    assert held.to_do("gate.decide", world.spg.pk) == {Role.CHAIR}
    assert held.to_do("gate.see_put", world.spg.pk) == {Role.BODY_MEMBER}
    for act in ("meeting.run", "meeting.view", "project.stop", "direction.issue", "body.arrange"):
        assert held.to_do(act, world.spg.pk) == frozenset()
    assert held.to_do("gate.decide", None) == frozenset()
    assert held.on_body(world.spg.pk) == frozenset()
    assert world.spg.pk not in held.body_ids, "no restricted project is opened by it"


def test_no_further_query_for_who_has_no_delegation(world, django_assert_num_queries):
    delegate(world)
    with django_assert_num_queries(1):
        for name in ("chair",):
            held_by(world.people[name], world.today).to_do("gate.decide", world.spg.pk)
    with django_assert_num_queries(1):
        held_by(world.staff, world.today).to_do("gate.decide", world.spg.pk)
    with django_assert_num_queries(2):
        held = held_by(world.member, world.today)
        held.to_do("gate.decide", world.spg.pk)
        held.to_do("meeting.run", world.spg.pk)


@pytest.mark.parametrize("by", ["officer", "member", "admin", "lead", "system"])
def test_only_the_holder_delegates(world, by):
    with refuses("not_allowed"):
        make_delegation(
            role_of(world, "chair"),
            world.staff,
            acts=["gate.decide"],
            reason="On leave.",
            from_on=world.today,
            to_on=world.today,
            by=world.system if by == "system" else world.people[by],
            at=world.at,
        )


def test_a_member_has_nothing_to_delegate(world):
    with refuses("not_allowed"):
        delegate(world, "member2", of="member")


def test_whose_role_has_ended_delegates_nothing(world):
    end_role(
        role_of(world, "chair"),
        last_day=world.today - timedelta(days=1),
        by=world.system,
        at=world.at,
    )
    with refuses("not_allowed"):
        delegate(world)


def test_what_is_refused_with_its_code(world):
    delegate(world)
    with refuses("delegated_already"):
        delegate(world)
    with refuses("acts_for_another"):
        delegate(world, of="officer")
    with refuses("delegation_chain"):
        delegate(world, "chair", of="officer")
    with refuses("delegate_without_role"):
        delegate(world, "outsider", acts=["meeting.run"])
    delegate(world, "officer", acts=["meeting.run"])
    with refuses("delegation_circle"):
        delegate(world, "chair", of="officer", acts=["meeting.run"])


def test_who_is_lent_a_power_hands_it_on_to_nobody(world):
    give_role(
        world.member,
        Role.OFFICER,
        partnership=world.partnership,
        body=world.spg,
        from_on=world.today,
        by=world.system,
        at=world.at,
    )
    delegate(world)
    own = HeldRole.objects.get(person=world.member, role=Role.OFFICER)
    with refuses("delegation_chain"):
        make_delegation(
            own,
            world.staff,
            acts=["gate.decide"],
            reason="On leave.",
            from_on=world.today,
            to_on=world.today,
            by=world.member,
            at=world.at,
        )


def taken_back(world, row, days, by="chair"):
    day = world.today + timedelta(days=days)
    return end_delegation(row, last_day=day, by=world.people[by], at=world.at)


def test_it_is_taken_back(world):
    row = delegate(world)
    world.days(2)
    row = taken_back(world, row, -1)

    assert row.to_on == world.today - timedelta(days=1)
    assert delegated_to(world.member, world.spg.pk, "gate.decide", world.today) is None
    assert Act.objects.latest("pk").verb == "delegation_ended"
    with refuses("delegation_over") as refused:
        taken_back(world, row, 0)
    assert refused.value.status == 409


def test_one_taken_back_on_its_first_day_covers_nothing_any_more(world):
    row = taken_back(world, delegate(world), -1)

    assert (row.acts, row.to_on >= row.from_on) == ([], True)
    assert Act.objects.latest("pk").before["acts"] == ["gate.decide"]
    assert delegated_to(world.member, world.spg.pk, "gate.decide", world.today) is None
    with refuses("delegation_over"):
        taken_back(world, row, 0)
    assert delegate(world).pk != row.pk, "and it can be given anew"


def test_how_it_is_not_taken_back(world):
    row = delegate(world)
    with refuses("not_allowed"):
        taken_back(world, row, 1, by="officer")
    with refuses("not_allowed"):
        taken_back(world, row, 1, by="member")
    with refuses("last_day_past"):
        taken_back(world, row, -2)
    with refuses("not_drawn_out"):
        taken_back(world, row, 14)
    assert Delegation.objects.get().acts == ["gate.decide"]


def test_its_history_is_kept(world):
    row = delegate(world)
    taken_back(world, row, 3)

    assert [str(one.history_user) for one in row.history.all()] == ["Chair", "Chair"]
