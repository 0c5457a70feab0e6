"""The demonstration's meetings: one held and closed, the next one called."""

from datetime import datetime, timedelta

from django.utils import timezone

from desk.demonstration.steps import Cast
from governance.enums import Declared, ItemKind, Outcome
from governance.models import AgendaItem, Meeting
from governance.services import (
    ConditionLine,
    Minute,
    add_item,
    arrive,
    call_meeting,
    close_meeting,
    decide_item,
    declare_interest,
    defer_item,
    fill_agenda,
    leave,
    mark_exempt,
    open_meeting,
    send_papers,
    take_item,
)
from roles.models import Person
from roles.rules import is_working_day

GROUP = "spg"
DAYS_AGO, DAYS_AHEAD = 7, 12


def hold_meetings(cast: Cast, *, decided: str, now: datetime) -> None:
    """Hold the group's last meeting, which decided the brief of one project, and call the next.

    decided: the title of that project; another matter is left to the next meeting.
    """
    body, by = cast.bodies[GROUP], cast.people["officer"]
    last, coming = _afternoon(now, -DAYS_AGO), _afternoon(now, DAYS_AHEAD)
    called = last - timedelta(days=10)
    meeting = call_meeting(body, starts_at=last, place="Elgin", by=by, at=called)
    following = call_meeting(body, starts_at=coming, place="Forres", by=by, at=called)
    add_item(meeting, title="Dates of the year’s meetings", by=by, at=called)
    open_meeting(meeting, by=by, at=last)
    for name, minutes in (("chair", 0), ("member", 0), ("member3", 2), ("deputy", 5)):
        _arrive(cast, meeting, name, last + timedelta(minutes=minutes))
    at = last + timedelta(minutes=10)
    for item in meeting.items.select_related("review__project"):
        at += timedelta(minutes=8)
        _take(cast, item, following, decided=decided, at=at)
    row = meeting.attendance.get(person=cast.people["member"])
    leave(row, by=by, at=at)
    close_meeting(meeting, by=by, at=at + timedelta(minutes=5))
    _send_papers(following, by=by, at=at + timedelta(minutes=30))


def _send_papers(meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Send the papers of the next meeting, one item of which is taken in private."""
    item = add_item(meeting, title="Terms offered by a provider of respite", by=by, at=at)
    mark_exempt(
        item,
        paragraph=9,
        reason="The terms are still being negotiated.",
        by=by,
        at=at,
    )
    fill_agenda(meeting, by=by, at=at)
    send_papers(meeting, by=by, at=at)


def _arrive(cast: Cast, meeting: Meeting, name: str, at: datetime) -> None:
    arrive(meeting, cast.people[name], by=cast.people["officer"], at=at)


def _take(cast: Cast, item: AgendaItem, following: Meeting, *, decided: str, at: datetime) -> None:
    """Decide the one matter, leave other matters to the next meeting, note the rest."""
    by = cast.people["officer"]
    if item.review is None:
        notes = {
            ItemKind.CONDITION: "The lead reported; it is expected by the next meeting.",
            ItemKind.REVIEW_POINT: "The group heard where it stands.",
        }
        take_item(item, note=notes.get(ItemKind(item.kind), "Agreed."), by=by, at=at)
    elif item.review.project.title == decided:
        _decide(cast, item, at=at)
    elif not following.items.filter(review=item.review).exists():
        defer_item(item, following, reason="The paper came late.", by=by, at=at)


def _decide(cast: Cast, item: AgendaItem, *, at: datetime) -> None:
    declare_interest(
        item,
        cast.people["member"],
        nature="Sits on the committee of a charity that may be asked to drive.",
        followed=Declared.WITHDREW,
        by=cast.people["officer"],
        at=at,
    )
    minute = Minute(
        outcome=Outcome.APPROVE_WITH_CONDITIONS,
        met_on=timezone.localdate(at),
        took_part=(),
        reasons="The need is plain and the first step is small.",
        conditions=(
            ConditionLine(
                text="Agree with the drivers’ charities how they are paid back.",
                owner_post=cast.people["lead"].name,
                owner=cast.people["lead"],
                due_on=timezone.localdate(at) + timedelta(days=42),
                holds_up=2,
            ),
        ),
        confirms_major=False,
    )
    decide_item(item, minute, by=cast.people["officer"], at=at)


def _afternoon(now: datetime, days: int) -> datetime:
    """Return two in the afternoon, local time, so many days on, or the working day after."""
    moment = timezone.localtime(now + timedelta(days=days))
    moment = moment.replace(hour=14, minute=0, second=0, microsecond=0)
    while not is_working_day(moment.date()):
        moment += timedelta(days=1 if days > 0 else -1)
    return moment
