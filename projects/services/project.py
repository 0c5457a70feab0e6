"""Proposing and changing a project."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from framework.enums import Approach
from framework.models import ExpectedElement
from framework.queries import newest_pack
from projects.enums import AssessmentKind
from projects.models import (
    Brief,
    BriefVersion,
    ImpactAssessment,
    PlannedElement,
    Programme,
    Project,
)
from projects.rules import Intake, next_reference
from projects.services.authority import authorise_on, lock_project, refuse_if_over
from record.enums import Verb
from record.errors import Refusal
from record.history import create_with_history
from record.services import changes, record_act, use_case
from roles.models import Body, Partnership, Person
from roles.queries import held_by
from roles.rules import may
from roles.services import authorise_in

USUAL_ASSESSMENTS = (
    AssessmentKind.EQIA,
    AssessmentKind.FAIRER_SCOTLAND,
    AssessmentKind.CRWIA,
    AssessmentKind.DPIA,
)

NEEDS_BODY = (
    "A restricted project is seen only by those named on it and by its bodies. "
    "Choose its governing body first."
)


@use_case
def open_programme(partnership: Partnership, *, name: str, by: Person, at: datetime) -> Programme:
    """Return the partnership's programme of this name, opened if there is none.

    Refusals: "not_allowed", "no_name".
    """
    authorise_in(partnership, "project.propose", by=by, on=timezone.localdate(at))
    name = " ".join(name.split())
    if not name:
        raise Refusal("Enter the programme's name.", code="no_name")
    found = Programme.objects.filter(partnership=partnership, name__iexact=name).first()
    if found is not None:
        return found
    programme = Programme.objects.create(partnership=partnership, name=name)
    record_act(Verb.PROGRAMME_OPENED, actor=by, subject=programme, partnership=partnership, at=at)
    return programme


@use_case
def propose_project(
    partnership: Partnership,
    *,
    title: str,
    approach: str,
    purpose: str = "",
    trigger: str = "",
    programme: Programme | None = None,
    governing_body: Body | None = None,
    governing_body_words: str = "",
    is_major: bool = False,
    major_reason: str = "",
    is_restricted: bool = False,
    tracker_reference: str = "",
    intake: Intake | None = None,
    by: Person,
    at: datetime,
) -> Project:
    """Open a project with the next reference, an empty brief and the usual assessments to screen.

    intake: the answers that led to the approach; the record keeps them as they were given.
    Refusals: "not_allowed", "no_title", "neither_approach" (the intake led to neither),
    "other_partnership", "no_major_reason", "restricted_needs_body".
    """
    authorise_in(partnership, "project.propose", by=by, on=timezone.localdate(at))
    if not title.strip():
        raise Refusal("Enter a title.", code="no_title")
    if approach not in Approach.values:
        raise Refusal(
            "The answers lead to neither approach: this is not a project for the cycle. "
            "Carry it on as usual business, or answer the questions again.",
            code="neither_approach",
        )
    _refuse_other_partnership(partnership, governing_body, programme)
    if is_restricted and governing_body is None:
        raise Refusal(NEEDS_BODY, code="restricted_needs_body")
    if is_major and not major_reason.strip():
        raise Refusal("Say why this is a major change.", code="no_major_reason")
    project = open_project(
        partnership,
        at=at,
        title=title.strip(),
        purpose=purpose.strip(),
        programme=programme,
        approach=approach,
        governing_body=governing_body,
        governing_body_words=governing_body_words,
        trigger=trigger.strip(),
        is_major=is_major,
        major_reason=major_reason.strip(),
        is_restricted=is_restricted,
        tracker_reference=tracker_reference,
    )
    record_act(
        Verb.PROJECT_PROPOSED,
        actor=by,
        subject=project,
        project=project,
        at=at,
        after=asdict(intake) if intake is not None else {},
    )
    return project


def open_project(partnership: Partnership, *, at: datetime, **fields: Any) -> Project:
    """Write a project under the next reference, with its brief, elements and usual assessments."""
    return open_projects(partnership, [fields], at=at)[0]


def open_projects(
    partnership: Partnership, many: Sequence[Mapping[str, Any]], *, at: datetime
) -> list[Project]:
    """Write projects under the next references, each with its brief, elements and assessments.

    many: the fields of each. The partnership's row is locked, so that no two take one number.
    """
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    last = (
        Project.objects.filter(partnership=partnership).aggregate(Max("number"))["number__max"] or 0
    )
    packs = {approach: newest_pack(approach) for approach in {one["approach"] for one in many}}
    projects = create_with_history(
        [
            Project(
                partnership=partnership,
                number=number,
                reference=next_reference(partnership.reference_prefix, number),
                pack=packs[fields["approach"]],
                created_at=at,
                **fields,
            )
            for number, fields in enumerate(many, start=last + 1)
        ]
    )
    create_with_history([Brief(project=project) for project in projects])
    elements: dict[int, list[ExpectedElement]] = {}
    for row in ExpectedElement.objects.filter(stage__pack__in=packs.values()).select_related(
        "stage"
    ):
        elements.setdefault(row.stage.pack_id, []).append(row)
    create_with_history(
        [
            PlannedElement(project=project, element=row)
            for project in projects
            for row in elements[project.pack_id]
        ]
    )
    create_with_history(
        [
            ImpactAssessment(project=project, kind=kind)
            for project in projects
            for kind in USUAL_ASSESSMENTS
        ]
    )
    return projects


def _refuse_other_partnership(partnership: Partnership, *rows: Any) -> None:
    for row in rows:
        if row is not None and row.partnership_id != partnership.pk:
            raise Refusal(
                f"{row} belongs to another partnership. Choose one of {partnership}.",
                code="other_partnership",
            )


CHANGEABLE = (
    "title",
    "purpose",
    "trigger",
    "programme",
    "is_major",
    "major_reason",
    "is_restricted",
)


@use_case
def change_project(
    project: Project, *, by: Person, at: datetime, reason: str = "", **new: Any
) -> Project:
    """Change what a project is called, is for and belongs to; a change of nothing writes nothing.

    new: any of CHANGEABLE. Whether it is major is the governing body's to change once confirmed.
    Refusals: "not_allowed", "no_title", "other_partnership", "no_major_reason", "major_confirmed",
    "restricted_needs_body", "project_is_over" (whether it is restricted may change even then).
    """
    project = lock_project(project)
    on = timezone.localdate(at)
    authorise_on(project, "project.change", by=by, on=on)
    if any(new[name] != getattr(project, name) for name in new.keys() - {"is_restricted"}):
        refuse_if_over(project)
    if new.get("is_restricted", project.is_restricted) and project.governing_body is None:
        raise Refusal(NEEDS_BODY, code="restricted_needs_body")
    if not new.get("title", project.title).strip():
        raise Refusal("Enter a title.", code="no_title")
    _refuse_other_partnership(project.partnership, new.get("programme"))
    is_major = new.get("is_major", project.is_major)
    if is_major and not new.get("major_reason", project.major_reason).strip():
        raise Refusal("Say why this is a major change.", code="no_major_reason")
    if is_major != project.is_major and project.major_confirmed_on:
        raise Refusal(
            "The governing body confirmed whether this is a major change. "
            "Put a new version of the brief to it to have that changed.",
            code="major_confirmed",
        )
    before = {name: getattr(project, name) for name in CHANGEABLE}
    for name, value in new.items():
        if name not in CHANGEABLE:
            raise TypeError(name)
        setattr(project, name, value.strip() if isinstance(value, str) else value)
    return _save_changed(project, before, by=by, at=at, reason=reason)


def _save_changed(
    project: Project, before: dict[str, Any], *, by: Person, at: datetime, reason: str = ""
) -> Project:
    was, now = changes(before, {name: getattr(project, name) for name in before})
    if now:
        project.save()
        record_act(
            Verb.PROJECT_CHANGED,
            actor=by,
            subject=project,
            project=project,
            at=at,
            before=was,
            after=now,
            reason=reason,
        )
    return project


@use_case
def choose_governing_body(project: Project, body: Body, *, by: Person, at: datetime) -> Project:
    """Choose the body that governs a project; its brief then waits for that body's acceptance.

    Until a brief is put, an officer of the partnership chooses. From then on the project is the
    present body's: only its own chair or officer hands it on.
    Refusals: "not_allowed", "other_partnership", "project_is_over", "governed_by_another".
    """
    project = lock_project(project)
    on = timezone.localdate(at)
    present = project.governing_body
    if present is None or not BriefVersion.objects.filter(project=project).exists():
        authorise_on(project, "project.choose_body", by=by, on=on)
    elif not (by.is_system or may(held_by(by, on).on_body(present.pk), "gate.decide")):
        raise Refusal(
            f"A brief of {project.reference} was put to the {present}, which governs it since. "
            f"Ask the chair or the officer of the {present} to hand it on.",
            code="governed_by_another",
            status=403,
        )
    refuse_if_over(project)
    _refuse_other_partnership(project.partnership, body)
    before = {"governing_body": project.governing_body}
    project.governing_body = body
    return _save_changed(project, before, by=by, at=at)


@use_case
def confirm_major(
    project: Project, *, is_major: bool, reason: str, on: date, by: Person, at: datetime
) -> Project:
    """Keep what the governing body confirmed at gate 0; called by the recording of its decision."""
    before = {
        "is_major": project.is_major,
        "major_reason": project.major_reason,
        "major_confirmed_on": project.major_confirmed_on,
    }
    project.is_major = is_major
    project.major_reason = reason or project.major_reason
    project.major_confirmed_on = on
    return _save_changed(project, before, by=by, at=at)
