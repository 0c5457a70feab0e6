"""What was put to which body, and what has changed since."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cycle.models import Evidence
from cycle.queries import (
    evidence_added_after,
)
from governance.enums import Declared, PutKind
from governance.models import AgendaItem, Condition, Decision, Declaration, GateReview
from governance.rules import APPROVALS
from governance.rules.matters import what_matters
from governance.snapshot import frozen
from projects.models import BriefVersion, Project
from projects.rules import differences


def open_review_of(project: Project, kind: PutKind | None = None) -> GateReview | None:
    """Return the review that waits for a decision, of one kind where one is given."""
    reviews = GateReview.objects.filter(project=project, is_open=True)
    if kind is not None:
        reviews = reviews.filter(kind=kind)
    return reviews.select_related("body", "stage__template", "brief_version").first()


def review_for(project: Project, key: int) -> GateReview:
    """Return a project's review; raises Http404 where it has none of that key."""
    review = (
        GateReview.objects.filter(project=project, pk=key)
        .select_related(
            "body", "stage__template", "brief_version", "snapshot", "put_by", "project__partnership"
        )
        .first()
    )
    if review is None:
        raise Http404("No such review.")
    return review


def changed_since_put(review: GateReview) -> list[dict]:
    """Return what differs now from what the body was shown: [{"where", "was", "now"}].

    A save that changed nothing shows nothing.
    """
    now = frozen(
        review.project,
        stage=review.stage,
        on=timezone.localdate(review.put_at),
        until=review.snapshot.frozen_at,
    )
    was = review.snapshot.content
    parts = [part for part in ("project", "cycle") if part in was]
    return [
        row
        for part in parts
        for row in differences(_compared(was[part]), _compared(now[part]))
        if not row["where"].startswith("version")
    ]


def changed_since_decided(review: GateReview, decision: Decision) -> list[dict]:
    """Return what differs now in what matters from what was approved: [{"where", "was", "now"}].

    A save that changed nothing shows nothing, nor does a project's going on. Empty for a decision
    that approved nothing. A brief of which a later version was accepted is not compared.
    """
    if decision.outcome not in APPROVALS:
        return []
    later = BriefVersion.objects.filter(
        project=review.project_id, accepted_on__isnull=False, put_at__gt=review.put_at
    )
    with_brief = not later.exists()
    now = frozen(
        review.project,
        stage=review.stage,
        on=timezone.localdate(review.put_at),
        until=review.snapshot.frozen_at,
    )
    return differences(
        what_matters(review.snapshot.content, with_brief=with_brief),
        what_matters(now, with_brief=with_brief),
    )


def withdrew_from(review: GateReview, condition: Condition | None = None) -> frozenset[int]:
    """Return the keys of those who declared an interest in a matter before its body and withdrew.

    It holds for the same matter before the same body, whenever it is put there again. condition:
    one that was set with it, where who withdrew from that counts too.
    """
    matter = Q(
        item__review__project=review.project_id,
        item__review__gate=review.gate,
        item__review__body=review.body_id,
    )
    if condition is not None:
        matter |= Q(item__condition=condition)
    rows = Declaration.objects.filter(matter, followed=Declared.WITHDREW)
    return frozenset(rows.values_list("person_id", flat=True))


def papers_withheld(review: GateReview, person_id: int | None) -> bool:
    """Say whether what was put is withheld from somebody who declared an interest in it.

    It holds for the same matter before the same body, whenever it is put there again.
    """
    return (
        person_id is not None
        and Declaration.objects.filter(
            person_id=person_id,
            is_withheld=True,
            item__review__project=review.project_id,
            item__review__gate=review.gate,
            item__review__body=review.body_id,
        ).exists()
    )


def _compared(part: dict) -> dict:
    """Return a frozen part without its evidence, whose additions are listed by themselves."""
    stage = part.get("stage")
    if not stage:
        return part
    rows = [{k: v for k, v in row.items() if k != "evidence"} for row in stage["deliverables"]]
    return part | {"stage": stage | {"deliverables": rows}}


def evidence_since_put(review: GateReview) -> QuerySet[Evidence] | list:
    """Return evidence added after this was put: shown as "changed since put"."""
    if review.stage is None:
        return []
    return evidence_added_after(review.stage, review.put_at)


def items_about(review: GateReview) -> list[AgendaItem]:
    """Return the items about what was put, on meetings that were not cancelled."""
    rows = AgendaItem.objects.filter(review=review, meeting__cancelled_at__isnull=True)
    return list(rows.select_related("meeting").prefetch_related("declarations"))


def waiting_for(body_ids: frozenset[int]) -> QuerySet[GateReview]:
    """Return what waits for a decision of these bodies, longest waiting first."""
    return (
        GateReview.objects.filter(body_id__in=body_ids, is_open=True)
        .select_related("project", "body", "stage__template", "brief_version")
        .defer("brief_version__content")
        .order_by("put_at")
    )


def earlier_meeting(review: GateReview) -> date | None:
    """Return the day of the decision that this review continues, or None."""
    if review.continues_id is None:
        return None
    return (
        Decision.objects.filter(review_id=review.continues_id)
        .values_list("met_on", flat=True)
        .first()
    )


def reviews_of(project: Project) -> QuerySet[GateReview]:
    """Return all that was put to a body for a project, with the decisions, oldest first."""
    return (
        GateReview.objects.filter(project=project)
        .select_related("body", "stage__template", "brief_version", "decision", "put_by")
        .defer("brief_version__content")
        .order_by("pk")
    )


def chain_of(review: GateReview) -> list[GateReview]:
    """Return the reviews of one putting, in order: the bodies before, the returns, and this one."""
    rows = {row.pk: row for row in reviews_of(review.project)}
    chain = [rows[review.pk]]
    while chain[0].continues_id is not None:
        chain.insert(0, rows[chain[0].continues_id])
    following = {row.continues_id: row for row in rows.values() if row.continues_id}
    while chain[-1].pk in following:
        chain.append(following[chain[-1].pk])
    return chain
