"""Shapes of input for conditions, and for accepting why an element does not apply."""

from collections.abc import Sequence
from typing import Any

from django import forms

from governance.forms.fields import area, needed
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

    def __init__(
        self, *args: Any, people: Any, gates: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["holds_up"].choices = [("", "None"), *gates]  # type: ignore[attr-defined]

    def line(self) -> ConditionLine:
        data = self.cleaned_data
        return ConditionLine(
            text=data["text"],
            owner_post=data["owner_post"],
            due_on=data["due_on"],
            owner=data["owner"],
            holds_up=data["holds_up"],
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


class AcceptReasonForm(DesignSystemForm):
    met_on = DayField(
        label="Date of the meeting that accepted it",
        error_messages=needed("Enter the date of the meeting."),
    )
