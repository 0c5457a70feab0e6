"""Raising reminders, sending them through the outbox, opening them."""

from notifications.services.inbox import open_reminder
from notifications.services.raising import Raised, preview, raise_due
from notifications.services.sending import BATCH, LEASE, send_waiting
from notifications.services.sweeping import Swept, sweep

__all__ = [
    "BATCH",
    "LEASE",
    "Raised",
    "Swept",
    "open_reminder",
    "preview",
    "raise_due",
    "send_waiting",
    "sweep",
]
