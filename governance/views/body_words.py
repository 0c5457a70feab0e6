"""A body at work in words: its quorum, its seats counted, who has a voice."""

from collections.abc import Mapping

from governance.models import StandingOrders
from governance.queries.bodies import Composition, Kind
from governance.rules.counts import counted, number


def quorum_words(orders: StandingOrders, names: Mapping[str, str]) -> str:
    """Return such as "At least 1/2 of the voting members in post, and never fewer than 4; …".

    names: the kinds of seats as a sentence names them, by code.
    """
    least = number(orders.quorum_minimum)
    if orders.fraction == 0 and not orders.quorum_more_than:
        words = f"at least {counted(orders.quorum_minimum, 'voting member')}"
    else:
        part = "all" if orders.fraction == 1 else orders.quorum_fraction
        than = "more than" if orders.quorum_more_than else "at least"
        than = f"{than} " if part != "all" else ""
        words = f"{than}{part} of the voting members in post, and never fewer than {least}"
    needs = [
        f"at least {number(count)} from {names.get(code, code)}"
        for code, count in orders.quorum_categories.items()
    ]
    return f"{words[:1].upper()}{'; '.join([words, *needs])[1:]}"


def orders_lines(orders: StandingOrders, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the standing orders as labels and words."""
    since = f"From {orders.from_on:%-d %B %Y}"
    until = f" to {orders.to_on:%-d %B %Y}" if orders.to_on else ""
    return [
        ("Quorum", quorum_words(orders, names)),
        ("When votes are equal", orders.get_tie_display()),
        ("When a member declares an interest", orders.get_interests_display()),
        ("Between meetings", orders.get_correspondence_display()),
        ("Papers", f"Sent {counted(orders.papers_days, 'working day')} before a meeting"),
        ("Where it is written down", orders.source),
        ("In force", f"{since}{until}"),
    ]


def composition_words(composition: Composition) -> str:
    """Return how many members and seats there are, and how many seats are vacant."""
    members = len({member.person_id for member in composition.members})
    words = _capital(counted(members, "member"))
    if not composition.has_seats:
        return f"{words}. It has no seats here yet, so every member votes."
    seats = sum(len(kind.places) for kind in composition.kinds)
    vacant = len(composition.vacancies)
    return f"{words} and {counted(seats, 'seat')}, {number(vacant) if vacant else 'none'} vacant."


def since_words(kind: Kind) -> str:
    """Return since when a kind of seat votes or does not, and what says so."""
    if kind.voting is None:
        return "Nothing is kept for this day"
    return f"Since {kind.voting.from_on:%-d %B %Y}: {kind.voting.source}"


def voices_words(heard: int, total: int, thing: str, things: str) -> str:
    """Return how many of them have a voice: "Two of the five localities have a voice today; …"."""
    if total == 0:
        return ""
    if total == 1:
        return f"The one {thing} has {'a' if heard else 'no'} voice today."
    if heard == total:
        return f"All {number(total)} {things} have a voice today."
    if heard == 0:
        return f"None of the {number(total)} {things} has a voice today."
    silent = total - heard
    first = f"{number(heard)} of the {number(total)} {things} {_has(heard)} a voice today"
    return f"{_capital(first)}; {number(silent)} {_has(silent)} none."


def _has(count: int) -> str:
    return "has" if count == 1 else "have"


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
