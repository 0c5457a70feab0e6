"""What a brief says, in words: from the frozen copy's plain values to what a page shows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from projects.enums import BriefPart
from projects.rules import differences

LABELS = {
    "what_changes": "What changes",
    "for_whom": "For whom",
    "population_need": "The population and its need",
    "scope_in": "In scope",
    "scope_out": "Out of scope",
    "national_outcomes": "National health and wellbeing outcomes",
    "christie_pillars": "Christie pillars",
    "localities": "Localities",
    "governing_body": "Governing body",
    "major_change": "Major service change or redesign",
    "sponsor": "Sponsor",
    "lead": "Lead",
    "reporting_interval_in_months": "Reports every (months)",
    "links": "Links to other projects and plans",
    "to": "To",
    "how": "How",
    "notes": "Notes",
    "team": "Team",
    "role": "Role",
    "post": "Post",
    "team_role": "Team role",
    "days_a_week": "Days a week",
    "money": "Money",
    "year": "Year",
    "source": "Source",
    "recurring": "Recurring",
    "planned": "Planned",
    "achieved": "Achieved",
    "people_and_groups": "People and groups",
    "name": "Name",
    "sector": "Sector",
    "involvement": "How they are involved",
    "expected_elements": "Expected elements",
    "stage": "Stage",
    "element": "Element",
    "applies": "Applies",
    "reason": "Why not",
    "owner": "Owner",
    "due": "Due",
    "other_products": "Other products",
    "gates": "Gates",
    "gate": "Gate",
    "on": "On",
    "milestones": "Milestones",
    "done": "Done",
    "review_interval_in_months": "Looked at again every (months)",
    "contingencies": "What may go wrong",
    "what_may_go_wrong": "What may go wrong",
    "what_then": "What then",
}
LEFT_OUT = frozenset({"code", "owner_key"})
DAYS = frozenset({"on", "due", "done"})
POUNDS = frozenset({"planned", "achieved"})


@dataclass(frozen=True)
class Entry:
    """One thing a part of a brief says: a text, a list of points, or a table."""

    label: str
    text: str = ""
    points: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.points or self.rows)


@dataclass(frozen=True)
class PartText:
    """One part of a brief, ready to be read."""

    code: str
    label: str
    entries: list[Entry]


def in_pounds(amount: Any) -> str:
    """Return an amount such as £120,000 or £1,250.50; the text itself where it is no number."""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    if not value.is_finite():
        return str(amount)
    sign, value = "-" if value < 0 else "", abs(value)
    whole = value == value.to_integral_value()
    return f"{sign}£{value:,.0f}" if whole else f"{sign}£{value:,.2f}"


def readable_brief(content: Mapping[str, Any]) -> list[PartText]:
    """Return the six parts of a frozen brief (of any version of its shape) as a page shows them."""
    return [
        PartText(part.value, part.label, _entries(content.get(part.value) or {}))
        for part in BriefPart
    ]


def readable_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what differs between two frozen briefs, in words: [{"where", "was", "now"}]."""
    return differences(_worded_brief(old), _worded_brief(new))


def _entries(part: Mapping[str, Any]) -> list[Entry]:
    found = []
    for key, value in part.items():
        if key in LEFT_OUT:
            continue
        label = _label(key)
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            keys = [name for name in value[0] if name not in LEFT_OUT]
            rows = [[_words(name, row.get(name)) for name in keys] for row in value]
            found.append(Entry(label, headings=[_label(name) for name in keys], rows=rows))
        elif isinstance(value, list):
            found.append(Entry(label, points=[_words(key, one) for one in value]))
        else:
            found.append(Entry(label, text=_words(key, value)))
    return found


def _worded_brief(content: Mapping[str, Any]) -> dict[str, Any]:
    return {part.label: _worded(content.get(part.value) or {}) for part in BriefPart}


def _worded(value: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, inner in value.items():
        if key in LEFT_OUT:
            continue
        if isinstance(inner, list):
            found[_label(key)] = [
                _worded(one) if isinstance(one, Mapping) else _words(key, one) for one in inner
            ]
        else:
            found[_label(key)] = _words(key, inner)
    return found


def _label(key: str) -> str:
    return LABELS.get(key, key.replace("_", " ").capitalize())


def _words(key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if key in DAYS:
        try:
            return f"{date.fromisoformat(str(value)):%-d %B %Y}"
        except ValueError:
            return str(value)
    return in_pounds(value) if key in POUNDS else str(value)
