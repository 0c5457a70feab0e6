"""The day for which a project is shown as it was."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from roles.forms import DayField, DesignSystemForm

FIRST_YEAR = 2000


class AsItWasForm(DesignSystemForm):
    """One day, not in the future."""

    on = DayField(
        label="Show it as it was at the end of",
        error_messages={
            "required": "Enter a day.",
            "invalid": "Enter a day such as 2026-06-30.",
        },
    )

    def clean_on(self) -> Any:
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError("That day is still to come. Enter today or an earlier day.")
        if on.year < FIRST_YEAR:
            raise forms.ValidationError(f"Enter a day from {FIRST_YEAR} on.")
        return on
