"""One story a project: taken by the services, day by day, as far as its line says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils import timezone

from cycle.enums import ReviewKind
from cycle.models import Deliverable, ReviewPoint
from cycle.queries import live_stage_of
from cycle.services import (
    accept_deliverable,
    add_file,
    add_link,
    begin_cycle,
    carry_over,
    carry_over_update,
    change_deliverable,
    close_project,
    give_progress_update,
    hold_review_point,
    resume_review,
    set_review_point,
)
from desk.demonstration.brief import fill_brief, screen_assessments
from governance.enums import Outcome, Part
from governance.models import GateReview
from governance.services import (
    ConditionLine,
    PartLine,
    decide_course,
    put_to_body,
    record_decision,
)
from projects.enums import ProjectRole
from projects.models import Project
from projects.services import (
    CarriedProject,
    carry_project,
    log_engagement,
    open_programme,
    propose_project,
    put_in_place,
)
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


def tell(cast: Cast, row: dict[str, Any], *, start: datetime, now: datetime) -> Project:
    """Take one project as far as its line says, and return it."""
    story = Story(cast, row, start, now)
    if row["until"] == "carried_over":
        _carry_over(story)
    else:
        _propose(story)
        _go_on(story, row)
    return story.it


def _go_on(story: Story, row: dict[str, Any]) -> None:
    if row["until"] == "draft":
        fill_brief(story.it, by=story.lead, at=story.at, row=row, only=("focus", "stakeholders"))
        return
    fill_brief(story.it, by=story.lead, at=story.at, row=row)
    story.later(7)
    put_to_body(story.it, by=story.lead, at=story.at)
    if row["until"] == "acceptance":
        return
    story.later(9)
    decide(story, Outcome.APPROVE, confirms_major=bool(row.get("major")))
    screen_assessments(
        story.it, by=story.lead, at=story.at, leave=1 if row["until"] == "plan" else 0
    )
    for number in range(STAGES_BEFORE[row["until"]]):
        _pass_stage(story, with_condition=number == 0 and bool(row.get("condition")))
    _hold_brief_reviews(story)
    _END[row["until"]](story)
    if story.row.get("rag"):
        _update(story, story.row["rag"], story.row.get("reason", ""))
    _hold_brief_reviews(story)


def _hold_brief_reviews(story: Story) -> None:
    """Record the brief's review points that have come as held; the next follows by its interval."""
    due = ReviewPoint.objects.filter(
        project=story.it,
        project__over_since__isnull=True,
        kind=ReviewKind.BRIEF,
        held_on__isnull=True,
        due_on__lt=story.today,
    )
    while point := due.first():
        hold_review_point(
            point,
            held_on=point.due_on,
            outcome="The brief was confirmed as it stands.",
            by=story.lead,
            at=story.at,
        )


def _propose(story: Story) -> None:
    cast, row = story.cast, story.row
    programme = open_programme(
        cast.partnership, name=row["programme"], by=cast.people["admin"], at=story.at
    )
    story.project = propose_project(
        cast.partnership,
        title=row["title"],
        approach=row["approach"],
        purpose=row["purpose"],
        trigger=row["trigger"],
        programme=programme,
        governing_body=cast.bodies[row["body"]],
        is_major=bool(row.get("major")),
        major_reason=row.get("major", ""),
        is_restricted=row["until"] == "restricted",
        by=cast.people["officer"],
        at=story.at,
    )
    begin_cycle(story.it, by=cast.people["officer"], at=story.at)
    _team(story)


def _team(story: Story) -> None:
    cast = story.cast
    roles = {role.code: role for role in story.it.pack.team_roles.all()}
    mate = "teammate" if story.lead == cast.people["lead"] else "lead"
    for role, person, code, days in [
        (ProjectRole.LEAD, story.lead, "producer", "2.5"),
        (ProjectRole.SPONSOR, cast.people["sponsor"], "role-2", "0.5"),
        (ProjectRole.TEAM_MEMBER, cast.people[mate], "role-3", "1.0"),
    ]:
        put_in_place(
            story.it,
            role,
            post=person.name,
            person=person,
            team_role=roles.get(code),
            days_a_week=Decimal(days),
            from_on=story.today,
            by=cast.people["officer"],
            at=story.at,
        )


def _pass_stage(story: Story, *, with_condition: bool = False) -> None:
    """Do a stage's work, put it and have every body on its route approve it."""
    story.later(20)
    _update(story, "green", "")
    story.later(DAYS_A_STAGE - 40)
    make_ready(story)
    story.later(5)
    put_to_body(story.it, by=story.lead, at=story.at)
    while review := _open_review(story.it):
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
    review = _open_review(story.it)
    assert review is not None
    people = story.cast.people
    members = (
        [people["member"], people["member3"]] if review.body.code == "spg" else [people["ijb"]]
    )
    took_part = [PartLine("", person) for person in members]
    took_part += [
        PartLine("Chief Officer", people["chair"])
        if review.body.code != "ijb"
        else PartLine("Chair of the board"),
        PartLine("Provider of residential care", part=Part.WITHDREW),
    ]
    if review.body.code == "slt":
        took_part = [PartLine("Chief Officer", people["chair"]), PartLine("Chief Nurse")]
    record_decision(
        review,
        outcome=outcome,
        met_on=story.today,
        took_part=took_part,
        reasons=kwargs.pop("reasons", "The paper answers the questions that were asked of it."),
        by=people["officer"],
        at=story.at,
        **kwargs,
    )


def _open_review(project: Project) -> GateReview | None:
    return GateReview.objects.filter(project=project, is_open=True).select_related("body").first()


def _update(story: Story, rag: str, reason: str) -> None:
    give_progress_update(
        story.it,
        rag=rag,
        reason=reason,
        done="The work of the month is done as planned.",
        next="The next paper goes to the team.",
        by=story.lead,
        at=story.at,
    )


# How each story ends


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
    _update(story, story.row["rag"], story.row["reason"])
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
    _update(story, story.row["rag"], story.row["reason"])
    story.row = {**story.row, "rag": ""}
    decide(story, Outcome.STOP, reasons="A national service will replace the local number.")


def _end_on_hold(story: Story) -> None:
    _end_at_work(story)
    story.later(20)
    people = story.cast.people
    decide_course(
        story.it,
        outcome=Outcome.HOLD,
        met_on=story.today,
        took_part=[PartLine("Chief Officer", people["chair"]), PartLine("Chief Nurse")],
        reasons="Held until the alarm receiving centre is accredited.",
        by=people["officer"],
        at=story.at,
    )


def _carry_over(story: Story) -> None:
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


_END = {
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
