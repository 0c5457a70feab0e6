"""A frozen copy as people read it: plain dicts in, headed parts with lines and tables out. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from projects.enums import BriefPart

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HIDDEN = frozenset({"version", "code", "owner_key", "key", "sha256"})
_WORDS = {
    "due": "Due",
    "on": "Date",
    "is_major": "Major change",
    "is_restricted": "Restricted",
    "pack": "Framework pack",
    "rag": "RAG",
    "how": "How",
    "met_on": "Meeting",
    "holds_up_gate": "Holds up gate",
    "applies": "Applies",
    "days_a_week": "Days a week",
    "url": "Web address",
    "engagement": "Engagement",
    "cycle": "How it is going",
}
_POUNDS = frozenset({"planned", "achieved"})


@dataclass
class Table:
    """Rows of one kind."""

    title: str
    headings: list[str]
    rows: list[list[str]]


@dataclass
class ShownPart:
    """A headed part: lines of (label, words), then tables."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def words_for(key: str) -> str:
    """Return a frozen key as a label: "what_changes" is "What changes"."""
    if key in BriefPart.values:
        return str(BriefPart(key).label)
    return _WORDS.get(key, key.replace("_", " ").capitalize())


def place_words(where: str) -> str:
    """Return where a difference lies, in words: "Brief › Focus and purpose › What changes"."""
    return " › ".join(words_for(key) for key in where.split(" › "))


def value_words(value: Any, key: str = "") -> str:
    """Return a frozen value in words: dates written out, yes and no, pounds, lists with commas."""
    if value is None or value in ("", [], {}):
        return "Not given"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        kept = [(k, v) for k, v in value.items() if k not in _HIDDEN and v not in (None, "", [])]
        return "; ".join(f"{words_for(k)}: {value_words(v, k)}" for k, v in kept)
    if isinstance(value, list | tuple):
        return ", ".join(value_words(one) for one in value)
    text = str(value)
    if _DAY.fullmatch(text):
        return _day(text)
    if key in _POUNDS and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return f"£{float(text):,.2f}"
    return text


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%-d %B %Y}"
    except ValueError:
        return text


def part_of(title: str, content: Mapping[str, Any]) -> ShownPart:
    """Return one mapping of a frozen copy as a part; its lists of rows become tables."""
    part = ShownPart(title)
    for key, value in content.items():
        if key in _HIDDEN:
            continue
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            part.tables.append(table_of(words_for(key), value))
        else:
            part.lines.append((words_for(key), value_words(value, key)))
    return part


def table_of(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return rows of one kind as a table; columns that nobody filled are left out."""
    keys = [
        key
        for key in rows[0]
        if key not in _HIDDEN and any(row.get(key) not in (None, "", []) for row in rows)
    ]
    return Table(
        title,
        [words_for(key) for key in keys],
        [
            ["" if row.get(key) in (None, "") else value_words(row[key], key) for key in keys]
            for row in rows
        ],
    )


def parts_of(content: Mapping[str, Any]) -> list[ShownPart]:
    """Return what a body was shown in parts, less the deliverables, which the page draws itself."""
    project = content["project"]
    parts = [part_of("The project", project["project"])]
    parts += [
        part_of(words_for(part.value), project["brief"][part.value])
        for part in BriefPart
        if part.value in project["brief"]
    ]
    for title, rows in [
        ("Impact assessments", project["impact_assessments"]),
        ("Engagement", project["engagement"]),
        ("Earlier decisions", content["decisions"]),
        ("Conditions", content["conditions"]),
    ]:
        tables = [table_of(title, rows)] if rows else []
        lines = [] if rows else [(title, "None")]
        parts.append(ShownPart(title, lines, tables))
    progress = content["cycle"]["progress"]
    going = part_of("How it was going", progress) if progress else None
    return parts if going is None else [parts[0], going, *parts[1:]]


def differences_shown(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return differences with their places and days in words."""
    return [
        {
            "where": place_words(row["where"]),
            "was": value_words(row["was"]),
            "now": value_words(row["now"]),
        }
        for row in rows
    ]
