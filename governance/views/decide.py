"""Recording what a body decided on what was put to it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import QueryDict
from django.utils import timezone

from cycle.enums import NextStep
from framework.models import StageTemplate
from framework.queries import first_stage, next_stage, stage_names
from governance.enums import DischargeBy
from governance.forms import (
    MOST_CONDITIONS,
    ConditionFormSet,
    DecideForm,
    outcomes_at,
)
from governance.models import GateReview
from governance.queries import evidence_since_put, open_conditions, roles_to_decide
from governance.rules import next_position, wording
from governance.services import (
    Minute,
    check_decision,
    moves_flow,
    record_decision,
    refuse_to_decide,
)
from governance.views.base import ReviewPage
from governance.views.minute import (
    MinuteView,
    coded_lines,
    direction_lines,
    members_and_conflicts,
    part_lines,
    sitting_lines,
)
from projects.forms.problems import Problem, problems_in
from projects.models import Project
from projects.queries import team_of
from record.errors import Refusal
from roles.enums import Role
from roles.models import Body, Person
from roles.views import crumb


class Deciding(MinuteView):
    """What a page has on which a body's decision on what was put to it is recorded."""

    template_name = "governance/decide.html"
    form_class = DecideForm
    review: GateReview
    project: Project
    act: ClassVar[str]

    def held_roles(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        return roles_to_decide(self.project, self.review.body_id, held, self.act)

    def refuse_early(self) -> None:
        sent = self.request.POST.get("review", "")
        if sent and sent != str(self.review.pk):
            raise Refusal(
                "This form was made for something else that was put. Nothing was recorded. "
                "Open the review again and decide there.",
                code="other_review",
                status=409,
            )
        refuse_to_decide(self.review, by=self.request.user, at=timezone.now())  # type: ignore[arg-type]

    def members_offered(self) -> dict[str, Any]:
        """Return what the form is told of the members and of who may not take part."""
        return members_and_conflicts(self, self.review.body, since=self.review.put_at)

    def forms(
        self, data: QueryDict | None = None, given: QueryDict | None = None
    ) -> dict[str, Any]:
        review = self.review
        said = {
            "review": review,
            "outcomes": self.outcomes_offered(),
            **self.members_offered(),
        }
        rows = {"form_kwargs": self._condition_choices(), "prefix": "conditions"}
        if data is not None:
            data = data.copy()
            data["conditions-INITIAL_FORMS"] = "0"
            data.setdefault("conditions-TOTAL_FORMS", "0")
            return {
                "form": self.form_class(data, **said),
                "conditions": ConditionFormSet(data, **rows),
            }
        if given is not None:
            initial = given_conditions(given)
            conditions = ConditionFormSet(initial=initial, **rows)
            return {
                "form": self.form_class(initial=self.form_class.given(given), **said),
                "conditions": conditions,
            }
        return {"form": self.form_class(**said), "conditions": ConditionFormSet(**rows)}

    def outcomes_offered(self) -> list[tuple[str, str, str]]:
        """Return what may be decided: value, words, what follows."""
        return outcomes_at(
            self.review,
            next_body=self._next_body(),
            next_stage=self._next_stage(),
            may_stop=moves_flow(self.project, self.review),
        )

    def _next_body(self) -> Body | None:
        position = next_position(self.review.position, self.review.route)
        if position is None:
            return None
        return Body.objects.get(pk=self.review.route[position - 1])

    def _next_stage(self) -> str:
        if self.review.stage is None:
            return first_stage(self.project.pack_id).name
        following = next_stage(self.review.stage.template)
        return following.name if following is not None else ""

    def _condition_choices(self) -> dict[str, Any]:
        gates = StageTemplate.objects.filter(
            pack=self.project.pack, number__gt=self.review.gate
        ).values_list("number", "name")
        today = self.request.held.on  # type: ignore[attr-defined]
        team = {place.person_id for place in team_of(self.project, today)}
        return {
            "people": Person.objects.filter(pk__in=team).order_by("name"),
            "gates": [(number, f"{name} gate") for number, name in gates],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review, content = self.review, self.review.snapshot.content
        stage = content["cycle"]["stage"]
        added = list(evidence_since_put(review))
        changed = {one.deliverable.name for one in added}
        return super().get_context_data(
            review=review,
            deliverables=[
                {"row": row, "is_changed": row["name"] in changed}
                for row in (stage["deliverables"] if stage else [])
            ],
            earlier=content["decisions"],
            open_conditions=list(open_conditions(self.project)),
            problems=_problems(kwargs["form"], kwargs["conditions"]),
            **(
                {
                    "page_title": f"Record what the {review.body} decided",
                    "record_words": "Record this decision",
                }
                | kwargs
            ),
        )

    def minute(self, forms: dict[str, Any]) -> Minute:
        return forms["form"].minute(forms["conditions"].lines())

    def shown(self, forms: dict[str, Any]) -> list[tuple[str, list[str]]]:
        return self.lines(self.minute(forms))

    def lines(self, minute: Minute) -> list[tuple[str, list[str]]]:
        """Return a minute as it will be recorded: label and lines."""
        gates = self._gate_words()
        words = wording(minute.outcome, is_last_body=self.review.is_last_body)
        lines = [
            ("Decision", [words]),
            ("Meeting", [f"{minute.met_on:%-d %B %Y}"]),
            *part_lines(minute.took_part),
            *sitting_lines(self.sitting),
            ("Reasons", [minute.reasons, *coded_lines(minute)]),
            ("Views", [minute.views] if minute.views else []),
            ("Views before it", [minute.account_of_views] if minute.account_of_views else []),
            *direction_lines(minute),
        ]
        for number, one in enumerate(minute.conditions, start=1):
            owner = f"{one.owner_post} ({one.owner})" if one.owner else one.owner_post
            about = [one.text, f"{owner}, by {one.due_on:%-d %B %Y}"]
            about.append(f"Who says that it is met: {DischargeBy(one.discharge_by).label}")
            if one.holds_up:
                about.append(f"Holds up the {gates[one.holds_up]} gate")
            lines.append((f"Condition {number}", about))
        if minute.back_to is not None:
            lines.append(("Goes back to", [str(minute.back_to)]))
        if minute.defer_until is not None:
            lines.append(("Comes back on", [f"{minute.defer_until:%-d %B %Y}"]))
        if minute.next_step:
            lines.append(("What comes next", [str(NextStep(minute.next_step).label)]))
        if minute.next_step == NextStep.WATCH and minute.next_review_on is not None:
            lines.append(("Next review point", [f"{minute.next_review_on:%-d %B %Y}"]))
        if minute.confirms_major is not None:
            lines.append(("Major change", ["Yes" if minute.confirms_major else "No"]))
        return [line for line in lines if line[1]]

    def _gate_words(self) -> dict[int, str]:
        return stage_names(self.project.pack_id)


class DecideView(ReviewPage, Deciding):
    """The chair or the officer records what the body decided, from a minute written elsewhere."""

    act = "gate.decide"

    def held_roles(self) -> frozenset[Role]:
        return Deciding.held_roles(self)

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb(self.review.what, self.review.get_absolute_url())]

    def check(self, forms: dict[str, Any]) -> None:
        self.sitting = check_decision(
            self.review,
            self.minute(forms),
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )

    def record(self, forms: dict[str, Any]) -> str:
        minute = self.minute(forms)
        record_decision(self.review, minute, by=self.request.user, at=timezone.now())
        messages.success(self.request, "The decision is recorded.")
        return self.review.get_absolute_url()


def given_conditions(given: QueryDict) -> list[dict[str, str]]:
    """Return the conditions typed so far, for the form that is shown again."""
    total = given.get("conditions-TOTAL_FORMS", "")
    is_number = total.isascii() and total.isdigit() and len(total) < 5
    count = min(int(total), MOST_CONDITIONS) if is_number else 0
    names = ("text", "owner_post", "owner", "due_on", "holds_up", "discharge_by")
    rows = [
        {name: given.get(f"conditions-{number}-{name}", "") for name in names}
        for number in range(count)
    ]
    return [row for row in rows if any(row[name] for name in names[:-1])]


def _problems(form: DecideForm, conditions: BaseFormSet) -> list[Problem]:
    """Return what is wrong with the decision and its conditions, one list for the one page."""
    if not form.is_bound:
        return []
    found = problems_in(form)
    found += [Problem(str(one), "conditions") for one in conditions.non_form_errors()]
    for number, line in enumerate(conditions.forms, start=1):
        found += problems_in(line, f"Condition {number}")
    return found
