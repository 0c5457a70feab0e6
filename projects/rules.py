"""What a proposal is, and what a brief still lacks. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.enums import IntakeResult

# No day before this one is meant: a year typed as 26 or 1026 is a slip.
EARLIEST = date(2000, 1, 1)
MONEY_YEARS = range(EARLIEST.year, 2101)

# What is done to no project that is over. People may still leave, and what was heard or assessed
# may still be put right.
ENDS_WITH_THE_PROJECT = frozenset(
    {
        "brief.change",
        "brief.put",
        "deliverable.change",
        "evidence.add",
        "progress.update",
        "project.choose_body",
        "review_point.set",
        "stage.submit",
    }
)


@dataclass(frozen=True)
class Intake:
    """Answers to the intake questions, each yes or no.

    The first three are the framework's reasons for strategic commissioning, the next two those for
    service improvement. Source: Moray framework 2019, sections 3 and 4.
    """

    is_major_area_of_change: bool = False
    plans_new_services: bool = False
    reviews_whole_services: bool = False
    improves_existing_services: bool = False
    answers_inspection_or_feedback: bool = False


def approach_for(intake: Intake) -> IntakeResult:
    """Return where the answers lead; strategic commissioning wins where both would fit.

    Source: Moray framework 2019, section 3 (when the approach applies) and section 4.
    """
    if intake.is_major_area_of_change or intake.plans_new_services or intake.reviews_whole_services:
        return IntakeResult.STRATEGIC_COMMISSIONING
    if intake.improves_existing_services or intake.answers_inspection_or_feedback:
        return IntakeResult.SERVICE_IMPROVEMENT
    return IntakeResult.NEITHER


def next_reference(prefix: str, number: int) -> str:
    """Return a reference such as HSCM-0007."""
    return f"{prefix}-{number:04d}"


def differences(old: Mapping[str, Any], new: Mapping[str, Any], path: str = "") -> list[dict]:
    """Return what differs between two frozen copies: [{"where", "was", "now"}], in reading order.

    Lists are compared as wholes where they hold plain values, line by line where they hold rows.
    """
    found: list[dict] = []
    for key in [*old, *[key for key in new if key not in old]]:
        where = f"{path} › {key}" if path else key
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            found += differences(was, now, where)
        elif _is_rows(was) or _is_rows(now):
            found += _row_differences(was or [], now or [], where)
        else:
            found.append({"where": where, "was": _words(was), "now": _words(now)})
    return found


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _row_differences(was: list, now: list, where: str) -> list[dict]:
    gone = [row for row in was if row not in now]
    come = [row for row in now if row not in was]
    return [{"where": where, "was": _words(row), "now": ""} for row in gone] + [
        {"where": where, "was": "", "now": _words(row)} for row in come
    ]


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{k}: {_words(v)}" for k, v in value.items() if v not in (None, "", []))
    if isinstance(value, list | tuple):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def roles_unfilled(all_roles: Mapping[str, str], filled: Collection[str]) -> list[str]:
    """Return the names of the team roles that nobody on the team has.

    Source: Moray framework 2019, section 6: the team is designed by the four roles at the outset.
    """
    return [name for code, name in all_roles.items() if code not in filled]


def lacks_in_part(part: str, content: Mapping[str, Any]) -> list[str]:
    """Return what one part of a brief lacks to be complete, as sentences.

    content: the part as `snapshot.frozen_brief` gives it.
    Source: Moray framework 2019, section 5 (six things clear from the beginning) and section 6.
    """
    return [sentence for holds, sentence in _CHECKS[part](content) if not holds]


def _check_focus(c: Mapping[str, Any]) -> list[tuple[bool, str]]:
    return [
        (bool(c["what_changes"]), "Say what changes."),
        (bool(c["for_whom"]), "Say for whom."),
        (bool(c["population_need"]), "Describe the population and its need."),
        (bool(c["scope_in"]), "Say what is in scope."),
        (
            bool(c["national_outcomes"]),
            "Choose at least one national health and wellbeing outcome.",
        ),
        (bool(c["localities"]), "Choose the localities, or the whole area."),
    ]


def _check_governance(c: Mapping[str, Any]) -> list[tuple[bool, str]]:
    return [
        (bool(c["governing_body"]), "Choose the governing body."),
        (bool(c["sponsor"]), "Name the sponsor's post."),
        (bool(c["lead"]), "Name the lead's post."),
        (bool(c["reporting_interval_in_months"]), "Choose how often the project reports."),
    ]


def _check_resources(c: Mapping[str, Any]) -> list[tuple[bool, str]]:
    return [
        (
            bool(c["money"] or c["notes"]),
            "Give at least one line of money, or say in the notes how the project is resourced.",
        ),
    ]


def _check_stakeholders(c: Mapping[str, Any]) -> list[tuple[bool, str]]:
    return [(bool(c["people_and_groups"]), "Name at least one person or group with a stake.")]


def _check_products(c: Mapping[str, Any]) -> list[tuple[bool, str]]:
    checks = []
    for row in c["expected_elements"]:
        name = f"{row['stage']}, “{row['element']}”"
        if row["applies"]:
            checks.append((bool(row["owner"]), f"{name}: name an owner."))
            checks.append((bool(row["due"]), f"{name}: give a due date."))
        else:
            checks.append((bool(row["reason"]), f"{name}: say why it does not apply."))
    return checks + [
        (bool(row["owner"] and row["due"]), f"“{row['name']}”: name owner and due date.")
        for row in c["other_products"]
    ]


def _check_timescales(c: Mapping[str, Any]) -> list[tuple[bool, str]]:
    gates = {row["gate"] for row in c["gates"]}
    return [
        ({1, 2, 3, 4} <= gates, "Give a target date for each of the four gates."),
        (bool(c["review_interval_in_months"]), "Choose how often the brief is looked at again."),
        (bool(c["contingencies"]), "Name at least one thing that may go wrong, and what then."),
    ]


_CHECKS = {
    "focus": _check_focus,
    "governance": _check_governance,
    "resources": _check_resources,
    "stakeholders": _check_stakeholders,
    "products": _check_products,
    "timescales": _check_timescales,
}
