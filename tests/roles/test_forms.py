"""What every field says of itself: a sentence that names it and says what to do."""

import importlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from roles.forms import DayField, DesignSystemForm
from tools.check_house import APPS, ROOT


def every_form() -> list[type[forms.BaseForm]]:
    """Return every form of ours, found by walking the modules of forms."""
    for app in APPS:
        for path in sorted([*ROOT.glob(f"{app}/forms.py"), *ROOT.glob(f"{app}/forms/*.py")]):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            importlib.import_module(name.removesuffix(".__init__"))
    found, left = set(), [forms.BaseForm]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.split(".")[0] in APPS:
            found.add(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


def test_every_form_of_ours_is_of_the_design_system():
    assert len(every_form()) > 20
    assert [kind for kind in every_form() if not issubclass(kind, DesignSystemForm)] == []


def test_every_date_that_a_person_types_has_bounds():
    loose = [
        f"{kind.__name__}.{name}"
        for kind in every_form()
        for name, field in kind.base_fields.items()
        if isinstance(field, forms.DateField) and not isinstance(field, DayField)
    ]

    assert loose == []


def test_no_module_of_forms_has_a_date_without_bounds():
    """Fields are made at run time too, where no class shows them."""
    for app in APPS:
        for path in [*ROOT.glob(f"{app}/forms.py"), *ROOT.glob(f"{app}/forms/*.py")]:
            assert "forms.DateField(" not in Path(path).read_text(), path


class Example(DesignSystemForm):
    """One field of each kind."""

    name = forms.CharField(max_length=3)
    email = forms.EmailField(required=False, label="Email address")
    page = forms.URLField(required=False, assume_scheme="https")
    count = forms.IntegerField(min_value=1, max_value=9)
    days = forms.DecimalField(max_digits=3, decimal_places=1, label="100% of days")
    on = DayField(label="First day")
    later = DayField(label="Last day", error_messages={"required": "Say when it ends."})
    agreed = forms.BooleanField(label="I agree")
    kind = forms.ChoiceField(choices=[("a", "A")])
    kinds = forms.MultipleChoiceField(choices=[("a", "A")])
    file = forms.FileField(max_length=8)


EMPTY = {
    "name": "Fill in “Name”.",
    "count": "Fill in “Count”.",
    "days": "Fill in “100 per cent of days”.",
    "on": "Enter a date in “First day”.",
    "later": "Say when it ends.",
    "agreed": "Tick “I agree”.",
    "kind": "Choose one under “Kind”.",
    "kinds": "Choose at least one under “Kinds”.",
    "file": "Choose a file under “File”.",
}
WRONG: list[tuple[str, Any, str]] = [
    ("name", "xxxx", "Shorten “Name” to 3 characters or fewer: it has 4."),
    ("name", "a\x00", "Type “Name” again: it holds a character that cannot be kept."),
    ("email", "x", "Enter an email address in “Email address”, such as name@example.org."),
    ("page", "x y", "Enter a full web address in “Page”, such as https://www.example.org/."),
    ("count", "x", "Enter a whole number in “Count”, such as 12."),
    ("count", "0", "Enter 1 or more in “Count”."),
    ("count", "10", "Enter 9 or less in “Count”."),
    ("days", "x", "Enter a number in “100 per cent of days”, such as 2.5."),
    ("days", "1.25", "Enter no more decimal places in “100 per cent of days” than 1."),
    ("days", "123", "Enter no more digits before the point in “100 per cent of days” than 2."),
    ("on", "soon", "Enter a date such as 31/03/2027 in “First day”."),
    ("on", "0026-11-15", "Enter a date from 1990 on."),
    ("on", "2100-01-01", "Enter a date before 2100."),
    ("kind", "b", "Choose one of those offered under “Kind”."),
    ("kinds", ["b"], "Choose one of those offered under “Kinds”."),
]


def test_what_is_empty_says_what_to_do():
    assert {name: lines[0] for name, lines in Example({}).errors.items()} == EMPTY


@pytest.mark.parametrize(("name", "typed", "sentence"), WRONG)
def test_what_is_wrong_says_what_to_do(name, typed, sentence):
    assert sentence in Example({name: typed}).errors[name]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.txt", b""), "The file under “File” is empty. Choose another."),
        (
            SimpleUploadedFile("abcdefgh.txt", b"x"),
            "Shorten the name of the file under “File” to 8 characters.",
        ),
    ],
)
def test_a_file_that_is_wrong_says_what_to_do(file, sentence):
    assert Example({}, {"file": file}).errors["file"] == [sentence]


def test_a_field_that_is_added_later_is_spoken_for_and_no_class_is_changed():
    form = Example({})
    form.fields["more"] = forms.CharField(label="What more")

    assert form.errors["more"] == ["Fill in “What more”."]
    assert str(Example.base_fields["name"].error_messages["required"]) != EMPTY["name"]
    assert date(1990, 1, 1) == DayField().clean("1990-01-01")
