"""What a body is shown, frozen: every app's own part, joined, with the decisions before."""

from datetime import date, datetime
from typing import Any

from cycle import snapshot as cycle_snapshot
from cycle.models import Stage
from governance.models import Condition, Decision
from projects import snapshot as projects_snapshot
from projects.models import Project
from record.services import plain

VERSION = 1


def frozen(
    project: Project, *, stage: Stage | None, on: date, until: datetime | None = None
) -> dict[str, Any]:
    """Return the joined frozen copy.

    until: only decisions recorded up to this moment are told, so that a later decision does not
    read as a change to what was put.
    """
    decisions = Decision.objects.filter(review__project=project).select_related(
        "review__body", "review__stage__template", "review__brief_version"
    )
    if until is not None:
        decisions = decisions.filter(recorded_at__lte=until)
    return {
        "version": VERSION,
        "project": projects_snapshot.frozen(project, on=on),
        "cycle": cycle_snapshot.frozen(project, stage, on=on),
        "decisions": [
            {
                "what": row.review.what,
                "body": row.review.body.name,
                "met_on": plain(row.met_on),
                "wording": row.wording,
                "reasons": row.reasons,
                "views": row.views,
            }
            for row in decisions.order_by("pk")
        ],
        "conditions": [
            {
                "text": row.text,
                "owner": row.owner_words,
                "due": plain(row.due_on),
                "holds_up_gate": row.holds_up,
                "discharged": plain(row.discharged_on),
            }
            for row in Condition.objects.filter(project=project).select_related("owner")
        ],
    }
