"""Shapes of input for what a body decided at a gate, and in the place of an earlier decision."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cycle.enums import NextStep
from framework.models import StageTemplate
from governance.enums import Outcome, PutKind
from governance.forms.fields import area, needed
from governance.forms.minute import MinuteForm
from governance.models import GateReview
from governance.rules import APPROVALS, AT_A_GATE, wording
from governance.services import ConditionLine, Minute
from roles.enums import BodyKind
from roles.forms import DayField
from roles.models import Body


class DecideForm(MinuteForm):
    """What a body decided at a gate; the fields that cannot apply to this review are left out."""

    views = forms.CharField(
        label="The body’s views",
        help_text="What it wants others to know beside its reasons.",
        required=False,
        max_length=10_000,
        widget=area(),
    )
    account_of_views = forms.CharField(
        label="How the board took account of the views before it",
        help_text="Of the strategic planning group and of every other body that saw this first.",
        max_length=10_000,
        widget=area(2),
        error_messages=needed("Say how the board took account of the views before it."),
    )
    back_to = forms.ModelChoiceField(
        label="To which stage it goes back",
        queryset=StageTemplate.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    defer_until = DayField(label="When it comes back", required=False)
    next_step = forms.ChoiceField(
        label="What comes next",
        choices=NextStep.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    next_review_on = DayField(
        label="Next review point", help_text="Where it is watched on.", required=False
    )
    confirms_major = forms.ChoiceField(
        label="Is it a major service change or redesign?",
        choices=[("yes", "Yes, it is"), ("no", "No, it is not")],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, review: GateReview, **kwargs: Any) -> None:
        self.review = review
        is_board = review.body.kind == BodyKind.INTEGRATION_JOINT_BOARD
        super().__init__(*args, is_board=is_board, **kwargs)
        if not (is_board and review.position > 1):
            del self.fields["account_of_views"]
        is_stage = review.kind == PutKind.STAGE
        repeats = review.stage is not None and review.stage.template.may_repeat
        if is_stage and review.stage is not None:
            own = review.stage.template
            self.fields["back_to"].queryset = StageTemplate.objects.filter(  # type: ignore[attr-defined]
                pack_id=own.pack_id, number__lte=own.number
            )
            self.initial.setdefault("back_to", own.pk)
        else:
            del self.fields["back_to"]
        if not (repeats and review.is_last_body):
            del self.fields["next_step"], self.fields["next_review_on"]
        if is_stage or not review.is_last_body:
            del self.fields["confirms_major"]
        if not review.is_last_body:
            self.fields["views"].help_text = "What the next body on the route should know."

    def clean_confirms_major(self) -> str:
        answer = self.cleaned_data["confirms_major"]
        if self.cleaned_data.get("outcome") in APPROVALS and not answer:
            raise forms.ValidationError(
                "Say whether it is a major change: the body settles that with the brief."
            )
        return answer

    def minute(self, conditions: Sequence[ConditionLine]) -> Minute:
        """Return what is to be recorded."""
        data = self.cleaned_data
        confirms = data.get("confirms_major")
        return Minute(
            outcome=Outcome(data["outcome"]),
            met_on=data["met_on"],
            took_part=self.parts(),
            reasons=data["reasons"],
            coded_reasons=data["codes"],
            direction_to=data.get("direction_to", ""),
            direction_reason=data.get("direction_reason", ""),
            account_of_views=data.get("account_of_views", ""),
            views=data["views"],
            conditions=conditions,
            back_to=data.get("back_to") if data["outcome"] == Outcome.SEND_BACK else None,
            defer_until=data["defer_until"] if data["outcome"] == Outcome.DEFER else None,
            next_step=data.get("next_step", "") if data["outcome"] in APPROVALS else "",
            next_review_on=data.get("next_review_on"),
            confirms_major=confirms == "yes" if confirms else None,
            presided_by=self.presider(),
        )


class SupersedeForm(DecideForm):
    """What a body decided in the place of an earlier decision; nothing that moves the project."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("back_to", "defer_until", "next_step", "next_review_on", "confirms_major"):
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        return super().clean() | {"defer_until": None}


def outcomes_at(
    review: GateReview, *, next_body: Body | None, next_stage: str, may_stop: bool
) -> list[tuple[str, str, str]]:
    """Return the outcomes offered on a review, each worded for this body and with what follows."""
    if next_body is not None:
        onward = f"Goes on to the {next_body}."
    elif review.kind == PutKind.BRIEF:
        onward = (
            f"The project begins: its {next_stage} stage opens."
            if may_stop
            else "This version becomes the one the project is held to."
        )
    elif next_stage:
        onward = f"The project passes its gate and goes on to {next_stage}."
    else:
        onward = "Say below what comes next."
    hints = {
        Outcome.APPROVE: onward,
        Outcome.APPROVE_WITH_CONDITIONS: (
            f"{onward} Name who does what by when, and which gate it holds up."
        ),
        Outcome.SEND_BACK: "Goes back to the lead, with what must change.",
        Outcome.DEFER: "Comes back to this body on a date, as it was put.",
        Outcome.STOP: "The project stops; its lessons are kept.",
    }
    return [
        (one.value, wording(one, is_last_body=review.is_last_body), hints[one])
        for one in AT_A_GATE
        if one != Outcome.STOP or may_stop
    ]
