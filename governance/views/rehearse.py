"""Rehearsing a quorum: who would be there, and would it do? Nothing is written."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from governance.forms import member_words
from governance.queries.bodies import Composition
from governance.rules.quorum import Quorum, what_would_make_it
from governance.views.bodies import DayPage
from governance.views.body_words import quorum_words
from roles.models import Person


@dataclass
class Attendee:
    """Somebody who may be there. says: what they are on the body, a line each."""

    person: Person
    words: str
    says: list[str] = field(default_factory=list)
    is_there: bool = False
    withdraws: bool = False


class RehearseView(DayPage):
    """Whether the body would be quorate on a day, with these people there."""

    act = "quorum.rehearse"
    template_name = "governance/rehearse.html"

    def shown(self, composition: Composition, *, is_asked: bool) -> dict[str, Any]:
        there, withdraw = self._ticked("there"), self._ticked("withdraws")
        people = attendees_of(composition)
        for one in people:
            key = str(one.person.pk)
            one.is_there, one.withdraws = key in there, key in withdraw
        found = _rehearsed(composition, people) if is_asked else None
        known = {str(one.person.pk) for one in people}
        orders, names = composition.orders, composition.category_names
        return {
            "people": people,
            "rule": quorum_words(orders, names) if orders is not None else "",
            "answer": _answer(found, composition) if found is not None else None,
            "left_out": is_asked and not (there | withdraw) <= known,
        }

    def _ticked(self, name: str) -> set[str]:
        return set(self.request.GET.getlist(name))


def attendees_of(composition: Composition) -> list[Attendee]:
    """Return the members in post and the proxies, each person once."""
    found: dict[int, Attendee] = {}
    for member in composition.members:
        found.setdefault(member.person_id, Attendee(member.person, member_words(member)))
    for kind in composition.kinds:
        for place in kind.places:
            if place.member is not None:
                votes = "voting" if kind.is_voting else "not voting"
                title, name = place.seat.title, kind.category.name
                seat = title if title == name else f"{title} ({name})"
                found[place.member.person_id].says.append(f"{seat}, {votes}")
    for one in found.values():
        if not one.says:
            one.says.append(
                "Sits in no seat, so does not vote" if composition.has_seats else "Votes"
            )
    for proxy in composition.proxies:
        one = found.setdefault(proxy.person_id, Attendee(proxy.person, proxy.person.name))
        one.says.append(f"Proxy for {proxy.member.person}")
    return list(found.values())


def _rehearsed(composition: Composition, people: Collection[Attendee]) -> Quorum | None:
    if composition.orders is None:
        return None
    return composition.quorum_of(
        [one.person for one in people if one.is_there],
        [one.person.pk for one in people if one.withdraws],
    )


def _answer(found: Quorum, composition: Composition) -> dict[str, Any]:
    names = {kind.category.code: kind.category.name for kind in composition.kinds}
    return {
        "is_quorate": found.quorate,
        "why": found.why,
        "what_would_make_it": what_would_make_it(found, composition.category_names),
        "kinds": [
            {
                "name": names[one.category],
                "needed": one.needed,
                "present": one.present,
                "is_met": one.met,
            }
            for one in found.categories
        ],
    }
