"""Shapes of input for letting somebody act in one's own place."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from governance.forms.fields import area, needed
from roles.forms import DayField, DesignSystemForm
from roles.models import Person
from roles.rules.delegation import DELEGABLE


class DelegationForm(DesignSystemForm):
    """Whom one lets do what, why and how long. acts: the keys that are offered."""

    to = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who acts in your place",
        empty_label="Choose",
        error_messages=needed("Choose who acts in your place."),
    )
    acts = forms.MultipleChoiceField(
        label="What they may do in your place",
        widget=forms.CheckboxSelectMultiple,
        error_messages=needed("Choose at least one thing that may be done in your place."),
    )
    reason = forms.CharField(
        label="Why",
        help_text="Such as leave, with its days. Everybody of the partnership reads it.",
        max_length=2000,
        widget=area(2),
        error_messages=needed("Say why somebody else is to act in your place."),
    )
    from_on = DayField(label="First day")
    to_on = DayField(label="Last day", help_text="It ends by itself with this day.")

    def __init__(
        self, *args: Any, people: QuerySet[Person], acts: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        choices = [(act, words) for act, words in DELEGABLE.items() if act in acts]
        self.fields["acts"].choices = choices  # type: ignore[attr-defined]
