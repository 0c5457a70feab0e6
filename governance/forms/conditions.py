"""Shapes of input for conditions, and for accepting why an element does not apply."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from cycle.models import Evidence
from governance.enums import DischargeBy
from governance.forms.fields import ClockField, area, needed
from governance.services import ConditionLine
from roles.forms import DayField, DesignSystemForm
from roles.models import Person

MOST_CONDITIONS = 20


class ConditionForm(DesignSystemForm):
    """One condition; a form left empty is none."""

    text = forms.CharField(
        label="What is to be done",
        max_length=4000,
        widget=area(2),
        error_messages=needed("Say what is to be done."),
    )
    owner_post = forms.CharField(
        label="By whom: the post",
        max_length=150,
        error_messages=needed("Enter the post that is to do it."),
    )
    owner = forms.ModelChoiceField(
        label="The person, where known",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Nobody named",
    )
    due_on = DayField(
        label="By when", error_messages=needed("Enter the day by which it is to be done.")
    )
    holds_up = forms.TypedChoiceField(
        label="Which gate it holds up", coerce=int, empty_value=None, required=False
    )

    discharge_by = forms.ChoiceField(
        label="Who says that it is met",
        choices=DischargeBy.choices,
        initial=DischargeBy.OFFICER,
        required=False,
    )

    def __init__(
        self, *args: Any, people: Any, gates: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["holds_up"].choices = [("", "None"), *gates]  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        """Say whether anything was typed; who discharges it is chosen from the start."""
        return bool(set(self.changed_data) - {"discharge_by"})

    def line(self) -> ConditionLine:
        data = self.cleaned_data
        return ConditionLine(
            text=data["text"],
            owner_post=data["owner_post"],
            due_on=data["due_on"],
            owner=data["owner"],
            holds_up=data["holds_up"],
            discharge_by=data["discharge_by"] or DischargeBy.OFFICER,
        )


class BaseConditions(forms.BaseFormSet):
    """The conditions of one decision."""

    def lines(self) -> list[ConditionLine]:
        """Return the conditions that were filled in."""
        return [form.line() for form in self.forms if form.has_changed()]


ConditionFormSet = forms.formset_factory(
    ConditionForm,
    formset=BaseConditions,
    extra=1,
    max_num=MOST_CONDITIONS,
    absolute_max=MOST_CONDITIONS,
)


class DischargeForm(DesignSystemForm):
    note = forms.CharField(
        label="How it was met",
        max_length=4000,
        widget=area(),
        error_messages=needed("Say how the condition was met."),
    )
    on = DayField(
        label="When it was met", error_messages=needed("Enter the day on which it was met.")
    )


class ConditionMetForm(DesignSystemForm):
    """That a condition is met, in its owner's words, with what shows it."""

    note = forms.CharField(
        label="How it is met",
        max_length=4000,
        widget=area(),
        error_messages=needed("Say how the condition is met."),
    )
    evidence = forms.MultipleChoiceField(
        label="What shows it",
        help_text="Evidence of this project. Add a file or a link to a deliverable first.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose evidence of this project."},
    )

    def __init__(self, *args: Any, evidence: Iterable[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(piece.pk): piece for piece in evidence}
        self.fields["evidence"].choices = [  # type: ignore[attr-defined]
            (key, f"{piece.deliverable.name}: {piece.title}, version {piece.version}")
            for key, piece in self.rows.items()
        ]

    def clean_evidence(self) -> list[Evidence]:
        return [self.rows[key] for key in self.cleaned_data["evidence"]]


class DischargeAtMeetingForm(DesignSystemForm):
    """That the body discharged a condition at its meeting, by who was in the room."""

    note = forms.CharField(
        label="How it was met",
        help_text="In the words of the body’s minute.",
        max_length=4000,
        widget=area(),
        error_messages=needed("Say how the condition was met."),
    )
    decided_at = ClockField(
        label="When it was decided", help_text="Leave empty for now.", required=False
    )
    presided_by = forms.ModelChoiceField(
        label="Who presided",
        queryset=Person.objects.none(),
        required=False,
        empty_label="The chair",
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presided_by"].queryset = people  # type: ignore[attr-defined]


class AcceptReasonForm(DesignSystemForm):
    met_on = DayField(
        label="Date of the meeting that accepted it",
        error_messages=needed("Enter the date of the meeting."),
    )
