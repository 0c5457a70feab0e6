"""What stands beside the brief: impact assessments and the engagement log."""

from django import forms

from projects.enums import AssessmentKind, Screening
from projects.forms.fields import text
from roles.forms import DayField, DesignSystemForm


class AssessmentForm(DesignSystemForm):
    """One impact assessment, from its screening to its publication."""

    kind = forms.ChoiceField(label="Kind", choices=AssessmentKind.choices)
    screening = forms.ChoiceField(
        label="Screening decision", choices=Screening.choices, widget=forms.RadioSelect
    )
    screening_reason = text("Reason for the screening decision", rows=3)
    screened_on = DayField(label="Screened on", required=False)
    completed_on = DayField(label="Assessment completed on", required=False)
    signed_off_by_post = forms.CharField(
        label="Signed off by (post)", max_length=150, required=False
    )
    signed_off_on = DayField(label="Signed off on", required=False)
    published_at_url = forms.URLField(
        label="Published at (address)", max_length=500, required=False, assume_scheme="https"
    )
    published_on = DayField(label="Published on", required=False)
    review_on = DayField(label="Looked at again on", required=False)


class EngagementForm(DesignSystemForm):
    """One piece of engagement."""

    who = forms.CharField(
        max_length=200,
        label="Who was engaged",
        help_text="Groups, not names: “families of residents at Doocot View”.",
    )
    how = forms.CharField(max_length=200, label="How", help_text="Such as “two evening sessions”.")
    on = DayField(label="When")
    heard = text("What was heard", required=True)
    what_changed = text("What changed because of it, or why nothing did", required=True)
    fed_back_on = DayField(label="Told the people what came of it on", required=False)
