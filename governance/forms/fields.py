"""What the forms of governance share."""

from typing import Any

from django import forms

LONGEST_NAME = 200


def needed(sentence: str) -> dict[str, str]:
    """Return what a field says when it is left empty."""
    return {"required": sentence}


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NamesField(forms.CharField):
    """Posts or names, one on a line; gives those that say something."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=4000, widget=area(3), **kwargs)

    def clean(self, value: Any) -> list[str]:
        names = [name for line in super().clean(value).splitlines() if (name := line.strip())]
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(
                f"Keep each line to {LONGEST_NAME} characters, one post or name on each."
            )
        return names
