"""The steps every story takes: evidence, a gate, a decision, a progress update."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone

from cycle.models import Deliverable
from cycle.queries import live_stage_of
from cycle.services import (
    accept_deliverable,
    add_file,
    add_link,
    change_deliverable,
    give_progress_update,
)
from governance.enums import DischargeBy, Outcome, Part
from governance.models import GateReview
from governance.queries import decisions_of
from governance.rules import APPROVALS
from governance.services import (
    ConditionLine,
    Minute,
    PartLine,
    put_to_body,
    record_decision,
    supersede_decision,
)
from projects.models import Project
from roles.models import Body, Partnership, Person
from roles.rules import is_working_day

STAGES_BEFORE = {
    "analyse": 0,
    "analyse_gate": 0,
    "deferred": 0,
    "hold": 0,
    "stopped": 0,
    "restricted": 0,
    "plan": 1,
    "ijb": 1,
    "implement": 2,
    "watch": 3,
    "closed": 3,
    "second_cycle": 3,
}
DAYS_A_STAGE = 75
_STATED = {
    "direction_to": "both",
    "direction_reason": "The health board and the council each carry out a part of it.",
    "account_of_views": "The board agreed with the group, and asks for the report it proposed.",
}


@dataclass
class Cast:
    """Who appears in the demonstration."""

    partnership: Partnership
    bodies: dict[str, Body]
    people: dict[str, Person]
    system: Person


@dataclass
class Story:
    """A project on its way; `at` is the story's moment; it moves forward and never past now."""

    cast: Cast
    row: dict[str, Any]
    at: datetime
    now: datetime
    project: Project | None = None

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def lead(self) -> Person:
        return self.cast.people["lead" if self.row["body"] == "spg" else "teammate"]

    @property
    def it(self) -> Project:
        assert self.project is not None
        return self.project

    def later(self, days: int) -> None:
        """Move on some days, to a working day, and never past the present."""
        moved = self.at + timedelta(days=days)
        while not is_working_day(timezone.localdate(moved)):
            moved += timedelta(days=1)
        self.at = min(moved, self.now - timedelta(minutes=5))


def pass_stage(story: Story, *, with_condition: bool = False) -> None:
    """Do a stage's work, put it and have every body on its route approve it."""
    story.later(20)
    update(story, "green", "")
    story.later(DAYS_A_STAGE - 40)
    make_ready(story)
    story.later(5)
    put_to_body(story.it, by=story.lead, at=story.at)
    while review := open_review(story.it):
        story.later(10)
        outcome, conditions = Outcome.APPROVE, tuple[ConditionLine, ...]()
        if with_condition and review.is_last_body:
            outcome, conditions = Outcome.APPROVE_WITH_CONDITIONS, _conditions(story)
        decide(story, outcome, conditions=conditions)


def _conditions(story: Story) -> tuple[ConditionLine, ...]:
    return (
        ConditionLine(
            text=story.row["condition"],
            owner_post=story.lead.name,
            owner=story.lead,
            due_on=timezone.localdate(story.now) + timedelta(days=3),
            holds_up=STAGES_BEFORE[story.row["until"]] + 1,
        ),
        ConditionLine(
            text="Tell the people who took part what came of their views.",
            owner_post=story.cast.people["teammate"].name,
            owner=story.cast.people["teammate"],
            due_on=timezone.localdate(story.now) - timedelta(days=2),
            discharge_by=DischargeBy.BODY,
        ),
    )


def make_ready(story: Story, *, leave: int = 0) -> None:
    """Bring the open stage's deliverables to ready with evidence, all but the last `leave`."""
    stage = live_stage_of(story.it)
    assert stage is not None
    rows = list(stage.deliverables.exclude(progress="does_not_apply").order_by("pk"))
    for row in rows[: len(rows) - leave]:
        _add_evidence(story, row)
        change_deliverable(row, progress="ready", by=story.lead, at=story.at)
    first = rows[0] if len(rows) > leave else None
    if first is not None:
        accept_deliverable(first, by=story.cast.people["sponsor"], at=story.at)
    for row in rows[len(rows) - leave :]:
        change_deliverable(
            row,
            progress="in_progress",
            notes="A first draft is with the team.",
            by=story.lead,
            at=story.at,
        )


def _add_evidence(story: Story, row: Deliverable) -> None:
    if story.row.get("links_only"):
        add_link(
            row,
            title=f"{row.name}: paper",
            url="https://www.example.org/paper",
            effective_on=story.today,
            by=story.lead,
            at=story.at,
        )
        return
    text = f"{row.name}\n{story.row['title']}\n\nIllustrative paper of the demonstration.\n"
    add_file(
        row,
        title=f"{row.name}: paper",
        file=BytesIO(text.encode()),
        name="paper.txt",
        effective_on=story.today,
        by=story.lead,
        at=story.at,
    )
    if row.element is not None and row.element.position == 1:
        add_link(
            row,
            title="Published background",
            url="https://www.example.org/background",
            effective_on=story.today,
            by=story.lead,
            at=story.at,
        )


def decide(story: Story, outcome: Outcome, **kwargs: Any) -> None:
    """Record a decision of the body that has the project now, two members taking part."""
    review = open_review(story.it)
    assert review is not None
    values = {
        "reasons": "The paper answers the questions that were asked of it.",
        **(_STATED if review.body.code == "ijb" else {}),
        **({"coded_reasons": ("case_made", "views_heard")} if outcome in APPROVALS else {}),
        **kwargs,
    }
    minute = Minute(
        outcome=outcome, met_on=story.today, took_part=_took_part(story, review.body), **values
    )
    record_decision(review, minute, by=story.cast.people["officer"], at=story.at)


def _took_part(story: Story, body: Body) -> list[PartLine]:
    people = story.cast.people
    members = {"spg": ("chair", "member", "member3"), "ijb": ("ijbchair", "ijb"), "slt": ("chair",)}
    took_part = [PartLine("", people[name]) for name in members[body.code]]
    took_part.append(
        PartLine("Chief Nurse")
        if body.code == "slt"
        else PartLine("Provider of residential care", part=Part.WITHDREW)
    )
    return took_part


def supersede(story: Story, reasons: str) -> None:
    """Let the body that decided last put another decision in the place of that one."""
    decision = decisions_of(story.it)[0]
    minute = Minute(
        outcome=Outcome.APPROVE,
        met_on=story.today,
        took_part=_took_part(story, decision.review.body),
        reasons=reasons,
        coded_reasons=("other",),
    )
    supersede_decision(decision, minute, by=story.cast.people["officer"], at=story.at)


def open_review(project: Project) -> GateReview | None:
    return GateReview.objects.filter(project=project, is_open=True).select_related("body").first()


def update(story: Story, rag: str, reason: str) -> None:
    give_progress_update(
        story.it,
        rag=rag,
        reason=reason,
        done="The work of the month is done as planned.",
        next="The next paper goes to the team.",
        by=story.lead,
        at=story.at,
    )
