"""Named reads of the cycle."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone

from cycle.enums import LIVE_STATES, OPEN_PROGRESS, DeliverableProgress, StageState
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
from framework.models import ExpectedElement
from framework.queries import elements_of, stages_of
from framework.rules import Missing
from projects.enums import ProjectRole
from projects.models import OtherProduct, PlannedElement, Project
from projects.queries import accepted_products, holder_words, restricted_and_seen
from roles.queries import Held

# What a list of work shows of a project, and what decides who may see it.
SHOWN = ("reference", "title", "partnership_id", "is_restricted")


def live_stage_of(project: Project) -> Stage | None:
    """Return the stage that is open or at its gate, or None."""
    return (
        Stage.objects.filter(project=project, state__in=LIVE_STATES)
        .select_related("template")
        .first()
    )


def stages_so_far(project: Project) -> list[Stage]:
    """Return every pass through a stage so far, oldest first."""
    templates = {template.pk: template for template in stages_of(project.pack_id)}
    stages = sorted(Stage.objects.filter(project=project).order_by(), key=lambda row: row.pk)
    for stage in stages:
        stage.template = templates[stage.template_id]
    return stages


def deliverables_of(stage: Stage) -> list[Deliverable]:
    """Return a stage's deliverables, each with the number of pieces of evidence behind it."""
    rows = list(Deliverable.objects.filter(stage=stage).order_by().select_related("owner"))
    behind = Evidence.objects.filter(deliverable__stage=stage).order_by()
    pieces = Counter(behind.values_list("deliverable_id", flat=True))
    for row in rows:
        row.pieces = pieces[row.pk]
    return sorted(rows, key=lambda row: row.pk)


def planned_deliverables(stage: Stage) -> list[Deliverable]:
    """Return the deliverables, not saved, that the brief plans for a stage.

    Whether an element applies is as the body accepted it. A date that lay before a further pass
    or cycle began belongs to the round before: it is left out, for the lead to give a new one.
    """
    project, template = stage.project, stage.template
    accepted = accepted_elements(project, template.name)
    expected = elements_of(template)
    lines = PlannedElement.objects.filter(
        project=project, element_id__in=[one.pk for one in expected]
    ).order_by()
    planned = {line.element_id: line for line in lines}
    rows = [
        _planned(stage, element, planned[element.pk], accepted.get(element.code))
        for element in expected
        if element.pk in planned
    ]
    rows += [
        Deliverable(
            stage=stage,
            name=product.name,
            owner_post=product.owner_post,
            owner_id=product.owner_id,
            due_on=product.due_on,
        )
        for product in OtherProduct.objects.filter(project=project, stage=template)
    ]
    if stage.cycle_number > 1 or stage.pass_number > 1:
        opened_on = timezone.localdate(stage.opened_at)
        for row in rows:
            row.due_on = row.due_on if row.due_on and row.due_on >= opened_on else None
    return rows


@dataclass(frozen=True)
class AcceptedElement:
    """What the body accepted of one expected element, and when."""

    applies: bool
    reason: str
    on: date


def accepted_elements(project: Project, stage_name: str) -> dict[str, AcceptedElement]:
    """Return what the accepted version of the brief says of a stage's elements, by their code."""
    on, rows = accepted_products(project)
    return {
        row["code"]: AcceptedElement(row["applies"], row["reason"], on)
        for row in rows
        if row["stage"] == stage_name
    }


def _planned(
    stage: Stage, element: ExpectedElement, line: PlannedElement, accepted: AcceptedElement | None
) -> Deliverable:
    """Return one element's deliverable; what the body accepted as not applying starts as such."""
    row = Deliverable(
        stage=stage,
        element=element,
        name=element.name,
        owner_post=line.owner_post,
        owner_id=line.owner_id,
        due_on=line.due_on,
    )
    if accepted is not None and not accepted.applies and accepted.reason:
        row.progress = DeliverableProgress.DOES_NOT_APPLY
        row.reason, row.reason_accepted_on = accepted.reason, accepted.on
    return row


def evidence_of(deliverable: Deliverable) -> QuerySet[Evidence]:
    """Return every version of every piece of evidence, newest version of a title first."""
    return (
        Evidence.objects.filter(deliverable=deliverable)
        .select_related("added_by")
        .order_by("title", "-version")
    )


def evidence_in(project: Project) -> QuerySet[Evidence]:
    """Return all the evidence of a project, the newest first, each with its deliverable."""
    return (
        Evidence.objects.filter(deliverable__stage__project=project)
        .select_related("deliverable__stage")
        .order_by("-added_at", "-pk")
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


def missing_deliverables(
    stage: Stage, deliverables: Iterable[Deliverable], on: date
) -> list[Missing]:
    """Return what a stage's deliverables still lack before its gate.

    deliverables: as `deliverables_of` returns them.

    Source: Moray framework 2019, sections 3 and 4.
    """
    missing = []
    lead = ""
    for row in deliverables:
        lacks = lacks_in_deliverable(
            DeliverableProgress(row.progress),
            evidence=row.pieces,
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


def next_review_point(project: Project) -> ReviewPoint | None:
    """Return the review point that is due first and has not been held."""
    return ReviewPoint.objects.filter(project=project, held_on__isnull=True).first()


def counts_by_stage(held: Held) -> Counter:
    """Return how many projects a person may see stand where: {(phase, stage code, rag): count}.

    Read from the kept tally; restricted projects hidden from the person are taken off.
    """
    counts: Counter = Counter()
    kept = Tally.objects.filter(partnership_id__in=held.partnership_ids).order_by()
    for *place, count in kept.values_list("phase", "stage_code", "rag", "count"):
        counts[tuple(place)] += count
    restricted = Standing.objects.filter(
        project__is_restricted=True, project__partnership_id__in=held.partnership_ids
    ).order_by()
    rows = list(restricted.values_list("project_id", "phase", "stage_code", "rag"))
    seen = set(restricted_and_seen(held).values_list("pk", flat=True)) if rows else set()
    counts.subtract(tuple(place) for key, *place in rows if key not in seen)
    return +counts


def my_open_deliverables(person_id: int, limit: int) -> list[Deliverable]:
    """Return what a person owns in open stages: what has no date yet, then the soonest due.

    Each state is read in the order of its index, so that the work does not grow with what the
    person owns.
    """
    found: list[Deliverable] = []
    for progress in OPEN_PROGRESS:
        rows = Deliverable.objects.filter(
            owner_id=person_id, progress=progress, stage__state=StageState.OPEN
        ).select_related("stage__project")
        of_project = [f"stage__project__{name}" for name in SHOWN]
        rows = rows.only("name", "due_on", "stage__project", *of_project)
        found += rows.order_by(F("due_on").asc(nulls_first=True), "pk")[:limit]
    found.sort(key=lambda row: (row.due_on is not None, row.due_on or date.min, row.pk))
    return found[:limit]


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
