"""The coded reasons of a decision: so that decisions can be counted by why. Pure.

The words are kept with each decision as they were on its day; a code, once used, keeps its meaning.
"""

from collections.abc import Sequence

from governance.enums import Outcome

_OTHER = ("other", "Another reason, in the words below")
_TO_APPROVE = (
    ("need_shown", "The need is shown"),
    ("case_made", "The case for it is made"),
    ("views_heard", "People’s views were heard and taken in"),
    ("affordable", "It can be paid for"),
    ("risks_managed", "The risks are known and managed"),
)
_TO_STOP = (
    ("no_need", "It is no longer needed"),
    ("not_affordable", "It cannot be paid for"),
    ("overtaken", "Other work or policy has overtaken it"),
    ("not_working", "It does not bring what was hoped"),
    ("merged", "It goes on as part of other work"),
)
_TO_DISCHARGE = (
    ("met", "It was met as it was asked"),
    ("met_otherwise", "It was met in another way"),
    ("not_needed", "It is no longer needed"),
)
REASONS: dict[Outcome, tuple[tuple[str, str], ...]] = {
    Outcome.APPROVE: (*_TO_APPROVE, _OTHER),
    Outcome.APPROVE_WITH_CONDITIONS: (
        *_TO_APPROVE,
        ("something_to_show", "Something is still to be shown"),
        _OTHER,
    ),
    Outcome.SEND_BACK: (
        ("evidence_missing", "Evidence is missing"),
        ("evidence_weak", "The evidence does not bear out the case"),
        ("options_missing", "Other options were not looked at"),
        ("not_heard", "People affected were not heard enough"),
        ("assessment_missing", "An impact assessment is missing or too thin"),
        ("money_unclear", "The money is unclear"),
        ("scope_unclear", "What is in scope is unclear"),
        _OTHER,
    ),
    Outcome.DEFER: (
        ("papers_late", "The papers came too late"),
        ("more_to_know", "More has to be known first"),
        ("other_decision_first", "Another decision comes first"),
        ("no_time", "There was no time for it"),
        _OTHER,
    ),
    Outcome.STOP: (*_TO_STOP, _OTHER),
    Outcome.HOLD: (
        ("no_capacity", "Nobody is free to do it now"),
        ("waits_for_other", "It waits for other work"),
        ("money_uncertain", "The money is uncertain"),
        _OTHER,
    ),
    Outcome.RELEASE: (("settled", "What held it up is settled"), _OTHER),
    Outcome.RESCIND: (
        ("facts_wrong", "It rested on facts that were wrong"),
        ("facts_changed", "What it rested on has changed"),
        ("not_properly_made", "It was not properly made"),
        _OTHER,
    ),
    Outcome.DISCHARGE: (*_TO_DISCHARGE, _OTHER),
}
# What goes against a project says by a code why, so that it can be learnt from.
CODED = frozenset({Outcome.SEND_BACK, Outcome.DEFER, Outcome.STOP})


def reason_words(outcome: Outcome, code: str) -> str:
    """Return the words of a coded reason; KeyError for a code the outcome does not have."""
    return dict(REASONS[outcome])[code]


def fault_in_reasons(
    outcome: Outcome, codes: Sequence[str], *, must: bool
) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for the first thing wrong with coded reasons, or None.

    must: whether an outcome that goes against the project has to have one.
    """
    if any(code not in dict(REASONS[outcome]) for code in codes):
        return "unknown_reason", "Choose the reasons that are offered for this outcome."
    if must and outcome in CODED and not codes:
        return "no_coded_reason", "Choose at least one of the reasons offered for this outcome."
    return None
