"""How a story goes on at the stage where its line says it is today."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cycle.enums import ReviewKind
from cycle.services import (
    carry_over,
    carry_over_update,
    close_project,
    resume_review,
    set_review_point,
)
from desk.demonstration.brief import fill_brief
from desk.demonstration.steps import Story, decide, make_ready, update
from governance.enums import Outcome
from governance.services import (
    Minute,
    PartLine,
    decide_course,
    put_to_body,
)
from projects.services import (
    CarriedProject,
    carry_project,
    log_engagement,
)


def _end_at_work(story: Story) -> None:
    story.later(12)
    make_ready(story, leave=1)
    log_engagement(
        story.it,
        who="Families and carers",
        how="Two evening sessions",
        on=story.today,
        heard="Travel matters more than the building.",
        what_changed="Travel was added to what the options are scored on.",
        by=story.lead,
        at=story.at,
    )
    set_review_point(
        story.it,
        kind=ReviewKind.OTHER,
        about="Look at the engagement findings with the sponsor",
        due_on=timezone.localdate(story.now) + timedelta(days=14),
        by=story.lead,
        at=story.at,
    )


def _end_at_gate(story: Story) -> None:
    story.later(30)
    make_ready(story)
    story.later(3)
    put_to_body(story.it, by=story.lead, at=story.at)


def _end_at_ijb(story: Story) -> None:
    _end_at_gate(story)
    story.later(10)
    decide(
        story,
        Outcome.APPROVE,
        views="The group would like the board to ask for a report after six months.",
    )


def _end_deferred(story: Story) -> None:
    _end_at_gate(story)
    story.later(8)
    decide(
        story,
        Outcome.DEFER,
        defer_until=max(
            timezone.localdate(story.now) + timedelta(days=10), story.today + timedelta(days=1)
        ),
        reasons="Guardians' views are to be heard first.",
        coded_reasons=("more_to_know",),
    )


def _review_stage(story: Story, **kwargs: Any) -> None:
    story.later(40)
    make_ready(story)
    put_to_body(story.it, by=story.lead, at=story.at)
    story.later(10)
    decide(story, Outcome.APPROVE, **kwargs)


def _end_watched(story: Story) -> None:
    _review_stage(
        story,
        next_step="watch",
        next_review_on=timezone.localdate(story.now) + timedelta(days=14),
    )


def _end_closed(story: Story) -> None:
    _review_stage(story, next_step="close")
    update(story, story.row["rag"], story.row["reason"])
    story.row = {**story.row, "rag": ""}
    story.later(5)
    close_project(
        story.it,
        lessons="Name the support worker on the day of the diagnosis.",
        barriers="Two data systems that do not speak to each other.",
        unintended_consequences="More people came forward for a diagnosis.",
        by=story.lead,
        at=story.at,
    )


def _end_in_second_cycle(story: Story) -> None:
    _review_stage(
        story,
        next_step="watch",
        next_review_on=story.today + timedelta(days=60),
    )
    story.later(60)
    resume_review(story.it, by=story.lead, at=story.at)
    parts = ("products", "timescales")
    fill_brief(story.it, by=story.lead, at=story.at, row=story.row, only=parts)
    _review_stage(
        story, next_step="new_cycle", reasons="Need has changed: the analysis begins again."
    )
    _end_at_work(story)


def _end_stopped(story: Story) -> None:
    _end_at_gate(story)
    story.later(8)
    update(story, story.row["rag"], story.row["reason"])
    story.row = {**story.row, "rag": ""}
    decide(
        story,
        Outcome.STOP,
        reasons="A national service will replace the local number.",
        coded_reasons=("overtaken",),
    )


def _end_on_hold(story: Story) -> None:
    _end_at_work(story)
    story.later(20)
    people = story.cast.people
    minute = Minute(
        outcome=Outcome.HOLD,
        met_on=story.today,
        took_part=[PartLine("Chief Officer", people["chair"]), PartLine("Chief Nurse")],
        reasons="Held until the alarm receiving centre is accredited.",
        coded_reasons=("waits_for_other",),
    )
    decide_course(story.it, minute, by=people["officer"], at=story.at)


def carry_over_from_tracker(story: Story) -> None:
    cast, row = story.cast, story.row
    officer = cast.people["officer"]
    source = "Change tracker of the demonstration, row 12"
    story.project = carry_project(
        cast.partnership,
        CarriedProject(
            tracker_reference="DEMO-12",
            title=row["title"],
            approach=row["approach"],
            programme=row["programme"],
            purpose=row["purpose"],
            trigger=row["trigger"],
            governing_body_words="Children's Services Partnership / CPB",
            sponsor_post="Allied Health Professions Lead",
            lead_post="Rehabilitation Manager",
            stakeholders=("People who use a wheelchair", "Occupational therapists"),
            notes=(("Budget", "see the capital plan"),),
        ),
        source=source,
        by=officer,
        at=story.at,
    )
    carry_over(
        story.it,
        enters_at="plan",
        stage_words="Plan",
        stage_started_on=story.today - timedelta(days=120),
        source=source,
        by=officer,
        at=story.at,
    )
    carry_over_update(
        story.it,
        rag=row["rag"],
        reason=row["reason"],
        on=story.today,
        source=source,
        by=officer,
        at=story.at,
    )


ENDINGS = {
    "analyse": _end_at_work,
    "plan": _end_at_work,
    "implement": _end_at_work,
    "restricted": _end_at_work,
    "analyse_gate": _end_at_gate,
    "ijb": _end_at_ijb,
    "deferred": _end_deferred,
    "watch": _end_watched,
    "closed": _end_closed,
    "stopped": _end_stopped,
    "hold": _end_on_hold,
    "second_cycle": _end_in_second_cycle,
}
