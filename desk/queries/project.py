"""The project page: where a project is, what stands in its way, what has happened, who is on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cycle.enums import LIVE_STATES, Phase
from cycle.models import CarriedOver, Standing
from cycle.queries import next_review_point, stages_so_far
from desk.queries.acts import told_acts
from desk.queries.offers import buttons, pages
from desk.queries.readiness import readiness_told
from desk.rules.filters import TAGS
from desk.rules.steps import Course, Pass, cycle_words, now_words, steps
from framework.queries import stage_names
from governance.enums import Outcome, PutKind
from governance.models import Decision, GateReview
from governance.queries import Grounds
from projects.enums import ProjectRole
from projects.models import GateTarget, Project, ProjectNote
from projects.queries import place_of, route_of
from record.queries import acts_of_project
from roles.enums import Role
from roles.queries import Held
from roles.rules import may

ACTS = 10
DECISIONS = 10
APPROVALS = (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS)


class ProjectFacts:
    """What the page tells of a project, each thing read once.

    project: with its team, standing and what carried it over. roles: the reader's on it.
    """

    def __init__(self, project: Project, roles: frozenset[Role], held: Held, now: datetime) -> None:
        self.project, self.roles, self.held, self.now = project, roles, held, now
        self.today = timezone.localdate(now)
        self.is_inside = may(roles, "project.inside")
        self.standing: Standing | None = getattr(project, "standing", None)
        self.carried: CarriedOver | None = getattr(project, "carried_over", None)
        self.phase = self.standing.phase if self.standing else ""
        self.gates = stage_names(project.pack_id)
        self.targets = dict(
            GateTarget.objects.filter(project=project).order_by().values_list("gate", "on")
        )
        self.decisions = _decisions(project)
        self.review_point = next_review_point(project)
        self.open_review = self._open_review()
        self.stages = stages_so_far(project)
        self.cycle, self.passes, self.stage_number = self._passes()

    @cached_property
    def grounds(self) -> Grounds:
        """What readiness is judged by, as far as this page has read it already."""
        grounds = Grounds(self.project, at=self.now)
        grounds.phase = self.phase
        grounds.stage = next((s for s in self.stages if s.state in LIVE_STATES), None)
        return grounds

    def _open_review(self) -> dict[str, Any] | None:
        if self.phase not in (Phase.ACCEPTANCE, Phase.GATE):
            return None
        rows = GateReview.objects.filter(project=self.project, is_open=True)
        kind = PutKind.BRIEF if self.phase == Phase.ACCEPTANCE else PutKind.STAGE
        names = ("pk", "body_id", "body__name", "put_by_id", "put_at", "return_on")
        row = rows.filter(kind=kind).values_list(*names).first()
        return dict(zip(names, row, strict=True)) if row is not None else None

    def _passes(self) -> tuple[int, dict[int, Pass], int]:
        """Return the cycle's number, the newest pass through each stage of it, and the live one."""
        cycle = self.stages[-1].cycle_number if self.stages else 1
        approvals = {
            row["review__stage_id"]: row
            for row in reversed(self.decisions)
            if row["outcome"] in APPROVALS
            and row["is_last_body"]
            and row["replaced_by__outcome"] != Outcome.RESCIND
        }
        passes, live = {}, 0
        for stage in self.stages:
            if stage.cycle_number != cycle:
                continue
            approval = approvals.get(stage.pk)
            passes[stage.template.number] = Pass(
                state=stage.state,
                opened_on=timezone.localdate(stage.opened_at),
                closed_on=timezone.localdate(stage.closed_at) if stage.closed_at else None,
                wording=approval["wording"] if approval else "",
                decided_on=approval["met_on"] if approval else None,
            )
            if stage.state in LIVE_STATES:
                live = stage.template.number
        return cycle, passes, live

    def course(self) -> Course:
        """Return what the stage tracker tells of."""
        accepted = next(
            (
                row
                for row in self.decisions
                if row["review__kind"] == PutKind.BRIEF
                and row["outcome"] in APPROVALS
                and row["is_last_body"]
            ),
            None,
        )
        return Course(
            phase=self.phase,
            since=self.standing.since if self.standing else self.today,
            stages=self.gates,
            passes=self.passes,
            targets=self.targets,
            accepted_version=accepted["review__brief_version__number"] if accepted else None,
            accepted_on=accepted["met_on"] if accepted else None,
            body=self.open_review["body__name"] if self.open_review else "",
            review_on=self.review_point.due_on if self.review_point else None,
            was_stopped=bool(self.standing and self.standing.was_stopped),
            carried_on=timezone.localdate(self.carried.at) if self.carried else None,
        )

    @property
    def next_gate(self) -> int:
        """The number of the gate the project comes to next: 0 while its brief is written."""
        return self.stage_number


def _decisions(project: Project) -> list[dict[str, Any]]:
    """Return a project's decisions, newest first."""
    rows = Decision.objects.filter(review__project=project).order_by()
    found = [
        dict(row)
        for row in rows.values(
            "pk",
            "wording",
            "outcome",
            "is_last_body",
            "met_on",
            "reasons",
            "review_id",
            "review__kind",
            "review__stage_id",
            "review__body__name",
            "review__stage__template__name",
            "review__brief_version__number",
            "replaces__met_on",
            "replaced_by__outcome",
        )
    ]
    return sorted(found, key=lambda row: -row["pk"])


def project_page(
    project: Project, roles: frozenset[Role], held: Held, now: datetime
) -> dict[str, Any]:
    """Return all that the project page shows to one reader."""
    facts = ProjectFacts(project, roles, held, now)
    course = facts.course()
    page: dict[str, Any] = {
        "label": f"{project.reference} · {project.get_approach_display()} · "
        f"{cycle_words(facts.cycle)}",
        "steps": steps(course),
        "now_words": now_words(course),
        "is_inside": facts.is_inside,
        "rag_tag": TAGS.get(facts.standing.rag, "") if facts.standing else "",
        "standing": facts.standing,
        "carried": facts.carried,
        "conditions": _conditions(facts),
        "who": _who(facts),
        "review_point": facts.review_point,
        "buttons": buttons(facts),
        "at_gate": _at_gate(facts),
        "pages": pages(facts),
        "decisions": [_decision(row, project) for row in facts.decisions[:DECISIONS]],
    }
    if facts.is_inside:
        page["readiness"] = readiness_told(facts.grounds, facts.gates, facts.targets, now)
        page["notes"] = list(ProjectNote.objects.filter(project=project))
    if may(roles, "timeline.view"):
        acts = acts_of_project(project.pk)
        page["happened"] = told_acts(acts[:ACTS], facts.gates, now, _links(facts))
    return page


def _links(facts: ProjectFacts) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return (words, address) by the label and key of an act's subject, for what a body saw."""
    reference = facts.project.reference
    return {
        ("governance.Decision", str(row["pk"])): (
            "See what the body saw",
            reverse("governance:review", args=[reference, row["review_id"]]),
        )
        for row in facts.decisions
    }


def _decision(row: Mapping[str, Any], project: Project) -> dict[str, Any]:
    if row["review__kind"] == PutKind.BRIEF:
        what = f"brief, version {row['review__brief_version__number']}"
    elif row["review__kind"] == PutKind.STAGE:
        what = f"{row['review__stage__template__name']} gate"
    elif row["review__kind"] == PutKind.CONDITION:
        what = "a condition it set"
    elif row["review__kind"] == PutKind.DECISION:
        what = f"its decision of {row['replaces__met_on']:%-d %B %Y}"
        if row["review__stage__template__name"]:
            what += f" on the {row['review__stage__template__name']} gate"
    else:
        what = "course of the project"
    since = {None: "", Outcome.RESCIND: " (rescinded since)"}
    return {
        "met_on": row["met_on"],
        "body": row["review__body__name"],
        "wording": row["wording"] + since.get(row["replaced_by__outcome"], " (superseded since)"),
        "what": what,
        "reasons": row["reasons"],
        "url": reverse("governance:review", args=[project.reference, row["review_id"]]),
    }


def _conditions(facts: ProjectFacts) -> dict[str, Any]:
    rows = facts.grounds.conditions
    open_ones = [row.due_on for row in rows if row.discharged_on is None]
    return {
        "open": len(open_ones),
        "discharged": len(rows) - len(open_ones),
        "overdue": sum(due_on < facts.today for due_on in open_ones),
    }


def _who(facts: ProjectFacts) -> dict[str, Any]:
    project, today = facts.project, facts.today
    sponsor = place_of(project, ProjectRole.SPONSOR, today)
    lead = place_of(project, ProjectRole.LEAD, today)
    return {
        "sponsor": sponsor.words if sponsor else "nobody named yet",
        "lead": lead.words if lead else "nobody named yet",
        "unfilled": ", ".join(facts.grounds.unfilled),
        "route": ", then ".join(body.name for body in route_of(project, facts.next_gate)),
        "body_words": project.governing_body_words,
    }


def _at_gate(facts: ProjectFacts) -> dict[str, Any] | None:
    """Return before which body the project is, and since when, or None."""
    review = facts.open_review
    if review is None:
        return None
    what = "brief"
    if facts.phase == Phase.GATE:
        what = f"{facts.gates.get(facts.stage_number, '')} stage"
    return {
        "what": what,
        "body": review["body__name"],
        "since": timezone.localdate(review["put_at"]),
        "return_on": review["return_on"],
        "url": reverse("governance:review", args=[facts.project.reference, review["pk"]]),
    }
