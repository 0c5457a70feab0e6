"""Whether what was asked by correspondence is carried, and the sentence why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from governance.enums import Correspondence
from governance.rules.counts import counted, number
from governance.rules.quorum import Tally
from governance.rules.votes import count_of_votes

LONGEST = 60
"""Within so many days a round must be answered: what waits longer goes to a meeting."""


@dataclass(frozen=True)
class Carried:
    """What the replies so far come to. why: in one or two sentences."""

    is_carried: bool
    why: str


def carried(
    rule: str, votes: Mapping[int, str], *, waits_for: int, tally: Tally, names: Mapping[str, str]
) -> Carried:
    """Return what the replies come to by a body's own rule for correspondence.

    rule: of `Correspondence`. votes: how each member who counts replied. waits_for: how many
    with a vote have not. tally: the quorum's, of those who replied. names: kinds of seats, by code.
    A tie carries nothing: a casting vote is for whoever presides in a room.
    """
    if rule == Correspondence.NOT_ALLOWED:
        return Carried(False, "The body’s orders let it decide at meetings alone.")
    replied = replied_words(tally, names)
    if not tally.is_quorate:
        return Carried(False, f"Not enough have replied: {replied}.")
    count = count_of_votes(votes)
    if rule == Correspondence.ALL:
        return _by_all(count.in_favour, len(votes), waits_for)
    said = f"{_said(count.words)} {replied[:1].upper()}{replied[1:]}."
    if count.in_favour > count.against:
        return Carried(True, f"Carried: {said}")
    return Carried(False, f"Not carried, since more must be for it than against: {said}")


def _by_all(in_favour: int, replied: int, waits_for: int) -> Carried:
    if in_favour < replied:
        return Carried(
            False,
            "Not carried: by the body’s orders every voting member must agree, and "
            f"{number(replied - in_favour)} did not.",
        )
    if waits_for:
        return Carried(
            False,
            "Not carried yet: by the body’s orders every voting member must agree, and "
            f"{counted(waits_for, 'reply', 'replies')} {'is' if waits_for == 1 else 'are'} "
            "still to come.",
        )
    return Carried(True, "Carried: every voting member has agreed.")


def _said(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def replied_words(tally: Tally, names: Mapping[str, str]) -> str:
    """Return such as "two voting members of the four in post have replied and three are needed".

    A kind of seat of which too few have replied is named after it.
    """
    if not tally.in_post:
        return "no voting member is in post"
    words = (
        f"{counted(tally.present, 'voting member')} of the {number(tally.in_post)} in post "
        f"{'has' if tally.present == 1 else 'have'} replied and {number(tally.needed)} "
        f"{'is' if tally.needed == 1 else 'are'} needed"
    )
    short = [
        f"{number(one.needed)} from {names.get(one.category, one.category)} "
        f"{'is' if one.needed == 1 else 'are'} needed and "
        f"{number(one.present) if one.present else 'none'} has replied"
        for one in tally.categories
        if not one.is_met
    ]
    return "; ".join([words, *short])


def fault_in_reply_by(reply_by: date, today: date) -> str:
    """Return what is wrong with the last day for replies, as a sentence, or ""."""
    days = (reply_by - today).days
    if days < 1:
        return "Give members time to reply: choose a day after today."
    if days > LONGEST:
        return f"Choose a day within {LONGEST} days. What can wait longer goes to a meeting."
    return ""


def may_be_recorded(today: date, reply_by: date, waits_for: int) -> bool:
    """Say whether what is carried may be recorded: all have replied, or their time is over."""
    return not waits_for or today > reply_by
