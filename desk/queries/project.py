"""The project page: where a project is, what stands in its way, what has happened, who is on it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cycle.enums import LIVE_STATES, Phase
from cycle.models import CarriedOver, Stage, Standing
from cycle.queries import next_review_point
from desk.queries.acts import told_acts
from desk.queries.readiness import readiness_told
from desk.rules.filters import TAGS
from desk.rules.steps import Course, Pass, cycle_words, now_words, steps
from framework.models import StageTemplate
from governance.enums import Outcome, PutKind
from governance.models import Condition, Decision, GateReview
from projects.models import GateTarget, Project, ProjectNote
from projects.queries import route_of, team_of, team_role_names
from projects.rules import roles_unfilled
from record.queries import acts_of_project
from roles.enums import Role
from roles.queries import Held
from roles.rules import may

ACTS = 10
DECISIONS = 10
APPROVALS = (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS)


class ProjectFacts:
    """What the page tells of a project, read once; `roles` are the reader's on this project."""

    def __init__(self, project: Project, roles: frozenset[Role], held: Held, now: datetime) -> None:
        self.project, self.roles, self.held, self.now = project, roles, held, now
        self.today = timezone.localdate(now)
        self.is_inside = may(roles, "project.inside")
        self.standing = (
            Standing.objects.filter(project=project).select_related("project__carried_over").first()
        )
        self.phase = self.standing.phase if self.standing else ""
        templates = StageTemplate.objects.filter(pack_id=project.pack_id)
        self.gates = dict(templates.values_list("number", "name"))
        self.targets = dict(
            GateTarget.objects.filter(project=project).order_by().values_list("gate", "on")
        )
        self.decisions = _decisions(project)
        self.carried: CarriedOver | None = (
            getattr(self.standing.project, "carried_over", None) if self.standing else None
        )
        self.review_point = next_review_point(project)
        self.open_review = self._open_review()
        self.cycle, self.passes, self.stage_number = self._passes()

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
        rows = list(
            Stage.objects.filter(project=self.project)
            .order_by("cycle_number", "pk")
            .values_list(
                "cycle_number", "pk", "template__number", "state", "opened_at", "closed_at"
            )
        )
        cycle = rows[-1][0] if rows else 1
        approvals = {
            row["review__stage_id"]: row
            for row in reversed(self.decisions)
            if row["outcome"] in APPROVALS and row["is_last_body"]
        }
        passes, live = {}, 0
        for in_cycle, key, number, state, opened_at, closed_at in rows:
            if in_cycle != cycle:
                continue
            approval = approvals.get(key)
            passes[number] = Pass(
                state=state,
                opened_on=timezone.localdate(opened_at),
                closed_on=timezone.localdate(closed_at) if closed_at else None,
                wording=approval["wording"] if approval else "",
                decided_on=approval["met_on"] if approval else None,
            )
            if state in LIVE_STATES:
                live = number
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
    rows = Decision.objects.filter(review__project=project).order_by("-pk")
    return [
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
        )
    ]


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
        "conditions": _conditions(project, facts.today),
        "who": _who(facts),
        "review_point": facts.review_point,
        "buttons": _buttons(facts),
        "at_gate": _at_gate(facts),
        "pages": _pages(facts),
        "decisions": [_decision(row, project) for row in facts.decisions[:DECISIONS]],
    }
    if facts.is_inside:
        page["readiness"] = readiness_told(project, facts.phase, facts.gates, facts.targets, now)
        page["notes"] = list(ProjectNote.objects.filter(project=project))
    if may(roles, "timeline.view"):
        acts = acts_of_project(project.pk)
        page["happened"] = told_acts(acts[:ACTS], facts.gates, now, _links(facts))
        page["acts"] = acts.count()
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
    else:
        what = "course of the project"
    return {
        "met_on": row["met_on"],
        "body": row["review__body__name"],
        "wording": row["wording"],
        "what": what,
        "reasons": row["reasons"],
        "url": reverse("governance:review", args=[project.reference, row["review_id"]]),
    }


def _conditions(project: Project, today: date) -> dict[str, Any]:
    rows = list(
        Condition.objects.filter(project=project)
        .order_by("due_on", "pk")
        .values_list("discharged_on", "due_on")
    )
    open_ones = [due_on for discharged_on, due_on in rows if discharged_on is None]
    return {
        "open": len(open_ones),
        "discharged": len(rows) - len(open_ones),
        "overdue": sum(due_on < today for due_on in open_ones),
    }


def _who(facts: ProjectFacts) -> dict[str, Any]:
    team = list(team_of(facts.project, facts.today))
    filled = {member.team_role.code for member in team if member.team_role is not None}
    places = {member.role: member.words for member in team}
    return {
        "sponsor": places.get(Role.SPONSOR, "nobody named yet"),
        "lead": places.get(Role.LEAD, "nobody named yet"),
        "team": sum(member.role == Role.TEAM_MEMBER for member in team),
        "unfilled": ", ".join(roles_unfilled(team_role_names(facts.project), filled)),
        "route": ", then ".join(body.name for body in route_of(facts.project, facts.next_gate)),
        "body": facts.project.governing_body,
        "body_words": facts.project.governing_body_words,
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


def _buttons(facts: ProjectFacts) -> list[tuple[str, str]]:
    """Return (words, address) for what this reader may do now, the likeliest first."""
    reference = facts.project.reference
    buttons = [
        (words, reverse(name, args=[reference]))
        for act, words, name in _offers(facts)
        if may(facts.roles, act)
    ]
    review = facts.open_review
    if review is not None and may(facts.roles, "stage.withdraw"):
        url = reverse("governance:withdraw", args=[reference, review["pk"]])
        buttons.insert(0, ("Take it back before it is decided", url))
    if review is not None and _may_decide(facts, review):
        url = reverse("governance:decide", args=[reference, review["pk"]])
        buttons.insert(0, (f"Record the decision of the {review['body__name']}", url))
    return buttons


def _offers(facts: ProjectFacts) -> list[tuple[str, str, str]]:
    """Return (act, words, address's name) for what can be done where the project is."""
    phase, body = facts.phase, facts.project.governing_body
    found: list[tuple[str, str, str]] = []
    if phase == Phase.BRIEF and body is not None:
        found.append(("brief.put", f"Put the brief to the {body}", "governance:put_brief"))
    if phase == Phase.WORK and body is not None:
        words = f"Put the {facts.gates.get(facts.stage_number, '')} stage to the {body}"
        found.append(("stage.submit", words, "governance:put"))
    if phase == Phase.WATCH:
        found.append(("review.resume", "Take it back into review", "cycle:resume"))
    if phase == Phase.CLOSE:
        found.append(("project.close", "Close it with lessons", "cycle:close"))
    if body is None:
        words = "Choose the governing body"
        found.append(("project.choose_body", words, "projects:project_change"))
    if phase not in (Phase.ENDED, ""):
        found.append(("progress.update", "Write a progress update", "cycle:progress_give"))
        if phase == Phase.BRIEF:
            found.append(("brief.change", "Work on the brief", "projects:brief"))
    return found


def _may_decide(facts: ProjectFacts, review: Mapping[str, Any]) -> bool:
    """Say whether to offer the deciding; the page and the service decide for good."""
    if review["put_by_id"] == facts.held.person_id:
        return False
    on_project = facts.roles & {Role.LEAD, Role.SPONSOR, Role.TEAM_MEMBER}
    return not on_project and may(facts.held.on_body(review["body_id"]), "gate.decide")


def _pages(facts: ProjectFacts) -> list[tuple[str, str]]:
    """Return (words, address) of the project's other pages that this reader may open."""
    body = facts.project.governing_body_id
    roles = facts.roles | facts.held.on_body(body)
    offers = [
        ("project.view", "The brief", "projects:brief"),
        ("stage.view", "The stage and its deliverables", "governance:stage"),
        ("decision.view", "Decisions", "governance:project_decisions"),
        ("stage.view", "Progress updates", "cycle:progress"),
        ("stage.view", "Review points", "cycle:review_points"),
        ("project.inside", "Impact assessments", "projects:assessments"),
        ("project.inside", "Engagement", "projects:engagement"),
        ("project.inside", "The team", "projects:team"),
        ("project.change", "Title, programme and other particulars", "projects:project_change"),
        ("timeline.view", "As it was on a date", "desk:as_it_was"),
        ("project.hold", "Hold, release or stop", "governance:course"),
    ]
    reference = facts.project.reference
    return [
        (words, reverse(name, args=[reference])) for act, words, name in offers if may(roles, act)
    ]
