"""Which decisions a list shows."""

from typing import Any

from django import forms

from governance.enums import Outcome
from roles.forms import DesignSystemForm
from roles.models import Body


class DecisionFilterForm(DesignSystemForm):
    """Which decisions are listed; a filter that makes no sense lists all."""

    body = forms.ModelChoiceField(
        queryset=Body.objects.none(), required=False, empty_label="All bodies"
    )
    outcome = forms.ChoiceField(choices=[("", "All outcomes"), *Outcome.choices], required=False)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
