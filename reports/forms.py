"""What is asked to issue a report."""

from typing import Any

from django import forms

from roles.forms import DayField, DesignSystemForm
from roles.models import Body


class IssueReportForm(DesignSystemForm):
    body = forms.ModelChoiceField(Body.objects.none(), label="Body", empty_label=None)
    period_from = DayField(label="From", help_text="For example 1 October 2026.")
    period_to = DayField(
        label="To", help_text="The last day the report speaks of: today or earlier."
    )
    meeting_on = DayField(label="Date of the meeting it goes to", required=False)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
