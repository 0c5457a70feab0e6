"""A meeting of the strategic planning group: its orders, its members in the room."""

from datetime import datetime, timedelta

from governance.models import AgendaItem, Attendance, Meeting
from governance.services import (
    Minute,
    arrive,
    call_meeting,
    name_proxy,
    open_meeting,
    set_standing_orders,
)
from projects.models import Project
from roles.models import HeldRole
from tests.factories import world as w

MEMBERS = ("chair", "body_member")


def set_orders(world: w.World, *, minimum: int = 3, body: str = "spg", **values):
    """Set orders by which at least so many of the members must be there."""
    return set_standing_orders(
        world.bodies[body],
        from_on=world.today - timedelta(days=100),
        fraction="1/2",
        minimum=minimum,
        source="Terms of reference, section 4",
        by=world.system,
        at=world.at,
        **values,
    )


def seat_of(world: w.World, name: str, body: str = "spg") -> HeldRole:
    return HeldRole.objects.get(
        person=world.people[name], body=world.bodies[body], role__in=MEMBERS
    )


def stand_in(world: w.World, person: str, member: str):
    """Name a proxy of a member of the group."""
    return name_proxy(
        seat_of(world, member),
        world.people[person],
        from_on=world.today - timedelta(days=10),
        by=world.officer,
        at=world.at,
    )


def put_brief(world: w.World, title: str) -> Project:
    """Return a project whose brief is with the group."""
    project = w.make_project(world, title=title)
    w.fill_brief(world, project)
    w.put_to_body(project, by=world.lead, at=world.at)
    return project


def meet(world: w.World, *present: str) -> Meeting:
    """Call a meeting for tomorrow, open it and let these people in; the world moves on to it."""
    starts_at = world.at + timedelta(days=1)
    meeting = call_meeting(world.spg, starts_at=starts_at, by=world.officer, at=world.at)
    world.at = starts_at
    meeting = open_meeting(meeting, by=world.officer, at=world.at)
    for name in present:
        arrive(meeting, world.people[name], by=world.officer, at=world.at)
    return meeting


def minutes_on(world: w.World, count: int) -> datetime:
    """Move the world on by some minutes."""
    world.at += timedelta(minutes=count)
    return world.at


def row_of(meeting: Meeting, world: w.World, name: str) -> Attendance:
    return meeting.attendance.get(person=world.people[name], left_at=None)


def item_on(meeting: Meeting, project: Project) -> AgendaItem:
    return meeting.items.get(review__project=project)


def said(outcome, **values) -> Minute:
    """Return what a body says on an item; date and people come from the meeting."""
    return Minute(
        outcome=outcome,
        met_on=values.pop("met_on", None),
        took_part=(),
        reasons=values.pop("reasons", "The paper answers what was asked."),
        coded_reasons=values.pop("coded_reasons", w.CODED.get(outcome, ())),
        **values,
    )
