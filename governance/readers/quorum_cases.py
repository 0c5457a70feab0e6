"""Meetings to be rehearsed, read from the JSON that `explain_quorum` takes.

Its shape is in docs/officer.md. Unknown fields are left alone, and so are a withdrawal, a proxy and
an attendance that name nobody's item or seat. What may be left out: `rule.minimum`,
`rule.categories`, `proxies`, `withdrawals` and `items.from`; also, with their plain meaning,
`rule.more_than` (false), `members.voting` (true), `members.from` (in post since ever),
`members.to` and `attendance.out` (open).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, NoReturn

from governance.readers.fields import Fields, Number, Unreadable
from governance.rules.quorum import (
    Item,
    Meeting,
    Presence,
    QuorumRule,
    Seat,
    StandIn,
    Withdrawal,
)


@dataclass(frozen=True)
class Case:
    """One meeting under a name, with its items, each beside its number as the file has it."""

    name: str
    meeting: Meeting[time]
    items: tuple[tuple[Number, Item[time]], ...]


def read_cases(content: bytes) -> list[Case]:
    """Return the cases of a file in its order; Unreadable names the first fault's case, field."""
    found = _json(content)
    if not isinstance(found, dict):
        raise Unreadable("The file is not an object with the field cases.")
    cases = Fields(found, "The file").entries("cases")
    return [_case(value, place) for place, value in enumerate(cases, start=1)]


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise Unreadable("The file is not text in UTF-8. Save it as UTF-8 and try again.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"The file is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    except RecursionError:
        raise Unreadable("The file is not read: its lists are too deep in one another.") from None
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("The file is not read: a number in it has too many digits.") from None


def _refuse_constant(word: str) -> NoReturn:
    raise Unreadable(f"The file is not JSON: {word} is not a number.")


def _case(value: Any, place: int) -> Case:
    where = f"Case {place}"
    if not isinstance(value, dict):
        raise Unreadable(f"{where} of the field cases is not an object with fields.")
    name = Fields(value, where).text("name")
    case = Fields(value, f"{where} (“{name}”)")
    meeting = Meeting(
        on=case.day("on"),
        rule=_rule(case.fields("rule")),
        seats=[_seat(one) for one in case.each("members")],
        attendance=[_presence(one) for one in case.each("attendance")],
        stand_ins=[
            StandIn(one.key("for"), one.key("by")) for one in case.each("proxies", may_lack=True)
        ],
        withdrawals=[
            Withdrawal(one.key("id"), str(one.number("item")))
            for one in case.each("withdrawals", may_lack=True)
        ],
    )
    return Case(name, meeting, _items(case))


def _rule(rule: Fields) -> QuorumRule:
    return QuorumRule(
        fraction=rule.fraction("fraction"),
        more_than=rule.flag("more_than", default=False),
        minimum=rule.whole("minimum"),
        categories=_categories(rule) if rule.has("categories") else {},
    )


def _categories(rule: Fields) -> Mapping[str, int]:
    categories = rule.fields("categories")
    return {code: categories.whole(code) for code in categories.names()}


def _seat(member: Fields) -> Seat:
    seat = Seat(
        id=member.key("id"),
        category=member.text("category"),
        is_voting=member.flag("voting", default=True),
        starts_on=member.day_or_none("from"),
        ends_on=member.day_or_none("to"),
    )
    if seat.starts_on and seat.ends_on and seat.ends_on < seat.starts_on:
        raise member.refuse("to", f"is {seat.ends_on}, before from, {seat.starts_on}")
    return seat


def _presence(line: Fields) -> Presence[time]:
    presence = Presence(line.key("id"), line.moment("in"), line.moment_or_none("out"))
    if presence.left_at is not None and presence.left_at < presence.came_at:
        raise line.refuse("out", f"is {line.values['out']}, earlier than in, {line.values['in']}")
    return presence


def _items(case: Fields) -> tuple[tuple[Number, Item[time]], ...]:
    items: dict[str, tuple[Number, Item[time]]] = {}
    for line in case.each("items"):
        number, begun, decided = (
            line.number("number"),
            line.moment_or_none("from"),
            line.moment("to"),
        )
        if str(number) in items:
            raise line.refuse("number", f"is {number}, which an earlier entry has already")
        if begun is not None and decided < begun:
            raise line.refuse(
                "to", f"is {line.values['to']}, earlier than from, {line.values['from']}"
            )
        items[str(number)] = (number, Item(str(number), decided))
    return tuple(items.values())
