"""Whether a meeting is quorate for an item, and the sentence why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from governance.rules.quorum.meeting import Item, Meeting, Moment
from governance.rules.quorum.sentences import category_sentence, remedy, why
from governance.rules.quorum.tally import Tally, tally_of


@dataclass(frozen=True)
class CategoryQuorum:
    """The answer for one category of which somebody is needed."""

    category: str
    needed: int
    present: int
    met: bool
    why: str


@dataclass(frozen=True)
class Quorum:
    """The answer for one item, and the tally behind it.

    present: voting members who count, themselves or by a proxy. needed: in all; the categories have
    needs of their own. why: a sentence on the number, then one each on what else matters.
    """

    quorate: bool
    present: int
    needed: int
    why: str
    categories: tuple[CategoryQuorum, ...]
    tally: Tally


def quorum(
    meeting: Meeting[Moment], item: Item[Moment], names: Mapping[str, str] | None = None
) -> Quorum:
    """Answer whether a meeting is quorate at the moment an item is decided, and why.

    names: categories in words that "from" can stand before, such as "the health board", by code;
    one without stands as its code.
    """
    words = names or {}
    found = tally_of(meeting, item)
    categories = tuple(
        CategoryQuorum(
            category=one.category,
            needed=one.needed,
            present=one.present,
            met=one.is_met,
            why=category_sentence(one, found, words),
        )
        for one in found.categories
    )
    return Quorum(
        quorate=found.is_quorate,
        present=found.present,
        needed=found.needed,
        why=why(found, words),
        categories=categories,
        tally=found,
    )


def what_would_make_it(found: Quorum, names: Mapping[str, str] | None = None) -> str:
    """Return what would make it quorate for the same item, "" where it is.

    It says the fewest further voting members who must come in, or why nobody's coming in would do.
    """
    return "" if found.quorate else remedy(found.tally, names or {})
