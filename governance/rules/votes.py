"""Whether a recorded vote carries what was proposed. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from governance.enums import TieRule, Vote
from governance.rules.counts import counted


@dataclass(frozen=True)
class Count:
    """What a vote came to. casting: "for" or "against" by whoever presides, "" where none was."""

    in_favour: int
    against: int
    abstained: int
    casting: str = ""

    @property
    def is_tied(self) -> bool:
        return self.in_favour == self.against

    @property
    def is_carried(self) -> bool:
        """Whether more voted for it than against; a tie is carried by a casting vote alone."""
        return self.in_favour > self.against or (self.is_tied and self.casting == Vote.FOR)

    @property
    def words(self) -> str:
        """The count as a minute has it: "Five for, two against, one abstained."."""
        said = f"{counted(self.in_favour, 'vote')} for, {counted(self.against, 'vote')} against"
        if self.abstained:
            said += f", {counted(self.abstained, 'abstention')}"
        if self.casting:
            said += f"; the casting vote was {self.casting}"
        return f"{said[:1].upper()}{said[1:]}."


def count_of_votes(votes: Mapping[int, str], casting: str = "") -> Count:
    """Return what the votes came to, by how each person voted."""
    cast = list(votes.values())
    return Count(
        cast.count(Vote.FOR), cast.count(Vote.AGAINST), cast.count(Vote.ABSTAINED), casting
    )


def fault_in_votes(
    votes: Mapping[int, str], *, voters: Collection[int], rule: str, casting: str = ""
) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for the first thing wrong with a recorded vote, or None.

    votes: how each person voted on what is recorded as the outcome. voters: those who had a vote on
    this item: voting members there, and the proxies who counted, less who withdrew. rule: what the
    body's orders say of a tie; no casting vote unless they give one.
    """
    if not set(votes) <= set(voters):
        return (
            "no_vote_here",
            "Somebody who had no vote on this item is recorded as voting. Only voting members who "
            "took part vote, and a proxy in the place of a member who is not there.",
        )
    if set(votes) != set(voters):
        return (
            "votes_missing",
            "Record how each of those with a vote voted; who did not vote abstained.",
        )
    count = count_of_votes(votes, casting)
    if casting and not (count.is_tied and rule == TieRule.CHAIR_CASTS):
        return (
            "no_casting_vote",
            "There is a casting vote only where votes are equal and the body's orders give one.",
        )
    if count.is_carried:
        return None
    if count.is_tied and rule == TieRule.CHAIR_CASTS and not casting:
        return "casting_vote_missing", "The votes are equal. Record the casting vote."
    if count.is_tied:
        return (
            "votes_tied",
            "The votes are equal, so what was proposed falls. Record what the body then decided, "
            "such as to defer it.",
        )
    return (
        "not_carried",
        "More voted against this outcome than for it. Record the outcome that was carried.",
    )
