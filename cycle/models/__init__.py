"""The cycle: where a project is, what each stage delivers, how it goes, when it is looked at."""

from cycle.models.course import CarriedOver, ClosingNote, CycleProcess, Stage, Standing, Tally
from cycle.models.work import Deliverable, Evidence, ProgressUpdate, ReviewPoint

__all__ = [
    "CarriedOver",
    "ClosingNote",
    "CycleProcess",
    "Deliverable",
    "Evidence",
    "ProgressUpdate",
    "ReviewPoint",
    "Stage",
    "Standing",
    "Tally",
]
