"""What the project page offers one reader: the acts that fit where the project is, its pages.

facts: `desk.queries.project.ProjectFacts`.
"""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from cycle.enums import Phase
from roles.enums import Role
from roles.rules import may


def buttons(facts: Any) -> list[tuple[str, str]]:
    """Return (words, address) for what this reader may do now, the likeliest first."""
    reference = facts.project.reference
    found = [
        (words, reverse(name, args=[reference]))
        for act, words, name in _offers(facts)
        if may(facts.roles, act)
    ]
    review = facts.open_review
    if review is not None and may(facts.roles, "stage.withdraw"):
        url = reverse("governance:withdraw", args=[reference, review["pk"]])
        found.insert(0, ("Take it back before it is decided", url))
    if review is not None and _may_decide(facts, review):
        url = reverse("governance:decide", args=[reference, review["pk"]])
        found.insert(0, (f"Record the decision of the {review['body__name']}", url))
    return found


def _offers(facts: Any) -> list[tuple[str, str, str]]:
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


def _may_decide(facts: Any, review: Mapping[str, Any]) -> bool:
    """Say whether to offer the deciding; the page and the service decide for good."""
    if review["put_by_id"] == facts.held.person_id:
        return False
    on_project = facts.roles & {Role.LEAD, Role.SPONSOR, Role.TEAM_MEMBER}
    return not on_project and may(facts.held.to_do("gate.decide", review["body_id"]), "gate.decide")


def pages(facts: Any) -> list[tuple[str, str]]:
    """Return (words, address) of the project's other pages that this reader may open."""
    body = facts.project.governing_body_id
    roles = facts.roles | facts.held.on_body(body)
    offers = [
        ("project.view", "The brief", "projects:brief"),
        ("stage.view", "The stage and its deliverables", "governance:stage"),
        ("decision.view", "Decisions", "governance:project_decisions"),
        ("escalation.view", "Escalations", "governance:escalations"),
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
