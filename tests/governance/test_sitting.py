"""Who takes part in a decision, presides and votes, whichever way it comes in."""

import pytest

from governance.enums import Declared, Outcome, TieRule
from governance.models import Ballot
from governance.services import (
    close_meeting,
    decide_item,
    declare_interest,
)
from record.errors import Refusal
from roles.services import end_role
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses


def withdrew(world, item, name):
    return declare_interest(
        item,
        world.people[name],
        nature="Sits on the provider's board.",
        followed=Declared.WITHDREW,
        by=world.officer,
        at=world.at,
    )


# -- How a body sat, by a minute that was written elsewhere -----------------------------------


def test_an_inquorate_minute_is_refused_with_what_would_make_it_quorate(world):
    m.set_orders(world, minimum=3)
    review = w.open_review(m.put_brief(world, "Inquorate"))

    with refuses("inquorate") as refused:
        w.decide(
            world,
            review,
            Outcome.APPROVE,
            took_part=[w.PartLine("", world.chair), w.PartLine("", world.member)],
        )

    assert "One more voting member must come in." in str(refused.value)


def test_a_minute_says_who_presided(world):
    m.set_orders(world, minimum=2)
    m.stand_in(world, "staff", "member3")
    review = w.open_review(m.put_brief(world, "Presided"))
    members = [w.PartLine("", world.member), w.PartLine("", world.member2)]
    stand_in = w.PartLine("", world.staff)
    with refuses("nobody_presided"):
        w.decide(world, review, Outcome.APPROVE, took_part=members)
    with refuses("presider_absent"):
        w.decide(world, review, Outcome.APPROVE, took_part=members, presided_by=world.member3)
    with refuses("proxy_presides"):
        w.decide(
            world,
            review,
            Outcome.APPROVE,
            took_part=[*members, stand_in],
            presided_by=world.staff,
        )

    decision = w.decide(
        world, review, Outcome.APPROVE, took_part=members, presided_by=world.member2
    )

    assert decision.presided_by == world.member2
    assert decision.presided_words == "Member2, body member, in the place of the chair"
    assert decision.quorum_words.startswith("Quorate: 2 of the 4 voting members in post are here")


def test_a_body_without_orders_decides_as_before(world):
    review = w.open_review(m.put_brief(world, "No orders"))

    decision = w.decide(world, review, Outcome.APPROVE)

    assert (decision.quorum_words, decision.presided_by) == ("", world.chair)


def on_project(world, project, name: str) -> None:
    w.put_in_place(
        project,
        w.ProjectRole.TEAM_MEMBER,
        post="Analyst",
        person=world.people[name],
        from_on=world.today,
        by=world.system,
        at=world.at,
    )


def lines(world, *names: str) -> list[w.PartLine]:
    return [w.PartLine("", world.people[name]) for name in names]


def test_who_withdrew_at_the_meeting_takes_no_part_by_a_minute_either(world):
    m.set_orders(world, minimum=2)
    project = m.put_brief(world, "Declared")
    meeting = m.meet(world, "chair", "member")
    withdrew(world, m.item_on(meeting, project), "member")
    review = w.open_review(project)
    with refuses("at_a_meeting") as refused:
        w.decide(world, review, Outcome.APPROVE, took_part=lines(world, "chair", "member"))
    assert refused.value.status == 409
    close_meeting(meeting, by=world.officer, at=world.at)

    with refuses("declared_and_withdrew"):
        w.decide(world, review, Outcome.APPROVE, took_part=lines(world, "chair", "member"))


def test_a_chair_who_withdrew_does_not_record_the_decision_either(world):
    project = m.put_brief(world, "Withdrew")
    meeting = m.meet(world, "chair", "member", "member2")
    item = m.item_on(meeting, project)
    withdrew(world, item, "chair")

    with refuses("own_interest"):
        decide_item(
            item, m.said(Outcome.APPROVE, presided_by=world.member), by=world.chair, at=world.at
        )


def test_the_proxy_of_somebody_on_the_project_stands_in_for_nobody(world):
    m.set_orders(world, minimum=3)
    m.stand_in(world, "staff", "member")
    project = m.put_brief(world, "Own")
    on_project(world, project, "member")
    review = w.open_review(project)

    with refuses("proxy_not_needed"):
        w.decide(
            world, review, Outcome.APPROVE, took_part=lines(world, "chair", "member2", "staff")
        )
    with refuses("inquorate"):
        w.decide(world, review, Outcome.APPROVE, took_part=lines(world, "chair", "member2"))


def test_a_proxy_does_not_take_part_beside_the_member_orders_or_none(world):
    m.stand_in(world, "staff", "chair")
    project = m.put_brief(world, "Both")
    meeting = m.meet(world, "chair", "staff")
    with refuses("one_member_alone"):
        decide_item(
            m.item_on(meeting, project), m.said(Outcome.APPROVE), by=world.officer, at=world.at
        )
    close_meeting(meeting, by=world.officer, at=world.at)
    with refuses("proxy_not_needed"):
        w.decide(
            world, w.open_review(project), Outcome.APPROVE, took_part=lines(world, "chair", "staff")
        )


def test_another_member_presides_where_the_chair_withdrew_orders_or_none(world):
    project = m.put_brief(world, "Chair out")
    on_project(world, project, "chair")
    meeting = m.meet(world, "chair", "member", "member2")
    item = m.item_on(meeting, project)
    with refuses("nobody_presided"):
        decide_item(item, m.said(Outcome.APPROVE), by=world.officer, at=world.at)

    decision = decide_item(
        item, m.said(Outcome.APPROVE, presided_by=world.member), by=world.officer, at=world.at
    )

    assert decision.presided_words == "Member, body member, in the place of the chair"


def test_the_room_and_the_minute_count_alike_where_a_proxy_stands_for_two(world):
    m.set_orders(world, minimum=2)
    m.stand_in(world, "staff", "chair")
    m.stand_in(world, "staff", "member3")
    project = m.put_brief(world, "Two")
    meeting = m.meet(world, "chair", "staff")

    decision = decide_item(
        m.item_on(meeting, project), m.said(Outcome.APPROVE), by=world.officer, at=world.at
    )

    assert decision.took_part.get(person=world.staff).words == "Staff, for Member3"


def test_the_proxy_of_somebody_who_left_the_body_is_nobody_there(world):
    m.stand_in(world, "staff", "member3")
    review = w.open_review(m.put_brief(world, "Left"))
    end_role(m.seat_of(world, "member3"), last_day=world.today, by=world.system, at=world.at)
    world.days(1)

    with refuses("not_in_post"):
        w.decide(world, review, Outcome.APPROVE, took_part=lines(world, "chair", "staff"))


def test_a_member_named_in_words_is_chosen_from_the_list_instead(world):
    m.set_orders(world, minimum=1)
    review = w.open_review(m.put_brief(world, "Words"))

    with refuses("named_in_words"):
        w.decide(
            world,
            review,
            Outcome.APPROVE,
            took_part=[*lines(world, "chair"), w.PartLine("Member, third sector")],
        )


def test_who_is_named_twice_is_kept_once(world):
    review = w.open_review(m.put_brief(world, "Twice"))

    decision = w.decide(
        world, review, Outcome.APPROVE, took_part=lines(world, "chair", "member", "member")
    )

    assert decision.took_part.count() == 2


# -- Recorded votes ----------------------------------------------------------------------------


def vote(world, *, minimum: int = 2, tie: str = "falls", votes: dict, casting: str = "", **rest):
    """Decide by a vote of chair, member, member2, and of staff in member3's place."""
    m.set_orders(world, minimum=minimum, tie=TieRule(tie))
    m.stand_in(world, "staff", "member3")
    project = m.put_brief(world, "Voted")
    meeting = m.meet(world, "chair", "member", "member2", "staff")
    return decide_item(
        m.item_on(meeting, project),
        m.said(
            Outcome.APPROVE,
            votes={world.people[name].pk: how for name, how in votes.items()},
            casting=casting,
            **rest,
        ),
        by=world.officer,
        at=world.at,
    )


ALL = {"chair": "for", "member": "for", "member2": "against", "staff": "abstained"}


def test_a_recorded_vote_is_kept_ballot_by_ballot(world):
    decision = vote(world, votes=ALL)

    assert decision.vote_words == "Two votes for, one vote against, one abstention."
    assert {(row.words, row.vote) for row in decision.ballots.all()} == {
        ("Chair, chair", "for"),
        ("Member, body member", "for"),
        ("Member2, body member", "against"),
        ("Staff, for Member3", "abstained"),
    }


@pytest.mark.parametrize(
    ("code", "tie", "votes", "casting"),
    [
        ("votes_missing", "falls", {"chair": "for", "member": "for"}, ""),
        ("no_vote_here", "falls", ALL | {"member3": "for"}, ""),
        ("not_carried", "falls", dict.fromkeys(ALL, "against"), ""),
        ("votes_tied", "falls", ALL | {"staff": "against"}, ""),
        ("no_casting_vote", "falls", ALL | {"staff": "against"}, "for"),
        ("no_casting_vote", "chair_casts", ALL, "for"),
        ("casting_vote_missing", "chair_casts", ALL | {"staff": "against"}, ""),
        ("votes_tied", "chair_casts", ALL | {"staff": "against"}, "against"),
    ],
)
def test_a_recorded_vote_is_refused(world, code, tie, votes, casting):
    with pytest.raises(Refusal) as refused:
        vote(world, tie=tie, votes=votes, casting=casting)

    assert refused.value.code == code
    assert not Ballot.objects.exists()


def test_a_casting_vote_carries_where_the_orders_give_one(world):
    decision = vote(world, tie="chair_casts", votes=ALL | {"staff": "against"}, casting="for")

    assert decision.vote_words == ("Two votes for, two votes against; the casting vote was for.")
