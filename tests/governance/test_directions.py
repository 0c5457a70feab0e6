"""The register of directions: its rules, its services, its queries, what readiness asks of it."""

from dataclasses import replace as but
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.enums import DirectionState, Outcome
from governance.models import Decision, Direction, DirectionProgress
from governance.queries import readiness
from governance.queries.directing import missing_direction, variations_between
from governance.queries.directions import (
    chain_of_direction,
    direction_for,
    directions_of,
    directions_seen_by,
    in_force,
    state_of_direction,
)
from governance.rules.directions import (
    ProposedDirection,
    fault_in_direction,
    next_number,
    next_suffix,
    parts_of_reference,
    state_of,
)
from governance.services import put_to_body
from governance.services.directions import (
    change_direction,
    complete_direction,
    draft_direction,
    issue_direction,
    report_direction,
)
from projects.models import Project
from record.enums import Verb
from record.models import Act
from roles.queries import held_by
from tests.factories import directions as d
from tests.factories import world as w
from tests.factories.refusals import refuses

DAY = date(2026, 3, 2)
A_DAY = timedelta(days=1)
STATED = {"direction_to": "council", "direction_reason": "The council carries it out."}


# Rules


@pytest.mark.parametrize(
    ("issued_on", "completed_on", "changed_by", "state"),
    [
        (None, None, "", "draft"),
        (DAY, None, "", "issued"),
        (DAY, DAY, "", "completed"),
        (DAY, None, "varies", "varied"),
        (DAY, None, "supersedes", "superseded"),
        (DAY, None, "revokes", "revoked"),
        (DAY, DAY, "supersedes", "superseded"),
        (None, None, "revokes", "draft"),
    ],
)
def test_the_state_is_derived(issued_on, completed_on, changed_by, state):
    assert state_of(issued_on=issued_on, completed_on=completed_on, changed_by=changed_by) == state


SOUND = ProposedDirection(
    title="Care homes",
    recipients="both",
    functions="Care homes.",
    text="Plan together.",
    measure="A report each quarter.",
    decided_on=DAY,
    review_on=DAY + A_DAY,
)
MONEY = {
    "budget": Decimal("120000.00"),
    "budget_kind": "payment",
    "budget_source": "The board’s budget",
    "is_recurring": False,
}
CHANGE = {"replaces_one": True, "change": "varies", "change_reason": "The plan has changed."}


@pytest.mark.parametrize("changes", [{}, MONEY, CHANGE, MONEY | CHANGE])
def test_a_sound_direction_has_no_fault(changes):
    assert fault_in_direction(but(SOUND, **changes)) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"recipients": ""}, "no_recipients"),
        ({"recipients": "none"}, "no_recipients"),
        ({"functions": "\n"}, "no_functions"),
        ({"text": ""}, "no_text"),
        ({"measure": ""}, "no_measure"),
        ({"decided_on": None}, "no_decision"),
        ({"review_on": None}, "review_not_after"),
        ({"review_on": DAY}, "review_not_after"),
        (MONEY | {"budget": None}, "no_amount"),
        ({"is_recurring": False}, "no_amount"),
        (MONEY | {"budget": Decimal(0)}, "no_amount"),
        (MONEY | {"budget": Decimal(-1)}, "no_amount"),
        (MONEY | {"budget_kind": ""}, "no_budget_kind"),
        (MONEY | {"budget_kind": "loan"}, "no_budget_kind"),
        (MONEY | {"budget_source": " "}, "no_budget_source"),
        (MONEY | {"is_recurring": None}, "no_recurring"),
        (CHANGE | {"replaces_one": False}, "changes_nothing"),
        ({"change_reason": "Why?"}, "changes_nothing"),
        (CHANGE | {"change": ""}, "no_change"),
        (CHANGE | {"change": "amends"}, "no_change"),
        (CHANGE | {"change_reason": " "}, "no_change_reason"),
    ],
)
def test_what_is_wrong_with_a_direction_has_a_code_and_a_sentence(changes, code):
    found = fault_in_direction(but(SOUND, **changes))
    assert found is not None
    assert found[0] == code
    assert found[1].endswith(".")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("12d", (12, "d")),
        (" 12L ", (12, "l")),
        ("14", (14, "")),
        ("012aa", (12, "aa")),
        ("12 d", (12, "d")),
        ("d12", None),
        ("12-d", None),
        ("12abcd", None),
        ("0", None),
        ("", None),
        ("1234567", None),
        ("²", None),
        ("12ß", None),
    ],
)
def test_a_reference_is_read(words, parts):
    assert parts_of_reference(words) == parts


@pytest.mark.parametrize(
    ("after", "taken", "suffix"),
    [
        ("d", {"d"}, "e"),
        ("d", {"d", "e", "f"}, "g"),
        ("", {""}, "a"),
        ("z", {"z"}, "aa"),
        ("l", {"d", "l"}, "m"),
    ],
)
def test_the_next_suffix_is_the_first_free_one(after, taken, suffix):
    assert next_suffix(after, taken) == suffix


def test_the_next_number_is_one_more_than_the_highest():
    assert next_number([3, 12, 12]) == 13
    assert next_number([]) == 1


# Drafting


def test_a_draft_is_kept_and_recorded(world):
    row = d.draft(world, **MONEY)

    assert (row.reference, row.issued_on, state_of_direction(row)) == ("1", None, "draft")
    assert (row.budget, row.is_recurring) == (Decimal("120000.00"), False)
    act = Act.objects.get(verb=Verb.DIRECTION_DRAFTED)
    assert act.subject_words == "Direction 1: Community hospitals and care homes"
    assert act.on_behalf_of == str(world.ijb)


def test_new_ones_are_numbered_and_an_older_reference_may_be_given(world):
    assert d.draft(world).reference == "1"
    assert d.draft(world, reference="12D").reference == "12d"
    assert d.draft(world).reference == "13"


def test_one_that_changes_another_keeps_its_number_and_takes_a_free_suffix(world):
    first = d.issue(world, reference="12d")
    d.draft(world, reference="12e")

    assert d.draft(world, replaces=first, change="varies", change_reason="Why.").reference == "12f"


def test_the_officer_may_choose_any_free_suffix(world):
    first = d.issue(world, reference="12d")
    later = d.replace(world, first, "supersedes", "12l")

    assert later.reference == "12l"
    assert state_of_direction(Direction.objects.get(pk=first.pk)) == "superseded"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "no_title"),
        ({"recipients": "none"}, "no_recipients"),
        ({"decided_words": ""}, "no_decision"),
        ({"decided_on": None}, "no_decision"),
        ({"decided_on": date(2089, 1, 1), "review_on": date(2090, 1, 1)}, "decided_in_future"),
        ({"reference": "twelve"}, "bad_reference"),
        ({"reference": "12d"}, "reference_taken"),
    ],
)
def test_a_draft_that_is_wrong_is_refused(world, changes, code):
    d.draft(world, reference="12d")
    with refuses(code):
        d.draft(world, **changes)


def test_only_a_joint_board_gives_directions_and_only_its_chair_or_officer(world):
    with refuses("not_a_board"):
        draft_direction(world.spg, d.said(world), by=world.chair, at=world.at)
    for name in ("lead", "officer", "ijb_member", "ijb_reader", "admin", "chair"):
        with refuses("not_allowed"):
            draft_direction(world.ijb, d.said(world), by=world.people[name], at=world.at)


def test_what_is_replaced_is_in_force_of_the_same_board_and_not_replaced_already(world):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    theirs, mine = d.issue(other), d.issue(world)
    change = {"change": "varies", "change_reason": "Why."}

    with refuses("replaces_other_board"):
        d.draft(world, replaces=theirs, **change)
    draft = d.draft(world)
    with refuses("replaces_not_in_force"):
        d.draft(world, replaces=draft, **change)
    with refuses("other_number"):
        d.draft(world, replaces=mine, reference="9", **change)
    d.draft(world, replaces=mine, **change)
    with refuses("replaced_already") as refused:
        d.draft(world, replaces=mine, **change)
    assert refused.value.status == 409
    done = d.issue(world)
    complete_direction(
        done, completed_on=world.today, note="Done.", by=world.ijb_chair, at=world.at
    )
    with refuses("replaces_not_in_force"):
        d.draft(world, replaces=done, **change)


# From a decision


@pytest.fixture
def stated(world) -> Project:
    """Return a major project whose Plan the board approved, stating a direction to the council."""
    project = w.start(world, w.make_project(world, title="Care at home", is_major=True))
    w.pass_gate(world, project)
    w.make_ready(world, project)
    w.put_to_body(project, by=world.lead, at=world.at)
    world.days(3)
    w.decide(world, w.open_review(project), Outcome.APPROVE)
    w.decide(world, w.open_review(project), Outcome.APPROVE, **STATED)
    return project


def decision_of(project) -> Decision:
    return Decision.objects.get(review__project=project, direction_to="council")


def flows(world, decision, **changes):
    values = {"decision": decision, "recipients": "council", "decided_words": ""}
    return d.draft(world, **(values | changes))


def test_one_that_flows_from_a_decision_has_its_day_and_its_project(world, stated):
    decision = decision_of(stated)

    row = flows(world, decision, decided_on=DAY - timedelta(days=900), decided_words="Other")

    assert (row.decided_on, row.project, row.decided_words) == (decision.met_on, stated, "")
    assert Act.objects.get(verb=Verb.DIRECTION_DRAFTED).project_key == str(stated.pk)


def test_the_decision_is_the_boards_own_and_states_the_same_direction(world, stated):
    decision = decision_of(stated)
    with refuses("other_recipients"):
        flows(world, decision, recipients="both")
    project = w.make_project(world, title="Another", body="ijb")
    w.fill_brief(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    world.days(1)
    none = w.decide(world, w.open_review(project), Outcome.APPROVE, confirms_major=False)
    with refuses("no_direction_stated"):
        flows(world, none)
    with refuses("not_of_this_board"):
        flows(world, Decision.objects.filter(review__body=world.spg).first())


def replaced(world, decision) -> Decision:
    """Write another decision in the place of one, as rescinding does."""
    review = decision.review
    review.pk, review.is_open = None, False
    with w.acting(world):
        review.save()
    decision.pk, decision.replaces_id, decision.review = None, decision.pk, review
    decision.outcome, decision.direction_to, decision.direction_reason = "rescind", "", ""
    decision.save(force_insert=True)
    return decision


def test_no_direction_flows_from_a_decision_that_another_replaced(world, stated):
    decision = decision_of(stated)
    row = flows(world, decision)
    replaced(world, decision_of(stated))

    with refuses("decision_replaced"):
        flows(world, decision_of(stated))
    with refuses("decision_replaced"):
        d.issue(world, row)


# Changing and issuing


def test_a_draft_is_changed_and_keeps_its_reference(world):
    row = d.draft(world)
    changed = change_direction(
        row, d.said(world, title="Beds"), by=world.ijb_chair, at=world.days(1)
    )

    assert (changed.title, changed.reference) == ("Beds", "1")
    act = Act.objects.get(verb=Verb.DIRECTION_CHANGED)
    assert act.after["title"] == "Beds"
    same = d.said(world, title="Beds", decided_on=row.decided_on, review_on=changed.review_on)
    change_direction(changed, same, by=world.ijb_chair, at=world.at)
    assert Act.objects.filter(verb=Verb.DIRECTION_CHANGED).count() == 1


def test_a_draft_takes_a_new_reference_where_it_comes_to_change_another(world):
    first, row = d.issue(world, reference="12d"), d.draft(world)
    words = d.said(world, replaces=first, change="revokes", change_reason="Not needed.")

    assert change_direction(row, words, by=world.ijb_chair, at=world.at).reference == "12e"


def test_a_direction_never_comes_to_replace_itself(world):
    row = d.draft(world)
    words = d.said(world, replaces=row, change="varies", change_reason="Why.")
    with refuses("replaces_not_in_force"):
        change_direction(row, words, by=world.ijb_chair, at=world.at)


def test_what_is_issued_is_never_changed(world):
    row = d.issue(world)

    for act in (
        lambda: change_direction(row, d.said(world, title="X"), by=world.ijb_chair, at=world.at),
        lambda: issue_direction(row, issued_on=world.today, by=world.ijb_chair, at=world.at),
    ):
        with refuses("issued_already") as refused:
            act()
        assert refused.value.status == 409
    assert Direction.objects.get().title == "Community hospitals and care homes"


def test_issuing_is_recorded_with_its_day(world):
    row = d.draft(world, decided_on=world.today - 10 * A_DAY)
    on = world.today - 3 * A_DAY

    row = d.issue(world, row, on=on)

    assert (row.issued_on, row.issued_by) == (on, world.ijb_chair)
    assert state_of_direction(row) == DirectionState.ISSUED
    assert Act.objects.get(verb=Verb.DIRECTION_ISSUED).after["issued_on"] == on.isoformat()


def test_a_direction_is_issued_on_a_day_that_can_be(world):
    row = d.draft(world)
    with refuses("issued_in_future"):
        d.issue(world, row, on=world.today + A_DAY)
    with refuses("issued_before_decision"):
        d.issue(world, row, on=world.today - A_DAY)
    first = d.issue(world)
    late = {"decided_on": world.today - 9 * A_DAY, "change_reason": "Why."}
    later = d.draft(world, replaces=first, change="varies", **late)
    with refuses("issued_before_replaced"):
        d.issue(world, later, on=world.today - A_DAY)
    with refuses("not_allowed"):
        issue_direction(row, issued_on=world.today, by=world.officer, at=world.at)


def test_what_it_replaces_is_still_in_force_when_it_is_issued(world):
    first = d.issue(world)
    later = d.draft(world, replaces=first, change="varies", change_reason="Why.")
    complete_direction(
        first, completed_on=world.today, note="Done.", by=world.ijb_chair, at=world.at
    )
    with refuses("replaces_not_in_force"):
        d.issue(world, later)


# Following


def report(world, row, **changes):
    values = {"rag": "amber", "reason": "Two posts are empty.", "on": world.today}
    return report_direction(row, **(values | changes), by=world.ijb_chair, at=world.at)


def complete(world, row, **changes):
    values = {"completed_on": world.today, "note": "The homes are open."}
    return complete_direction(row, **(values | changes), by=world.ijb_chair, at=world.at)


def test_progress_and_completion_are_kept_and_recorded(world):
    row = d.issue(world)
    world.days(30)
    first = report(world, row)
    assert report(world, row) == first
    report(world, row, rag="green", reason="Both are filled.")
    done = complete(world, row)

    assert DirectionProgress.objects.count() == 2
    assert state_of_direction(done) == DirectionState.COMPLETED
    acts = Act.objects.filter(verb__in=[Verb.DIRECTION_PROGRESSED, Verb.DIRECTION_COMPLETED])
    assert [act.reason for act in acts.order_by("pk")] == [
        "Two posts are empty.",
        "Both are filled.",
        "The homes are open.",
    ]


@pytest.mark.parametrize(
    ("act", "changes", "code"),
    [
        (report, {"rag": "blue"}, "no_rag"),
        (report, {"reason": " "}, "no_progress_reason"),
        (report, {"on": date(2026, 2, 1)}, "day_to_come"),
        (report, {"on": date(2026, 1, 11)}, "day_before_issue"),
        (complete, {"note": ""}, "no_completed_note"),
        (complete, {"completed_on": date(2026, 2, 1)}, "day_to_come"),
        (complete, {"completed_on": date(2026, 1, 11)}, "day_before_issue"),
    ],
)
def test_what_is_wrong_with_a_report_or_completion_is_refused(world, act, changes, code):
    row = d.issue(world)
    with refuses(code):
        act(world, row, **changes)


@pytest.mark.parametrize("act", [report, complete])
def test_only_what_is_in_force_is_followed_and_only_by_chair_or_officer(world, act):
    row = d.issue(world)
    later = d.replace(world, row, "varies")
    done = complete(world, d.issue(world))
    for one in (row, done, d.draft(world)):
        with refuses("not_in_force") as refused:
            act(world, one)
        assert refused.value.status == 409
    world.people["ijb_chair"] = world.officer
    with refuses("not_allowed"):
        act(world, later)


# Reading


def chain(world, row) -> list[tuple]:
    held = held_by(world.lead, world.today)
    row = direction_for(held, row.pk)
    return [(one.direction.reference, one.state) for one in chain_of_direction(row, held)]


def test_the_whole_chain_is_read_from_any_link_in_as_many_queries(world):
    first = d.issue(world, reference="12d")
    d.issue(world, reference="12a")
    asked = []

    def count(row) -> list[tuple]:
        with CaptureQueriesContext(connection) as queries:
            found = chain(world, row)
        asked.append(len(queries))
        return found

    assert count(first) == [("12d", "issued")]
    second = d.replace(world, first, "varies")
    third = d.replace(world, second, "supersedes", "12l")
    draft = d.draft(world, replaces=third, change="revokes", change_reason="Why.")
    expected = [("12d", "varied"), ("12e", "superseded"), ("12l", "issued"), ("12m", "draft")]
    assert [count(row) for row in (first, second, third, draft)] == [expected] * 4
    assert len(set(asked)) == 1


@pytest.fixture
def register(world) -> dict[str, Direction]:
    """Return one direction in every state, by reference."""
    first = d.issue(world, recipients="council")
    d.replace(world, first, "varies", recipients="health_board")
    d.replace(world, d.issue(world), "supersedes")
    d.replace(world, d.issue(world), "revokes")
    complete(world, d.issue(world, recipients="council"))
    d.draft(world, recipients="health_board")
    held = d.issue(world, reference="7")
    d.draft(world, replaces=held, change="varies", change_reason="Why.")
    return {row.reference: row for row in Direction.objects.all()}


def test_the_filter_by_state_is_the_rule(world, register):
    held, said = held_by(world.lead, world.today), {}
    for state in DirectionState:
        for row in directions_seen_by(held, state=state):
            said[row.reference] = state
            assert state_of_direction(row) == state
    assert said.keys() == register.keys()
    assert set(said.values()) == set(DirectionState)


def test_each_recipient_has_what_is_addressed_to_both(world, register):
    def to(recipients) -> set[str]:
        return {row.recipients for row in directions_of(world.ijb, recipients=recipients)}

    assert to("council") == {"council", "both"}
    assert to("health_board") == {"health_board", "both"}
    assert to("both") == {"both"}


def test_what_can_be_replaced_is_in_force_and_named_by_no_other(world, register):
    assert "7" not in {row.reference for row in in_force(world.ijb)}
    named = Direction.objects.get(replaces=register["7"])
    assert "7" in {row.reference for row in in_force(world.ijb, named_by=named.pk)}


def test_references_are_listed_as_people_count(world):
    for reference in ("12", "2", "12aa", "12z", "12b"):
        d.draft(world, reference=reference)
    assert [row.reference for row in directions_of(world.ijb)] == ["2", "12", "12b", "12z", "12aa"]


def test_another_partnership_sees_none(world):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    row = d.issue(world)
    with pytest.raises(Http404):
        direction_for(held_by(other.lead, world.today), row.pk)
    assert not directions_seen_by(held_by(other.lead, world.today)).exists()


def restrict(project) -> None:
    Project.objects.filter(pk=project.pk).update(is_restricted=True)


def test_a_restricted_projects_direction_is_for_those_who_see_the_project(world, stated):
    first = d.issue(world, flows(world, decision_of(stated)))
    second = d.replace(world, first, "varies")
    restrict(stated)

    for name, sees in (("lead", True), ("ijb_reader", True), ("ijb_chair", True), ("staff", False)):
        held = held_by(world.people[name], world.today)
        assert directions_seen_by(held).filter(pk=first.pk).exists() is sees, name
    held = held_by(world.staff, world.today)
    links = chain_of_direction(direction_for(held, second.pk), held)
    assert [one.is_seen for one in links] == [False, True]


def test_what_varied_in_a_period_is_told_in_order(world):
    first = d.issue(world, reference="12d")
    world.days(10)
    since = world.today
    later = d.replace(world, first, "supersedes", "12l")
    d.draft(world)
    world.days(5)
    d.issue(world)
    complete(world, later)

    told = variations_between(world.ijb, since, world.today)

    assert [(one.kind, one.reference) for one in told] == [
        ("supersedes", "12l"),
        ("completed", "12l"),
        ("issued", "14"),
    ]
    assert told[0].sentence == "Issued; 12d is superseded by it. The plan has changed."
    assert told[1].sentence == "Completed. The homes are open."
    assert variations_between(world.ijb, since + A_DAY, since + A_DAY) == []


def test_what_varied_leaves_restricted_projects_out(world, stated):
    d.issue(world, flows(world, decision_of(stated)))
    assert len(variations_between(world.ijb, world.today, world.today)) == 1
    restrict(stated)
    assert variations_between(world.ijb, world.today, world.today) == []


# Readiness


def codes(world, project) -> list[str]:
    project.refresh_from_db()
    return [one.code for one in readiness(project, at=world.at) if one.blocks]


def test_implement_opens_on_the_decision_and_its_gate_asks_for_the_direction(world, stated):
    assert stated.stages.get(state="open").template.name == "Implement"
    w.make_ready(world, stated)

    assert codes(world, stated) == ["direction_not_issued"]
    missing = missing_direction(stated)[0]
    on = decision_of(stated).met_on
    assert missing.sentence == (
        f"The {world.ijb} decided on {on:%-d %B %Y} that a direction to the council is needed, "
        "and it has not been issued."
    )
    assert missing.held_by == f"the officer of the {world.ijb}"
    assert (missing.url_name, missing.key[0]) == ("governance:review", stated.reference)
    with refuses("not_ready"):
        put_to_body(stated, by=world.lead, at=world.at)

    row = flows(world, decision_of(stated))
    assert codes(world, stated) == ["direction_not_issued"]
    d.issue(world, row)
    assert codes(world, stated) == []
    put_to_body(stated, by=world.lead, at=world.at)


def test_a_decision_that_another_replaced_asks_for_nothing(world, stated):
    replaced(world, decision_of(stated))
    assert missing_direction(stated) == []


def test_the_newest_decision_on_a_gate_counts(world, stated):
    """The Plan is sent back from Implement, and the second approval needs no direction."""
    w.make_ready(world, stated)
    d.issue(world, flows(world, decision_of(stated)))
    put_to_body(stated, by=world.lead, at=world.at)
    Direction.objects.update(issued_on=None)
    assert len(missing_direction(stated)) == 1
    plan = stated.pack.stages.get(number=2)
    review = w.open_review(stated)
    w.decide(world, review, Outcome.SEND_BACK, back_to=plan, met_on=timezone.localdate(world.at))
    stated.refresh_from_db()
    assert missing_direction(stated) == []  # the Plan gate is ahead again
    w.pass_gate(world, stated)
    assert missing_direction(stated) == []


def test_a_project_without_such_a_decision_costs_one_query(world, project):
    with CaptureQueriesContext(connection) as queries:
        assert missing_direction(project) == []
    assert len(queries) == 1
