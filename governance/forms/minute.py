"""Shapes of input for what a body's minute says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from governance.enums import DirectionTo, Outcome, Part
from governance.forms.fields import NamesField, area, needed
from governance.queries import Member, Sat
from governance.rules import REASONS
from governance.services import Minute, PartLine
from roles.forms import DayField, DesignSystemForm
from roles.models import Person

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
    coded_reasons = forms.MultipleChoiceField(
        label="Reasons",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose the reasons that are offered."},
    )
    reasons = forms.CharField(
        label="The body’s reasons",
        help_text="In the words of its minute.",
        max_length=10_000,
        widget=area(),
        error_messages=needed("Give the body’s reasons."),
    )
    direction_to = forms.ChoiceField(
        label="Does the decision need a direction?",
        help_text="To whom. The direction itself is drafted and issued afterwards.",
        choices=DirectionTo.choices,
        widget=forms.RadioSelect,
        error_messages=needed("Say whether a direction is needed, and to whom."),
    )
    direction_reason = forms.CharField(
        label="Why a direction is needed, or why none is",
        max_length=10_000,
        widget=area(2),
        error_messages=needed("Say why a direction is needed, or why none is."),
    )

    FIELD_OF = {
        "wrong_outcome": "outcome",
        "unknown_reason": "outcome",
        "no_coded_reason": "outcome",
        "no_direction_stated": "direction_to",
        "no_direction_reason": "direction_reason",
        "views_not_answered": "account_of_views",
        "met_before_that": "met_on",
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
        is_board: bool = False,
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
        self.fields["coded_reasons"].choices = [  # type: ignore[attr-defined]
            (f"{value}:{code}", words)
            for value, *_ in outcomes
            for code, words in REASONS[Outcome(value)]
        ]
        if not is_board:
            del self.fields["direction_to"], self.fields["direction_reason"]
        self.fields["presided_by"].choices = [  # type: ignore[attr-defined]
            ("", "The chair"),
            *((str(one.person.pk), str(one.person)) for one in members if not one.is_proxy),
        ]

    def outcome_rows(self) -> list[dict[str, Any]]:
        """Return each outcome's radio with its hint and its reasons, for the template."""
        hints = {value: hint for value, _, hint in self.hints}
        boxes: dict[str, list[Any]] = {value: [] for value in hints}
        for box in self["coded_reasons"]:
            boxes[str(box.data["value"]).partition(":")[0]].append(box)
        return [
            {
                "radio": one,
                "hint": hints[one.data["value"]],
                "reasons": boxes[one.data["value"]],
                "is_open": any(box.data["selected"] for box in boxes[one.data["value"]]),
            }
            for one in self["outcome"]
        ]

    @staticmethod
    def given(data: QueryDict) -> dict[str, Any]:
        """Return what was typed so far, as the form takes it to begin with."""
        return data.dict() | {"coded_reasons": data.getlist("coded_reasons")}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [one.partition(":") for one in data.get("coded_reasons", ())]
        if any(outcome != data.get("outcome") for outcome, _, _ in chosen):
            self.add_error("outcome", "Choose reasons of the outcome that you chose, and no other.")
        return data | {"codes": tuple(code for _, _, code in chosen)}

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


class CourseForm(MinuteForm):
    """What a body decided beside what is put to it: on a project's course, or a decision's end."""

    def minute(self) -> Minute:
        """Return what is to be recorded."""
        data = self.cleaned_data
        return Minute(
            outcome=Outcome(data["outcome"]),
            met_on=data["met_on"],
            took_part=self.parts(),
            reasons=data["reasons"],
            coded_reasons=data["codes"],
            direction_to=data.get("direction_to", ""),
            direction_reason=data.get("direction_reason", ""),
            presided_by=self.presider(),
        )
