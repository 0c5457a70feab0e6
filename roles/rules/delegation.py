"""What may be left to somebody else, and when such a delegation cannot be. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from roles.enums import Role
from roles.rules import may

# What the holder of a role on a body may leave to somebody else for a time, in words.
DELEGABLE: dict[str, str] = {
    "gate.decide": "Record what the body decided",
    "condition.discharge": "Discharge the conditions it set",
    "reason.accept": "Accept why an element does not apply",
    "meeting.run": "Call its meetings and run them",
    "escalation.answer": "Record its answer to what was escalated to it",
    "direction.issue": "Draft, issue and follow directions",
}
# What comes with it to be read: the act of reading, and the acts that bring it with them.
COMES_WITH: dict[str, frozenset[str]] = {
    "gate.see_put": frozenset({"gate.decide"}),
    "evidence.view": frozenset({"gate.decide", "condition.discharge"}),
    "meeting.view": frozenset({"meeting.run"}),
    "escalation.view": frozenset({"escalation.answer"}),
}
LONGEST = 366


@dataclass(frozen=True)
class Delegating:
    """One delegation on a body in plain values: who lets whom do what, from a day to a day.

    holder, to: keys of persons; held_role: the key of the holder's row.
    """

    held_role: int
    holder: int
    to: int
    acts: frozenset[str]
    from_on: date
    to_on: date

    def meets(self, other: "Delegating") -> bool:
        """Say whether the two share an act on some day."""
        is_then = self.from_on <= other.to_on and other.from_on <= self.to_on
        return is_then and not self.acts.isdisjoint(other.acts)


def fault_in_delegation(
    asked: Delegating,
    others: Iterable[Delegating],
    *,
    role: Role,
    reason: str,
    is_insider: bool,
    today: date,
) -> tuple[str, str] | None:
    """Return (code, sentence) of the first thing wrong with a delegation, or None.

    others: those kept on the same body. is_insider: the delegate has a role in the partnership.
    Nobody hands on what they themselves are lent, and nobody is lent what they lend: so there are
    neither chains nor circles.
    """
    return _fault_in_words(asked, role, reason, is_insider) or (
        _fault_in_days(asked, today) or _fault_beside(asked, others)
    )


def _fault_in_words(
    asked: Delegating, role: Role, reason: str, is_insider: bool
) -> tuple[str, str] | None:
    if not asked.acts:
        return "no_delegated_acts", "Choose at least one thing that may be done in your place."
    if not all(act in DELEGABLE and may({role}, act) for act in asked.acts):
        return "not_delegable", "Choose among what is yours to leave to somebody else."
    if not reason.strip():
        return "no_delegation_reason", "Say why somebody else is to act in your place."
    if asked.to == asked.holder:
        return "delegated_to_self", "You act for yourself already. Choose somebody else."
    if not is_insider:
        return "delegate_without_role", "Choose somebody who has a role in the partnership today."
    return None


def _fault_in_days(asked: Delegating, today: date) -> tuple[str, str] | None:
    if asked.to_on < asked.from_on:
        return "ends_before_it_begins", "The last day cannot come before the first."
    if asked.from_on < today:
        return "delegation_in_past", "Nobody can act in your place in the past. Begin today."
    if (asked.to_on - asked.from_on).days >= LONGEST:
        return "delegation_too_long", "Choose a last day within a year of the first."
    return None


def _fault_beside(asked: Delegating, others: Iterable[Delegating]) -> tuple[str, str] | None:
    near = [one for one in others if asked.meets(one)]
    if any(one.to == asked.holder and one.holder == asked.to for one in near):
        return (
            "delegation_circle",
            "They let you act in their place in those days, so they cannot act in yours.",
        )
    if any(one.to == asked.holder or one.holder == asked.to for one in near):
        return (
            "delegation_chain",
            "What is left to somebody is not handed on. In those days you act for somebody in "
            "this, or they let somebody else act for them.",
        )
    if any(one.to == asked.to and one.held_role == asked.held_role for one in near):
        return (
            "delegated_already",
            "They may do this in your place on some of those days already. Nothing was added.",
        )
    if any(one.to == asked.to for one in near):
        return (
            "acts_for_another",
            "They do this in somebody else’s place on some of those days. Choose another person.",
        )
    return None
