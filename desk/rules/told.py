"""What changed, told in words: fields, dates, choices and lines of a brief. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cycle.enums import DeliverableProgress
from governance.enums import BudgetKind, DirectionChange, DirectionTo
from projects.enums import AssessmentKind, PartState, Screening

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NOTHING = "nothing"
FIELDS = {
    "achieved": "achieved",
    "answers_inspection_or_feedback": "whether it answers an inspection or feedback",
    "budget_kind": "kind of budget",
    "budget_source": "source of the budget",
    "change": "what it does to the earlier direction",
    "change_reason": "why the earlier direction is changed",
    "christie_pillars": "Christie pillars",
    "completed_on": "date of completion",
    "days_a_week": "days a week",
    "decided_on": "date of the decision",
    "decided_words": "words of the older decision",
    "done": "what was done",
    "done_on": "date done",
    "due": "due date",
    "due_on": "due date",
    "effective_on": "its own date",
    "fed_back_on": "date of telling people what came of it",
    "for_whom": "for whom",
    "heard": "what was heard",
    "how": "way of engaging",
    "improves_existing_services": "whether it improves services that exist",
    "is_major": "whether it is a major change",
    "is_major_area_of_change": "whether it is a major area of change",
    "is_recurring": "whether the budget is recurring",
    "is_restricted": "whether it is restricted",
    "last_day": "last day",
    "localities": "localities",
    "major_change": "whether it is a major change",
    "major_confirmed_on": "date on which that was confirmed",
    "major_reason": "why it is or is not a major change",
    "measure": "way of monitoring",
    "met_on": "date of the meeting",
    "national_outcomes": "national health and wellbeing outcomes",
    "next": "what is next",
    "on": "date",
    "other_products": "other products",
    "owner_post": "owner’s post",
    "part_state": "state of the part",
    "people_and_groups": "people and groups",
    "plans_new_services": "whether it plans new services",
    "population_need": "population and its need",
    "published_at_url": "address of publication",
    "published_on": "date of publication",
    "rag": "RAG",
    "replaces": "earlier direction",
    "reporting_interval_in_months": "months between reports",
    "reviews_whole_services": "whether it reviews whole services",
    "review_interval_in_months": "months between reviews",
    "review_on": "review date",
    "scope_in": "what is in scope",
    "scope_out": "what is out of scope",
    "screened_on": "date of screening",
    "signed_off_by_post": "post that signed it off",
    "signed_off_on": "date of sign-off",
    "what_changed": "what changed because of it",
    "what_changes": "what changes",
    "who": "people engaged",
}
CHOICES: dict[str, Mapping[str, str]] = {
    "budget_kind": {choice.value: str(choice.label) for choice in BudgetKind},
    "change": {choice.value: str(choice.label) for choice in DirectionChange},
    "progress": {choice.value: str(choice.label) for choice in DeliverableProgress},
    "recipients": {choice.value: str(choice.label) for choice in DirectionTo},
    "screening": {choice.value: str(choice.label) for choice in Screening},
    "kind": {choice.value: str(choice.label) for choice in AssessmentKind},
    "part_state": {choice.value: str(choice.label) for choice in PartState},
}
NAMED_BY = ("element", "name", "gate", "source", "post", "to", "what_may_go_wrong")
NOT_TOLD = frozenset({"owner_key", "code", "sha256", "version"})


@dataclass(frozen=True)
class Change:
    """One field, in words, as it was and as it is now; "nothing" where there was or is none."""

    field: str
    was: str
    now: str


def day_words(on: date) -> str:
    """Return a day such as "14 January 2027"."""
    return f"{on.day} {on:%B %Y}"


def field_words(name: str) -> str:
    """Return a field's name as a person would say it, such as "due date"."""
    return FIELDS.get(name, name.replace("_", " "))


def value_words(name: str, value: Any) -> str:
    """Return a plain value in words: dates in full, yes or no, a choice's label, lists joined."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", [], {}):
        return NOTHING
    if name in CHOICES:
        return CHOICES[name].get(str(value), str(value))
    if isinstance(value, Mapping):
        return row_words(value)
    if isinstance(value, list | tuple):
        return "; ".join(value_words("", one) for one in value)
    text = str(value)
    if DAY.fullmatch(text):
        return day_words(date.fromisoformat(text))
    return text


def row_words(row: Mapping[str, Any]) -> str:
    """Return one line of a brief in words, such as "Families; involvement: Co-producing"."""
    name = _name_of(row)
    parts = [row_name(row)] if name else []
    for key, value in row.items():
        if key not in NOT_TOLD and key != name and value not in (None, "", []):
            parts.append(f"{field_words(key)}: {value_words(key, value)}")
    return "; ".join(parts) or NOTHING


def row_name(row: Mapping[str, Any], gates: Mapping[int, str] | None = None) -> str:
    """Return what a line of a brief is called; a gate by its stage's name where that is known."""
    name = _name_of(row)
    if name == "gate":
        return f"{(gates or {}).get(row['gate'], 'gate ' + str(row['gate']))}" + (
            " gate" if gates and row["gate"] in gates else ""
        )
    words = str(row.get(name, ""))
    return f"{words}, {row['year']}" if name == "source" and row.get("year") else words


def _name_of(row: Mapping[str, Any]) -> str:
    return next((key for key in NAMED_BY if row.get(key) not in (None, "")), "")


def changes_told(
    before: Mapping[str, Any], after: Mapping[str, Any], gates: Mapping[int, str] | None = None
) -> tuple[Change, ...]:
    """Return what differs between two plain copies, field by field; lines are told one by one."""
    found: list[Change] = []
    for name in [*after, *[name for name in before if name not in after]]:
        was, now = before.get(name), after.get(name)
        if name in NOT_TOLD or was == now:
            continue
        if _are_rows(was) or _are_rows(now):
            found += _rows_told(name, was or [], now or [], gates)
        else:
            found.append(Change(field_words(name), value_words(name, was), value_words(name, now)))
    return tuple(found)


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _rows_told(
    field: str,
    was: Sequence[Mapping[str, Any]],
    now: Sequence[Mapping[str, Any]],
    gates: Mapping[int, str] | None,
) -> list[Change]:
    """Return the changes of lines: those of one name field by field, the others whole."""
    found: list[Change] = []
    old = {row_name(row): row for row in was if row not in now}
    for row in now:
        if row in was:
            continue
        earlier = old.pop(row_name(row), None)
        if earlier is None:
            found.append(Change(field_words(field), NOTHING, row_words(row)))
            continue
        name = row_name(row, gates)
        found += [
            Change(f"{name}: {change.field}", change.was, change.now)
            for change in changes_told(earlier, row)
        ]
    return found + [Change(field_words(field), row_words(row), NOTHING) for row in old.values()]
