"""The demonstration between meetings: a round by correspondence, and what was escalated."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from desk.demonstration.steps import Cast
from governance.enums import Outcome, Vote
from governance.models import Escalation
from governance.queries import open_review_of
from governance.services.correspondence import ask_by_correspondence, reply
from governance.services.escalations import answer_escalation, escalate, pass_on
from projects.enums import ProjectRole
from projects.models import Project, TeamMember
from roles.models import Person


def go_on_between(
    cast: Cast, words: dict[str, Any], titles: dict[str, str], *, now: datetime
) -> None:
    """Ask a round and have some reply, and escalate as the words have it.

    titles: each project's title, by how far the demonstration takes it.
    """
    for row in words["round"]:
        _ask(cast, row, _project(cast, titles[row["project"]]), now=now)
    for row in words["escalation"]:
        _escalate(cast, row, _project(cast, titles[row["project"]]), now=now)


def _ask(cast: Cast, row: dict[str, Any], project: Project, *, now: datetime) -> None:
    review = open_review_of(project)
    assert review is not None
    review.project = project
    asked_at = now - timedelta(days=row["days_ago"])
    asked = ask_by_correspondence(
        review,
        outcome=Outcome(row["outcome"]),
        proposal=row["proposal"],
        reply_by=timezone.localdate(now) + timedelta(days=row["reply_days"]),
        by=cast.people["officer"],
        at=asked_at,
    )
    for number, given in enumerate(row["replies"], start=1):
        reply(
            asked,
            vote=Vote(given["vote"]),
            words=given.get("words", ""),
            by=cast.people[given["person"]],
            at=asked_at + timedelta(hours=7 * number),
        )


def _escalate(cast: Cast, row: dict[str, Any], project: Project, *, now: datetime) -> None:
    escalation = escalate(
        project,
        cast.bodies[row["to"]],
        ask=row["ask"],
        needed_by=timezone.localdate(now) + timedelta(days=row["needed_days"]),
        by=_lead(project),
        at=now - timedelta(days=row["days_ago"]),
    )
    for step in row.get("passed_on", ()):
        escalation = pass_on(
            escalation,
            cast.bodies[step["to"]],
            ask=step["ask"],
            by=cast.people["officer"],
            at=now - timedelta(days=step["days_ago"]),
        )
    if "answer" in row:
        _answer(cast, escalation, row["answer"], now=now)


def _answer(cast: Cast, escalation: Escalation, row: dict[str, Any], *, now: datetime) -> None:
    answer_escalation(
        escalation,
        answer=row["words"],
        by=cast.people["officer"],
        at=now - timedelta(days=row["days_ago"]),
    )


def _project(cast: Cast, title: str) -> Project:
    return Project.objects.select_related("partnership", "governing_body").get(
        partnership=cast.partnership, title=title
    )


def _lead(project: Project) -> Person:
    place = TeamMember.objects.filter(project=project, role=ProjectRole.LEAD, to_on=None)
    person = place.select_related("person")[0].person
    assert person is not None
    return person
