"""Deciding between meetings: the body's own rule, who replies, and what comes of it."""

from datetime import timedelta

import pytest

from governance.enums import Correspondence, Declared, Outcome, Part, Vote
from governance.models import GateReview, Reply, Round
from governance.queries.correspondence import rounds_waiting_for
from governance.rules.correspondence import (
    LONGEST,
    carried,
    fault_in_reply_by,
    may_be_recorded,
)
from governance.rules.quorum import CategoryTally, Counted, Tally
from governance.services import (
    PartLine,
    close_meeting,
    declare_interest,
    put_to_body,
    record_decision,
    set_standing_orders,
    withdraw_put,
)
from governance.services.correspondence import (
    ask_by_correspondence,
    decide_by_correspondence,
    end_round,
    reply,
)
from projects.enums import ProjectRole
from projects.services import put_in_place
from record.models import Act
from tests.factories import bodies as b
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses

GROUP = ("chair", "member", "member2", "member3")


@pytest.fixture
def project(world):
    return m.put_brief(world, "Put to the group")


@pytest.fixture
def review(world, project) -> GateReview:
    return w.open_review(project)


def by_majority(world, **values):
    return m.set_orders(world, correspondence=Correspondence.MAJORITY, **values)


def ask(world, review, **changed) -> Round:
    values = {
        "outcome": Outcome.APPROVE,
        "proposal": "The need is plain. Accept the brief.",
        "reply_by": world.today + timedelta(days=10),
        "by": world.officer,
        "at": world.at,
    }
    return ask_by_correspondence(review, **(values | changed))


def answer(world, asked, name, vote=Vote.FOR, words="") -> Reply:
    return reply(asked, vote=vote, words=words, by=world.people[name], at=world.at)


def minute(world, asked, **changed):
    values = {"took_part": (), "met_on": None, "confirms_major": False}
    outcome = changed.pop("outcome", Outcome(asked.outcome))
    return w.said(world, asked.review.body, outcome, **(values | changed))


def decide(world, asked, **changed):
    by = changed.pop("by", world.officer)
    return decide_by_correspondence(asked, minute(world, asked, **changed), by=by, at=world.at)


# -- The rule, case by case -------------------------------------------------------------------

F, A, O = Vote.FOR, Vote.AGAINST, Vote.ABSTAINED  # noqa: E741 -- read as columns of a table
MAJORITY, ALL = Correspondence.MAJORITY, Correspondence.ALL


def tally(present: int, needed: int = 3, in_post: int = 4, *categories: CategoryTally) -> Tally:
    found = tuple(Counted(str(one), "") for one in range(present))
    return Tally(needed, in_post, in_post, found, 0, categories)


@pytest.mark.parametrize(
    ("rule", "votes", "needed", "waits_for", "is_carried", "words"),
    [
        (MAJORITY, [F, F, F], 3, 1, True, "Carried: three votes for, no votes against."),
        (MAJORITY, [F, F, A], 3, 1, True, "two votes for, one vote against."),
        (MAJORITY, [F, A, O], 3, 1, False, "Not carried, since more must be for it"),
        (MAJORITY, [F, F, A, A], 3, 0, False, "Not carried, since more must be for it"),
        (MAJORITY, [O, O, O], 3, 1, False, "no votes for, no votes against, three abstentions"),
        (MAJORITY, [F, O, O], 3, 1, True, "one vote for"),
        (MAJORITY, [F, F], 3, 2, False, "Not enough have replied: two voting members of the four"),
        (MAJORITY, [], 3, 4, False, "no voting members of the four in post have replied"),
        (MAJORITY, [F], 1, 3, True, "One voting member of the four in post has replied"),
        (ALL, [F, F, F, F], 3, 0, True, "Carried: every voting member has agreed."),
        (ALL, [F, F, F], 3, 1, False, "one reply is still to come"),
        (ALL, [F, F, F], 3, 2, False, "two replies are still to come"),
        (ALL, [F, F, F, O], 3, 0, False, "and one did not"),
        (ALL, [F, F, A, A], 3, 0, False, "and two did not"),
        (ALL, [F, F], 3, 0, False, "Not enough have replied"),
        (Correspondence.NOT_ALLOWED, [F] * 4, 3, 0, False, "at meetings alone"),
    ],
)
def test_replies_carry_it_or_not(rule, votes, needed, waits_for, is_carried, words):
    given = dict(enumerate(votes))

    found = carried(rule, given, waits_for=waits_for, tally=tally(len(votes), needed), names={})

    assert found.is_carried is is_carried
    assert words in found.why
    assert found.why.endswith(".")


def test_a_kind_of_seat_of_which_too_few_replied_is_named():
    short = CategoryTally("carers", 1, 0, 2, 2)

    found = carried(
        MAJORITY,
        {1: F, 2: F, 3: F},
        waits_for=1,
        tally=tally(3, 3, 4, short),
        names={"carers": "“Carers”"},
    )

    assert not found.is_carried
    assert "one from “Carers” is needed and none has replied" in found.why


def test_where_nobody_votes_nothing_is_carried():
    found = carried(MAJORITY, {}, waits_for=0, tally=tally(0, 1, 0), names={})

    assert found.why == "Not enough have replied: no voting member is in post."


@pytest.mark.parametrize(("days", "is_right"), [(0, False), (1, True), (60, True), (61, False)])
def test_time_to_reply_is_a_day_at_least_and_sixty_at_most(world, days, is_right):
    assert LONGEST == 60
    assert (fault_in_reply_by(world.today + timedelta(days=days), world.today) == "") is is_right


@pytest.mark.parametrize(
    ("days_left", "waits_for", "may"), [(1, 1, False), (0, 1, False), (-1, 1, True), (1, 0, True)]
)
def test_it_is_recorded_once_all_replied_or_their_time_is_over(world, days_left, waits_for, may):
    reply_by = world.today + timedelta(days=days_left)

    assert may_be_recorded(world.today, reply_by, waits_for) is may


# -- Asking -----------------------------------------------------------------------------------


def test_the_officer_asks_the_members(world, review):
    by_majority(world)

    asked = ask(world, review)

    assert asked.ended_at is None
    act = Act.objects.get(verb="round_asked")
    assert act.project_key == str(review.project.pk)
    assert act.after["outcome"] == "Approve"
    assert act.reason == "The need is plain. Accept the brief."
    waits = [
        name
        for name in GROUP
        if rounds_waiting_for(world.people[name].pk, {world.spg.pk}, world.today).exists()
    ]
    assert waits == list(GROUP)


@pytest.mark.parametrize("rule", [None, Correspondence.NOT_ALLOWED])
def test_nobody_is_asked_where_the_orders_do_not_allow_it(world, review, rule):
    if rule is not None:
        m.set_orders(world, correspondence=rule)

    with refuses("no_correspondence"):
        ask(world, review)


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("wrong_outcome", {"outcome": Outcome.HOLD}),
        ("no_proposal", {"proposal": " "}),
        ("bad_reply_by", {"reply_by": timedelta(0)}),
        ("bad_reply_by", {"reply_by": timedelta(days=61)}),
    ],
)
def test_what_is_asked_must_make_sense(world, review, code, changed):
    by_majority(world)
    if "reply_by" in changed:
        changed = {"reply_by": world.today + changed["reply_by"]}

    with refuses(code):
        ask(world, review, **changed)


@pytest.mark.parametrize("name", ["member", "lead", "ijb_chair", "admin"])
def test_only_the_chair_or_the_officer_of_the_body_asks(world, review, name):
    by_majority(world)

    with refuses("not_allowed"):
        ask(world, review, by=world.people[name])


def test_who_is_on_the_project_does_not_ask(world, project, review):
    by_majority(world)
    join(world, project, "officer")

    with refuses("own_project"):
        ask(world, review)


def join(world, project, name):
    put_in_place(
        project,
        ProjectRole.TEAM_MEMBER,
        post="Adviser",
        person=world.people[name],
        from_on=world.today,
        by=world.system,
        at=world.at,
    )


def test_the_same_form_sent_twice_asks_once(world, review):
    by_majority(world)
    ask(world, review)

    with refuses("round_open") as refused:
        ask(world, review)
    assert refused.value.status == 409


def test_what_was_withdrawn_is_asked_of_nobody(world, project, review):
    by_majority(world)
    withdraw_put(review, by=world.lead, at=world.at)

    with refuses("already_decided"):
        ask(world, review)


def test_what_stands_on_the_agenda_of_a_meeting_under_way_is_decided_there(world, review):
    by_majority(world)
    meeting = m.meet(world, "chair")

    with refuses("at_a_meeting"):
        ask(world, review)

    close_meeting(meeting, by=world.officer, at=world.at)
    assert ask(world, review)


# -- Replying ---------------------------------------------------------------------------------


def test_a_member_replies_once_and_it_stays(world, review):
    by_majority(world)
    asked = ask(world, review)

    given = answer(world, asked, "member", Vote.AGAINST, " Too soon. ")

    assert (given.vote, given.words) == (Vote.AGAINST, "Too soon.")
    assert Act.objects.get(verb="reply_given").after == {"vote": "Against"}
    with refuses("replied_already") as refused:
        answer(world, asked, "member", Vote.FOR)
    assert refused.value.status == 409
    assert not rounds_waiting_for(world.member.pk, {world.spg.pk}, world.today).exists()


@pytest.mark.parametrize("name", ["officer", "lead", "ijb_member", "admin", "outsider"])
def test_nobody_but_a_member_replies(world, review, name):
    by_majority(world)
    asked = ask(world, review)

    with refuses("not_allowed"):
        answer(world, asked, name)


def test_a_proxy_does_not_reply(world, review):
    by_majority(world)
    m.stand_in(world, "staff", "member3")
    asked = ask(world, review)

    with refuses("not_allowed") as refused:
        answer(world, asked, "staff")
    assert "a proxy stands in at meetings alone" in str(refused.value)


def test_a_member_whose_days_are_over_does_not_reply(world, review):
    by_majority(world)
    asked = ask(world, review)
    row = m.seat_of(world, "member")
    row.to_on = world.today
    with w.acting(world):
        row.save()
    world.days(1)

    with refuses("not_allowed"):
        answer(world, asked, "member")


def test_a_seat_that_does_not_vote_does_not_reply(world, project, review):
    b.make_seats(world)
    set_anew(world)
    asked = ask(world, review)

    with refuses("no_vote_here"):
        answer(world, asked, "member2")  # sits for unpaid carers, who do not vote here
    with refuses("no_vote_here"):
        answer(world, asked, "member3")  # sits in no seat
    assert answer(world, asked, "member")


def set_anew(world):
    """Set orders from today, by which a majority decides by correspondence."""
    return set_standing_orders(
        world.spg,
        from_on=world.today,
        fraction="1/2",
        minimum=2,
        correspondence=Correspondence.MAJORITY,
        source="Terms of reference, section 4",
        by=world.officer,
        at=world.at,
    )


def test_who_is_on_the_project_does_not_reply(world, project, review):
    by_majority(world)
    asked = ask(world, review)
    join(world, project, "member")

    with refuses("own_project"):
        answer(world, asked, "member")


def test_who_withdrew_from_it_at_a_meeting_does_not_reply(world, project, review):
    by_majority(world)
    meeting = m.meet(world, "chair", "member")
    declare_interest(
        m.item_on(meeting, project),
        world.member,
        nature="Sits on the provider’s board.",
        followed=Declared.WITHDREW,
        by=world.officer,
        at=world.at,
    )
    close_meeting(meeting, by=world.officer, at=world.at)
    asked = ask(world, review)

    with refuses("own_interest"):
        answer(world, asked, "member")


def test_a_reply_after_the_last_day_is_too_late(world, review):
    by_majority(world)
    asked = ask(world, review, reply_by=world.today + timedelta(days=2))
    world.days(2)
    assert answer(world, asked, "member")
    world.days(1)

    with refuses("too_late") as refused:
        answer(world, asked, "member2")
    assert refused.value.status == 409


def test_a_round_whose_matter_was_decided_elsewhere_takes_no_reply(world, review):
    by_majority(world, minimum=2)
    asked = ask(world, review)
    took = [PartLine("Chair", world.chair), PartLine("Member", world.member)]
    said = w.said(world, world.spg, Outcome.APPROVE, took_part=took, confirms_major=False)
    record_decision(review, said, by=world.officer, at=world.at)

    with refuses("round_over"):
        answer(world, asked, "member")


def test_orders_that_no_longer_allow_it_end_the_replies(world, review):
    by_majority(world)
    asked = ask(world, review)
    world.days(1)
    set_standing_orders(
        world.spg,
        from_on=world.today,
        fraction="1/2",
        minimum=2,
        source="Terms of reference, as changed",
        by=world.officer,
        at=world.at,
    )

    with refuses("no_correspondence"):
        answer(world, asked, "member")


# -- Ending and deciding ----------------------------------------------------------------------


def test_a_round_ends_without_a_decision_and_another_may_be_asked(world, review):
    by_majority(world)
    asked = ask(world, review)

    ended = end_round(asked, because="To be talked about.", by=world.officer, at=world.at)

    assert ended.ended_because == "To be talked about."
    review.refresh_from_db()
    assert review.is_open
    assert Act.objects.get(verb="round_ended").reason == "To be talked about."
    with refuses("round_over"):
        end_round(asked, because="Again.", by=world.officer, at=world.at)
    with refuses("round_over"):
        answer(world, asked, "member")
    with refuses("round_over"):
        decide(world, asked)
    assert ask(world, review)


def test_a_round_is_ended_with_a_reason_by_who_runs_the_body(world, review):
    by_majority(world)
    asked = ask(world, review)

    with refuses("no_reasons"):
        end_round(asked, because=" ", by=world.officer, at=world.at)
    with refuses("not_allowed"):
        end_round(asked, because="Why not.", by=world.member, at=world.at)


def test_all_replied_and_the_decision_is_recorded_by_the_replies(world, project, review):
    by_majority(world)
    asked = ask(world, review)
    for name, vote in zip(GROUP, [F, F, A, O], strict=True):
        answer(world, asked, name, vote)
    world.days(1)

    decision = decide(world, asked)

    asked.refresh_from_db()
    assert asked.decision == decision
    assert asked.ended_at == world.at
    assert decision.met_on == world.today
    assert decision.vote_words == (
        "By correspondence. Two votes for, one vote against, one abstention."
    )
    assert decision.presided_by == world.chair
    assert {one.person for one in decision.took_part.all()} == {world.people[n] for n in GROUP}
    assert {one.person: one.vote for one in decision.ballots.all()} == {
        world.people[name]: vote for name, vote in zip(GROUP, [F, F, A, O], strict=True)
    }
    assert decision.quorum_words
    project.refresh_from_db()
    assert not GateReview.objects.filter(project=project, is_open=True).exists()
    assert Act.objects.filter(verb="decision_recorded", subject_key=str(decision.pk)).exists()


def test_before_the_last_day_it_waits_for_everybody(world, review):
    by_majority(world)
    asked = ask(world, review)
    for name in GROUP[:3]:
        answer(world, asked, name)

    with refuses("replies_to_come"):
        decide(world, asked)

    world.days(10)
    with refuses("replies_to_come"):
        decide(world, asked)
    world.days(1)
    assert decide(world, asked).took_part.count() == 3


def test_what_is_not_carried_is_not_recorded(world, review):
    by_majority(world)
    asked = ask(world, review)
    for name, vote in zip(GROUP, [F, A, A, O], strict=True):
        answer(world, asked, name, vote)

    with refuses("not_carried"):
        decide(world, asked)


def test_where_all_must_agree_one_abstention_is_enough(world, review):
    m.set_orders(world, correspondence=Correspondence.ALL)
    asked = ask(world, review)
    for name, vote in zip(GROUP, [F, F, F, O], strict=True):
        answer(world, asked, name, vote)

    with refuses("not_carried") as refused:
        decide(world, asked)
    assert "every voting member must agree" in str(refused.value)


def test_another_outcome_than_was_asked_is_not_recorded(world, review):
    by_majority(world)
    asked = ask(world, review)
    for name in GROUP:
        answer(world, asked, name)

    with refuses("other_outcome"):
        decide(world, asked, outcome=Outcome.SEND_BACK)


def test_where_the_chair_did_not_reply_it_says_who_presided(world, review):
    by_majority(world)
    asked = ask(world, review)
    for name in GROUP[1:]:
        answer(world, asked, name)
    world.days(11)

    with refuses("nobody_presided"):
        decide(world, asked)

    decision = decide(world, asked, presided_by=world.member)
    assert decision.presided_words == "Member, body member, in the place of the chair"


def test_who_came_onto_the_project_after_replying_is_not_counted(world, project, review):
    by_majority(world)
    asked = ask(world, review)
    for name in GROUP:
        answer(world, asked, name)
    join(world, project, "member3")

    decision = decide(world, asked)

    assert decision.ballots.count() == 3
    out = decision.took_part.get(part=Part.WITHDREW)
    assert out.person == world.member3


def test_a_reply_counts_while_its_member_is_in_post(world, review):
    by_majority(world)
    asked = ask(world, review)
    for name in GROUP:
        answer(world, asked, name)
    row = m.seat_of(world, "member3")
    row.to_on = world.today
    with w.acting(world):
        row.save()
    world.days(1)

    decision = decide(world, asked)

    assert decision.ballots.count() == 3
    assert not decision.took_part.filter(person=world.member3).exists()


@pytest.mark.parametrize("name", ["member", "lead", "ijb_chair"])
def test_only_who_runs_the_body_records_it(world, review, name):
    by_majority(world)
    asked = ask(world, review)
    for one in GROUP:
        answer(world, asked, one)

    with refuses("not_allowed"):
        decide(world, asked, by=world.people[name])


def test_a_stage_is_decided_by_correspondence_too(world):
    project = w.start(world, w.make_project(world))
    by_majority(world)
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    asked = ask(world, review, outcome=Outcome.SEND_BACK)
    for name in GROUP:
        answer(world, asked, name)

    decision = decide(world, asked, confirms_major=None)

    assert decision.outcome == Outcome.SEND_BACK
    assert decision.vote_words.startswith("By correspondence. ")


@pytest.mark.parametrize("days", [0, 31])
def test_papers_are_sent_one_to_thirty_working_days_before(world, days):
    with refuses("bad_papers_days"):
        m.set_orders(world, papers_days=days)


def test_orders_keep_the_rule_and_the_days_of_papers(world):
    orders = m.set_orders(world, correspondence=Correspondence.ALL, papers_days=7)

    orders.refresh_from_db()
    assert (orders.correspondence, orders.papers_days) == ("all", 7)
    after = Act.objects.get(verb="orders_set").after
    assert (after["correspondence"], after["papers_days"]) == ("all", 7)
