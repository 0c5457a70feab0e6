"""One story a project: taken by the services, day by day, as far as its line says."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from cycle.enums import ReviewKind
from cycle.models import ReviewPoint
from cycle.services import (
    begin_cycle,
    hold_review_point,
)
from desk.demonstration.brief import fill_brief, screen_assessments
from desk.demonstration.endings import ENDINGS, carry_over_from_tracker
from desk.demonstration.steps import (
    STAGES_BEFORE,
    Cast,
    Story,
    decide,
    pass_stage,
    supersede,
    update,
)
from governance.enums import Outcome
from governance.services import (
    put_to_body,
)
from projects.enums import ProjectRole
from projects.models import Project
from projects.services import (
    open_programme,
    propose_project,
    put_in_place,
)


def tell(cast: Cast, row: dict[str, Any], *, start: datetime, now: datetime) -> Project:
    """Take one project as far as its line says, and return it."""
    story = Story(cast, row, start, now)
    if row["until"] == "carried_over":
        carry_over_from_tracker(story)
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
    if row["until"] in ("acceptance", "meeting"):
        return
    story.later(9)
    decide(story, Outcome.APPROVE, confirms_major=bool(row.get("major")))
    screen_assessments(
        story.it, by=story.lead, at=story.at, leave=1 if row["until"] == "plan" else 0
    )
    for number in range(STAGES_BEFORE[row["until"]]):
        pass_stage(story, with_condition=number == 0 and bool(row.get("condition")))
        if number == 0 and row.get("superseded"):
            story.later(9)
            supersede(story, row["superseded"])
    _hold_brief_reviews(story)
    ENDINGS[row["until"]](story)
    if story.row.get("rag"):
        update(story, story.row["rag"], story.row.get("reason", ""))
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
