"""A year's programme against the standards: what each asks, and whether a project meets it. Pure.

Source: Moray framework 2019, section 5: the strategic planning group assures itself that projects
meet the standards, and oversees the whole year's programme.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

PLAN = 2  # the number of the stage from which engagement and screening are asked for


class Judged(StrEnum):
    """What a project comes to on one standard."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_YET = "not_yet"
    NOT_KEPT = "not_kept"


JUDGED_WORDS = {
    Judged.MET: "Met",
    Judged.NOT_MET: "Not met",
    Judged.NOT_YET: "Not asked for yet",
    Judged.NOT_KEPT: "Not kept here yet",
}


@dataclass(frozen=True)
class Standard:
    """One standard: its code, its words, and where it comes from."""

    code: str
    words: str
    source: str


STANDARDS = (
    Standard("brief", "Brief accepted and current", "Moray framework 2019, sections 4 and 5"),
    Standard("gates", "Gates in time", "Moray framework 2019, sections 3 and 5"),
    Standard("conditions", "Conditions", "Moray framework 2019, section 5"),
    Standard("engagement", "Engagement", "Moray framework 2019, section 3; 2014 Act, section 33"),
    Standard("assessments", "Impact assessments", "Equality Act 2010, sections 1 and 149"),
    Standard("measures", "Measures", "Moray framework 2019, section 3"),
)


@dataclass(frozen=True)
class Facts:
    """What is known of a project on a day, in plain values.

    stage: the number of the stage it is in, 0 while its brief is written. is_live: that stage is
    not closed. aimed, passed: dates by the number of the gate; passed only where it was passed in
    its latest round. changed_on: the brief's words were changed last, after it was put.
    review_due: the brief's earliest review point that nobody has held. overdue: days on which
    conditions that are open were due.
    """

    on: date
    stage: int = 0
    stage_words: str = ""
    is_live: bool = True
    is_over: bool = False
    held_since: date | None = None
    accepted: int | None = None
    changed_on: date | None = None
    review_due: date | None = None
    aimed: Mapping[int, date] = field(default_factory=dict)
    passed: Mapping[int, date] = field(default_factory=dict)
    gates: Mapping[int, str] = field(default_factory=dict)
    overdue: Sequence[date] = ()
    engaged: int = 0
    unscreened: Sequence[str] = ()
    assessments: int = 0


@dataclass(frozen=True)
class Finding:
    """What a project comes to on one standard, and the sentence that says why."""

    code: str
    judged: Judged
    sentence: str


def judge(facts: Facts) -> tuple[Finding, ...]:
    """Return the finding on each standard, in the order of STANDARDS.

    Measures are never met: they are not kept here yet.
    """
    found = {
        "brief": _brief(facts),
        "gates": _gates(facts),
        "conditions": _conditions(facts),
        "engagement": _engagement(facts),
        "assessments": _assessments(facts),
        "measures": (Judged.NOT_KEPT, "Measures are not kept here yet."),
    }
    return tuple(Finding(one.code, *found[one.code]) for one in STANDARDS)


def _brief(facts: Facts) -> tuple[Judged, str]:
    if facts.accepted is None:
        if facts.stage == 0 and not facts.is_over:
            return Judged.NOT_YET, "The brief is still to be accepted; the project has not begun."
        return Judged.NOT_MET, "No version of the brief is accepted."
    version = f"Version {facts.accepted} is accepted"
    if facts.is_over:
        return Judged.MET, f"{version}."
    if facts.changed_on is not None:
        return Judged.NOT_MET, f"{version}, and was changed since, on {_day(facts.changed_on)}."
    if facts.review_due is not None and facts.review_due < facts.on:
        return (
            Judged.NOT_MET,
            f"{version}; it was to be looked at again by {_day(facts.review_due)}.",
        )
    return Judged.MET, f"{version} and unchanged."


def _gates(facts: Facts) -> tuple[Judged, str]:
    late = [g for g, on in sorted(facts.passed.items()) if g in facts.aimed and on > facts.aimed[g]]
    if late:
        number = late[-1]
        return Judged.NOT_MET, (
            f"The {_gate(facts, number)} was passed on {_day(facts.passed[number])}, after its "
            f"date, {_day(facts.aimed[number])}."
        )
    if not facts.is_over and facts.is_live and facts.stage and facts.stage not in facts.passed:
        aimed, gate = facts.aimed.get(facts.stage), _gate(facts, facts.stage)
        if facts.held_since is not None:
            return Judged.NOT_YET, f"On hold since {_day(facts.held_since)}: its dates stand still."
        if aimed is None:
            return Judged.NOT_MET, f"No date is set for the {gate}."
        if aimed < facts.on:
            return Judged.NOT_MET, f"The {gate} was aimed at {_day(aimed)} and is not passed."
        return Judged.MET, f"Next is the {gate}, aimed at {_day(aimed)}."
    if not facts.passed:
        return Judged.NOT_YET, "No gate is passed yet."
    if not any(gate in facts.aimed for gate in facts.passed):
        return Judged.NOT_MET, "Its gates were passed, and no date was set for any."
    return Judged.MET, "Every gate was passed by its date."


def _conditions(facts: Facts) -> tuple[Judged, str]:
    if not facts.overdue:
        return Judged.MET, "No condition is overdue."
    count = len(facts.overdue)
    many = "One condition is" if count == 1 else f"{count} conditions are"
    return Judged.NOT_MET, f"{many} overdue, since {_day(min(facts.overdue))}."


def _engagement(facts: Facts) -> tuple[Judged, str]:
    if facts.engaged:
        many = "One engagement" if facts.engaged == 1 else f"{facts.engaged} engagements"
        return Judged.MET, f"{many} logged, each with what changed or why nothing did."
    if facts.stage < PLAN:
        return Judged.NOT_YET, "None logged; it is asked for from Plan on."
    return Judged.NOT_MET, "No engagement is logged."


def _assessments(facts: Facts) -> tuple[Judged, str]:
    if facts.unscreened and facts.stage < PLAN:
        return Judged.NOT_YET, "Screening is asked for from Plan on."
    if facts.unscreened:
        return Judged.NOT_MET, f"Not screened yet: {'; '.join(facts.unscreened)}."
    if not facts.assessments:
        if facts.stage < PLAN:
            return Judged.NOT_YET, "Screening is asked for from Plan on."
        return Judged.NOT_MET, "No impact assessment is kept."
    return Judged.MET, "Every one is screened."


def _gate(facts: Facts, number: int) -> str:
    return f"{facts.gates.get(number, f'number {number}')} gate"


def _day(on: date) -> str:
    return f"{on:%-d %B %Y}"


# -- The programme's year ---------------------------------------------------------------------


def year_of(on: date) -> int:
    """Return the programme's year that a day lies in: the year of the 1 April on which it began."""
    return on.year - (on < date(on.year, 4, 1))


def span_of(year: int) -> tuple[date, date]:
    """Return the first and the last day of a programme's year: 1 April to 31 March."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def year_words(year: int) -> str:
    """Return "2026–27"."""
    return f"{year}–{(year + 1) % 100:02d}"


def fault_in_assurance(
    year: int, *, words: str, met_on: date, today: date, took_part: int, projects: int
) -> tuple[str, str] | None:
    """Return (code, sentence) of the first thing wrong with an assurance of a year, or None.

    took_part: how many different people. projects: how many the programme has.
    """
    first, _ = span_of(year)
    if today < first:
        return "year_not_begun", f"The year {year_words(year)} begins on {_day(first)}."
    if met_on > today:
        return (
            "met_in_future",
            "The meeting's date lies in the future. Record it after the meeting.",
        )
    if met_on < first:
        return (
            "met_before_year",
            f"The year {year_words(year)} began on {_day(first)}. Choose that year’s meeting.",
        )
    if not words.strip():
        return "no_assurance_words", "Give the body’s words: what it assures, and what it names."
    if took_part < 2:
        return (
            "one_member_alone",
            "A single member cannot assure for a body. Say who took part: at least two.",
        )
    if not projects:
        return "nothing_to_assure", "The body has no project in that year. Choose another year."
    return None
