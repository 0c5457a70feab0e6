"""Shapes of input on the cycle's pages."""

from datetime import date
from typing import Any

from django import forms

from cycle.enums import DeliverableProgress, ReviewKind
from cycle.models import Deliverable
from framework.models import RagLevel
from roles.forms import DayField, DesignSystemForm
from roles.models import Person


def needed(sentence: str) -> dict[str, str]:
    """Return what a field says when it is left empty."""
    return {"required": sentence}


TEXT = forms.Textarea(attrs={"rows": 4})


class DeliverableForm(DesignSystemForm):
    """Who does it by when, how far it is, and why it does not apply."""

    progress = forms.ChoiceField(
        label="How far is it?",
        widget=forms.RadioSelect,
        error_messages=needed("Choose how far it is."),
    )
    reason = forms.CharField(
        label="Why it does not apply",
        help_text="Only where it does not. The governing body then accepts the reason, or not.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner_post = forms.CharField(label="Owner’s post", required=False, max_length=150)
    owner = forms.ModelChoiceField(
        label="Owner", queryset=Person.objects.none(), required=False, empty_label="Nobody named"
    )
    due_on = DayField(label="Due date", required=False)
    notes = forms.CharField(label="Notes", required=False, max_length=10_000, widget=TEXT)

    def __init__(self, *args: Any, deliverable: Deliverable, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = deliverable.progress
        self.fields["progress"].choices = [  # type: ignore[attr-defined]
            choice
            for choice in DeliverableProgress.choices
            if choice[0] != DeliverableProgress.ACCEPTED or now == DeliverableProgress.ACCEPTED
        ]
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        for name in self.fields:
            self.initial.setdefault(name, getattr(deliverable, name))


class EvidenceForm(DesignSystemForm):
    title = forms.CharField(
        max_length=200,
        help_text="Under a title that is there already, it becomes its next version.",
    )
    effective_on = DayField(
        label="The evidence’s own date",
        help_text="Such as the date on its cover.",
        error_messages=needed("Enter the evidence’s own date."),
    )


class EvidenceFileForm(EvidenceForm):
    file = forms.FileField(
        label="File",
        help_text=(
            "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, CSV or plain text, up to 25 MB."
        ),
        error_messages=needed("Choose a file."),
        allow_empty_file=True,  # the service says so in its own words
    )
    field_order = ("file", "title", "effective_on")


class EvidenceLinkForm(EvidenceForm):
    url = forms.CharField(
        label="Web address", max_length=1000, error_messages=needed("Enter a web address.")
    )
    field_order = ("url", "title", "effective_on")


class ProgressForm(DesignSystemForm):
    """The lead's judgement. The words and meanings of the colours are the pack's."""

    rag = forms.ChoiceField(
        label="How is it going?",
        widget=forms.RadioSelect,
        error_messages=needed("Choose one of the colours of the scale."),
    )
    reason = forms.CharField(
        label="Why",
        help_text="Needed unless it is Green.",
        required=False,
        max_length=4000,
        widget=TEXT,
    )
    done = forms.CharField(label="What was done", required=False, max_length=4000, widget=TEXT)
    next = forms.CharField(label="What is next", required=False, max_length=4000, widget=TEXT)
    on = DayField(
        label="The day it speaks of",
        help_text="Today, or an earlier day.",
        error_messages=needed("Enter the day it speaks of."),
    )

    def __init__(self, *args: Any, levels: list[RagLevel], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rag"].choices = [  # type: ignore[attr-defined]
            (level.code, f"{level.name}: {level.meaning}") for level in levels
        ]
        self.initial.setdefault("on", today)


class ReviewPointForm(DesignSystemForm):
    kind = forms.ChoiceField(
        label="What kind of review",
        widget=forms.RadioSelect,
        error_messages=needed("Choose the kind of review."),
    )
    about = forms.CharField(
        label="What is looked at", max_length=200, error_messages=needed("Say what is looked at.")
    )
    due_on = DayField(label="When", error_messages=needed("Enter a date."))

    def __init__(self, *args: Any, is_watched: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            choice for choice in ReviewKind.choices if choice[0] != ReviewKind.WATCH or is_watched
        ]


class ReviewPointHoldForm(DesignSystemForm):
    held_on = DayField(
        label="When it was held", error_messages=needed("Enter the day on which it was held.")
    )
    outcome = forms.CharField(
        label="What came of it",
        max_length=4000,
        widget=TEXT,
        error_messages=needed("Say what came of it."),
    )


class CloseForm(DesignSystemForm):
    lessons = forms.CharField(
        label="What was learnt",
        help_text="For the next project.",
        error_messages=needed("Say what was learnt."),
        max_length=10_000,
        widget=TEXT,
    )
    barriers = forms.CharField(
        label="What stood in the way",
        help_text="Where nothing did, say so.",
        error_messages=needed("Say what stood in the way, or that nothing did."),
        max_length=10_000,
        widget=TEXT,
    )
    unintended_consequences = forms.CharField(
        label="What came about that nobody meant",
        help_text="Good or bad. Where there was nothing, say so.",
        error_messages=needed("Say what nobody meant, or that there was nothing."),
        max_length=10_000,
        widget=TEXT,
    )
