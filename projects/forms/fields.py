"""Fields that the forms of a project share."""

from collections.abc import Mapping
from typing import Any

from django import forms

MOST_TEXT = 20_000


class LinesField(forms.CharField):
    """A text of several lines, its line ends as the database keeps them."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


def text(
    label: str, help_text: str = "", *, required: bool = False, rows: int = 4
) -> forms.CharField:
    """Return a field for a text of some length."""
    return LinesField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PoundsField(forms.DecimalField):
    """An amount in pounds, typed as people write it: 120000, 120,000 or £120,000.50."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=14,
            decimal_places=2,
            widget=forms.TextInput(
                attrs={"class": "ds_input ds_input--fixed-10", "inputmode": "decimal"}
            ),
            error_messages={"invalid": "Enter an amount such as 120000 or 1,250.50."},
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("£", "").replace(",", "").replace(" ", "")
        return super().to_python(value)


class NamedChoice(forms.ChoiceField):
    """A choice among rows that were read once; gives the row, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.rows: Mapping[str, Any] = {}

    def offer(self, rows: Mapping[str, Any], empty: str) -> None:
        """Offer rows by their key."""
        self.rows = rows
        self.choices = [("", empty), *[(key, str(row)) for key, row in rows.items()]]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class NamedChoices(forms.MultipleChoiceField):
    """Several among rows that were read once; gives the rows.

    A ModelMultipleChoiceField would hand a number of any length to SQLite, which fails on it.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.rows: Mapping[str, Any] = {}

    def offer(self, rows: Mapping[str, Any]) -> None:
        """Offer rows by their key."""
        self.rows = rows
        self.choices = [(key, str(row)) for key, row in rows.items()]

    def clean(self, value: Any) -> list[Any]:
        return [self.rows[key] for key in super().clean(value)]
