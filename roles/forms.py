"""The look of form fields in the design system; the forms on people and roles."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.forms.utils import pretty_name

from roles.enums import BODY_ROLES, PARTNERSHIP_ROLES, Role
from roles.models import Body, Partnership, Person

EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
GIVEN = BODY_ROLES | PARTNERSHIP_ROLES


class DesignSystemForm(forms.Form):
    """A form whose widgets carry the design system's classes; dates are typed or picked.

    What a field says of itself where nobody gave it words of its own is a sentence that names it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    def full_clean(self) -> None:
        """Check what was typed; fields that were added or renamed until now are spoken for too."""
        for name, field in self.fields.items():
            say_what_to_do(field, pretty_name(name) if field.label is None else str(field.label))
        super().full_clean()


def dress(field: forms.Field) -> None:
    """Give a field's widget the classes of the design system."""
    widget = field.widget
    classes = "ds_input"
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        classes = "ds_checkbox__input"
    elif isinstance(widget, forms.RadioSelect):
        classes = "ds_radio__input"
    elif isinstance(widget, forms.Select):
        classes = "ds_select"
    elif isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("rows", 4)
    elif isinstance(field, forms.DateField):
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
        classes = "ds_input ds_input--fixed-10"
    widget.attrs.setdefault("class", classes)


def say_what_to_do(field: forms.Field, label: str) -> None:
    """Put a sentence in the place of each of Django's own messages; words given by us stay."""
    own: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        own.update(getattr(kind, "default_error_messages", {}))
    named = f"“{label.replace('%', ' per cent')}”"  # a message may be filled in by %
    for code, sentence in _sentences(field).items():
        if field.error_messages.get(code) == own.get(code):
            field.error_messages[code] = sentence.replace("{name}", named)


def _sentences(field: forms.Field) -> dict[str, str]:
    """Return what a field of this kind is to say, by the code of what is wrong."""
    found = {"required": "Fill in {name}."}
    for kind, sentences in SENTENCES:
        if isinstance(field, kind):
            found |= sentences
    return found


SENTENCES: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (
        forms.CharField,
        {
            "max_length": "Shorten {name} to %(limit_value)d characters or fewer: "
            "it has %(show_value)d.",
            "null_characters_not_allowed": "Type {name} again: it holds a character that cannot "
            "be kept.",
        },
    ),
    (
        forms.EmailField,
        {"invalid": "Enter an email address in {name}, such as name@example.org."},
    ),
    (
        forms.URLField,
        {"invalid": "Enter a full web address in {name}, such as https://www.example.org/."},
    ),
    (
        forms.IntegerField,
        {
            "invalid": "Enter a whole number in {name}, such as 12.",
            "min_value": "Enter %(limit_value)s or more in {name}.",
            "max_value": "Enter %(limit_value)s or less in {name}.",
        },
    ),
    (
        forms.DecimalField,
        {
            "invalid": "Enter a number in {name}, such as 2.5.",
            "max_digits": "Enter no more digits in {name} than %(max)s.",
            "max_decimal_places": "Enter no more decimal places in {name} than %(max)s.",
            "max_whole_digits": "Enter no more digits before the point in {name} than %(max)s.",
        },
    ),
    (
        forms.DateField,
        {
            "required": "Enter a date in {name}.",
            "invalid": "Enter a date such as 31/03/2027 in {name}.",
        },
    ),
    (forms.BooleanField, {"required": "Tick {name}."}),
    (
        forms.ChoiceField,
        {
            "required": "Choose one under {name}.",
            "invalid_choice": "Choose one of those offered under {name}.",
            "invalid_list": "Choose among those offered under {name}.",
        },
    ),
    (
        forms.ModelChoiceField,
        {
            "required": "Choose one under {name}.",
            "invalid_choice": "Choose one of those offered under {name}.",
        },
    ),
    (forms.MultipleChoiceField, {"required": "Choose at least one under {name}."}),
    (
        forms.FileField,
        {
            "required": "Choose a file under {name}.",
            "invalid": "Choose the file under {name} again: it did not arrive.",
            "missing": "Choose the file under {name} again: it did not arrive.",
            "empty": "The file under {name} is empty. Choose another.",
            "max_length": "Shorten the name of the file under {name} to %(max)d characters.",
        },
    ),
)


class DayField(forms.DateField):
    """A day that a person could mean; others are a slip of the finger (or a fault further on)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            validators=[
                MinValueValidator(EARLIEST, "Enter a date from 1990 on."),
                MaxValueValidator(LATEST, "Enter a date before 2100."),
            ],
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Keep a browser's own calendar, and a year of six digits, within the same bounds."""
        return {"min": EARLIEST.isoformat(), "max": LATEST.isoformat()}


class _RoleFields(DesignSystemForm):
    """What a role is: where, which, for which body, in which post."""

    partnership = forms.ModelChoiceField(Partnership.objects.none(), empty_label=None)
    role = forms.ChoiceField(
        choices=[("", "Choose"), *[(role.value, role.label) for role in Role if role in GIVEN]]
    )
    body = forms.ModelChoiceField(
        Body.objects.none(),
        required=False,
        help_text="Needed for a member, a chair and an officer.",
    )
    post = forms.CharField(
        max_length=150, required=False, help_text="Such as “Locality Manager”.", label="Post title"
    )
    from_on = DayField(label="First day in the role")

    def __init__(self, *args: Any, partnerships: Sequence[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in partnerships]
        self.only = partnerships[0] if len(partnerships) == 1 else None
        if self.only is not None:
            del self.fields["partnership"]
        else:
            self.fields["partnership"].queryset = Partnership.objects.filter(pk__in=keys)
        self.fields["body"].queryset = Body.objects.filter(partnership_id__in=keys)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.only is not None:
            data["partnership"] = self.only
        return data


class InvitePersonForm(_RoleFields):
    """A person who is not here yet, and the first role they are given."""

    email = forms.EmailField(max_length=254, label="Email address")
    name = forms.CharField(max_length=150, label="Full name")
    field_order = ["email", "name", "partnership", "role", "body", "post", "from_on"]


class GiveRoleForm(_RoleFields):
    """A further role for somebody who is here."""

    person = forms.ModelChoiceField(Person.objects.none(), empty_label="Choose")
    to_on = DayField(
        required=False, label="Last day in the role", help_text="Leave empty while it is open."
    )
    field_order = ["person", "partnership", "role", "body", "post", "from_on", "to_on"]

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class PeopleSearchForm(DesignSystemForm):
    """Whom the list of people shows."""

    words = forms.CharField(
        max_length=200, required=False, label="Name or email address", widget=forms.SearchInput
    )


class LastDayForm(DesignSystemForm):
    """The last day in a role or a place."""

    last_day = DayField(label="Last day")
