"""Shapes of input for what a body's minute says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cycle.enums import NextStep
from framework.models import StageTemplate
from governance.enums import Outcome, Part, PutKind
from governance.forms.fields import NamesField, area, needed
from governance.models import GateReview
from governance.queries import Member, Sat
from governance.rules import APPROVALS, AT_A_GATE, wording
from governance.services import ConditionLine, Minute, PartLine
from roles.forms import DayField, DesignSystemForm
from roles.models import Body, Person

ABSENT = "absent"
PARTS = [*Part.choices, (ABSENT, "Was not there")]


class MinuteForm(DesignSystemForm):
    """What every minute says: the outcome, the meeting, who took part, the reasons.

    members: everybody who sat on the body on some day on which it may have met; the services refuse
    those who did not on the day typed. conflicts: by person, why they may not take part.
    outcomes: (value, words, hint). Which field a refusal belongs to is said in FIELD_OF.
    """

    outcome = forms.ChoiceField(
        label="Outcome",
        widget=forms.RadioSelect,
        error_messages=needed("Choose what the body decided."),
    )
    met_on = DayField(
        label="Date of the meeting", error_messages=needed("Enter the date of the meeting.")
    )
    others = NamesField(
        label="Others who took part",
        help_text="By post or name, one on a line: such as somebody’s deputy.",
    )
    others_withdrew = NamesField(
        label="Others who withdrew for this item",
        help_text="By post or name, one on a line.",
    )
    presided_by = forms.ChoiceField(
        label="Who presided",
        required=False,
        help_text="Where the chair withdrew or was away: the vice-chair, or the member chosen for "
        "this item. A proxy never presides.",
    )
    reasons = forms.CharField(
        label="The body’s reasons",
        help_text="In the words of its minute.",
        max_length=10_000,
        widget=area(),
        error_messages=needed("Give the body’s reasons."),
    )

    FIELD_OF = {
        "wrong_outcome": "outcome",
        "stop_elsewhere": "outcome",
        "met_in_future": "met_on",
        "met_before_put": "met_on",
        "not_in_post": "met_on",
        "before_the_project": "met_on",
        "released_early": "met_on",
        "took_part_and_withdrew": "others_withdrew",
        "one_member_alone": "others",
        "nobody_presided": "presided_by",
        "presider_absent": "presided_by",
        "proxy_presides": "presided_by",
        "no_reasons": "reasons",
        "no_conditions": "outcome",
        "conditions_not_taken": "outcome",
        "no_return_date": "defer_until",
        "no_next_step": "next_step",
        "no_next_review": "next_review_on",
        "back_to_later_stage": "back_to",
    }

    def __init__(
        self,
        *args: Any,
        members: Sequence[Member],
        conflicts: Mapping[int, str],
        outcomes: Sequence[tuple[str, str, str]],
        **kwargs: Any,
    ) -> None:
        self.members, self.conflicts, self.hints = members, conflicts, outcomes
        for member in members:
            self.base_fields = (
                self.base_fields
                | {  # type: ignore[has-type]
                    f"member_{member.person.pk}": forms.ChoiceField(
                        label=member.places[0].words,
                        choices=PARTS[1:] if member.person.pk in conflicts else PARTS,
                        widget=forms.RadioSelect,
                        initial=ABSENT,
                        error_messages=needed("Say whether they took part."),
                    )
                }
            )
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [o[:2] for o in outcomes]  # type: ignore[attr-defined]
        self.fields["presided_by"].choices = [  # type: ignore[attr-defined]
            ("", "The chair"),
            *((str(one.person.pk), str(one.person)) for one in members if not one.is_proxy),
        ]

    def outcome_rows(self) -> list[dict[str, Any]]:
        """Return each outcome's radio with its hint, for the template."""
        hints = {value: hint for value, _, hint in self.hints}
        return [{"radio": one, "hint": hints[one.data["value"]]} for one in self["outcome"]]

    def member_rows(self) -> list[dict[str, Any]]:
        """Return each member's field, with their days and with why they may not take part."""
        return [
            {
                "field": self[f"member_{member.person.pk}"],
                "days": [days_words(place, len(member.places) > 1) for place in member.places],
                "conflict": self.conflicts.get(member.person.pk, ""),
            }
            for member in self.members
        ]

    def parts(self) -> list[PartLine]:
        """Return who took part and who withdrew, as the services take it.

        A member is named by the place they held on the meeting's date.
        """
        data, lines = self.cleaned_data, []
        for member in self.members:
            part = data[f"member_{member.person.pk}"]
            if part != ABSENT:
                place = member.place_on(data["met_on"]) or member.places[0]
                lines.append(PartLine(place.words, member.person, Part(part)))
        lines += [PartLine(name) for name in data["others"]]
        return lines + [PartLine(name, part=Part.WITHDREW) for name in data["others_withdrew"]]

    def presider(self) -> Person | None:
        """Return who presided in the chair's place, or None for the chair."""
        chosen = self.cleaned_data["presided_by"]
        return next((m.person for m in self.members if str(m.person.pk) == chosen), None)

    def add_refusal(self, code: str, lines: Sequence[str]) -> None:
        """Show a refusal at the field that it speaks of."""
        field = self.FIELD_OF.get(code, "")
        for line in lines:
            self.add_error(field if field in self.fields else None, line)


def days_words(place: Sat, says_role: bool) -> str:
    """Return the days of a place: "In post from 1 March 2024 to 2 May 2026"."""
    role = f"{place.standing}: in post" if says_role else "In post"
    until = f" to {place.to_on:%-d %B %Y}" if place.to_on else ""
    return f"{role} from {place.from_on:%-d %B %Y}{until}"


class DecideForm(MinuteForm):
    """What a body decided at a gate; the fields that cannot apply to this review are left out."""

    views = forms.CharField(
        label="The body’s views",
        help_text="What it wants others to know beside its reasons.",
        required=False,
        max_length=10_000,
        widget=area(),
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
        super().__init__(*args, **kwargs)
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
            views=data["views"],
            conditions=conditions,
            back_to=data.get("back_to") if data["outcome"] == Outcome.SEND_BACK else None,
            defer_until=data["defer_until"] if data["outcome"] == Outcome.DEFER else None,
            next_step=data.get("next_step", "") if data["outcome"] in APPROVALS else "",
            next_review_on=data.get("next_review_on"),
            confirms_major=confirms == "yes" if confirms else None,
            presided_by=self.presider(),
        )


class CourseForm(MinuteForm):
    """Stop, hold or release, as the governing body decided between the gates."""


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
