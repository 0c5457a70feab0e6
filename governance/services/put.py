"""Putting a brief or a stage to a body, and taking it back before it is decided."""

from datetime import date, datetime

from django.utils import timezone

from cycle import engine
from cycle.enums import Phase
from cycle.models import Stage
from cycle.services import follow_brief
from framework.rules import BRIEF_GATE, Missing, in_words
from governance.enums import PutKind
from governance.models import GateReview, Snapshot
from governance.queries import open_review_of, readiness
from governance.snapshot import frozen
from projects.models import BriefVersion, Project
from projects.queries import missing_in_brief, route_of
from projects.services import authorise_on, freeze_brief, lock_project
from projects.snapshot import digest
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import Body, Person


@use_case
def put_to_body(project: Project, *, by: Person, at: datetime) -> GateReview:
    """Put the project's brief or open stage to the first body on its route, as it stands now.

    at: aware; the moment of submission, kept in UTC.
    Refusals: "not_allowed", "not_ready" (lists what is missing and who holds it), "on_hold",
    "nothing_to_put" (409: it is with a body already, or between stages), "no_route".
    Source: Moray framework 2019, section 5: details are accepted by the governing body.
    """
    project = lock_project(project)
    phase = engine.phase_of(project)
    if phase == Phase.BRIEF:
        return put_brief(project, by=by, at=at)
    authorise_on(project, "stage.submit", by=by, on=timezone.localdate(at))
    if phase != Phase.WORK:
        raise Refusal(
            "There is no open stage to put to the body: it is with the body already, or the "
            "project is between stages. Open the project to see where it is.",
            code="nothing_to_put",
            status=409,
        )
    _refuse_missing(readiness(project, at=at), "put this stage to its body")
    stage = engine.submit(project, at=at)
    return _open_review(
        project, PutKind.STAGE, gate=stage.template.number, stage=stage, by=by, at=at
    )


@use_case
def put_brief(project: Project, *, by: Person, at: datetime) -> GateReview:
    """Freeze the brief as a version and put it to the governing body.

    The first version moves the flow; a later one is accepted without moving it.
    Refusals: "not_allowed", "not_ready", "on_hold", "brief_with_body" (409), "no_route",
    "project_is_over".
    """
    project = lock_project(project)
    on = timezone.localdate(at)
    authorise_on(project, "brief.put", by=by, on=on)
    if open_review_of(project, PutKind.BRIEF) is not None:
        raise Refusal(
            "A version of the brief is with the governing body already. "
            "Wait for its decision, or withdraw that version first.",
            code="brief_with_body",
            status=409,
        )
    phase = engine.phase_of(project)
    if phase in (Phase.CLOSE, Phase.ENDED):
        raise Refusal(
            "This project is over, and its brief with it. Propose a new project instead.",
            code="project_is_over",
            status=409,
        )
    held = [one for one in readiness(project, at=at) if one.code == "on_hold"]
    _refuse_missing(held + missing_in_brief(project, on), "put this brief to its body")
    version = freeze_brief(project, by=by, at=at)
    if phase == Phase.BRIEF:
        engine.put_brief(project, at=at)
    return _open_review(
        project, PutKind.BRIEF, gate=BRIEF_GATE, brief_version=version, by=by, at=at
    )


def _refuse_missing(missing: list[Missing], what: str) -> None:
    if any(one.code == "on_hold" for one in missing):
        raise Refusal(
            f"You cannot {what} while the project is on hold. "
            "Ask its governing body to release it.",
            code="on_hold",
        )
    lines = in_words(missing)
    if lines:
        raise Refusal(f"You cannot {what} yet. " + " ".join(lines), code="not_ready", details=lines)


def _open_review(
    project: Project,
    kind: PutKind,
    *,
    gate: int,
    stage: Stage | None = None,
    brief_version: BriefVersion | None = None,
    by: Person,
    at: datetime,
) -> GateReview:
    route = route_of(project, gate)
    if not route:
        raise Refusal(
            "No governing body is chosen for this project. Ask an officer to choose it.",
            code="no_route",
        )
    review = GateReview.objects.create(
        project=project,
        kind=kind,
        gate=gate,
        stage=stage,
        brief_version=brief_version,
        body=route[0],
        route=[body.pk for body in route],
        position=1,
        put_by=by,
        put_at=at,
        snapshot=freeze(project, stage, at=at),
    )
    verb = Verb.BRIEF_PUT if kind == PutKind.BRIEF else Verb.STAGE_PUT
    record_act(
        verb,
        actor=by,
        subject=review,
        project=project,
        at=at,
        after={"body": str(route[0]), "sha256": review.snapshot.sha256},
    )
    return review


def freeze(project: Project, stage: Stage | None, *, at: datetime) -> Snapshot:
    """Keep what a body is shown, with the hash of its canonical form."""
    content = frozen(project, stage=stage, on=timezone.localdate(at))
    return Snapshot.objects.create(
        project=project, content=content, sha256=digest(content), frozen_at=at
    )


def open_next_review(
    review: GateReview, body: Body, *, position: int, by: Person, at: datetime
) -> GateReview:
    """Open the review of the route's next body, which sees the earlier decisions too."""
    return GateReview.objects.create(
        project=review.project,
        kind=review.kind,
        gate=review.gate,
        stage=review.stage,
        brief_version=review.brief_version,
        body=body,
        route=review.route,
        position=position,
        put_by=review.put_by,
        put_at=at,
        snapshot=freeze(review.project, review.stage, at=at),
        continues=review,
    )


def open_deferred_review(review: GateReview, *, return_on: date | None) -> GateReview:
    """Open the review that comes back to the same body with the same frozen copy."""
    return GateReview.objects.create(
        project=review.project,
        kind=review.kind,
        gate=review.gate,
        stage=review.stage,
        brief_version=review.brief_version,
        body=review.body,
        route=review.route,
        position=review.position,
        put_by=review.put_by,
        put_at=review.put_at,
        snapshot=review.snapshot,
        continues=review,
        return_on=return_on,
    )


@use_case
def withdraw_put(review: GateReview, *, by: Person, at: datetime) -> GateReview:
    """Take a brief or stage back before the body has decided.

    Refusals: "not_allowed", "already_decided" (409).
    """
    project = lock_project(review.project)
    authorise_on(project, "stage.withdraw", by=by, on=timezone.localdate(at))
    review = lock_review(review)
    if not review.is_open or review.kind == PutKind.COURSE:
        raise Refusal(
            "The body has decided this already, or it was withdrawn. Reload the page.",
            code="already_decided",
            status=409,
        )
    review.is_open, review.withdrawn_at = False, at
    review.save()
    if review.kind == PutKind.STAGE:
        engine.withdraw(project, at=at)
        follow_brief(project, by=by, at=at)  # a version may have been accepted meanwhile
    elif engine.phase_of(project) == Phase.ACCEPTANCE:
        engine.withdraw_brief(project, at=at)
    record_act(Verb.PUT_WITHDRAWN, actor=by, subject=review, project=project, at=at)
    return review


def withdraw_open_brief(project: Project, *, by: Person, at: datetime) -> None:
    """Close a later version of the brief that waits for a body once the project is over."""
    if engine.phase_of(project) not in (Phase.CLOSE, Phase.ENDED):
        return
    for review in GateReview.objects.filter(project=project, kind=PutKind.BRIEF, is_open=True):
        review.is_open, review.withdrawn_at = False, at
        review.save()
        record_act(
            Verb.PUT_WITHDRAWN,
            actor=by,
            subject=review,
            project=project,
            at=at,
            reason="The project is over, and its brief with it.",
        )


def lock_review(review: GateReview) -> GateReview:
    """Return the review as it is now, locked; the caller holds the project's lock."""
    return (
        GateReview.objects.select_for_update(of=("self",))
        .select_related("body", "stage__template", "brief_version", "snapshot", "put_by")
        .defer("brief_version__content", "snapshot__content")  # large, and pinned by their hashes
        .get(pk=review.pk)
    )
