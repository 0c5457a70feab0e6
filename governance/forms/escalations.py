"""Shapes of input for what is escalated: asking, passing on, answering."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from governance.forms.fields import area, needed
from roles.forms import DayField, DesignSystemForm
from roles.models import Body

LONGEST = 10_000


class PassOnForm(DesignSystemForm):
    """To which body something goes, and what is asked of it. bodies: those offered."""

    to_body = forms.ModelChoiceField(
        Body.objects.none(),
        label="To which body",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages=needed("Choose a body."),
    )
    ask = forms.CharField(
        label="What you ask of it",
        help_text="What it should decide or do, and what happens if it does not.",
        max_length=LONGEST,
        widget=area(),
        error_messages=needed("Say what you ask of the body."),
    )

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_body"].queryset = bodies  # type: ignore[attr-defined]


class EscalateForm(PassOnForm):
    """A matter of a project, for a body above it."""

    needed_by = DayField(label="By when you need the answer", error_messages=needed("Enter a day."))


class AnswerForm(DesignSystemForm):
    """What a body answers."""

    answer = forms.CharField(
        label="What the body answers",
        max_length=LONGEST,
        widget=area(),
        error_messages=needed("Say what the body answers."),
    )
