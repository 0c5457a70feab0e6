"""A body's programme of a year, against the standards; the same queries for any number."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from cycle.enums import ReviewKind, StageState
from cycle.models import ReviewPoint, Stage
from framework.models import StageTemplate
from governance.enums import Outcome, PutKind
from governance.models import Condition, Decision, GateReview, ProgrammeAssurance
from governance.queries.people import start_of
from governance.rules import APPROVALS
from governance.rules.assurance import Facts, Finding, judge, span_of
from projects.enums import AssessmentKind, Screening
from projects.models import BriefVersion, Engagement, GateTarget, ImpactAssessment, Project
from projects.queries import visible_to
from record.enums import Verb
from record.models import Act
from roles.enums import BodyKind
from roles.models import Body
from roles.queries import Held

CHANGES = (Verb.BRIEF_SAVED, Verb.BRIEF_ROW_CHANGED)


@dataclass(frozen=True)
class ProgrammeRow:
    """One project of the programme, and what it comes to on each standard."""

    project: Project
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Programme:
    """A body's programme of a year as it stands on a day.

    hidden: how many more projects it has that the reader does not see.
    """

    body: Body
    year: int
    on: date
    rows: tuple[ProgrammeRow, ...]
    hidden: int = 0


def programme_of(body: Body, year: int, *, today: date, held: Held | None = None) -> Programme:
    """Return every project that a body governs or has on a route in a year, judged.

    The year's last day counts once it is over. held: whose eyes see it; None for all of it, which
    is what the body itself assures.
    """
    first, last = span_of(year)
    on = min(today, last)
    asked = Q(governing_body=body) | Q(pk__in=_put_in(body, first, on))
    if body.kind == BodyKind.INTEGRATION_JOINT_BOARD:
        asked |= Q(is_major=True)
    found = Project.objects.filter(
        asked, partnership=body.partnership_id, created_at__lt=start_of_next(on)
    ).exclude(over_since__lt=first)
    projects = list(found.select_related("partnership").order_by("reference"))
    seen = projects
    if held is not None:
        keys = set(visible_to(held).filter(pk__in=found.values("pk")).values_list("pk", flat=True))
        seen = [one for one in projects if one.pk in keys]
    facts = facts_of(seen, on)
    rows = tuple(ProgrammeRow(one, judge(facts[one.pk])) for one in seen)
    return Programme(body, year, on, rows, len(projects) - len(seen))


def start_of_next(on: date) -> datetime:
    """Return the end of a day, here: the start of the next."""
    return start_of(date.fromordinal(on.toordinal() + 1))


def _put_in(body: Body, first: date, last: date) -> set[int]:
    """Return the keys of the projects put, in these days, to a route that the body is on."""
    rows = GateReview.objects.filter(
        project__partnership=body.partnership_id,
        kind__in=[PutKind.BRIEF, PutKind.STAGE],
        put_at__lt=start_of_next(last),
    ).filter(Q(is_open=True) | Q(decision__met_on__gte=first))
    found = rows.order_by().values_list("project_id", "body_id", "route")
    return {key for key, own, route in found if body.pk in (own, *route)}


def facts_of(projects: Collection[Project], on: date) -> dict[int, Facts]:
    """Return what is known of each project on a day, by key; a constant number of queries."""
    keys = [one.pk for one in projects]
    accepted, put_at = _accepted(keys, on)
    changed = _changed(keys, put_at, on)
    reviews = _dict(
        ReviewPoint.objects.filter(project__in=keys, kind=ReviewKind.BRIEF)
        .filter(Q(held_on__isnull=True) | Q(held_on__gt=on))
        .order_by()
        .values("project_id")
        .annotate(of=Min("due_on"))
    )
    stages, aimed = _stages(keys, on), _by_gate(GateTarget.objects.filter(project__in=keys), "on")
    passed, overdue = _passed(keys, on), _overdue(keys, on)
    engaged = _dict(
        Engagement.objects.filter(project__in=keys, on__lte=on)
        .exclude(what_changed="")
        .order_by()
        .values("project_id")
        .annotate(of=Count("pk"))
    )
    unscreened, assessments = _screened(keys, on)
    names: dict[int, dict[int, str]] = defaultdict(dict)
    for pack, number, name in StageTemplate.objects.values_list("pack_id", "number", "name"):
        names[pack][number] = name
    found = {}
    for one in projects:
        stage = stages.get(one.pk)
        own = dict(passed[one.pk])
        if stage is not None and own.get(stage.number, on) < stage.opened_on:
            own.pop(stage.number, None)  # passed in an earlier round
        found[one.pk] = Facts(
            on=on,
            stage=stage.number if stage is not None else 0,
            is_live=stage is None or stage.is_live,
            is_over=one.over_since is not None and one.over_since <= on,
            held_since=one.held_since if one.held_since and one.held_since <= on else None,
            accepted=accepted.get(one.pk),
            changed_on=changed.get(one.pk),
            review_due=reviews.get(one.pk),
            aimed=aimed[one.pk],
            passed=own,
            gates=names[one.pack_id],
            overdue=tuple(overdue[one.pk]),
            engaged=engaged.get(one.pk, 0),
            unscreened=tuple(unscreened[one.pk]),
            assessments=assessments.get(one.pk, 0),
        )
    return found


def _dict(rows: Iterable[Any]) -> dict[int, Any]:
    return {row["project_id"]: row["of"] for row in rows}


def _by_gate(rows: QuerySet[Any], name: str) -> dict[int, dict[int, date]]:
    found: dict[int, dict[int, date]] = defaultdict(dict)
    for project, gate, on in rows.order_by().values_list("project_id", "gate", name):
        found[project][gate] = on
    return found


def _accepted(keys: list[int], on: date) -> tuple[dict[int, int], dict[int, datetime]]:
    """Return the number of the newest version accepted by a day, and when it was put."""
    rows = BriefVersion.objects.filter(project__in=keys, accepted_on__lte=on).order_by("number")
    numbers, put_at = {}, {}
    for project, number, moment in rows.values_list("project_id", "number", "put_at"):
        numbers[project], put_at[project] = number, moment
    return numbers, put_at


def _changed(keys: list[int], put_at: dict[int, datetime], on: date) -> dict[int, date]:
    """Return when the words of a brief were changed last, where that was after it was put.

    Who is on the team is no change of its words.
    """
    rows = Act.objects.filter(
        verb__in=CHANGES,
        project_key__in=[str(key) for key in keys],
        at__lt=start_of_next(on),
    ).exclude(before={}, after={})
    last = rows.order_by().values_list("project_key").annotate(of=Max("at"))
    return {
        int(key): timezone.localdate(moment)
        for key, moment in last
        if int(key) in put_at and moment > put_at[int(key)]
    }


@dataclass(frozen=True)
class _Stood:
    number: int
    opened_on: date
    is_live: bool


def _stages(keys: list[int], on: date) -> dict[int, _Stood]:
    """Return the stage that each project was in on a day; none while its brief was written.

    One that is live comes before a later one that is closed; one that a rescinded decision had
    opened is set aside.
    """
    rows = Stage.objects.filter(project__in=keys, opened_at__lt=start_of_next(on)).order_by("pk")
    rows = rows.exclude(state=StageState.SET_ASIDE)
    columns = ("project_id", "template__number", "opened_at", "closed_at")
    found: dict[int, _Stood] = {}
    for project, number, opened_at, closed_at in rows.values_list(*columns):
        is_live = closed_at is None or timezone.localdate(closed_at) > on
        if is_live or project not in found or not found[project].is_live:
            found[project] = _Stood(number, timezone.localdate(opened_at), is_live)
    return found


def _passed(keys: list[int], on: date) -> dict[int, dict[int, date]]:
    """Return when the last body on its route passed each gate last, less what was rescinded."""
    rows = Decision.objects.filter(
        review__project__in=keys,
        review__kind=PutKind.STAGE,
        outcome__in=sorted(APPROVALS),
        is_last_body=True,
        met_on__lte=on,
    ).exclude(replaced_by__outcome=Outcome.RESCIND)
    found: dict[int, dict[int, date]] = defaultdict(dict)
    said = rows.order_by("pk").values_list("review__project_id", "review__gate", "met_on")
    for project, gate, met_on in said:
        found[project][gate] = met_on
    return found


def _overdue(keys: list[int], on: date) -> dict[int, list[date]]:
    rows = (
        Condition.objects.filter(project__in=keys, due_on__lt=on, decision__met_on__lte=on)
        .filter(Q(discharged_on__isnull=True) | Q(discharged_on__gt=on))
        .exclude(decision__replaced_by__outcome=Outcome.RESCIND)
    )
    found: dict[int, list[date]] = defaultdict(list)
    for project, due_on in rows.order_by("due_on").values_list("project_id", "due_on"):
        found[project].append(due_on)
    return found


def _screened(keys: list[int], on: date) -> tuple[dict[int, list[str]], dict[int, int]]:
    """Return the kinds of assessments not screened on a day, and how many each project keeps."""
    open_kinds: dict[int, list[str]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    rows = ImpactAssessment.objects.filter(project__in=keys).order_by("pk")
    columns = ("project_id", "kind", "screening", "screened_on")
    for project, kind, screening, screened_on in rows.values_list(*columns):
        counts[project] += 1
        is_later = screened_on is not None and screened_on > on
        if screening == Screening.NOT_SCREENED or is_later:
            open_kinds[project].append(str(AssessmentKind(kind).label))
    return open_kinds, counts


def assurances_of(body: Body, year: int | None = None) -> QuerySet[ProgrammeAssurance]:
    """Return what a body said of its programmes, of one year where it is given, the latest first.

    The frozen table stays in the database until somebody asks for it.
    """
    rows = ProgrammeAssurance.objects.filter(body=body)
    if year is not None:
        rows = rows.filter(year=year)
    return rows.select_related("recorded_by").defer("content").order_by("-year", "-pk")


def references_seen(held: Held, references: Iterable[str]) -> set[str]:
    """Return those of these references whose projects a person sees."""
    rows = visible_to(held).filter(reference__in=list(references))
    return set(rows.values_list("reference", flat=True))
