"""Bringing a project in from a tracker: all that the tracker knew, in one act of the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from projects.enums import BriefPart, PartState, ProjectRole
from projects.models import (
    Brief,
    Contingency,
    GateTarget,
    MoneyLine,
    Programme,
    Project,
    ProjectNote,
    Stakeholder,
    TeamMember,
)
from projects.services.authority import lock_project
from projects.services.project import open_projects
from record.enums import Verb
from record.history import change_with_history, create_with_history
from record.models import Act
from record.services import changes, record_act, record_acts, use_case
from roles.models import Body, Locality, Partnership, Person
from roles.services import authorise_in


@dataclass(frozen=True)
class CarriedProject:
    """What a tracker knew of a project, in the words of this system.

    money: (year, source, recurring, planned). notes: (heading, text), cells that have no home.
    gate: the number of the gate that `gate_on` is the target of.
    """

    tracker_reference: str
    title: str
    approach: str
    programme: str = ""
    purpose: str = ""
    trigger: str = ""
    governing_body: Body | None = None
    governing_body_words: str = ""
    sponsor_post: str = ""
    lead_post: str = ""
    localities: tuple[Locality, ...] = ()
    whole_area: bool = False
    stakeholders: tuple[str, ...] = ()
    contingency: str = ""
    money: tuple[int, str, bool, Decimal] | None = None
    gate: int | None = None
    gate_on: date | None = None
    notes: tuple[tuple[str, str], ...] = ()


@use_case
def carry_projects(
    partnership: Partnership,
    many: Sequence[tuple[CarriedProject, str]],
    *,
    by: Person,
    at: datetime,
) -> list[Project]:
    """Write projects as a tracker had them. many: each with its source (file, sheet and rows).

    The parts of the brief that the tracker fills are in progress, never complete: a person looks.
    Refusal: "not_allowed".
    """
    on = timezone.localdate(at)
    authorise_in(partnership, "project.import", by=by, on=on)
    programmes = _programmes(partnership, [one.programme for one, _ in many])
    fields = [
        {
            "title": one.title[:200],
            "purpose": one.purpose,
            "programme": programmes.get(_name_of(one.programme).lower()),
            "approach": one.approach,
            "governing_body": one.governing_body,
            "governing_body_words": one.governing_body_words[:200],
            "trigger": one.trigger,
            "tracker_reference": one.tracker_reference,
        }
        for one, _ in many
    ]
    projects = open_projects(partnership, fields, at=at)
    carried = list(zip(projects, [one for one, _ in many], strict=True))
    _write_lines(carried, on=on)
    create_with_history(
        [
            _note(project, note, source=source, at=at)
            for project, (one, source) in zip(projects, many, strict=True)
            for note in one.notes
        ]
    )
    _fill_briefs(carried)
    acts: list[Act] = []
    for project, (one, source) in zip(projects, many, strict=True):
        record_act(
            Verb.PROJECT_IMPORTED,
            actor=by,
            subject=project,
            project=project,
            at=at,
            reason=source,
            after={"tracker_reference": one.tracker_reference},
            waiting=acts,
        )
    record_acts(acts)
    return projects


def carry_project(
    partnership: Partnership, carried: CarriedProject, *, source: str, by: Person, at: datetime
) -> Project:
    """Write one project as a tracker had it. Refusal: "not_allowed"."""
    return carry_projects(partnership, [(carried, source)], by=by, at=at)[0]


@use_case
def update_carried_project(
    project: Project,
    new: CarriedProject,
    *,
    changed: Sequence[str],
    source: str,
    by: Person,
    at: datetime,
) -> Project:
    """Bring what has changed in a tracker since it was last brought in to the project.

    changed: names of CarriedProject's fields; the others stay as people have made them since.
    Refusal: "not_allowed".
    """
    project = lock_project(project)
    authorise_in(project.partnership, "project.import", by=by, on=timezone.localdate(at))
    before = {name: getattr(project, name) for name in ("title", "purpose", "trigger", "programme")}
    for name in ("title", "purpose", "trigger"):
        if name in changed:
            setattr(project, name, getattr(new, name))
    if "programme" in changed:
        programmes = _programmes(project.partnership, [new.programme])
        project.programme = programmes.get(_name_of(new.programme).lower())
    if "governing_body_words" in changed and project.governing_body is None:
        project.governing_body_words = new.governing_body_words[:200]
    project.save()
    _update_posts(project, new, changed, source=source, by=by, at=at)
    if "stakeholders" in changed:
        known = set(Stakeholder.objects.filter(project=project).values_list("name", flat=True))
        create_with_history(
            [
                Stakeholder(project=project, name=name[:200])
                for name in new.stakeholders
                if name[:200] not in known
            ]
        )
    if "contingency" in changed and new.contingency:
        create_with_history([_contingency(project, new.contingency)])
    if "gate_on" in changed and new.gate_on and new.gate:
        target = GateTarget.objects.filter(project=project, gate=new.gate).first()
        target = target or GateTarget(project=project, gate=new.gate)
        target.on = new.gate_on
        target.save()
    if "money" in changed and new.money:
        _update_money(project, new.money)
    known_notes = set(ProjectNote.objects.filter(project=project).values_list("heading", "text"))
    keep_notes(project, [n for n in new.notes if n not in known_notes], source=source, at=at)
    was, now = changes(before, {name: getattr(project, name) for name in before})
    record_act(
        Verb.PROJECT_IMPORTED,
        actor=by,
        subject=project,
        project=project,
        at=at,
        reason=f"{source}; changed: {', '.join(changed)}",
        before=was,
        after=now,
    )
    return project


def keep_notes(
    project: Project, notes: Sequence[tuple[str, str]], *, source: str, at: datetime
) -> None:
    """Keep a tracker's homeless cells as notes on the project."""
    create_with_history([_note(project, note, source=source, at=at) for note in notes])


def _note(project: Project, note: tuple[str, str], *, source: str, at: datetime) -> ProjectNote:
    heading, text = note
    return ProjectNote(
        project=project, heading=heading[:150], text=text, source=source[:200], at=at
    )


def _name_of(words: str) -> str:
    return " ".join(words.split())[:150]


def _programmes(partnership: Partnership, names: Sequence[str]) -> dict[str, Programme]:
    """Return the programmes named, by lower-case name; those that are not there yet are opened."""
    wanted = {_name_of(name).lower(): _name_of(name) for name in names if _name_of(name)}
    found = {row.name.lower(): row for row in Programme.objects.filter(partnership=partnership)}
    new = create_with_history(
        [
            Programme(partnership=partnership, name=name)
            for key, name in wanted.items()
            if key not in found
        ]
    )
    return found | {row.name.lower(): row for row in new}


Carried = Sequence[tuple[Project, CarriedProject]]


def _write_lines(carried: Carried, *, on: date) -> None:
    """Write the posts, stakeholders, contingencies, gate targets and money of many projects."""
    create_with_history(
        [
            TeamMember(project=project, role=role, post=post[:150], from_on=on)
            for project, one in carried
            for role, post in [
                (ProjectRole.LEAD, one.lead_post),
                (ProjectRole.SPONSOR, one.sponsor_post),
            ]
            if post
        ]
    )
    create_with_history(
        [
            Stakeholder(project=project, name=name[:200])
            for project, one in carried
            for name in one.stakeholders
        ]
    )
    create_with_history(
        [_contingency(project, one.contingency) for project, one in carried if one.contingency]
    )
    create_with_history(
        [
            GateTarget(project=project, gate=one.gate, on=one.gate_on)
            for project, one in carried
            if one.gate and one.gate_on
        ]
    )
    create_with_history([_money(project, one.money) for project, one in carried if one.money])


def _fill_briefs(carried: Carried) -> None:
    briefs = {
        brief.project_id: brief
        for brief in Brief.objects.filter(project__in=[project for project, _ in carried])
    }
    for project, one in carried:
        brief = briefs[project.pk]
        brief.what_changes, brief.whole_area = one.purpose, one.whole_area
        filled = {
            "focus": bool(one.purpose),
            "governance": True,
            "resources": bool(one.money),
            "stakeholders": bool(one.stakeholders),
            "timescales": bool(one.contingency or one.gate_on),
        }
        for part, is_filled in filled.items():
            if is_filled:
                setattr(brief, f"{part}_state", PartState.IN_PROGRESS)
    placed = {project.pk for project, one in carried if one.localities}
    link = Brief.localities.through
    link._default_manager.bulk_create(
        link(brief_id=briefs[project.pk].pk, locality_id=locality.pk)
        for project, one in carried
        for locality in one.localities
    )
    for key in placed:  # saved one by one: their history holds the localities too
        briefs[key].save()
    states = [f"{part.value}_state" for part in BriefPart]
    change_with_history(
        [brief for key, brief in briefs.items() if key not in placed],
        ["what_changes", "whole_area", *states],
    )


def _contingency(project: Project, text: str) -> Contingency:
    return Contingency(
        project=project,
        what_may_go_wrong="Not said in the tracker.",
        what_then=text,
    )


def _money(project: Project, money: tuple[int, str, bool, Decimal]) -> MoneyLine:
    year, source, is_recurring, planned = money
    return MoneyLine(
        project=project, source=source, year=year, is_recurring=is_recurring, planned=planned
    )


def _update_money(project: Project, money: tuple[int, str, bool, Decimal]) -> None:
    new = _money(project, money)
    line = MoneyLine.objects.filter(project=project, source=new.source).first() or new
    line.year, line.is_recurring, line.planned = new.year, new.is_recurring, new.planned
    line.save()


def _update_posts(
    project: Project,
    new: CarriedProject,
    changed: Sequence[str],
    *,
    source: str,
    by: Person,
    at: datetime,
) -> None:
    """End the place of a post that the tracker names anew, and begin the other's today."""
    on = timezone.localdate(at)
    for role, field in [(ProjectRole.LEAD, "lead_post"), (ProjectRole.SPONSOR, "sponsor_post")]:
        post = getattr(new, field)[:150]
        if field not in changed or not post:
            continue
        place = TeamMember.objects.filter(project=project, role=role, to_on__isnull=True).first()
        if place is not None and place.post == post:
            continue
        before = {"post": place.words} if place is not None else {}
        if place is not None and place.from_on < on:
            place.to_on = on - timedelta(days=1)
            place.save()
            place = None
        if place is None:
            place = TeamMember(project=project, role=role, from_on=on)
        place.post, place.person = post, None  # a tracker names posts: who holds it, people say
        place.save()
        record_act(
            Verb.TEAM_CHANGED,
            actor=by,
            subject=place,
            project=project,
            at=at,
            reason=source,
            before=before,
            after={"post": place.words, "role": place.get_role_display()},
        )
