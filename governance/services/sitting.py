"""How a body sat when it decided: who took part, who presided, and whether it was quorate."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.enums import Part, TieRule
from governance.queries import (
    CHAIR,
    PROXY,
    Composition,
    Place,
    Sat,
    composition_of,
    conflicts_among,
    orders_on,
    sat_among,
)
from governance.rules import names_one_of
from governance.rules.quorum import Quorum, what_would_make_it
from governance.rules.votes import count_of_votes, fault_in_votes
from record.errors import Refusal
from roles.models import Body, Person


@dataclass(frozen=True)
class PartLine:
    """Somebody's part: words as the minute has them, and the person where known."""

    words: str
    person: Person | None = None
    part: Part = Part.TOOK_PART


@dataclass(frozen=True)
class Sitting:
    """How a body sat. presided_by: None where nobody is known to have presided.

    lines: each part once, in the words it is kept by; a proxy's say for whom. quorum_words: empty
    where it kept no orders. votes: how each person voted, none for consensus.
    """

    body: Body
    lines: tuple[PartLine, ...]
    presided_by: Person | None
    presided_words: str
    quorum_words: str
    vote_words: str = ""
    votes: tuple[tuple[Person, str, str], ...] = ()


@dataclass(frozen=True)
class Out:
    """Who is out of a matter. places, put_by: as `conflicts_among` takes them, for who is on the
    project. declared: the keys of those who declared an interest in it at the meeting and withdrew.
    """

    places: Collection[Place] = ()
    put_by: Person | None = None
    declared: Collection[int] = ()

    def among(self, people: Iterable[Person]) -> set[int]:
        conflicts = conflicts_among(people, self.places, put_by=self.put_by)
        return set(conflicts) | set(self.declared)


def sitting_of(
    body: Body,
    took_part: Sequence[PartLine],
    *,
    met_on: date,
    out: Out,
    presided_by: Person | None = None,
    votes: Mapping[int, str] | None = None,
    casting: str = "",
    by_consensus: bool = False,
    by_correspondence: bool = False,
) -> Sitting:
    """Return how a body sat on a day, or refuse what cannot have been.

    presided_by: None for the chair. votes: none where there was no recorded vote. What is said in
    words alone counts towards no quorum and has no vote.
    Refusals: "took_part_and_withdrew", "not_in_post" (a person named who was neither chair nor
    member of the body on that day, nor anybody's proxy), "declared_and_withdrew",
    "proxy_not_needed", "presider_absent", "proxy_presides", "nobody_presided" (where it kept
    orders, or its chair withdrew), those of `governance.rules.votes.fault_in_votes`; and where the
    body kept standing orders on that day "inquorate" and "named_in_words".
    """
    _refuse_both(took_part)
    lines = _once(took_part)
    orders, people = orders_on(body, met_on), [line.person for line in lines if line.person]
    composition = composition_of(body, met_on, orders=orders) if orders is not None else None
    sat = composition.sat() if composition is not None else sat_among(body, people, met_on)
    _refuse_strangers(body, lines, sat, met_on)
    _refuse_declared(lines, out)
    found = None
    if composition is None and any(one.standing == PROXY for one in sat.values()):
        composition = composition_of(body, met_on)
    if composition is not None:
        found = _counted(composition, lines, sat, out)
        lines = _in_their_words(lines, composition, found)
    proxies = {key for key, _ in _stand_ins(found)}
    presided = _presided(presided_by, _there(lines), sat, proxies)
    if presided is None and (orders is not None or _needs_another_chair(lines, sat)):
        raise Refusal(
            f"The chair of the {body} did not take part. Say which member presided.",
            code="nobody_presided",
        )
    votes = votes or {}
    _refuse_votes(votes, _voters(found, lines), orders.tie if orders else TieRule.FALLS, casting)
    words = {line.person.pk: line.words for line in lines if line.person}
    return Sitting(
        body=body,
        lines=tuple(lines),
        presided_by=presided.person if presided else None,
        presided_words=_presided_words(presided, _there(lines), sat),
        quorum_words=found.why if found is not None and orders is not None else "",
        vote_words=("By correspondence. " if by_correspondence else "")
        + _reached(votes, casting, by_consensus=by_consensus),
        votes=tuple((sat[key].person, words[key], vote) for key, vote in votes.items()),
    )


def _reached(votes: Mapping[int, str], casting: str, *, by_consensus: bool) -> str:
    """Return how a decision was reached, in words; "" where the minute does not say."""
    if votes:
        return count_of_votes(votes, casting).words
    return "By consensus." if by_consensus else ""


def _once(took_part: Sequence[PartLine]) -> list[PartLine]:
    """Return the lines with each person named once."""
    found: dict[object, PartLine] = {}
    for number, line in enumerate(took_part):
        found.setdefault(line.person.pk if line.person else ("words", number), line)
    return list(found.values())


def _there(lines: Iterable[PartLine]) -> list[Person]:
    return [line.person for line in lines if line.person and line.part == Part.TOOK_PART]


def _stand_ins(found: Quorum | None) -> list[tuple[int, int]]:
    """Return (proxy, member) for each proxy who counts."""
    counted = found.tally.counted if found is not None else ()
    return [(int(one.proxy), int(one.member)) for one in counted if one.proxy is not None]


def _voters(found: Quorum | None, lines: Iterable[PartLine]) -> list[int]:
    if found is None:
        return [person.pk for person in _there(lines)]
    return [int(one.proxy or one.member) for one in found.tally.counted]


def _counted(
    composition: Composition, lines: Sequence[PartLine], sat: Mapping[int, Sat], out: Out
) -> Quorum:
    """Return who counts, and refuse what does not stand with the body as it was composed."""
    withdrew = [line.person.pk for line in lines if line.person and line.part != Part.TOOK_PART]
    there = _there(lines)
    found = composition.quorum_of(there, [*withdrew, *out.among(composition.people)])
    proxies = {key for key, _ in _stand_ins(found)}
    for person in there:
        if sat[person.pk].standing == PROXY and person.pk not in proxies:
            raise Refusal(
                f"{person} stands in for nobody here: the member is there, has withdrawn or is on "
                "the project. Say that they were not there.",
                code="proxy_not_needed",
            )
    if composition.orders is None:
        return found
    _refuse_words(composition, lines)
    if not found.quorate:
        remedy = what_would_make_it(found, composition.category_names)
        raise Refusal(
            f"{found.why} {remedy} An inquorate meeting decides nothing: correct who took part, or "
            "take it to another meeting.",
            code="inquorate",
            details=[found.why, remedy],
        )
    return found


def _refuse_words(composition: Composition, lines: Iterable[PartLine]) -> None:
    """Refuse a line in words alone that names somebody of the body: it would count twice or not."""
    names = [str(person) for person in composition.people]
    for line in lines:
        if line.person is None and names_one_of(line.words, names, ()):
            raise Refusal(
                f"{line.words.strip()} sits on the {composition.body}. Choose them from the list "
                "of members instead of writing their name.",
                code="named_in_words",
            )


def _in_their_words(
    lines: Iterable[PartLine], composition: Composition, found: Quorum
) -> list[PartLine]:
    """Return the lines, a proxy's in words that say for whom they stood in."""
    names = {person.pk: person for person in composition.people}
    stood = {proxy: f"{names[proxy]}, for {names[member]}" for proxy, member in _stand_ins(found)}
    return [
        replace(line, words=stood[line.person.pk])
        if line.person and line.part == Part.TOOK_PART and line.person.pk in stood
        else line
        for line in lines
    ]


def _refuse_declared(lines: Iterable[PartLine], out: Out) -> None:
    for person in _there(lines):
        if person.pk in out.declared:
            raise Refusal(
                f"{person} declared an interest in this at the meeting and withdrew. Record them "
                "as having withdrawn for this item.",
                code="declared_and_withdrew",
            )


def _needs_another_chair(lines: Collection[PartLine], sat: Mapping[int, Sat]) -> bool:
    """Say whether the chair withdrew, and a member took part who may have presided instead."""
    out = [line.person for line in lines if line.person and line.part == Part.WITHDREW]
    return any(sat[person.pk].standing == CHAIR for person in out) and bool(_there(lines))


def _refuse_votes(
    votes: Mapping[int, str], voters: Collection[int], rule: str, casting: str
) -> None:
    if not votes and not casting:
        return
    fault = fault_in_votes(votes, voters=voters, rule=rule, casting=casting)
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])


def _presided(
    presided_by: Person | None,
    there: Iterable[Person],
    sat: Mapping[int, Sat],
    proxies: Collection[int],
) -> Sat | None:
    """Return who presided: the chair, or in the chair's place a member who took part as such."""
    present = [sat[person.pk] for person in there]
    if presided_by is None:
        return next((one for one in present if one.standing == CHAIR), None)
    found = next((one for one in present if one.person.pk == presided_by.pk), None)
    if found is None:
        raise Refusal(
            f"{presided_by} did not take part, so did not preside. Choose a member who did.",
            code="presider_absent",
        )
    if found.standing == PROXY or presided_by.pk in proxies:
        raise Refusal(
            f"{presided_by} was there as a proxy, and a proxy never presides. Choose a member.",
            code="proxy_presides",
        )
    return found


def _presided_words(presided: Sat | None, there: Iterable[Person], sat: Mapping[int, Sat]) -> str:
    if presided is None:
        return ""
    has_chair = any(sat[person.pk].standing == CHAIR for person in there)
    return presided.words[:220] + ("" if has_chair else ", in the place of the chair")


def _refuse_both(took_part: Sequence[PartLine]) -> None:
    took = [line for line in took_part if line.part == Part.TOOK_PART]
    for line in took_part:
        if line.part == Part.WITHDREW and any(_is_same(line, other) for other in took):
            raise Refusal(
                f"{line.words.strip() or line.person} cannot have taken part and withdrawn. "
                "Choose one of the two.",
                code="took_part_and_withdrew",
            )


def _is_same(line: PartLine, other: PartLine) -> bool:
    if line.person and other.person:
        return line.person.pk == other.person.pk
    names = [str(one.person) if one.person else one.words.strip() for one in (line, other)]
    return names[0].casefold() == names[1].casefold()


def _refuse_strangers(
    body: Body, parts: Iterable[PartLine], sat: Mapping[int, Sat], met_on: date
) -> None:
    lines = [
        f"{person} was not a member of {body} on {met_on:%-d %B %Y}. "
        "Correct the meeting's date, or say that they were not there."
        for person in [part.person for part in parts if part.person]
        if person.pk not in sat
    ]
    if lines:
        raise Refusal(" ".join(lines), code="not_in_post", details=lines)


def count_of(took_part: Sequence[PartLine]) -> int:
    """Return how many different people took part; the same words or person count once."""
    lines = [line for line in took_part if line.part == Part.TOOK_PART]
    people = {line.person.pk: str(line.person).casefold() for line in lines if line.person}
    words = {line.words.strip().casefold() for line in lines if line.person is None}
    return len(people) + len(words - set(people.values()) - {""})
