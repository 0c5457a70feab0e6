"""What an import did, or would do."""

from dataclasses import asdict, dataclass, field
from typing import Any

from desk.readers.tracker import Doubt, LeftOut, TrackerProject

CHECK = "Check this on the project."


@dataclass
class Imported:
    """What an import did, or would do: rows = created + updated + unchanged + left_out."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left_out: int = 0
    doubts: list[Doubt] = field(default_factory=list)
    errors: list[Doubt] = field(default_factory=list)
    left_out_lines: list[LeftOut] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the stable shape that scripts rely on."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "left_out": self.left_out,
            "doubts": [asdict(doubt) for doubt in [*self.errors, *self.doubts]],
        }

    def doubt(
        self, line: TrackerProject, column: str, read: str, made_of: str, message: str = CHECK
    ) -> None:
        """Add a doubt about a project's line."""
        self.doubts.append(Doubt(line.sheet, line.rows[-1], column, read, made_of, message))
