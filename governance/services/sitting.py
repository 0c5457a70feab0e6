"""How a body sat when it decided: who took part, who presided, and whether it was quorate."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.enums import Part, TieRule
from governance.queries import CHAIR, PROXY, Sat, composition_of, orders_on, sat_among
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
    """How a body sat. presided_by: None, and quorum_words empty, where it kept no orders.

    votes: how each person voted, none for consensus, each with the words they sat by.
    """

    body: Body
    presided_by: Person | None
    presided_words: str
    quorum_words: str
    vote_words: str = ""
    votes: tuple[tuple[Person, str, str], ...] = ()


def sitting_of(
    body: Body,
    took_part: Sequence[PartLine],
    *,
    met_on: date,
    presided_by: Person | None,
    votes: Mapping[int, str] | None = None,
    casting: str = "",
) -> Sitting:
    """Return how a body sat on a day, or refuse what cannot have been.

    presided_by: None for the chair. votes: none for consensus. What is said in words alone counts
    towards no quorum and has no vote.
    Refusals: "took_part_and_withdrew", "not_in_post" (a person named who was neither chair nor
    member of the body on that day, nor anybody's proxy), "presider_absent", "proxy_presides";
    where the body kept standing orders on that day "inquorate" and "nobody_presided"; and those of
    `governance.rules.votes.fault_in_votes`.
    """
    _refuse_both(took_part)
    people = [line.person for line in took_part if line.person]
    sat = sat_among(body, people, met_on)
    _refuse_strangers(body, people, sat, met_on)
    there = [line.person for line in took_part if line.person and line.part == Part.TOOK_PART]
    presided = _presided(presided_by, there, sat)
    words, voters = "", [person.pk for person in there]
    orders = orders_on(body, met_on)
    if orders is not None:
        found = _quorum(body, took_part, met_on)
        words = found.why
        voters = [int(one.proxy or one.member) for one in found.tally.counted]
        if presided is None:
            raise Refusal(
                f"The chair of the {body} did not take part. Say which member presided.",
                code="nobody_presided",
            )
    votes = votes or {}
    _refuse_votes(votes, voters, orders.tie if orders else TieRule.FALLS, casting)
    return Sitting(
        body=body,
        presided_by=presided.person if presided else None,
        presided_words=_in_words(presided),
        quorum_words=words,
        vote_words=count_of_votes(votes, casting).words if votes else "",
        votes=tuple((sat[key].person, sat[key].words, vote) for key, vote in votes.items()),
    )


def _refuse_votes(
    votes: Mapping[int, str], voters: Collection[int], rule: str, casting: str
) -> None:
    if not votes and not casting:
        return
    fault = fault_in_votes(votes, voters=voters, rule=rule, casting=casting)
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])


def _quorum(body: Body, took_part: Sequence[PartLine], met_on: date) -> Quorum:
    """Return why it was quorate; refuse ("inquorate") where it was not, with what it takes."""
    composition = composition_of(body, met_on)
    found = composition.quorum(
        there=[one.person for one in took_part if one.person and one.part == Part.TOOK_PART],
        withdrew=[one.person for one in took_part if one.person and one.part != Part.TOOK_PART],
    )
    assert found is not None  # the caller has seen its orders
    if found.quorate:
        return found
    remedy = what_would_make_it(found, composition.category_names)
    raise Refusal(
        f"{found.why} {remedy} An inquorate meeting decides nothing: correct who took part, or "
        "take it to another meeting.",
        code="inquorate",
        details=[found.why, remedy],
    )


def _presided(
    presided_by: Person | None, there: Iterable[Person], sat: Mapping[int, Sat]
) -> Sat | None:
    """Return who presided: the chair, or in the chair's place a member who took part."""
    present = [sat[person.pk] for person in there]
    if presided_by is None:
        return next((one for one in present if one.standing == CHAIR), None)
    found = next((one for one in present if one.person.pk == presided_by.pk), None)
    if found is None:
        raise Refusal(
            f"{presided_by} did not take part, so did not preside. Choose a member who did.",
            code="presider_absent",
        )
    if found.standing == PROXY:
        raise Refusal(
            f"{presided_by} was there as a proxy, and a proxy never presides. Choose a member.",
            code="proxy_presides",
        )
    return found


def _in_words(presided: Sat | None) -> str:
    if presided is None:
        return ""
    in_place = "" if presided.standing == CHAIR else ", in the place of the chair"
    return presided.words[:220] + in_place


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
    body: Body, people: Iterable[Person], sat: Mapping[int, Sat], met_on: date
) -> None:
    lines = [
        f"{person} was not a member of {body} on {met_on:%-d %B %Y}. "
        "Correct the meeting's date, or say that they were not there."
        for person in people
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
