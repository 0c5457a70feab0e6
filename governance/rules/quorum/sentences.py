"""A tally in sentences: why it is or is not quorate, and what would make it so. Pure."""

from collections.abc import Mapping, Sequence

from governance.rules.counts import number
from governance.rules.quorum.tally import CategoryTally, Tally

Names = Mapping[str, str]


def why(t: Tally, names: Names) -> str:
    """Return the number first, then the categories (not met before met), then who withdrew.

    Where the number is enough and a category is not, the first sentence says both.
    """
    unmet = [_category_clause(one, t, names) for one in t.categories if not one.is_met]
    met = [_category_clause(one, t, names) for one in t.categories if one.is_met]
    first = f"{'Quorate' if t.is_quorate else 'Not quorate'}: {_number_clause(t)}"
    if unmet and t.present >= t.needed:
        first = f"{first}, but {unmet.pop(0)}"
    return _sentences(first, *unmet, *met, *_withdrawals(t))


def category_sentence(one: CategoryTally, t: Tally, names: Names) -> str:
    """Return the same for one category alone."""
    return _sentences(_category_clause(one, t, names))


def remedy(t: Tally, names: Names) -> str:
    """Return what an inquorate meeting lacks: who must come in, or why that would not do."""
    hindrance = _hindrance(t, names)
    if hindrance:
        return _sentences(f"It cannot become quorate for this item: {hindrance}")
    gaps = [
        (one.needed - one.present, names.get(one.category, one.category))
        for one in t.categories
        if not one.is_met
    ]
    more = max(t.needed - t.present, sum(count for count, _ in gaps))
    whence = _whence(more, gaps)
    if more == 1:
        return _sentences(f"one more voting member{whence and f', {whence},'} must come in")
    return _sentences(f"{number(more)} more voting members must come in{whence and f', {whence}'}")


def _number_clause(t: Tally) -> str:
    """Return such as "5 of the 12 voting members in post are here and 4 are needed"."""
    if not t.in_post:
        return f"no voting member is in post and {_are_needed(t.needed)}"
    proxies = _proxies(t)
    clause = f"{_present(t)}{proxies and f', {proxies},'} and {_are_needed(t.needed)}"
    if t.needed > t.in_post:
        return f"{clause}, more than are in post"
    short = t.needed - t.present
    return f"{clause}, {number(short)} more" if short > 0 else clause


def _present(t: Tally) -> str:
    if t.in_post == 1:
        return f"the one voting member in post is {'' if t.present else 'not '}{_here(t)}"
    if not t.present:
        return f"none of the {t.in_post} voting members in post is {_here(t)}"
    if t.present == t.in_post:
        return f"all {t.in_post} voting members in post are {_here(t)}"
    return f"{t.present} of the {t.in_post} voting members in post {_is(t.present)} {_here(t)}"


def _proxies(t: Tally) -> str:
    if not t.by_proxy:
        return ""
    if t.by_proxy == t.present:
        return "by a proxy" if t.by_proxy == 1 else "each by a proxy"
    return f"{number(t.by_proxy)} of them by {'a proxy' if t.by_proxy == 1 else 'proxies'}"


def _category_clause(one: CategoryTally, t: Tally, names: Names) -> str:
    """Return such as "one from the health board is needed and none is here"."""
    wanted = _needed_from(one, names)
    if one.needed > one.in_post:
        return f"{wanted} and {_too_few_in_post(one)}"
    present = number(one.present) if one.present else "none"
    return f"{wanted} and {present} {_is(one.present or 1)} {_here(t)}"


def _withdrawals(t: Tally) -> list[str]:
    clauses = []
    if t.withdrew:
        has = "has" if t.withdrew == 1 else "have"
        clauses.append(
            f"{number(t.withdrew)} {has} withdrawn for this item and {_is(t.withdrew)} not counted"
        )
    if t.proxies_barred:
        proxies = "proxy is" if t.proxies_barred == 1 else "proxies are"
        clauses.append(
            f"{number(t.proxies_barred)} {proxies} not counted, since the proxy or the member has "
            "withdrawn for this item"
        )
    return clauses


def _hindrance(t: Tally, names: Names) -> str:
    """Return the first reason why not even all who are free for the item would do, or ""."""
    if t.needed > t.in_post:
        left = f"only {number(t.in_post)}" if t.in_post else "nobody"
        return f"{_are_needed(t.needed)} and {left} with a vote {_is(t.in_post or 1)} in post"
    if t.needed > t.free:
        return f"{_are_needed(t.needed)} and {_too_few_left(t.free)}"
    for one in t.categories:
        if one.needed > one.in_post:
            return f"{_needed_from(one, names)} and {_too_few_in_post(one)}"
        if one.needed > one.free:
            return f"{_needed_from(one, names)} and {_too_few_left(one.free)}"
    return ""


def _too_few_in_post(one: CategoryTally) -> str:
    left = f"only {number(one.in_post)}" if one.in_post else "nobody"
    return f"{left} in post {_is(one.in_post or 1)} from there"


def _too_few_left(free: int) -> str:
    left = f"only {number(free)} {_is(free)}" if free else "nobody is"
    return f"{left} left without those who have withdrawn"


def _whence(more: int, gaps: Sequence[tuple[int, str]]) -> str:
    """Return where they must come from: how many, and the category in words."""
    known = sum(count for count, _ in gaps)
    if len(gaps) == 1 and known == more:
        return f"from {gaps[0][1]}"
    least = "" if known == more else "at least "
    each = [f"{least}{number(count)} from {name}" for count, name in gaps]
    return " and ".join(filter(None, [", ".join(each[:-1]), *each[-1:]]))


def _needed_from(one: CategoryTally, names: Names) -> str:
    name = names.get(one.category, one.category)
    return f"{number(one.needed)} from {name} {_is(one.needed)} needed"


def _are_needed(count: int) -> str:
    return f"{count} {_is(count)} needed"


def _here(t: Tally) -> str:
    """Return the word for who counts: who withdrew may be in the room, and "here" be wrong."""
    return "counted" if t.withdrew else "here"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _sentences(*clauses: str) -> str:
    return " ".join(f"{clause[:1].upper()}{clause[1:]}." for clause in clauses)
