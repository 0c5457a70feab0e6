"""Who may do what, and which days are working days. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

import holidays

from roles.enums import Role

_READ = frozenset({Role.READER})
_TEAM = frozenset({Role.LEAD, Role.TEAM_MEMBER})
_LEAD = frozenset({Role.LEAD})
_INSIDE = frozenset({Role.LEAD, Role.SPONSOR, Role.TEAM_MEMBER, Role.OFFICER, Role.AUDITOR})
_BODY = frozenset({Role.CHAIR, Role.OFFICER})
_ADMIN = frozenset({Role.ADMINISTRATOR})

MAY: dict[str, frozenset[Role]] = {
    # Pages for everybody.
    "site.visit": frozenset({Role.ANYBODY}),
    "home.view": frozenset({Role.SIGNED_IN}),
    "inbox.view": frozenset({Role.SIGNED_IN}),
    "account.change": frozenset({Role.SIGNED_IN}),
    # The partnership.
    "role_matrix.view": _READ,
    "person.view": _READ,
    "person.invite": _ADMIN,
    "role.give": _ADMIN,
    "body.change": _ADMIN,
    "body.view": _READ,
    "body.arrange": frozenset({Role.OFFICER, Role.ADMINISTRATOR}),
    "meeting.view": _BODY | {Role.BODY_MEMBER},
    "meeting.run": _BODY,
    "correspondence.reply": frozenset({Role.CHAIR, Role.BODY_MEMBER}),
    "interest.declare": _BODY | {Role.BODY_MEMBER},
    "register.view": _BODY | {Role.BODY_MEMBER, Role.ADMINISTRATOR},
    "quorum.rehearse": _BODY | {Role.BODY_MEMBER, Role.ADMINISTRATOR},
    # Projects.
    "project.list": _READ,
    "project.view": _READ,
    "project.propose": frozenset({Role.STAFF, Role.OFFICER, Role.ADMINISTRATOR}),
    "project.change": frozenset({Role.LEAD, Role.OFFICER}),
    "project.import": frozenset({Role.OFFICER, Role.ADMINISTRATOR}),
    "project.choose_body": frozenset({Role.OFFICER}),
    "project.inside": _INSIDE,
    "team.change": frozenset({Role.LEAD, Role.SPONSOR, Role.OFFICER}),
    "brief.view_draft": _INSIDE,
    "brief.change": _TEAM,
    "brief.put": _LEAD,
    "assessment.change": _TEAM,
    "engagement.log": _TEAM,
    "engagement.correct": _TEAM,
    # The cycle.
    "stage.view": _READ,
    "stage.submit": _LEAD,
    "stage.withdraw": _LEAD,
    "deliverable.change": _TEAM,
    "deliverable.accept": frozenset({Role.SPONSOR}),
    "evidence.view": _INSIDE | {Role.CHAIR, Role.BODY_MEMBER, Role.IJB_READER},
    "evidence.add": _TEAM,
    "progress.update": _LEAD,
    "review_point.set": frozenset({Role.LEAD, Role.OFFICER}),
    "review.resume": frozenset({Role.LEAD, Role.OFFICER}),
    "project.close": frozenset({Role.LEAD, Role.OFFICER}),
    # Governance: roles held on the very body that decides.
    "gate.view": _READ,
    "gate.see_put": _INSIDE | {Role.CHAIR, Role.BODY_MEMBER, Role.IJB_READER},
    "gate.decide": _BODY,
    "reason.accept": _BODY,
    "condition.say_met": _TEAM | {Role.SPONSOR, Role.OFFICER},
    "condition.discharge": _BODY,
    "direction.view": _READ,
    "direction.issue": _BODY,
    "escalation.view": _INSIDE | {Role.CHAIR, Role.BODY_MEMBER},
    "escalation.raise": frozenset({Role.LEAD, Role.SPONSOR, Role.OFFICER, Role.CHAIR}),
    "escalation.answer": _BODY,
    "delegation.view": _READ,
    "delegation.make": _BODY,
    "assurance.view": _READ,
    "assurance.record": _BODY,
    "project.hold": _BODY,
    "project.stop": _BODY,
    "decision.view": _READ,
    "timeline.view": _INSIDE,
    # Reports.
    "report.view": _READ,
    "report.issue": frozenset({Role.OFFICER}),
    "portfolio.export": _READ,
}

# What each act is, in the words of the printed role matrix: "<role> may …".
ACT_WORDS: dict[str, str] = {
    "site.visit": "Read the public pages and sign in",
    "home.view": "See their own work",
    "inbox.view": "See the reminders and notices sent to them",
    "account.change": "Change their own password",
    "role_matrix.view": "See this table",
    "person.view": "See the people of the partnership, its bodies and who holds which role",
    "person.invite": "Invite a person",
    "role.give": "Give and end roles, and name the four team roles",
    "body.change": "Set up a body and its reporting lines",
    "body.view": "See a body at work: its seats, members, vacancies and standing orders",
    "body.arrange": "Arrange their own body: its standing orders, seats, who sits in them, proxies",
    "meeting.view": "See the meetings of their own body, with agenda and minute",
    "meeting.run": "Call a meeting of their own body, run it and record who is there",
    "correspondence.reply": "Reply, as a member, when their own body decides by correspondence",
    "interest.declare": "Declare an interest in an item; the chair and the officer for others too",
    "register.view": "See the register of interests of their own body; enter and end their own",
    "quorum.rehearse": "Rehearse whether their own body would be quorate",
    "project.list": "List and search the projects, restricted ones left out",
    "project.view": "See a project: its accepted brief, stage, RAG and decisions",
    "project.propose": "Propose a project",
    "project.change": "Change what a project is called, is for and belongs to",
    "project.import": "Bring projects in from a tracker",
    "project.choose_body": "Choose the body that governs a project",
    "project.inside": "See a project's notes, impact assessments and engagement log",
    "team.change": "Put people in place on a project, and end their places",
    "brief.view_draft": "See a brief that is still being written",
    "brief.change": "Write the six parts of the brief",
    "brief.put": "Put the brief to the governing body",
    "assessment.change": "Add and change impact assessments",
    "engagement.log": "Log engagement",
    "engagement.correct": "Correct an entry of the engagement log",
    "stage.view": "See the stages of a project",
    "stage.submit": "Put a stage to the body at its gate",
    "stage.withdraw": "Take back what was put, before it is decided",
    "deliverable.change": "Change a deliverable, its owner, due date and state",
    "deliverable.accept": "Accept a deliverable",
    "evidence.view": "Open evidence; members of a body once it was put to them",
    "evidence.add": "Add evidence",
    "progress.update": "Give a progress update with its RAG",
    "review_point.set": "Set a review point, and say that it was held",
    "review.resume": "Take a project back into review before its date",
    "project.close": "Close a project with what was learnt",
    "gate.view": "See the gates of a project and their outcomes",
    "gate.see_put": "See exactly what was put to a body",
    "gate.decide": "Record the decision of their own body",
    "reason.accept": "Accept, for their own body, why an element does not apply",
    "condition.say_met": "Say that a condition is met, with the evidence; its owner too",
    "condition.discharge": "Discharge a condition their own body set",
    "direction.view": "See the register of Directions",
    "direction.issue": "Draft, issue and follow a Direction, for their own joint board",
    "escalation.view": "See what a project escalated, and the answers",
    "escalation.raise": "Escalate a matter of a project to a body above",
    "escalation.answer": "Record the answer of their own body to what was escalated to it",
    "delegation.view": "See who acts for whom",
    "delegation.make": "Let somebody act in their own place on a body for a time",
    "assurance.view": "See the year’s programme against the standards",
    "assurance.record": "Record their own body’s assurance of the year’s programme",
    "project.hold": "Put a project on hold, and release it, for their own body",
    "project.stop": "Stop a project for its governing body",
    "decision.view": "See the decisions",
    "timeline.view": "See everything that has happened to a project",
    "report.view": "Read the issued reports",
    "report.issue": "Issue a report",
    "portfolio.export": "Take out the projects list as CSV",
}


def may(held: Collection[Role], act: str) -> bool:
    """Say whether somebody holding these roles may do the act.

    An unknown act raises KeyError, so that a typing error never reads as "no".
    """
    return not MAY[act].isdisjoint(held) or Role.ANYBODY in MAY[act]


@lru_cache(maxsize=32)
def _named_holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("GB", subdiv="SCT", years=[year]))


def scottish_holidays(years: Iterable[int]) -> set[date]:
    """Return Scotland's bank holidays, 2 January and St Andrew's Day among them.

    Source: Banking and Financial Dealings Act 1971, Schedule 1, and the St Andrew's Day Bank
    Holiday (Scotland) Act 2007, by way of the `holidays` package.
    """
    return {on for year in years for on in _named_holidays(year)}


def is_working_day(on: date, local_holidays: Collection[date] = ()) -> bool:
    """Say whether a day is Monday to Friday and neither a Scottish nor a local holiday."""
    return on.weekday() < 5 and on not in local_holidays and on not in _named_holidays(on.year)


def why_not_working(on: date, local_holidays: Mapping[date, str]) -> str:
    """Return what a day is instead of a working day, such as "a Saturday"; "" for a working day.

    local_holidays: their names by day.
    """
    if on in local_holidays:
        return local_holidays[on]
    if on in _named_holidays(on.year):
        return _named_holidays(on.year)[on]
    return "" if on.weekday() < 5 else f"a {on:%A}"


def working_day_before(on: date, days: int, local_holidays: Collection[date] = ()) -> date:
    """Return the working day that is so many working days before a day; the day itself for 0.

    Counted back from the day, which does not count: five before a Thursday is the Thursday before,
    where no holiday lies between.
    """
    while days > 0:
        on -= timedelta(days=1)
        days -= is_working_day(on, local_holidays)
    return on


def working_days_between(first: date, last: date, local_holidays: Collection[date] = ()) -> int:
    """Return how many working days there are from the first day on, the last not counted.

    It is how many working days before the last day something was done on the first; 0 on the last
    day itself and after it.
    """
    span = range((last - first).days)
    return sum(is_working_day(first + timedelta(days=n), local_holidays) for n in span)
