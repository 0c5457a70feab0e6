"""What a joint board's decision states of a direction, and of the views before it. Pure."""

from governance.enums import DirectionTo


def fault_in_statement(
    *,
    is_board: bool,
    direction_to: str,
    direction_reason: str,
    goes_before: bool,
    account_of_views: str,
) -> tuple[str, str] | None:
    """Return (refusal code, sentence) for the first thing wrong with a statement, or None.

    is_board: whether the body is an integration joint board. goes_before: whether another body on
    the route has given its views on the same matter.
    Source: 2014 Act, sections 26 to 28; statutory guidance on directions, January 2020: every
    decision states whether a direction is required, and to whom. Sections 32 and 33: the views of
    the strategic planning group are taken into account.
    """
    if not is_board:
        if direction_to not in ("", DirectionTo.NONE):
            return (
                "not_a_board",
                "Only an integration joint board gives directions. Leave the direction out.",
            )
        return None
    if direction_to not in DirectionTo.values:
        return (
            "no_direction_stated",
            "Say whether a direction is needed: none, to the health board, to the council or to "
            "both.",
        )
    if not direction_reason.strip():
        return "no_direction_reason", "Say why a direction is needed, or why none is."
    if goes_before and not account_of_views.strip():
        return (
            "views_not_answered",
            "Say how the board took account of the views of the body before it.",
        )
    return None
