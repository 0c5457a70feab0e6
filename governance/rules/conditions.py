"""What hangs on a condition, in words. Pure."""


def terms_words(gate: str, discharged_by: str) -> str:
    """Return which gate a condition holds up, and who says that it is met.

    gate: the name of the stage that the gate follows, "" where it holds up none. discharged_by: the
    label of who discharges it.
    """
    held = f"Holds up the {gate} gate." if gate else "Holds up no gate."
    who = discharged_by[:1].lower() + discharged_by[1:]
    return f"{held} Who says that it is met: {who}."
