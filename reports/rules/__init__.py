"""Where a project stood at the end of a day, and how a report says it. Pure."""

from reports.rules.course import Event, Stood, Turn, stood_at
from reports.rules.words import BESIDE_THE_STAGES, next_gate, notes, stage_word

__all__ = [
    "BESIDE_THE_STAGES",
    "Event",
    "Stood",
    "Turn",
    "next_gate",
    "notes",
    "stage_word",
    "stood_at",
]
