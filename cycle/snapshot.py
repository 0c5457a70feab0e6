"""The frozen copy of a stage: its deliverables, evidence and how it is going."""

from datetime import date
from typing import Any

from django.db.models import Prefetch

from cycle.models import Deliverable, Evidence, ProgressUpdate, Stage
from projects.models import Project
from record.services import plain

VERSION = 1


def frozen(project: Project, stage: Stage | None, *, on: date) -> dict[str, Any]:
    """Return a stage's deliverables with their evidence, and the latest update by a day."""
    update = ProgressUpdate.objects.filter(project=project, on__lte=on).first()
    return {
        "version": VERSION,
        "stage": _stage(stage) if stage is not None else None,
        "progress": {
            "on": plain(update.on),
            "rag": update.rag_name,
            "reason": update.reason,
            "done": update.done,
            "next": update.next,
        }
        if update is not None
        else None,
    }


def _stage(stage: Stage) -> dict[str, Any]:
    rows = (
        Deliverable.objects.filter(stage=stage)
        .select_related("owner")
        .prefetch_related(Prefetch("evidence", Evidence.objects.order_by("title", "version")))
        .order_by("pk")
    )
    return {
        "name": stage.template.name,
        "cycle": stage.cycle_number,
        "pass": stage.pass_number,
        "deliverables": [
            {
                "name": row.name,
                "owner": row.owner_words,
                "due": plain(row.due_on),
                "progress": row.get_progress_display(),
                "notes": row.notes,
                "reason": row.reason,
                "evidence": [
                    {
                        "key": str(piece.key),
                        "title": piece.title,
                        "version": piece.version,
                        "kind": piece.get_kind_display(),
                        "url": piece.url,
                        "file": piece.original_name,
                        "sha256": piece.sha256,
                        "effective": plain(piece.effective_on),
                    }
                    for piece in row.evidence.all()
                ],
            }
            for row in rows
        ],
    }
