"""What is due and for whom; the inbox; when the sweep last ran."""

from notifications.queries.due import dues
from notifications.queries.inbox import (
    SWEEP,
    inbox_of,
    last_sweep_at,
    may_read,
    newer_calls,
    visible_in_inbox,
)

__all__ = [
    "SWEEP",
    "dues",
    "inbox_of",
    "last_sweep_at",
    "may_read",
    "newer_calls",
    "visible_in_inbox",
]
