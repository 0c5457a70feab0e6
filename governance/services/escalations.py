"""Escalating a matter of a project to a body above, passing it on, and answering it."""

from datetime import date, datetime

from django.utils import timezone

from governance.models import Escalation
from governance.queries import conflicts_among, places_on
from governance.queries.escalations import lines_in, open_escalations, reach_of
from governance.services.acting import refuse_for_withdrawn
from governance.services.arranging import lock_body
from governance.services.meetings import authorise_on_body
from projects.models import Project
from projects.queries import roles_on
from projects.services import lock_project
from projects.services.authority import refuse_if_over
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.enums import Role
from roles.models import Body, Person
from roles.queries import held_by
from roles.rules import may

OWN = frozenset({Role.LEAD, Role.SPONSOR})


@use_case
def escalate(
    project: Project, to_body: Body, *, ask: str, needed_by: date, by: Person, at: datetime
) -> Escalation:
    """Ask a body above for what the project needs of it. needed_by: the last day that is in time.

    By the lead, the sponsor, an officer, or the chair of a body that has the matter.
    Refusals: "not_allowed", "project_is_over" (409), "no_ask", "needed_in_past", "not_above" (the
    body neither governs the project nor is above one that has the matter), "escalated_already"
    (409: the same is asked of it and waits).
    """
    project, on = lock_project(project), timezone.localdate(at)
    held = held_by(by, on)
    reach, roles = reach_of(project, held), roles_on(project, held)
    chairs = {role for body in reach.by_own for role in held.on_body(body)}
    if not may(roles | chairs, "escalation.raise"):
        raise Refusal(
            "Only the lead, the sponsor, an officer, or the chair of a body that has the matter "
            "escalates it. Ask one of them.",
            code="not_allowed",
            status=403,
        )
    refuse_if_over(project)
    ask = _said(ask, "Say what you ask of the body.", code="no_ask")
    if needed_by < on:
        raise Refusal("Choose today or a later day.", code="needed_in_past")
    if to_body.pk not in reach.everywhere:
        raise Refusal(
            f"{to_body} neither governs this project nor is above a body that has the matter. "
            "Choose one of the bodies offered, or have its governing body chosen first.",
            code="not_above",
        )
    if open_escalations().filter(project=project, to_body=to_body, ask=ask).exists():
        raise Refusal(
            f"This is asked of {to_body} already and waits for its answer. Nothing was added.",
            code="escalated_already",
            status=409,
        )
    return _raise(
        project,
        to_body,
        Escalation(
            from_body_id=None if roles & OWN else reach.from_body(to_body.pk),
            ask=ask,
            needed_by=needed_by,
        ),
        by=by,
        at=at,
    )


@use_case
def pass_on(
    escalation: Escalation, to_body: Body, *, ask: str, by: Person, at: datetime
) -> Escalation:
    """Pass on what was escalated to a body to one it reports to; the day it is needed by stays.

    ask: in the words of the body that passes it on.
    Refusals: those of `_lock_open`, "no_ask", "not_above" (no line goes there), "in_the_ladder"
    (that body had it before).
    """
    escalation = _lock_open(escalation, by=by, at=at)
    own = escalation.to_body
    ask = _said(ask, "Say what you ask of the body.", code="no_ask")
    if to_body.pk not in lines_in(own.partnership_id).get(own.pk, set()):
        raise Refusal(
            f"{own} does not report to {to_body}. Choose a body that it reports to.",
            code="not_above",
        )
    lower: Escalation | None = escalation
    while lower is not None:
        if lower.to_body_id == to_body.pk:
            raise Refusal(
                f"{to_body} had this before and passed it on. Choose another body, or answer it.",
                code="in_the_ladder",
            )
        lower = lower.continues
    return _raise(
        escalation.project,
        to_body,
        Escalation(from_body=own, ask=ask, needed_by=escalation.needed_by, continues=escalation),
        by=by,
        at=at,
    )


@use_case
def answer_escalation(
    escalation: Escalation, *, answer: str, by: Person, at: datetime
) -> Escalation:
    """Record what a body answered; the answer of the top one is shown all the way down.

    Refusals: those of `_lock_open`, "no_answer".
    """
    escalation = _lock_open(escalation, by=by, at=at)
    answer = _said(answer, "Say what the body answers.", code="no_answer")
    escalation.answer, escalation.answered_by = answer, by
    escalation.answered_on = timezone.localdate(at)
    escalation.save(update_fields=["answer", "answered_by", "answered_on"])
    record_act(
        Verb.ESCALATION_ANSWERED,
        actor=by,
        subject=escalation,
        project=escalation.project,
        at=at,
        on_behalf_of=str(escalation.to_body),
        reason=answer,
    )
    return escalation


def _raise(
    project: Project, to_body: Body, row: Escalation, *, by: Person, at: datetime
) -> Escalation:
    row.project, row.to_body, row.raised_by, row.raised_at = project, to_body, by, at
    row.save()
    record_act(
        Verb.ESCALATED,
        actor=by,
        subject=row,
        project=project,
        at=at,
        reason=row.ask,
        after={"to_body": str(to_body), "needed_by": row.needed_by},
    )
    return row


def _lock_open(escalation: Escalation, *, by: Person, at: datetime) -> Escalation:
    """Lock the body and the project of an escalation that waits, and return it as it is now.

    Refusals: "not_allowed" (neither chair nor officer of the very body), "own_project",
    "acts_for_withdrawn", "passed_on_already" (409), "answered_already" (409).
    """
    body, on = lock_body(escalation.to_body), timezone.localdate(at)
    project = lock_project(escalation.project)
    acts_by = authorise_on_body(body, "escalation.answer", by=by, at=at)
    row = (
        Escalation.objects.select_for_update(of=("self",))
        .select_related("to_body", "continues", "raised_by")
        .get(pk=escalation.pk)
    )
    row.project = project
    places = places_on(project, since=row.raised_at, until=on)
    conflict = conflicts_among([by], places, put_by=None).get(by.pk)
    if conflict:
        raise Refusal(
            f"{conflict} Ask the chair or another officer of {body} to do it.",
            code="own_project",
            status=403,
        )
    refuse_for_withdrawn(acts_by, places=places)
    following = Escalation.objects.filter(continues=row).select_related("to_body").first()
    if following is not None:
        raise Refusal(
            f"This was passed on to {following.to_body} already. Its answer is shown here too.",
            code="passed_on_already",
            status=409,
        )
    if row.answered_on is not None:
        raise Refusal(
            "This is answered already. Nothing of yours was recorded. Reload its page.",
            code="answered_already",
            status=409,
        )
    return row


def _said(words: str, otherwise: str, *, code: str) -> str:
    words = words.strip()
    if not words:
        raise Refusal(otherwise, code=code)
    return words
