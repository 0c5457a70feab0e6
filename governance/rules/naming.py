"""Whether a line of a minute names somebody. Pure."""

import re
from collections.abc import Collection, Iterable

_BRACKETED = re.compile(r"[(\[]([^)\]]*)[)\]]")
_QUOTES = re.compile(r"['’`]")


def plain_words(words: str) -> str:
    """Return a name or post as it is compared: small letters, one space, no punctuation."""
    kept = _QUOTES.sub("", words.casefold()).replace("&", " and ")
    return " ".join(re.sub(r"[\W_]+", " ", kept).split())


def names_one_of(words: str, names: Iterable[str], posts: Collection[str]) -> bool:
    """Say whether a line of a minute names one of these people, or speaks of one of these posts.

    A line is a name, a post or both: "A Person, Post", "Post (A Person)", "Post (lead)". What
    stands before a comma is a name alone: "Head of Service, Housing" is not every head of service.
    """
    outside = _BRACKETED.sub(" ", words)
    name, _, rest = outside.partition(",")
    ways = _plain(words, outside, rest, *_BRACKETED.findall(words))
    held = _plain(*posts, *(_BRACKETED.sub(" ", post) for post in posts))
    return bool((ways | _plain(name)) & _plain(*names) or ways & held)


def _plain(*words: str) -> frozenset[str]:
    return frozenset(filter(None, map(plain_words, words)))
