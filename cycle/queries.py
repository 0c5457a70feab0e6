"""Named reads of the cycle."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.http import Http404

from cycle.enums import DONE_PROGRESS, LIVE_STATES, DeliverableProgress, StageState
from cycle.models import (
    Deliverable,
    Evidence,
    ProgressUpdate,
    ReviewPoint,
    Stage,
    Standing,
    Tally,
)
from cycle.rules import lacks_in_deliverable
from framework.rules import Missing
from projects.enums import ProjectRole
from projects.models import Project
from projects.queries import holder_words, visible_to
from roles.queries import Held


def live_stage_of(project: Project) -> Stage | None:
    """Return the stage that is open or at its gate, or None."""
    return (
        Stage.objects.filter(project=project, state__in=LIVE_STATES)
        .select_related("template")
        .first()
    )


def last_stage_of(project: Project) -> Stage | None:
    """Return the stage opened last, live or not."""
    return Stage.objects.filter(project=project).select_related("template").order_by("-pk").first()


def stages_so_far(project: Project) -> QuerySet[Stage]:
    """Return every pass through a stage so far, oldest first."""
    return Stage.objects.filter(project=project).select_related("template").order_by("pk")


def standing_of(project: Project) -> Standing:
    """Return where the project stands."""
    return Standing.objects.get(project=project)


def deliverables_of(stage: Stage) -> QuerySet[Deliverable]:
    """Return a stage's deliverables with the number of pieces of evidence behind each."""
    return (
        Deliverable.objects.filter(stage=stage)
        .select_related("element", "owner")
        .annotate(pieces=Count("evidence"))
        .order_by("pk")
    )


def evidence_of(deliverable: Deliverable) -> QuerySet[Evidence]:
    """Return every version of every piece of evidence, newest version of a title first."""
    return (
        Evidence.objects.filter(deliverable=deliverable)
        .select_related("added_by")
        .order_by("title", "-version")
    )


def deliverable_for(project: Project, key: int) -> Deliverable:
    """Return a project's deliverable; raises Http404 where it has none of that key."""
    found = (
        Deliverable.objects.filter(stage__project=project, pk=key)
        .select_related("stage__template", "stage__project", "element", "owner")
        .first()
    )
    if found is None:
        raise Http404("No such deliverable.")
    return found


def updates_of(project: Project) -> QuerySet[ProgressUpdate]:
    """Return a project's progress updates, newest first."""
    return (
        ProgressUpdate.objects.filter(project=project).select_related("by").order_by("-on", "-pk")
    )


def review_points_of(project: Project) -> QuerySet[ReviewPoint]:
    """Return a project's review points: those to come first, the soonest due first."""
    return ReviewPoint.objects.filter(project=project).order_by(
        F("held_on").asc(nulls_first=True), "due_on", "pk"
    )


def review_point_for(project: Project, key: int) -> ReviewPoint:
    """Return a project's review point; raises Http404 where it has none of that key."""
    point = ReviewPoint.objects.filter(project=project, pk=key).first()
    if point is None:
        raise Http404("No such review point.")
    return point


def missing_deliverables(stage: Stage, on: date) -> list[Missing]:
    """Return what a stage's deliverables still lack before its gate.

    Source: Moray framework 2019, sections 3 and 4.
    """
    missing = []
    lead = ""
    for row in deliverables_of(stage):
        lacks = lacks_in_deliverable(
            DeliverableProgress(row.progress),
            evidence=getattr(row, "pieces", 0),
            has_reason=bool(row.reason),
            reason_accepted=row.reason_accepted_on is not None,
        )
        if not lacks:
            continue
        holder = row.owner_words
        if holder == "nobody yet":
            lead = lead or holder_words(stage.project, ProjectRole.LEAD, on)
            holder = lead
        if "accepted" in lacks:
            holder = f"the officer of {stage.project.governing_body or 'the governing body'}"
        missing.append(
            Missing(
                "deliverable_not_ready",
                f"{row.name}: {lacks[0].lower()}{lacks[1:]}",
                holder,
                row.due_on,
                "cycle:deliverable",
                (stage.project.reference, row.pk),
            )
        )
    return missing


def evidence_added_after(stage: Stage, moment: object) -> QuerySet[Evidence]:
    """Return the evidence of a stage added after a moment: what a body has not seen."""
    return Evidence.objects.filter(deliverable__stage=stage, added_at__gt=moment).select_related(
        "deliverable"
    )


def latest_update(project: Project, on: date | None = None) -> ProgressUpdate | None:
    """Return the newest progress update, on or before a day where one is given."""
    updates = ProgressUpdate.objects.filter(project=project)
    if on is not None:
        updates = updates.filter(on__lte=on)
    return updates.order_by("-on", "-pk").first()


def next_review_point(project: Project) -> ReviewPoint | None:
    """Return the review point that is due first and has not been held."""
    return ReviewPoint.objects.filter(project=project, held_on__isnull=True).first()


def counts_by_stage(held: Held) -> Counter:
    """Return how many projects a person may see stand where: {(phase, stage code, rag): count}.

    Read from the kept tally; restricted projects hidden from the person are taken off.
    """
    counts: Counter = Counter()
    for row in Tally.objects.filter(partnership_id__in=held.partnership_ids):
        counts[(row.phase, row.stage_code, row.rag)] += row.count
    restricted = Project.objects.filter(
        partnership_id__in=held.partnership_ids, is_restricted=True
    ).select_related("standing")
    hidden = [p for p in restricted if hasattr(p, "standing")]
    if hidden:
        seen = set(visible_to(held).filter(is_restricted=True).values_list("pk", flat=True))
        for project in hidden:
            if project.pk not in seen:
                standing = project.standing
                counts[(standing.phase, standing.stage_code, standing.rag)] -= 1
    return +counts


def my_open_deliverables(person_id: int) -> QuerySet[Deliverable]:
    """Return what a person owns in stages that are open, the soonest due first."""
    return (
        Deliverable.objects.filter(owner_id=person_id, stage__state=StageState.OPEN)
        .exclude(progress__in=[*DONE_PROGRESS, "does_not_apply"])
        .select_related("stage__project", "stage__template")
        .order_by("due_on", "pk")
    )


def standings_of(projects: Iterable[Project]) -> dict[int, Standing]:
    """Return where each of these projects stands, by project key."""
    return {
        row.project_id: row for row in Standing.objects.filter(project__in=[p.pk for p in projects])
    }


def evidence_for(project: Project, key: UUID) -> Evidence:
    """Return a project's piece of evidence; raises Http404 where it has none of that key."""
    found = (
        Evidence.objects.filter(deliverable__stage__project=project, key=key)
        .select_related("deliverable__stage__project__partnership")
        .first()
    )
    if found is None:
        raise Http404("No such evidence.")
    return found
