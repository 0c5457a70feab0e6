"""An act of the record as a sentence a person would say, with what changed beside it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from desk.rules.told import Change, changes_told, field_words, value_words
from projects.rules import Intake
from record.enums import FOR, Verb


@dataclass(frozen=True)
class Deed:
    """One act of the record in plain values, as `record.models.Act` keeps them.

    gates: the names of the stages by the number of the gate that follows each. is_delegated: the
    actor is named with the person in whose place they acted.
    """

    verb: str
    actor: str
    subject: str
    on_behalf_of: str = ""
    reason: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    gates: Mapping[int, str] = field(default_factory=dict)
    is_delegated: bool = False


@dataclass(frozen=True)
class Told:
    """A sentence; what the person said, in their own words; and the fields before and after.

    in_full: the sentence tells the changes already.
    """

    sentence: str
    quote: str = ""
    changes: tuple[Change, ...] = ()
    in_full: bool = False


def tell(deed: Deed) -> Told:
    """Return an act in words; ValueError for a verb that the record does not know."""
    body, is_delegated, place = deed.on_behalf_of.rpartition(FOR)
    if is_delegated:  # then it reads "A for B", and "of the body" where one decided
        actor = f"{deed.actor} for {place}"
        deed = replace(deed, actor=actor, on_behalf_of=body, is_delegated=True)
    return _TELLERS[Verb(deed.verb)](deed)


def _after(deed: Deed, name: str) -> str:
    return value_words(name, deed.after.get(name))


def _before(deed: Deed, name: str) -> str:
    return value_words(name, deed.before.get(name))


def _changes(deed: Deed) -> tuple[Change, ...]:
    return changes_told(deed.before, deed.after, deed.gates)


def _simply(pattern: str, *, quotes: bool = True) -> Callable[[Deed], Told]:
    """Return a teller of one sentence; {actor}, {subject} and {body} are filled in."""

    def told(deed: Deed) -> Told:
        words = pattern.format(actor=_actor(deed), subject=deed.subject, body=deed.on_behalf_of)
        return Told(words, deed.reason if quotes else "")

    return told


def _actor(deed: Deed) -> str:
    link = "of" if deed.is_delegated else "for"
    return f"{deed.actor} {link} the {deed.on_behalf_of}" if deed.on_behalf_of else deed.actor


def _change_words(change: Change) -> str:
    if change.was == "nothing":
        return f"gave {change.field}: {change.now}"
    if change.now == "nothing":
        return f"cleared {change.field}, which was {change.was}"
    verb = "moved" if "date" in change.field else "changed"
    return f"{verb} {change.field} from {change.was} to {change.now}"


def _changed(what: str) -> Callable[[Deed], Told]:
    """Return a teller that says a short single change in full, and lists longer or more."""

    def told(deed: Deed) -> Told:
        changes = _changes(deed)
        subject = what.format(subject=deed.subject)
        if len(changes) == 1 and len(changes[0].was) + len(changes[0].now) <= 120:
            change = changes[0]
            words = f"{deed.actor} {_change_words(_the(change))}"
            return Told(f"{words} ({subject}).", deed.reason, changes, in_full=True)
        fields = _in_a_row([change.field for change in changes])
        words = f"{deed.actor} changed {fields} of {subject}." if fields else ""
        return Told(words or f"{deed.actor} changed {subject}.", deed.reason, changes)

    return told


def _the(change: Change) -> Change:
    has_its_own = change.field.startswith(("whether", "what", "why", "for whom", "its "))
    return change if has_its_own else Change(f"the {change.field}", change.was, change.now)


def _in_a_row(words: list[str]) -> str:
    words = list(dict.fromkeys(words))
    if len(words) > 4:
        words = [*words[:3], f"{len(words) - 3} more"]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _proposed(deed: Deed) -> Told:
    asked = [one.name for one in fields(Intake) if one.name in deed.after]
    answers = [Change(field_words(name), "", _after(deed, name)) for name in asked]
    return Told(f"{deed.actor} proposed the project.", deed.reason, tuple(answers))


def _brief_saved(deed: Deed) -> Told:
    changes = _changes(deed)
    moved = [change for change in changes if change.field.endswith(" gate: date")]
    if len(moved) == 1 and all(change in moved for change in changes):
        gate = moved[0].field.removesuffix(": date")
        words = f"{deed.actor} moved the {gate} from {moved[0].was} to {moved[0].now}."
        return Told(words, "", changes, in_full=True)
    return Told(f"{deed.actor} saved “{deed.reason}” of the brief.", "", changes)


def _imported(deed: Deed) -> Told:
    if "tracker_reference" in deed.after:
        words = f"{deed.actor} brought the project in from a tracker, where it is "
        return Told(f"{words}{_after(deed, 'tracker_reference')}.", deed.reason)
    words = f"{deed.actor} brought changes in from the tracker."
    return Told(words, deed.reason, _changes(deed))


def _team(deed: Deed) -> Told:
    if "last_day" in deed.after:
        words = f"{deed.actor} ended a place on the project: {deed.subject}, last day "
        return Told(f"{words}{_after(deed, 'last_day')}.")
    words = f"{deed.actor} named {_after(deed, 'post')} as {_after(deed, 'role').lower()}"
    if deed.before.get("post"):
        words += f", until then {_before(deed, 'post')}"
    return Told(f"{words}.")


def _put(deed: Deed) -> Told:
    what = _lower(deed.subject.removesuffix(f" before {_after(deed, 'body')}"))
    comma = "" if what.endswith("gate") else ","
    return Told(f"{deed.actor} put the {what}{comma} to the {_after(deed, 'body')}.")


def _withdrawn(deed: Deed) -> Told:
    what, before, body = deed.subject.rpartition(" before ")
    taken = f"the {_lower(what)} back from the {body}" if before else f"{body} back"
    words = f"took {taken} before it was decided"
    return Told(f"{deed.actor} {words}.", deed.reason)


def _lower(what: str) -> str:
    """Return "brief, version 2" for "Brief, version 2", but leave "Plan gate" as it is."""
    return what if what.endswith("gate") else what[:1].lower() + what[1:]


def _decision(deed: Deed) -> Told:
    wording = _after(deed, "wording")
    what = _lower(deed.subject.removeprefix(f"{deed.on_behalf_of}: {wording}, "))
    words = f"{_actor(deed)} recorded the decision “{wording}” on the {what}"
    words += f", taken on {_after(deed, 'met_on')}"
    count = deed.after.get("conditions")
    if count:
        words += f", with {count} condition{'s' if count != 1 else ''}"
    return Told(f"{words}.", deed.reason)


def _carried_over(deed: Deed) -> Told:
    words = f"{deed.actor} carried the project over from a tracker at “{_after(deed, 'stage')}”"
    if deed.after.get("stage_started_on"):
        words += f", begun on {_after(deed, 'stage_started_on')}"
    return Told(f"{words}. No body decided that here.", deed.reason)


def _evidence(deed: Deed) -> Told:
    words = f"{deed.actor} added {deed.subject} to “{_after(deed, 'to')}”"
    return Told(f"{words}, dated {_after(deed, 'effective_on')}.")


def _progress(deed: Deed) -> Told:
    told = [
        Change(field_words(name), "", _after(deed, name))
        for name in ("done", "next")
        if deed.after.get(name)
    ]
    words = f"{deed.actor} gave a progress update: {_after(deed, 'rag')}."
    return Told(words, str(deed.after.get("reason") or ""), tuple(told))


def _review_point(deed: Deed) -> Told:
    about = _after(deed, "about")
    if deed.before.get("due_on") and deed.before["due_on"] != deed.after.get("due_on"):
        words = f"moved the review point “{about}” from {_before(deed, 'due_on')} to"
        return Told(f"{deed.actor} {words} {_after(deed, 'due_on')}.")
    return Told(f"{deed.actor} set a review point on {_after(deed, 'due_on')}: {about}.")


def _review_held(deed: Deed) -> Told:
    words = f"{deed.actor} recorded a review as held on {_after(deed, 'held_on')}: {deed.subject}."
    return Told(words, str(deed.after.get("outcome") or ""))


def _closed(deed: Deed) -> Told:
    told = [Change(field_words(name), "", _after(deed, name)) for name in deed.after]
    return Told(f"{deed.actor} closed the project.", "", tuple(told))


def _escalated(deed: Deed) -> Told:
    words = f"{deed.actor} escalated to the {_after(deed, 'to_body')}, needed by"
    return Told(f"{words} {_after(deed, 'needed_by')}.", deed.reason)


def _labelled(deed: Deed) -> Told:
    return Told(f"{deed.actor} named the team role {_after(deed, 'team_role')}.")


_TELLERS: dict[Verb, Callable[[Deed], Told]] = {
    Verb.PARTNERSHIP_SET_UP: _simply("{actor} set up the partnership {subject}."),
    Verb.BODY_SET_UP: _simply("{actor} set up the body {subject}."),
    Verb.ORDERS_SET: _simply("{actor} set the {subject}."),
    Verb.SEAT_CATEGORY_ADDED: _simply("{actor} added the kind of seat “{subject}”."),
    Verb.VOTING_SET: _simply("{actor} recorded a change of votes: {subject}."),
    Verb.SEAT_ADDED: _simply("{actor} added the seat “{subject}”."),
    Verb.SEAT_ENDED: _simply("{actor} ended the seat “{subject}”."),
    Verb.MEMBER_SEATED: _simply("{actor} recorded who sits in a seat: {subject}."),
    Verb.SEATING_ENDED: _simply("{actor} recorded who left a seat: {subject}."),
    Verb.PROXY_NAMED: _simply("{actor} named a proxy: {subject}."),
    Verb.PROXY_ENDED: _simply("{actor} ended a proxy: {subject}."),
    Verb.MEETING_CALLED: _simply("{actor} called a meeting: {subject}."),
    Verb.MEETING_CANCELLED: _simply("{actor} cancelled a meeting: {subject}."),
    Verb.MEETING_OPENED: _simply("{actor} opened the meeting of the {subject}."),
    Verb.MEETING_CLOSED: _simply("{actor} closed the meeting of the {subject}."),
    Verb.AGENDA_CHANGED: _simply("{actor} changed the agenda of the {subject}."),
    Verb.ARRIVED: _simply("{actor} recorded who came in: {subject}."),
    Verb.LEFT: _simply("{actor} recorded who left: {subject}."),
    Verb.INTEREST_REGISTERED: _simply("{actor} entered an interest in the register: {subject}."),
    Verb.INTEREST_ENDED: _simply("{actor} ended an interest in the register: {subject}."),
    Verb.INTEREST_DECLARED: _simply("{actor} recorded an interest declared by {subject}."),
    Verb.ITEM_TAKEN: _simply("{actor} recorded an item as taken: {subject}."),
    Verb.ITEM_MARKED: _simply("{actor} marked an item as public or exempt: {subject}."),
    Verb.PROPOSAL_FELL: _simply("{actor} recorded that a proposal fell: {subject}."),
    Verb.PAPERS_SENT: _simply("{actor} sent papers: {subject}."),
    Verb.ROUND_ASKED: _simply("{actor} asked a body by correspondence: {subject}."),
    Verb.REPLY_GIVEN: _simply("{actor} replied by correspondence.", quotes=False),
    Verb.ROUND_ENDED: _simply("{actor} ended a round by correspondence: {subject}."),
    Verb.DELEGATED: _simply("{actor} delegated: {subject}."),
    Verb.DELEGATION_ENDED: _simply("{actor} ended a delegation: {subject}."),
    Verb.PROGRAMME_ASSURED: _simply("{actor} recorded an assurance: {subject}."),
    Verb.PERSON_INVITED: _simply("{actor} invited {subject}."),
    Verb.ROLE_GIVEN: _simply("{actor} gave a role: {subject}."),
    Verb.ROLE_ENDED: _simply("{actor} ended a role: {subject}."),
    Verb.PACK_LOADED: _simply("{actor} loaded the framework pack {subject}."),
    Verb.PROGRAMME_OPENED: _simply("{actor} opened the programme {subject}."),
    Verb.PROJECT_PROPOSED: _proposed,
    Verb.PROJECT_CHANGED: _changed("the project"),
    Verb.PROJECT_IMPORTED: _imported,
    Verb.TEAM_ROLE_LABELLED: _labelled,
    Verb.PROJECT_NOTED: _simply("{actor} kept a note: {subject}."),
    Verb.TEAM_CHANGED: _team,
    Verb.BRIEF_SAVED: _brief_saved,
    Verb.BRIEF_ROW_CHANGED: _changed("the brief, {subject}"),
    Verb.BRIEF_PUT: _put,
    Verb.BRIEF_ACCEPTED: _simply("The {body} accepted the brief: {subject}."),
    Verb.ASSESSMENT_CHANGED: _changed("{subject}"),
    Verb.ENGAGEMENT_LOGGED: _simply("{actor} logged engagement: {subject}."),
    Verb.ENGAGEMENT_CORRECTED: _changed("the engagement log, {subject}"),
    Verb.CARRIED_OVER: _carried_over,
    Verb.STAGE_OPENED: _simply("The {subject} stage opened."),
    Verb.STAGE_PUT: _put,
    Verb.PUT_WITHDRAWN: _withdrawn,
    Verb.DECISION_RECORDED: _decision,
    Verb.REASON_ACCEPTED: _simply("{actor} accepted why “{subject}” does not apply."),
    Verb.CONDITION_MET: _simply("{actor} said that a condition is met: {subject}"),
    Verb.CONDITION_DISCHARGED: _simply("{actor} recorded as met: {subject}"),
    Verb.DIRECTION_DRAFTED: _simply("{actor} drafted {subject}."),
    Verb.DIRECTION_CHANGED: _changed("the draft of {subject}"),
    Verb.DIRECTION_ISSUED: _simply("{actor} issued {subject}."),
    Verb.DIRECTION_PROGRESSED: _simply("{actor} reported on {subject}."),
    Verb.DIRECTION_COMPLETED: _simply("{actor} recorded as completed: {subject}."),
    Verb.ESCALATED: _escalated,
    Verb.ESCALATION_ANSWERED: _simply("{actor} answered what was escalated."),
    Verb.DELIVERABLE_CHANGED: _changed("{subject}"),
    Verb.DELIVERABLE_ACCEPTED: _simply("{actor} accepted “{subject}” as the sponsor."),
    Verb.EVIDENCE_ADDED: _evidence,
    Verb.EVIDENCE_OPENED: _simply("{actor} opened {subject}."),
    Verb.PROGRESS_UPDATED: _progress,
    Verb.REVIEW_POINT_SET: _review_point,
    Verb.REVIEW_POINT_DONE: _review_held,
    Verb.REVIEW_RESUMED: _simply("{actor} took the project back into review: {subject}."),
    Verb.PROJECT_HELD: _simply("The project went on hold."),
    Verb.PROJECT_RELEASED: _simply("The project came off hold."),
    Verb.PROJECT_STOPPED: _decision,
    Verb.PROJECT_CLOSED: _closed,
    Verb.REPORT_ISSUED: _simply("{actor} issued the report {subject}."),
}
