"""The stage page: what stands between the project and its gate; putting it to the body."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from cycle.enums import Phase, StageState
from cycle.models import ClosingNote, Deliverable, Stage
from cycle.queries import next_review_point, stages_so_far
from cycle.rules import days_overdue, lacks_in_deliverable
from framework.rules import BRIEF_GATE, Missing
from governance.enums import PutKind
from governance.models import GateReview
from governance.queries import (
    Grounds,
    open_conditions,
    open_review_of,
    readiness,
    reasons_to_accept,
    reviews_of,
)
from governance.rules import counted
from governance.services import put_to_body
from governance.views.base import GatePage
from projects.queries import aimed_at, route_of
from record.errors import Refusal
from roles.models import Body
from roles.rules import may

SOON_DAYS = 7


class StagePage(GatePage, TemplateView):
    """Where the project is now, and what has to be done before its next body can be asked."""

    template_name = "governance/stage.html"
    act = "stage.view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        project, held, now = self.project, context["held"], timezone.now()
        today = timezone.localdate(now)
        grounds = Grounds(project, at=now)
        phase, stage, rows = grounds.phase, grounds.stage, grounds.deliverables
        missing = readiness(project, at=now, grounds=grounds)
        review = open_review_of(project, PutKind.STAGE if phase == Phase.GATE else PutKind.BRIEF)
        context |= {
            "phase": phase,
            "stage": stage,
            "aimed_at": aimed_at(project, stage.template.number) if stage is not None else None,
            "missing": [standing(one, rows, held, today) for one in missing if one.blocks],
            "decisions_needed": [
                standing(one, rows, held, today) for one in missing if not one.blocks
            ],
            "deliverables": rows,
            "ready": [row for row in rows if is_ready(row)],
            "review": review,
            "route": self._route(phase, stage, review),
            "conditions": list(open_conditions(project)),
            "past": self._past(stage),
            "may_put": phase == Phase.WORK and may(held, "stage.submit"),
            "may_put_brief": phase == Phase.BRIEF and may(held, "brief.put"),
            "may_withdraw": review is not None and may(held, "stage.withdraw"),
            "may_decide": review is not None and self._may(review.body_id, "gate.decide"),
            "may_steer": self._may(project.governing_body_id, "project.stop"),
            "sees_draft": may(held, "brief.view_draft"),
        }
        may_accept = self._may(project.governing_body_id, "reason.accept")
        if may_accept and stage is not None and stage.state == StageState.OPEN:
            context["reasons"] = reasons_to_accept(project)
        if phase == Phase.WATCH:
            context["review_point"] = next_review_point(project)
            context["may_resume"] = may(held, "review.resume")
        if phase == Phase.CLOSE:
            context["may_close"] = may(held, "project.close")
        if phase == Phase.ENDED:
            context["note"] = ClosingNote.objects.filter(project=project).first()
        context["heading"] = heading(phase, stage, len(context["missing"]))
        context["ready_words"] = f"{counted(len(context['ready']), 'thing')}".capitalize()
        context["ready_words"] += " is ready" if len(context["ready"]) == 1 else " are ready"
        return context

    def _may(self, body_id: int | None, act: str) -> bool:
        held = self.request.held  # type: ignore[attr-defined]
        return may(held.to_do(act, body_id), act)

    def _route(self, phase: Phase, stage: Stage | None, review: GateReview | None) -> list[Body]:
        if phase == Phase.GATE and review is not None:
            bodies = Body.objects.in_bulk(review.route)
            return [bodies[key] for key in review.route if key in bodies]
        if stage is not None:
            return route_of(self.project, stage.template.number)
        if phase in (Phase.BRIEF, Phase.ACCEPTANCE):
            return route_of(self.project, BRIEF_GATE)
        return []

    def _past(self, stage: Stage | None) -> list[dict[str, Any]]:
        """Return the brief, then every pass through a stage, each with what was put and decided."""
        reviews = list(reviews_of(self.project))
        brief = [row for row in reviews if row.kind == PutKind.BRIEF]
        found = [{"name": "Brief", "state": "", "reviews": brief}] if brief else []
        for one in stages_so_far(self.project):
            own = [row for row in reviews if row.stage_id == one.pk]
            if own or one != stage:
                found.append({"name": str(one), "state": one.get_state_display(), "reviews": own})
        for name, kinds in _WITHOUT_STAGE:
            own = [row for row in reviews if row.kind in kinds and row.stage_id is None]
            if own:
                found.append({"name": name, "state": "", "reviews": own})
        return found


_WITHOUT_STAGE = (
    ("Course of the project", (PutKind.COURSE, PutKind.DECISION)),
    ("Conditions", (PutKind.CONDITION,)),
)


class StageView(StagePage):
    act = "stage.view"


class PutView(StagePage):
    """Put the open stage (or the first brief) to its body; what is missing is shown on the page."""

    act = "stage.submit"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("governance:stage", self.project.reference)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            review = put_to_body(self.project, by=request.user, at=timezone.now())
        except Refusal as refusal:
            if refusal.status in (403, 404, 409):
                raise
            context = self.get_context_data(refusal=refusal)
            return self.render_to_response(context, status=422)
        messages.success(request, f"Put to the {review.body}. It reads what you see here.")
        return redirect(review)


def heading(phase: Phase, stage: Stage | None, missing: int) -> str:
    """Return the page's sentence: "Three things stand between this project and its Plan gate"."""
    if phase == Phase.WORK and stage is not None:
        goal = f"its {stage.template.name} gate"
    elif phase == Phase.BRIEF:
        goal = "the acceptance of its brief"
    else:
        return ""
    if not missing:
        return f"Nothing stands between this project and {goal}"
    verb = "stands" if missing == 1 else "stand"
    return f"{counted(missing, 'thing').capitalize()} {verb} between this project and {goal}"


def is_ready(row: Deliverable) -> bool:
    """Say whether nothing is lacking in a deliverable (one of `deliverables_of`)."""
    return not lacks_in_deliverable(
        row.progress,  # type: ignore[arg-type]
        evidence=row.pieces,
        has_reason=bool(row.reason),
        reason_accepted=row.reason_accepted_on is not None,
    )


def standing(
    one: Missing, deliverables: list[Deliverable], held: frozenset, today: date
) -> dict[str, Any]:
    """Return one thing that is missing as the page shows it: words, link and tag."""
    name, more = one.sentence, ""
    if one.code == "deliverable_not_ready":
        name, _, lacks = one.sentence.rpartition(": ")
        more = f"{lacks[0].upper()}{lacks[1:]} "
    elif one.code == "condition_open":
        set_by, _, text = one.sentence.partition(": ")
        name, more = f"Condition: {text}", f"{set_by}. "
    inside = may(held, "project.inside") or not one.url_name.startswith("projects:")
    url = reverse(one.url_name, args=one.key) if one.url_name and inside else ""
    due = f", due {one.due_on:%-d %B %Y}" if one.due_on else ""
    tag, colour = _tag(one, deliverables, today)
    return {
        "name": name,
        "words": f"{more}Held by {one.held_by}{due}.",
        "url": url,
        "tag": tag,
        "colour": colour,
    }


def _tag(one: Missing, deliverables: list[Deliverable], today: date) -> tuple[str, str]:
    late = days_overdue(one.due_on, today)
    if late:
        return f"{counted(late, 'day')} overdue".capitalize(), "red"
    if one.due_on is not None and (one.due_on - today).days <= SOON_DAYS:
        days = (one.due_on - today).days
        return ("Due today" if days == 0 else f"Due in {counted(days, 'day')}"), "orange"
    if not one.blocks:
        return "Decision needed", "red"
    progress = {row.pk: row for row in deliverables}
    if one.code == "deliverable_not_ready" and one.key[1] in progress:
        row = progress[one.key[1]]  # type: ignore[index]
        return row.get_progress_display(), "yellow" if row.progress == "in_progress" else "grey"
    return "To be done", "grey"
