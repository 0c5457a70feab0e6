"""What is wrong on a page of several forms, as its one summary tells it."""

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and the id of the field it is about, "" where it is about none."""

    words: str
    anchor: str = ""


def problems_in(form: forms.BaseForm, legend: str = "") -> list[Problem]:
    """Return what is wrong in one form, in its order. legend: what the page calls its lines."""
    where = f"{legend}: " if legend else ""
    found = [Problem(f"{where}{one}") for one in form.non_field_errors()]
    return found + [_of(field, legend) for field in form if field.errors]


def _of(field: forms.BoundField, legend: str) -> Problem:
    label = f"{legend}, {str(field.label).lower()}" if legend else str(field.label)
    return Problem(f"{label}: {field.errors[0]}", field.id_for_label or f"{field.auto_id}_0")
