"""What a project asks of a body above: to whom it may go, up the ladder, and the answer."""

from datetime import date, timedelta

import pytest

from governance.enums import ItemKind
from governance.models import Escalation
from governance.queries.escalations import ladders_of, reach_of
from governance.rules.ladder import above, took_words, waits_words
from governance.services import (
    arrive,
    call_meeting,
    close_meeting,
    defer_item,
    fill_agenda,
    open_meeting,
    take_item,
)
from governance.services.escalations import answer_escalation, escalate, pass_on
from projects.enums import ProjectRole
from projects.models import Project
from projects.services import put_in_place
from record.models import Act
from roles.models import ReportingLine
from roles.queries import held_by
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses


@pytest.fixture
def lines(world):
    """The group and the team report to the board; the team to the group too."""
    line(world, "spg", "ijb")
    line(world, "slt", "ijb")
    line(world, "slt", "spg")


def line(world, below: str, above: str) -> None:
    with w.acting(world):
        ReportingLine.objects.create(body=world.bodies[below], reports_to=world.bodies[above])


@pytest.fixture
def project(world, lines) -> Project:
    return w.make_project(world)


def raise_it(world, project, **changed) -> Escalation:
    values = {
        "ask": "Release the community nursing budget.",
        "needed_by": world.today + timedelta(days=14),
        "by": world.lead,
        "at": world.at,
    }
    to = changed.pop("to", "spg")
    return escalate(project, world.bodies[to], **(values | changed))


def on_up(world, row, to="ijb", **changed) -> Escalation:
    values = {"ask": "The group cannot release it.", "by": world.officer, "at": world.at}
    return pass_on(row, world.bodies[to], **(values | changed))


def answered(world, row, **changed) -> Escalation:
    values = {"answer": "Released until March.", "by": world.chair, "at": world.at}
    return answer_escalation(row, **(values | changed))


# -- The ladder, by itself ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "found"),
    [(1, {2, 3, 4}), (2, {4}), (3, {4}), (4, set()), (5, {6}), (6, {5}), (9, set())],
)
def test_who_is_above_goes_by_all_lines_and_never_in_circles(body, found):
    lines = {1: [2, 3], 2: [4], 3: [4], 5: [6], 6: [5]}

    assert above(body, lines) == found


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 3, 2), "Waiting since today"),
        (date(2026, 3, 3), "Waiting for one day"),
        (date(2026, 3, 9), "Waiting for seven days"),
        (date(2026, 3, 10), "Waiting for eight days. Overdue by one day"),
        (date(2026, 4, 2), "Waiting for 31 days. Overdue by 24 days"),
    ],
)
def test_how_long_it_waits_is_told_in_words(today, words):
    assert waits_words(date(2026, 3, 2), date(2026, 3, 9), today) == words


def test_how_long_it_took_is_told_in_words():
    assert took_words(date(2026, 3, 2), date(2026, 3, 2)) == "on the same day"
    assert took_words(date(2026, 3, 2), date(2026, 3, 4)) == "after two days"


# -- Escalating ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lead", "sponsor", "officer", "chair"])
def test_those_who_answer_for_a_project_escalate(world, project, name):
    row = raise_it(world, project, to="ijb", by=world.people[name])

    assert row.raised_by == world.people[name]
    assert row.from_body == (world.spg if name in ("officer", "chair") else None)
    act = Act.objects.get(verb="escalated")
    assert act.project_key == str(project.pk)
    assert act.reason == "Release the community nursing budget."
    assert act.after["to_body"] == str(world.ijb)


@pytest.mark.parametrize("name", ["teammate", "member", "staff", "ijb_chair", "slt_chair", "admin"])
def test_nobody_else_escalates(world, project, name):
    with refuses("not_allowed"):
        raise_it(world, project, by=world.people[name])


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("no_ask", {"ask": " "}),
        ("needed_in_past", {"needed_by": date(2026, 1, 11)}),
        ("not_above", {"to": "cpb"}),
        ("not_above", {"to": "slt"}),
    ],
)
def test_what_is_escalated_must_make_sense(world, project, code, changed):
    with refuses(code):
        raise_it(world, project, **changed)


def test_today_is_in_time(world, project):
    assert raise_it(world, project, needed_by=world.today)


def test_a_project_without_a_governing_body_goes_nowhere(world, project):
    with w.acting(world):
        project.governing_body = None
        project.save()

    with refuses("not_above"):
        raise_it(world, project)


def test_another_partnership_is_above_nobody_here(world, project):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    with w.acting(world):
        ReportingLine.objects.create(body=world.spg, reports_to=other.ijb)

    with refuses("not_above"):
        escalate(
            project,
            other.ijb,
            ask="Anything.",
            needed_by=world.today,
            by=world.lead,
            at=world.at,
        )


def test_the_people_of_the_body_that_has_the_matter_go_above_it(world, project):
    """The team governs it, the group decides now on what was put; the board is above both."""
    line(world, "spg", "cpb")
    governed = w.make_project(world, body="slt")
    w.fill_brief(world, governed)
    w.put_to_body(governed, by=world.lead, at=world.at)
    review = w.open_review(governed)
    with w.acting(world):
        review.body = world.spg
        review.save()
        ReportingLine.objects.filter(body=world.slt, reports_to=world.spg).delete()

    with refuses("not_above"):
        raise_it(world, governed, to="cpb")

    row = raise_it(world, governed, to="cpb", by=world.chair)
    assert row.from_body == world.spg
    reach = reach_of(governed, held_by(world.lead, world.today))
    assert reach.everywhere == {world.slt.pk, world.ijb.pk}


def test_the_same_form_sent_twice_escalates_once(world, project):
    raise_it(world, project)

    with refuses("escalated_already") as refused:
        raise_it(world, project)
    assert refused.value.status == 409
    assert raise_it(world, project, ask="Something else.")


def test_nothing_is_escalated_from_a_project_that_is_over(world, project):
    with w.acting(world):
        project.over_since = world.today
        project.save()

    with refuses("project_is_over"):
        raise_it(world, project)


# -- Passing on and answering -------------------------------------------------------------------


def test_a_body_passes_it_on_and_the_answer_from_above_goes_down_the_ladder(world, project):
    first = raise_it(world, project)
    world.days(2)
    second = on_up(world, first)
    world.days(3)
    answered(world, second, by=world.ijb_chair, answer="Released for a year.")

    [ladder] = ladders_of(project, world.today)
    assert [rung.words for rung in ladder.rungs] == [
        f"Passed on to the {world.ijb} after two days",
        "Answered after three days",
    ]
    assert ladder.top.row.answer == "Released for a year."
    assert ladder.top.row.from_body == world.spg
    assert ladder.top.row.needed_by == first.needed_by
    assert not any(rung.is_open for rung in ladder.rungs)
    act = Act.objects.get(verb="escalation_answered")
    assert (act.on_behalf_of, act.reason) == (str(world.ijb), "Released for a year.")
    first.refresh_from_db()
    assert first.answered_on is None


def test_what_was_passed_on_is_answered_above_alone(world, project):
    first = raise_it(world, project)
    on_up(world, first)

    with refuses("passed_on_already") as refused:
        answered(world, first)
    assert refused.value.status == 409
    with refuses("passed_on_already"):
        on_up(world, first)


def test_what_is_answered_stays_answered(world, project):
    first = raise_it(world, project)
    answered(world, first)

    with refuses("answered_already"):
        answered(world, first, answer="Another.")
    with refuses("answered_already"):
        on_up(world, first)


def test_it_goes_along_a_line_to_the_next_body_and_never_round(world, project):
    line(world, "ijb", "spg")
    first = raise_it(world, project)

    with refuses("not_above"):
        on_up(world, first, to="cpb")
    with refuses("no_ask"):
        on_up(world, first, ask="")
    second = on_up(world, first)
    with refuses("in_the_ladder"):
        on_up(world, second, to="spg", by=world.ijb_chair)


def test_an_answer_says_something(world, project):
    row = raise_it(world, project)

    with refuses("no_answer"):
        answered(world, row, answer=" ")


@pytest.mark.parametrize("name", ["lead", "member", "ijb_chair", "admin"])
def test_only_who_runs_the_body_answers_for_it(world, project, name):
    row = raise_it(world, project)

    with refuses("not_allowed"):
        answered(world, row, by=world.people[name])
    with refuses("not_allowed"):
        on_up(world, row, by=world.people[name])


def test_who_is_on_the_project_does_not_answer_it(world, project):
    row = raise_it(world, project)
    put_in_place(
        project,
        ProjectRole.TEAM_MEMBER,
        post="Adviser",
        person=world.chair,
        from_on=world.today,
        by=world.system,
        at=world.at,
    )

    with refuses("own_project"):
        answered(world, row)
    assert answered(world, row, by=world.officer)


# -- On the agenda ------------------------------------------------------------------------------


def called(world, body: str = "spg", days: int = 7):
    return call_meeting(
        world.bodies[body],
        starts_at=world.at + timedelta(days=days),
        by=world.people["officer"] if body == "spg" else world.ijb_chair,
        at=world.at,
    )


def test_it_comes_onto_the_next_agenda_by_itself_after_what_is_put(world, lines):
    project = m.put_brief(world, "Put to the group")
    row = raise_it(world, project)

    meeting = called(world)

    kinds = [item.kind for item in meeting.items.all()]
    assert kinds == [ItemKind.PUT, ItemKind.ESCALATION]
    assert meeting.items.get(escalation=row).title.endswith("Release the community nursing budget.")
    assert not fill_agenda(meeting, by=world.officer, at=world.at)
    raise_it(world, project, ask="And its staff.")
    assert len(fill_agenda(meeting, by=world.officer, at=world.at)) == 1


def test_what_is_answered_or_passed_on_comes_onto_no_agenda(world, project):
    answered(world, raise_it(world, project))
    on_up(world, raise_it(world, project, ask="Another."))

    assert not called(world).items.exists()
    assert called(world, "ijb").items.get().kind == ItemKind.ESCALATION


def taken(world, meeting):
    world.at = meeting.starts_at
    meeting = open_meeting(meeting, by=world.officer, at=world.at)
    arrive(meeting, world.chair, by=world.officer, at=world.at)
    return meeting


def test_what_is_said_at_the_meeting_is_the_answer(world, project):
    row = raise_it(world, project)
    meeting = taken(world, called(world))

    item = take_item(
        meeting.items.get(escalation=row),
        note="The group releases it.",
        by=world.officer,
        at=world.at,
    )

    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("The group releases it.", world.officer)
    assert row.answered_on == world.today
    assert item.words == "Taken"


def test_what_was_answered_elsewhere_is_settled_on_the_agenda(world, project):
    row = raise_it(world, project)
    meeting = taken(world, called(world))
    answered(world, row)

    item = meeting.items.get(escalation=row)

    assert item.words == "Settled elsewhere"
    with refuses("item_settled"):
        take_item(item, note="Late.", by=world.officer, at=world.at)


def test_what_was_passed_on_meanwhile_is_noted_without_an_answer(world, project):
    row = raise_it(world, project)
    meeting = taken(world, called(world))
    on_up(world, row)

    take_item(
        meeting.items.get(escalation=row),
        note="It is with the board.",
        by=world.officer,
        at=world.at,
    )

    row.refresh_from_db()
    assert row.answered_on is None


def test_left_to_a_later_meeting_it_stands_there_under_its_own_name(world, project):
    row = raise_it(world, project)
    meeting = taken(world, called(world))
    later = called(world, days=30)

    defer_item(
        meeting.items.get(escalation=row),
        later,
        reason="No time.",
        by=world.officer,
        at=world.at,
    )

    assert later.items.get().escalation == row


def test_not_reached_it_goes_on_the_next_agenda(world, project):
    row = raise_it(world, project)
    meeting = taken(world, called(world))
    close_meeting(meeting, by=world.officer, at=world.at)

    assert called(world, days=30).items.get().escalation == row


def test_ladders_are_read_in_one_query(world, project, django_assert_num_queries):
    def read():
        for ladder in ladders_of(Project.objects.get(pk=project.pk), world.today):
            assert [(rung.words, str(rung.row.raised_by)) for rung in ladder.rungs]

    raise_it(world, project)
    with django_assert_num_queries(2):
        read()
    for ask in ("One.", "Two."):
        on_up(world, raise_it(world, project, ask=ask))
    with django_assert_num_queries(2):
        read()


def test_a_body_with_several_lines_leads_to_all_above(world, project):
    reach = reach_of(w.make_project(world, body="slt"), held_by(world.lead, world.today))
    assert reach.everywhere == {world.slt.pk, world.spg.pk, world.ijb.pk}
