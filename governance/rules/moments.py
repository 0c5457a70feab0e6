"""Which moments belong to a meeting. Pure."""

from datetime import datetime, timedelta

COMING_IN = timedelta(hours=2)
LONGEST = timedelta(hours=12)
LATE_START = timedelta(hours=1)


def opening_of(starts_at: datetime, pressed_at: datetime) -> datetime:
    """Return when a meeting opened: the moment it was said, or its time where that was much later.

    A meeting that is entered afterwards opened at the time for which it was called.
    """
    return pressed_at if pressed_at <= starts_at + LATE_START else starts_at


def is_within(moment: datetime, *, opened_at: datetime, now: datetime) -> bool:
    """Say whether a moment lies within a meeting: people come in before it opens, it may go on past
    midnight, and nothing of it is still to come.
    """
    return opened_at - COMING_IN <= moment <= min(now, opened_at + LONGEST)
