"""Proposing a project: five questions, then what it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from projects.forms.fields import NamedChoice, text
from projects.models import Programme
from projects.rules import Intake
from roles.forms import DesignSystemForm
from roles.models import Body, Partnership

YES_NO = [("yes", "Yes"), ("no", "No")]


def question(label: str, help_text: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )


class IntakeForm(DesignSystemForm):
    """The intake questions. Source: Moray framework 2019, sections 3 and 4."""

    is_major_area_of_change = question(
        "Is it a major area of change?", "For a population, a care group or a locality."
    )
    plans_new_services = question("Does it plan new services?", "Or services in a new place.")
    reviews_whole_services = question(
        "Does it review whole services?", "To keep, change or end them, whoever provides them."
    )
    improves_existing_services = question(
        "Does it improve services that exist?", "Their quality, their results or their cost."
    )
    answers_inspection_or_feedback = question(
        "Does it answer an inspection or feedback?",
        "From inspectors, from people who use services, or from staff.",
    )

    def intake(self) -> Intake:
        """Return the answers as the rule takes them."""
        return Intake(**{name: value == "yes" for name, value in self.cleaned_data.items()})


class ProposeForm(DesignSystemForm):
    """What the project is, once the answers have led somewhere."""

    partnership = forms.ModelChoiceField(Partnership.objects.none(), empty_label=None)
    title = forms.CharField(max_length=200)
    purpose = text("Purpose", "What it is for, in a sentence or two.", rows=3)
    trigger = text("What prompted it", "Such as an inspection, a saving, a law.", rows=3)
    programme = forms.ModelChoiceField(Programme.objects.none(), required=False, empty_label="None")
    new_programme = forms.CharField(
        max_length=150,
        required=False,
        label="Or a new programme",
        help_text="Leave empty if you chose one above.",
    )
    governing_body = forms.ModelChoiceField(
        Body.objects.none(), required=False, empty_label="An officer is to choose it"
    )
    is_major = forms.ChoiceField(
        label="Is it a major service change or redesign?",
        help_text="The governing body confirms or changes this when it accepts the brief. "
        "Yes puts the Integration Joint Board on its route.",
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    major_reason = text("Why it is a major change", "Needed where it is one.", rows=3)
    is_restricted = forms.BooleanField(
        label="Restricted: seen only by those named on it and by its bodies", required=False
    )
    i_lead = forms.BooleanField(label="I lead it", required=False)
    lead_post = forms.CharField(
        max_length=150,
        required=False,
        label="The lead’s post title",
        help_text="Yours, if you lead it. Such as “Locality Manager”.",
    )
    sponsor_post = forms.CharField(max_length=150, required=False, label="The sponsor’s post title")
    sponsor = NamedChoice(label="The sponsor, if known")

    def __init__(
        self,
        *args: Any,
        partnerships: Sequence[Partnership],
        people: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in partnerships]
        self.only = partnerships[0] if len(partnerships) == 1 else None
        if self.only is not None:
            del self.fields["partnership"]
        else:
            self.fields["partnership"].queryset = Partnership.objects.filter(pk__in=keys)
        self.fields["programme"].queryset = Programme.objects.filter(partnership_id__in=keys)
        self.fields["governing_body"].queryset = Body.objects.filter(partnership_id__in=keys)
        self.fields["sponsor"].offer(people, "Nobody yet")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.only is not None:
            data["partnership"] = self.only
        if data.get("programme") and data.get("new_programme"):
            self.add_error("new_programme", "Choose a programme or name a new one, not both.")
        if data.get("i_lead") and not data.get("lead_post"):
            self.add_error("lead_post", "Enter your post title.")
        if data.get("sponsor") and not data.get("sponsor_post"):
            self.add_error("sponsor_post", "Enter the sponsor’s post title.")
        return data
