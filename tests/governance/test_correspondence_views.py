"""Pages of a round by correspondence: who sees them, what each button does, on a stale tab too."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.enums import Correspondence, Outcome, Vote
from governance.models import Decision, Reply, Round
from governance.services import withdraw_put
from governance.services.correspondence import ask_by_correspondence, end_round, reply
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.unchanged import unchanged

GROUP = ("chair", "member", "member2", "member3")


@pytest.fixture
def project(world):
    m.set_orders(world, correspondence=Correspondence.MAJORITY)
    return m.put_brief(world, "Put to the group")


@pytest.fixture
def review(project):
    return w.open_review(project)


@pytest.fixture
def asked(world, review) -> Round:
    """A round asked this morning; the clock stands at its moment."""
    with time_machine.travel(world.at, tick=False):
        yield ask(world, review)


def ask(world, review) -> Round:
    return ask_by_correspondence(
        review,
        outcome=Outcome.APPROVE,
        proposal="The need is plain.",
        reply_by=world.today + timedelta(days=10),
        by=world.officer,
        at=world.at,
    )


def answer(world, asked, name, vote=Vote.FOR) -> Reply:
    return reply(asked, vote=vote, by=world.people[name], at=world.at)


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def to_run(asked: Round) -> dict[str, str]:
    review = asked.review
    return {
        "round_ask": at("round_ask", review.project.reference, review.pk),
        "round_end": at("round_end", asked.pk),
        "round_decide": at("round_decide", asked.pk),
    }


def to_read(asked: Round) -> dict[str, str]:
    return {"round": at("round", asked.pk)}


def everything(asked: Round) -> dict[str, str]:
    return to_read(asked) | to_run(asked) | {"round_reply": at("round_reply", asked.pk)}


def decided(**changed) -> dict[str, str]:
    values = {
        "outcome": "approve",
        "reasons": "The need is plain.",
        "confirms_major": "no",
        "coded_reasons": "approve:need_shown",
        "conditions-TOTAL_FORMS": "0",
        "conditions-INITIAL_FORMS": "0",
    }
    return values | changed


# -- Who sees what ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["chair", "officer", "member", "member3"])
def test_the_body_reads_its_rounds(client, world, asked, name):
    client.force_login(world.people[name])

    page = client.get(at("round", asked.pk))

    assert page.status_code == 200
    assert "The need is plain." in words(page)


@pytest.mark.parametrize(
    ("name", "status"),
    [("lead", 403), ("staff", 403), ("ijb_chair", 403), ("admin", 403), ("outsider", 404)],
)
def test_nobody_else_reads_them(client, world, asked, name, status):
    client.force_login(world.people[name])

    for page, address in everything(asked).items():
        assert client.get(address).status_code == status, page
        with unchanged():
            assert client.post(address, {}).status_code == status, page


def test_another_partnership_does_not_see_a_round(client, world, asked):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    client.force_login(other.officer)

    for page, address in everything(asked).items():
        assert client.get(address).status_code == 404, page


def test_who_is_not_signed_in_is_asked_to(client, asked):
    for page, address in everything(asked).items():
        assert client.get(address).status_code == 302, page


def test_a_member_runs_nothing_and_the_officer_does_not_reply(client, world, asked):
    client.force_login(world.member)
    for page, address in to_run(asked).items():
        assert client.post(address, {}).status_code == 403, page
    client.force_login(world.officer)
    assert client.get(at("round_reply", asked.pk)).status_code == 403


def test_a_get_never_acts(client, world, asked):
    for name in ("officer", "member"):
        client.force_login(world.people[name])
        for address in everything(asked).values():
            with unchanged():
                client.get(address, {"vote": "for", "confirm": "yes", "because": "x"})


# -- Asking ------------------------------------------------------------------------------------


def test_the_review_offers_to_ask_and_then_shows_the_round(client, world, review):
    client.force_login(world.officer)
    with time_machine.travel(world.at, tick=False):
        before = words(client.get(review.get_absolute_url()))
        sent = client.post(
            at("round_ask", review.project.reference, review.pk),
            {
                "outcome": "approve",
                "proposal": "Accept it.",
                "reply_by": f"{world.today + timedelta(days=7):%Y-%m-%d}",
            },
        )
        after = words(client.get(review.get_absolute_url()))

    asked = Round.objects.get()
    assert sent.url == asked.get_absolute_url()
    assert "Ask the body by correspondence" in before
    assert "Ask the body by correspondence" not in after
    assert asked.get_absolute_url() in after
    client.force_login(world.lead)
    assert asked.get_absolute_url() not in words(client.get(review.get_absolute_url()))


def test_the_review_offers_nothing_where_the_orders_do_not_allow_it(client, world):
    m.set_orders(world)
    review = w.open_review(m.put_brief(world, "Another"))
    client.force_login(world.officer)

    assert "by correspondence" not in words(client.get(review.get_absolute_url())).casefold()


def test_what_is_wrong_with_the_question_is_said_on_the_form(client, world, review):
    client.force_login(world.officer)
    with time_machine.travel(world.at, tick=False), unchanged():
        page = client.post(
            at("round_ask", review.project.reference, review.pk),
            {"outcome": "approve", "proposal": "It.", "reply_by": f"{world.today:%Y-%m-%d}"},
        )

    assert page.status_code == 422
    assert "choose a day after today" in words(page)


# -- Replying ----------------------------------------------------------------------------------


def test_a_reply_is_looked_at_once_more_before_it_is_kept(client, world, asked):
    client.force_login(world.member)
    address = at("round_reply", asked.pk)

    with unchanged():
        once_more = client.post(address, {"vote": "against", "words": "Too soon."})
    assert "Once more before it is kept" in words(once_more)
    with unchanged():
        again = client.post(address, {"vote": "against", "words": "Too soon.", "change": "yes"})
    assert "Too soon." in words(again)
    sent = client.post(address, {"vote": "against", "words": "Too soon.", "confirm": "yes"})

    assert sent.url == asked.get_absolute_url()
    assert Reply.objects.get().vote == Vote.AGAINST
    shown = words(client.get(asked.get_absolute_url()))
    assert "Against" in shown
    assert "Too soon." in shown
    assert address not in shown


def test_the_same_reply_sent_twice_is_kept_once(client, world, asked):
    client.force_login(world.member)
    address, data = at("round_reply", asked.pk), {"vote": "for", "confirm": "yes"}
    client.post(address, data)

    with unchanged():
        again = client.post(address, data)

    assert again.status_code == 409
    assert "You have replied already" in words(again)


def test_a_reply_without_a_choice_is_asked_for_again(client, world, asked):
    client.force_login(world.member)

    page = client.post(at("round_reply", asked.pk), {"confirm": "yes"})

    assert page.status_code == 422
    assert "Choose for, against or abstained." in words(page)


@pytest.mark.parametrize("settled", ["ended", "withdrawn"])
def test_a_stale_tab_is_told_that_the_round_is_over(client, world, review, asked, settled):
    if settled == "ended":
        end_round(asked, because="To a meeting.", by=world.officer, at=world.at)
    else:
        withdraw_put(review, by=world.lead, at=world.at)
    client.force_login(world.member)
    with unchanged():
        page = client.post(at("round_reply", asked.pk), {"vote": "for", "confirm": "yes"})
    assert page.status_code == 409
    client.force_login(world.officer)
    for name in ("round_end", "round_decide"):
        with unchanged():
            page = client.post(at(name, asked.pk), decided(because="x", confirm="yes"))
        assert page.status_code == 409, name
    shown = words(client.get(asked.get_absolute_url()))
    assert ("Ended on" if settled == "ended" else "Settled elsewhere.") in shown


def test_the_page_says_who_is_still_to_reply_and_who_is_not_asked(client, world, project, asked):
    w.put_in_place(
        project,
        w.ProjectRole.TEAM_MEMBER,
        post="Adviser",
        person=world.member3,
        from_on=world.today,
        by=world.system,
        at=world.at,
    )
    answer(world, asked, "member")
    client.force_login(world.chair)

    shown = words(client.get(asked.get_absolute_url()))

    assert "Not yet replied: Chair, Member2." in shown
    assert "Member3 is on this project and so does not decide on it." in shown
    assert "one voting member of the four in post has replied" in shown
    assert at("round_reply", asked.pk) in shown


def test_the_round_page_has_a_constant_number_of_queries(client, world, asked):
    client.force_login(world.officer)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(asked.get_absolute_url()).status_code == 200
        return len(queries)

    answer(world, asked, "member")
    first = count()
    for name in ("chair", "member2"):
        answer(world, asked, name)
    assert count() == first


# -- Ending and deciding -----------------------------------------------------------------------


def test_the_officer_ends_a_round(client, world, asked):
    client.force_login(world.officer)

    sent = client.post(at("round_end", asked.pk), {"because": "To be talked about."})

    assert sent.status_code == 302
    asked.refresh_from_db()
    assert asked.ended_because == "To be talked about."


def test_the_officer_records_what_was_carried(client, world, asked):
    for name in GROUP:
        answer(world, asked, name)
    client.force_login(world.officer)
    address = at("round_decide", asked.pk)

    form = words(client.get(address))
    assert "Chair: for" in form
    assert "The need is plain." in form
    assert 'value="send_back"' not in form
    with unchanged():
        once_more = client.post(address, decided(look="yes"))
    assert "Once more before it is recorded" in words(once_more)
    assert "By correspondence. Four votes for" in words(once_more)
    sent = client.post(address, decided(confirm="yes"))

    assert sent.status_code == 302
    assert Decision.objects.get().round == asked
    assert "Decided on" in words(client.get(asked.get_absolute_url()))


def test_what_is_not_carried_is_said_on_the_page(client, world, asked):
    for name in GROUP[:2]:
        answer(world, asked, name)
    client.force_login(world.officer)

    with unchanged():
        page = client.post(at("round_decide", asked.pk), decided(confirm="yes"))

    assert page.status_code == 422
    assert "Not enough have replied" in words(page)
    assert at("round_decide", asked.pk) not in words(client.get(asked.get_absolute_url()))


def test_a_form_made_for_something_else_records_nothing(client, world, asked):
    for name in GROUP:
        answer(world, asked, name)
    client.force_login(world.officer)

    with unchanged():
        page = client.post(at("round_decide", asked.pk), decided(review="999", confirm="yes"))

    assert page.status_code == 409


# -- On the home page --------------------------------------------------------------------------


def test_my_work_lists_the_rounds_that_wait_for_my_reply(client, world, asked):
    client.force_login(world.member)
    assert "Rounds waiting for your reply" in words(client.get(reverse("desk:home")))

    answer(world, asked, "member")
    assert "Rounds waiting for your reply" not in words(client.get(reverse("desk:home")))
    client.force_login(world.officer)
    assert "Rounds waiting for your reply" not in words(client.get(reverse("desk:home")))


def test_rounds_cost_one_query_and_none_for_who_is_on_no_body(client, world, asked):
    def asks_for_rounds(name: str) -> int:
        client.force_login(world.people[name])
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk:home"))
        return sum("governance_round" in one["sql"] for one in queries)

    assert asks_for_rounds("member") == 1
    assert asks_for_rounds("lead") == 0


# -- How it is arranged ------------------------------------------------------------------------


def test_the_orders_say_on_the_bodys_page_whether_it_decides_by_correspondence(client, world):
    m.set_orders(world, correspondence=Correspondence.ALL, papers_days=7)
    client.force_login(world.lead)
    with time_machine.travel(world.at, tick=False):
        shown = words(client.get(at("body", world.spg.pk)))

    assert "By correspondence, if every voting member agrees" in shown
    assert "Sent seven working days before a meeting" in shown


def test_the_orders_form_asks_for_it(client, world):
    m.set_orders(world)
    client.force_login(world.officer)
    values = {
        "from_on": f"{world.today:%Y-%m-%d}",
        "fraction": "1/2",
        "minimum": "2",
        "tie": "falls",
        "interests": "withdraws",
        "source": "Terms of reference",
    }
    with time_machine.travel(world.at, tick=False):
        with unchanged():
            page = client.post(
                at("orders_set", world.spg.pk),
                values | {"correspondence": "majority", "papers_days": "31"},
            )
        assert page.status_code == 422
        sent = client.post(
            at("orders_set", world.spg.pk),
            values | {"correspondence": "majority", "papers_days": "10"},
        )

    assert sent.status_code == 302
    latest = world.spg.standing_orders.first()
    assert (latest.correspondence, latest.papers_days) == ("majority", 10)
