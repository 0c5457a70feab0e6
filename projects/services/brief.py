"""Saving the brief part by part, freezing versions of it, keeping their acceptance."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from projects.enums import BriefPart, PartState
from projects.models import (
    Brief,
    BriefVersion,
    Contingency,
    GateTarget,
    Milestone,
    MoneyLine,
    OtherProduct,
    PlannedElement,
    Project,
    ProjectLink,
    Stakeholder,
)
from projects.models.brief import BriefRow
from projects.queries import newest_version
from projects.rules import lacks_in_part
from projects.services.authority import authorise_on, lock_project
from projects.services.lines import refuse_line
from projects.snapshot import digest, frozen_brief, frozen_part
from record.enums import Verb
from record.errors import Refusal
from record.services import changes, record_act, use_case
from roles.models import Body, Person

FIELDS: dict[BriefPart, tuple[str, ...]] = {
    BriefPart.FOCUS: (
        "what_changes",
        "for_whom",
        "population_need",
        "scope_in",
        "scope_out",
        "outcomes",
        "pillars",
        "localities",
        "whole_area",
    ),
    BriefPart.GOVERNANCE: ("reporting_months", "governance_notes"),
    BriefPart.RESOURCES: ("resources_notes",),
    BriefPart.STAKEHOLDERS: ("stakeholders_notes",),
    BriefPart.PRODUCTS: ("products_notes",),
    BriefPart.TIMESCALES: ("review_months", "timescales_notes"),
}
ROWS: dict[BriefPart, tuple[type[BriefRow], ...]] = {
    BriefPart.FOCUS: (),
    BriefPart.GOVERNANCE: (ProjectLink,),
    BriefPart.RESOURCES: (MoneyLine,),
    BriefPart.STAKEHOLDERS: (Stakeholder,),
    BriefPart.PRODUCTS: (PlannedElement, OtherProduct),
    BriefPart.TIMESCALES: (GateTarget, Milestone, Contingency),
}
Rows = Mapping[type[BriefRow], Sequence[Mapping[str, Any]]]


@use_case
def save_brief_part(
    project: Project,
    part: BriefPart,
    *,
    fields: Mapping[str, Any],
    rows: Rows | None = None,
    is_complete: bool = False,
    as_seen: str | None = None,
    by: Person,
    at: datetime,
) -> Brief:
    """Save one part of the brief on its own; saving what stands already writes nothing.

    rows: for each kind of line given, all its lines; a line with "id" changes that line, one
    without is new, and a line left out is taken away (its history stays). Kinds not given stay.
    as_seen: the digest of the part as the person had it before them; where it has changed since,
    nothing is saved.
    Refusals: "not_allowed", "part_changed_meanwhile", "part_incomplete" (marked complete though
    something lacks; nothing is saved), "line_elsewhere" (an id of another project),
    those of `refuse_line`, "project_is_over".
    """
    project = lock_project(project)
    authorise_on(project, "brief.change", by=by, on=timezone.localdate(at))
    part = BriefPart(part)
    brief = Brief.objects.select_related("project").get(project=project)
    before = frozen_part(project, part, on=timezone.localdate(at), brief=brief)
    if as_seen is not None and as_seen != digest(before):
        raise Refusal(
            "This part has changed since you opened it, so nothing was saved. What you typed is "
            "below. Look at the brief in another window, then save again to put yours in place.",
            code="part_changed_meanwhile",
        )
    state_before = brief.state_of(part)
    _set_fields(brief, part, fields)
    for model, lines in (rows or {}).items():
        if model not in ROWS[part]:
            raise TypeError(model)
        _set_rows(project, model, lines)
    after = frozen_part(project, part, on=timezone.localdate(at), brief=brief)
    if is_complete:
        lacks = lacks_in_part(part, after)
        if lacks:
            raise Refusal(
                f"“{part.label}” is not complete yet. " + " ".join(lacks),
                code="part_incomplete",
                details=lacks,
            )
    setattr(brief, f"{part.value}_state", _state(is_complete, state_before, before != after))
    was, now = changes(
        before | {"part_state": state_before}, after | {"part_state": brief.state_of(part)}
    )
    if now:
        brief.save()
        record_act(
            Verb.BRIEF_SAVED,
            actor=by,
            subject=brief,
            project=project,
            at=at,
            reason=part.label,
            before=was,
            after=now,
        )
    return brief


def _state(is_complete: bool, before: str, changed: bool) -> str:
    if is_complete:
        return PartState.COMPLETE
    if changed or before != PartState.NOT_STARTED:
        return PartState.IN_PROGRESS
    return PartState.NOT_STARTED


def _set_fields(brief: Brief, part: BriefPart, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name not in FIELDS[part]:
            raise TypeError(name)
        if name == "localities":
            elsewhere = [one for one in value if one.partnership_id != brief.project.partnership_id]
            if elsewhere:
                raise Refusal(
                    f"{elsewhere[0]} is a locality of another partnership. Choose one of yours.",
                    code="line_elsewhere",
                )
            if set(brief.localities.all()) != set(value):
                brief.localities.set(value)
        else:
            setattr(brief, name, value.strip() if isinstance(value, str) else value)


def _set_rows(project: Project, model: type[BriefRow], lines: Sequence[Mapping[str, Any]]) -> None:
    standing = {row.pk: row for row in model._default_manager.filter(project=project)}
    kept = set()
    for line in lines:
        values = {name: value for name, value in line.items() if name != "id"}
        row = _standing_row(model, standing, line)
        old = {name: getattr(row, name) if row is not None else None for name in values}
        if row is None or old != values:
            refuse_line(project, model, values, was_owner=old.get("owner"))
            row = row if row is not None else model(project=project)
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
        kept.add(row.pk)
    if model is not PlannedElement:  # the framework's elements are answered, never taken away
        for pk, row in standing.items():
            if pk not in kept:
                row.delete()


def _standing_row(
    model: type[BriefRow], standing: Mapping[int, Any], line: Mapping[str, Any]
) -> Any:
    """Return the row that a line speaks of, or None for a new one."""
    if line.get("id") or model is PlannedElement:  # an element's line is there from the start
        row = standing.get(line.get("id") or 0)
        if row is None:
            raise Refusal(
                "A line you changed is not on this project any more. "
                "Reload the page to see it as it is now.",
                code="line_elsewhere",
            )
        return row
    if model is GateTarget:  # one target a gate: a second one is the same, moved
        return next((row for row in standing.values() if row.gate == line.get("gate")), None)
    return None


@use_case
def freeze_brief(project: Project, *, by: Person, at: datetime) -> BriefVersion:
    """Freeze the brief as its next numbered version; called by the putting of it to a body.

    The newest version is returned instead while it holds the very same content and is not accepted.
    """
    content = frozen_brief(project, on=timezone.localdate(at))
    sha256 = digest(content)
    newest = newest_version(project)
    if newest is not None and newest.sha256 == sha256 and newest.accepted_on is None:
        return newest
    number = (
        BriefVersion.objects.filter(project=project).aggregate(Max("number"))["number__max"] or 0
    ) + 1
    return BriefVersion.objects.create(
        project=project, number=number, content=content, sha256=sha256, put_by=by, put_at=at
    )


@use_case
def mark_brief_accepted(
    version: BriefVersion, *, body: Body, on: date, by: Person, at: datetime
) -> BriefVersion:
    """Keep that a body accepted this version, on the day of its meeting; called by `governance`."""
    version.accepted_on = on
    version.accepted_by_body = body
    version.save()
    record_act(
        Verb.BRIEF_ACCEPTED,
        actor=by,
        subject=version,
        project=version.project,
        at=at,
        on_behalf_of=str(body),
    )
    return version


@use_case
def clear_past_targets(
    project: Project, *, gates: Collection[int], by: Person, at: datetime
) -> list[GateTarget]:
    """Take the target dates that have passed off these gates; called by `cycle` and `governance`.

    A new cycle, or a further pass through a stage, is aimed at days of its own: those of the round
    before stay in the versions of the brief and in its history.
    """
    past = GateTarget.objects.filter(project=project, gate__in=gates, on__lt=timezone.localdate(at))
    cleared = list(past)
    for target in cleared:
        record_act(
            Verb.BRIEF_ROW_CHANGED,
            actor=by,
            subject=target,
            project=project,
            at=at,
            reason="A new round begins: give it target dates of its own.",
            before={"gate": target.gate, "on": target.on},
            after={"gate": target.gate, "on": None},
        )
        target.delete()
    return cleared
