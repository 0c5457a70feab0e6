"""What may follow when a member declares an interest. Pure."""

from governance.enums import Declared, InterestRule


def fault_in_declaration(
    *, rule: str, followed: str, nature: str, test_met: bool | None, dispensation: str
) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for the first thing wrong with a declaration, or None.

    rule: the body's own, by its standing orders. On an integration joint board the member decides,
    and says whether the objective test of the code of conduct is met; met means withdrawn, unless
    a dispensation is recorded. Elsewhere an interest means withdrawn, unless there is one.
    Source: SSI 2014/285, Schedule, paragraph 5, as amended by SSI 2015/432.
    """
    if not nature.strip():
        return "no_nature", "Say what the interest or connection is."
    if followed == Declared.CONNECTION:
        if test_met:
            return (
                "must_withdraw",
                "Where the objective test is met it is an interest, not a connection. "
                "Record that they withdrew.",
            )
        return None
    if rule == InterestRule.MEMBER_DECIDES and test_met is None:
        return (
            "test_not_recorded",
            "Say whether the member finds the objective test of the code of conduct met.",
        )
    must = test_met if rule == InterestRule.MEMBER_DECIDES else True
    if must and followed == Declared.STAYED and not dispensation.strip():
        return (
            "must_withdraw",
            "With this interest they withdraw for the item. Record that they withdrew, or the "
            "dispensation with its reference and date.",
        )
    return None
