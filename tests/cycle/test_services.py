"""The cycle's use cases: what they do, and every refusal with nothing written after it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cycle import engine
from cycle.enums import DeliverableProgress, Phase, ReviewKind, StageState
from cycle.models import ProgressUpdate, ReviewPoint, Standing
from cycle.services import (
    accept_deliverable,
    accept_reason,
    add_link,
    begin_cycle,
    carry_over,
    change_deliverable,
    close_project,
    give_progress_update,
    hold_review_point,
    resume_due_reviews,
    resume_review,
    set_review_point,
)
from governance.enums import Outcome
from governance.services import put_to_body
from projects.models import Brief
from record.enums import Verb
from record.errors import ActorMissing, Refusal
from record.models import Act
from record.queries import acts_of_project
from tests.factories import world as w
from tests.factories.unchanged import unchanged


def hold(world, project) -> None:
    w.course(world, project, Outcome.HOLD, reasons="No money this year.")


def watched(world):
    """Return a project under review, and move on to the day of its review point."""
    project = w.start(world, w.make_project(world))
    for _ in range(3):
        w.pass_gate(world, project)
    w.pass_gate(world, project, next_step="watch", next_review_on=world.today + timedelta(days=30))
    world.days(30)
    return project


# Entering


def test_begin_cycle_twice_is_refused(world):
    project = w.make_project(world)

    with unchanged(), pytest.raises(Refusal) as refused:
        begin_cycle(project, by=world.lead, at=world.at)

    assert refused.value.code == "already_in_cycle"
    assert refused.value.status == 409


@pytest.mark.parametrize(
    ("who", "code"), [("officer", "already_in_cycle"), ("lead", "not_allowed")]
)
def test_carry_over_is_refused(world, who, code):
    project = w.make_project(world)

    with unchanged(), pytest.raises(Refusal) as refused:
        carry_over(
            project,
            enters_at="plan",
            stage_words="Plan",
            stage_started_on=None,
            source="sheet",
            by=world.people[who],
            at=world.at,
        )

    assert refused.value.code == code


def test_a_service_without_an_author_is_a_fault_and_writes_nothing(world, project):
    with unchanged(), pytest.raises(ActorMissing):
        give_progress_update(project, rag="green", by=None, at=world.at)


# Deliverables


def test_change_deliverable_writes_what_changed_and_records_it(world, deliverable):
    change_deliverable(
        deliverable,
        progress="in_progress",
        notes=" Two sources. ",
        owner_post="Analyst",
        by=world.teammate,
        at=world.at,
    )

    deliverable.refresh_from_db()
    assert (deliverable.progress, deliverable.notes) == ("in_progress", "Two sources.")
    act = Act.objects.order_by("-pk").first()
    assert act.verb == Verb.DELIVERABLE_CHANGED
    assert act.before["progress"] == "not_started"
    assert act.after == {
        "progress": "in_progress",
        "notes": "Two sources.",
        "owner_post": "Analyst",
    }
    assert deliverable.history.first().history_user == world.teammate


def test_changing_nothing_writes_nothing(world, deliverable):
    with unchanged():
        change_deliverable(
            deliverable, notes="", progress="not_started", by=world.lead, at=world.at
        )


@pytest.mark.parametrize("who", ["sponsor", "officer", "member", "chair", "auditor", "outsider"])
def test_change_deliverable_is_for_the_team_alone(world, deliverable, who):
    with unchanged(), pytest.raises(Refusal) as refused:
        change_deliverable(deliverable, notes="x", by=world.people[who], at=world.at)

    assert refused.value.code == "not_allowed"
    assert refused.value.status == 403


def test_does_not_apply_needs_a_reason(world, deliverable):
    with unchanged(), pytest.raises(Refusal) as refused:
        change_deliverable(deliverable, progress="does_not_apply", by=world.lead, at=world.at)

    assert refused.value.code == "no_reason"


def test_the_team_cannot_accept_for_the_sponsor(world, deliverable):
    with unchanged(), pytest.raises(Refusal) as refused:
        change_deliverable(deliverable, progress="accepted", by=world.lead, at=world.at)

    assert refused.value.code == "accept_separately"


@pytest.mark.parametrize(
    "act",
    [
        lambda w, d: change_deliverable(d, notes="x", by=w.lead, at=w.at),
        lambda w, d: accept_deliverable(d, by=w.sponsor, at=w.at),
        lambda w, d: accept_reason(d, body=w.spg, on=w.today, by=w.chair, at=w.at),
    ],
)
def test_a_deliverable_at_its_gate_stays_as_it_was_put(world, project, deliverable, act):
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)

    with unchanged(), pytest.raises(Refusal) as refused:
        act(world, deliverable)

    assert refused.value.code == "stage_not_open"
    assert refused.value.status == 409


def test_the_sponsor_accepts_what_is_ready_and_once_only(world, deliverable):
    with unchanged(), pytest.raises(Refusal) as refused:
        accept_deliverable(deliverable, by=world.sponsor, at=world.at)
    assert refused.value.code == "not_ready_yet"

    change_deliverable(deliverable, progress="ready", by=world.lead, at=world.at)
    assert accept_deliverable(deliverable, by=world.sponsor, at=world.at).progress == "accepted"
    with unchanged():
        accept_deliverable(deliverable, by=world.sponsor, at=world.at)
    change_deliverable(deliverable, notes="A word more.", by=world.lead, at=world.at)
    deliverable.refresh_from_db()
    assert deliverable.progress == DeliverableProgress.ACCEPTED


def test_only_the_sponsor_accepts(world, deliverable):
    change_deliverable(deliverable, progress="ready", by=world.lead, at=world.at)

    with unchanged(), pytest.raises(Refusal) as refused:
        accept_deliverable(deliverable, by=world.lead, at=world.at)

    assert refused.value.code == "not_allowed"


def test_a_reason_is_accepted_only_where_one_is_proposed(world, deliverable):
    with unchanged(), pytest.raises(Refusal) as refused:
        accept_reason(deliverable, body=world.spg, on=world.today, by=world.chair, at=world.at)

    assert refused.value.code == "nothing_to_accept"


def test_a_changed_reason_loses_its_acceptance(world, deliverable):
    change_deliverable(
        deliverable, progress="does_not_apply", reason="Done last year.", by=world.lead, at=world.at
    )
    accept_reason(deliverable, body=world.spg, on=world.today, by=world.chair, at=world.at)
    change_deliverable(deliverable, notes="See the file.", by=world.lead, at=world.at)
    deliverable.refresh_from_db()
    assert deliverable.reason_accepted_on == world.today

    change_deliverable(deliverable, reason="Not ours.", by=world.lead, at=world.at)

    deliverable.refresh_from_db()
    assert deliverable.reason_accepted_on is None


def test_a_hold_does_not_stop_the_work_on_deliverables(world, project, deliverable):
    hold(world, project)

    change_deliverable(deliverable, progress="in_progress", by=world.lead, at=world.at)

    deliverable.refresh_from_db()
    assert deliverable.progress == "in_progress"


# Progress updates


def test_a_progress_update_shows_in_the_standing_and_the_earlier_one_stays(world, project):
    w.update(world, project, "amber", "Staff are short.")
    world.days(3)
    w.update(world, project)

    assert list(ProgressUpdate.objects.values_list("rag_name", flat=True)) == ["Green", "Amber"]
    assert Standing.objects.get(project=project).rag_name == "Green"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rag": "mauve"}, "unknown_rag"),
        ({"rag": ""}, "unknown_rag"),
        ({"rag": "red"}, "no_rag_reason"),
        ({"rag": "blue", "reason": "  "}, "no_rag_reason"),
        ({"on": date(2027, 1, 1)}, "update_in_future"),
        ({"by": "sponsor"}, "not_allowed"),
        ({"by": "outsider"}, "not_allowed"),
    ],
)
def test_a_progress_update_is_refused(world, project, change, code):
    values = {"rag": "green", "by": "lead"} | change
    by = world.people[values.pop("by")]

    with unchanged(), pytest.raises(Refusal) as refused:
        give_progress_update(project, by=by, at=world.at, **values)

    assert refused.value.code == code


def test_the_refusals_of_a_progress_update_by_their_codes(world, project):
    with pytest.raises(Refusal) as refused:
        give_progress_update(project, rag="mauve", by=world.lead, at=world.at)
    assert refused.value.code == "unknown_rag"
    with pytest.raises(Refusal) as refused:
        give_progress_update(project, rag="red", by=world.lead, at=world.at)
    assert refused.value.code == "no_rag_reason"
    with pytest.raises(Refusal) as refused:
        give_progress_update(
            project, rag="green", on=world.today + timedelta(days=1), by=world.lead, at=world.at
        )
    assert refused.value.code == "update_in_future"


def test_today_is_scotlands_day_and_not_greenwichs(world, project):
    """At 23:30 UTC in summer it is the next day in Scotland already."""
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    update = give_progress_update(project, rag="green", by=world.lead, at=late)
    point = set_review_point(
        project,
        kind=ReviewKind.OTHER,
        about="Rota",
        due_on=date(2026, 8, 1),
        by=world.lead,
        at=late,
    )
    hold_review_point(point, held_on=date(2026, 7, 2), outcome="Held.", by=world.lead, at=late)

    assert update.on == date(2026, 7, 2)


# Review points


def test_setting_the_brief_review_again_moves_it(world, project):
    assert ReviewPoint.objects.filter(kind=ReviewKind.BRIEF).count() == 1
    set_review_point(
        project,
        kind=ReviewKind.BRIEF,
        about="Confirm or update the brief",
        due_on=date(2026, 12, 1),
        by=world.lead,
        at=world.at,
    )

    point = ReviewPoint.objects.get(kind=ReviewKind.BRIEF)
    assert point.due_on == date(2026, 12, 1)
    act = Act.objects.order_by("-pk").first()
    assert act.before["due_on"] != act.after["due_on"] == "2026-12-01"


@pytest.mark.parametrize(
    ("about", "who", "code"), [("  ", "lead", "no_subject"), ("Rota", "teammate", "not_allowed")]
)
def test_a_review_point_is_refused(world, project, about, who, code):
    with unchanged(), pytest.raises(Refusal) as refused:
        set_review_point(
            project,
            kind=ReviewKind.OTHER,
            about=about,
            due_on=world.today,
            by=world.people[who],
            at=world.at,
        )

    assert refused.value.code == code


def test_a_review_point_without_a_subject_is_refused_by_its_code(world, project):
    with pytest.raises(Refusal) as refused:
        set_review_point(
            project,
            kind=ReviewKind.OTHER,
            about="",
            due_on=world.today,
            by=world.lead,
            at=world.at,
        )
    assert refused.value.code == "no_subject"


def test_the_next_brief_review_follows_by_its_interval(world, project):
    point = ReviewPoint.objects.get(kind=ReviewKind.BRIEF)

    hold_review_point(point, held_on=world.today, outcome="Confirmed.", by=world.lead, at=world.at)

    assert Brief.objects.get(project=project).review_months == 6
    following = ReviewPoint.objects.get(kind=ReviewKind.BRIEF, held_on=None)
    assert following.due_on == date(2026, 7, world.today.day)


def test_holding_a_review_point_is_refused(world, project):
    point = ReviewPoint.objects.get(kind=ReviewKind.BRIEF)
    with unchanged(), pytest.raises(Refusal) as refused:
        hold_review_point(
            point,
            held_on=world.today + timedelta(days=1),
            outcome="x",
            by=world.lead,
            at=world.at,
        )
    assert refused.value.code == "held_in_future"
    with unchanged(), pytest.raises(Refusal) as refused:
        hold_review_point(point, held_on=world.today, outcome=" ", by=world.lead, at=world.at)
    assert refused.value.code == "no_outcome"
    hold_review_point(point, held_on=world.today, outcome="Fine.", by=world.lead, at=world.at)
    with unchanged(), pytest.raises(Refusal) as refused:
        hold_review_point(point, held_on=world.today, outcome="Fine.", by=world.lead, at=world.at)
    assert refused.value.code == "already_held"
    assert refused.value.status == 409


def test_a_watch_is_taken_back_into_review_and_not_held(world):
    project = watched(world)
    point = ReviewPoint.objects.get(kind=ReviewKind.WATCH)
    with unchanged(), pytest.raises(Refusal) as refused:
        hold_review_point(point, held_on=world.today, outcome="x", by=world.lead, at=world.at)
    assert refused.value.code == "watch_is_resumed"

    stage = resume_review(project, by=world.lead, at=world.at)

    assert (stage.template.code, stage.pass_number) == ("review", 2)
    point.refresh_from_db()
    assert point.held_on == world.today
    with unchanged(), pytest.raises(Refusal) as refused:
        resume_review(project, by=world.lead, at=world.at)
    assert refused.value.code == "somebody_first"


def test_a_project_on_hold_stays_under_review_until_released(world):
    project = watched(world)
    hold(world, project)

    assert resume_due_reviews(world.at) == []
    with unchanged(), pytest.raises(Refusal) as refused:
        resume_review(project, by=world.lead, at=world.at)

    assert refused.value.code == "on_hold"
    assert engine.phase_of(project) == Phase.WATCH


def test_the_sweep_takes_back_what_is_due_once(world):
    project = watched(world)

    assert [stage.project_id for stage in resume_due_reviews(world.at)] == [project.pk]
    with unchanged():
        assert resume_due_reviews(world.at) == []
    act = acts_of_project(project.pk).filter(verb=Verb.REVIEW_RESUMED).get()
    assert act.actor_words == "Commissioning Cycle"


# Closing


@pytest.fixture
def closing(world, project):
    """Return a project that its body stopped."""
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    world.days(1)
    w.decide(world, w.open_review(project), Outcome.STOP)
    return project


def close(project, by, at, **change):
    texts = {"lessons": "Ask first.", "barriers": "None.", "unintended_consequences": "None."}
    return close_project(project, by=by, at=at, **(texts | change))


def test_closing_keeps_what_was_learnt_and_ends_the_flow(world, closing):
    note = close(closing, world.lead, world.at)

    assert (note.lessons, note.by) == ("Ask first.", world.lead)
    assert engine.phase_of(closing) == Phase.ENDED
    assert engine.live_task(closing) is None


@pytest.mark.parametrize("left_out", ["lessons", "barriers", "unintended_consequences"])
def test_closing_asks_for_all_three(world, closing, left_out):
    with unchanged(), pytest.raises(Refusal) as refused:
        close(closing, world.lead, world.at, **{left_out: "  "})

    assert refused.value.code == "closing_incomplete"


def test_only_lead_and_officer_close_and_only_once(world, closing):
    with unchanged(), pytest.raises(Refusal) as refused:
        close(closing, world.chair, world.at)
    assert refused.value.code == "not_allowed"
    close(closing, world.officer, world.at)
    with unchanged(), pytest.raises(Refusal) as refused:
        close(closing, world.officer, world.at)
    assert refused.value.code == "somebody_first"


def test_a_project_at_work_cannot_be_closed(world, project):
    with unchanged(), pytest.raises(Refusal) as refused:
        close(project, world.lead, world.at)

    assert refused.value.code == "somebody_first"
    assert engine.open_stage_of(project).state == StageState.OPEN


def test_evidence_of_a_passed_stage_stays_as_it_was(world, project, deliverable):
    w.pass_gate(world, project)

    with unchanged(), pytest.raises(Refusal) as refused:
        add_link(
            deliverable,
            title="Late",
            url="https://example.org/",
            effective_on=world.today,
            by=world.lead,
            at=world.at,
        )

    assert refused.value.code == "stage_is_over"
