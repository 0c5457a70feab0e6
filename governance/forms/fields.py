"""What the forms of governance share."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

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


class ClockField(forms.TimeField):
    """A time of day such as 14:30, typed or picked."""

    widget = forms.TimeInput(attrs={"type": "time", "class": "ds_input ds_input--fixed-10"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", "Enter a time such as 14:30.")
        super().__init__(input_formats=["%H:%M", "%H:%M:%S", "%H.%M"], **kwargs)


def moment_of(day: date, clock: Any) -> datetime | None:
    """Return a time of a day, here, as a moment; None where no time was given."""
    return timezone.make_aware(datetime.combine(day, clock)) if clock is not None else None
