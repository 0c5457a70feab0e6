"""Shapes of input for the register of directions."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from governance.enums import BudgetKind, DirectionChange, DirectionRag, DirectionState, DirectionTo
from governance.forms.fields import area, needed
from governance.models import Decision, Direction
from governance.rules.directions import RECIPIENTS
from governance.services.direction_words import DirectionWords
from roles.forms import DayField, DesignSystemForm
from roles.models import Body

LONGEST = 20_000
TO = [(one.value, one.label) for one in RECIPIENTS]


class _DecisionField(forms.ModelChoiceField):
    """One of the board's decisions, by its day and its project."""

    def label_from_instance(self, obj: Decision) -> str:
        review = obj.review
        return f"{obj.met_on:%-d %B %Y}: {review.what}, {review.project}"


class _DirectionField(forms.ModelChoiceField):
    """One of the board's directions, by its reference and title."""

    def label_from_instance(self, obj: Direction) -> str:
        return f"{obj.reference}: {obj.title}"


class DirectionForm(DesignSystemForm):
    """What a direction says. decisions, directions: those that it may flow from and may change.

    Which of them go together is for the service to say.
    """

    title = forms.CharField(max_length=200, error_messages=needed("Give the direction a title."))
    decision = _DecisionField(
        label="The decision it flows from",
        queryset=Decision.objects.none(),
        required=False,
        empty_label="An older decision, named below",
        help_text="The board’s decisions that state a direction.",
    )
    decided_words = forms.CharField(
        label="The older decision in words",
        help_text="Such as “Minute of the board, item 6”. Only where none is chosen above.",
        max_length=300,
        required=False,
    )
    decided_on = DayField(label="The day of the older decision", required=False)
    recipients = forms.ChoiceField(
        label="Whom it directs",
        choices=TO,
        widget=forms.RadioSelect,
        error_messages=needed("Say whom it directs."),
    )
    replaces = _DirectionField(
        label="The earlier direction it changes",
        queryset=Direction.objects.none(),
        required=False,
        empty_label="None: it is a new direction",
    )
    change = forms.ChoiceField(
        label="What it does to the earlier direction",
        choices=[("", "Nothing: it is a new direction"), *DirectionChange.choices],
        required=False,
    )
    change_reason = forms.CharField(
        label="Why the earlier direction is changed",
        max_length=4000,
        required=False,
        widget=area(2),
    )
    reference = forms.CharField(
        max_length=12,
        required=False,
        help_text="A number and up to three letters, such as 12 or 12d. Leave it empty for the "
        "next that is free. One that changes another keeps its number.",
    )
    functions = forms.CharField(
        label="Functions",
        help_text="The delegated functions that it is about.",
        max_length=4000,
        widget=area(2),
        error_messages=needed("Name the delegated functions that it is about."),
    )
    text = forms.CharField(
        label="What is directed",
        help_text="In full, as it is sent.",
        max_length=LONGEST,
        widget=area(8),
        error_messages=needed("Write what is directed, in full."),
    )
    budget = forms.DecimalField(
        label="Budget, in pounds",
        help_text="Leave it empty where it carries no money.",
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "ds_input ds_input--fixed-10", "inputmode": "decimal"}
        ),
        error_messages={"min_value": "Enter a budget of more than nothing, or leave it empty."},
    )
    budget_kind = forms.ChoiceField(
        label="How the budget is made available",
        choices=[("", "No budget"), *BudgetKind.choices],
        required=False,
    )
    budget_source = forms.CharField(
        label="Where the budget comes from", max_length=200, required=False
    )
    is_recurring = forms.TypedChoiceField(
        label="Is the budget recurring?",
        choices=[("", "No budget"), ("yes", "Recurring"), ("no", "Not recurring")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    measure = forms.CharField(
        label="How it is monitored",
        help_text="How the board will know that it is carried out.",
        max_length=4000,
        widget=area(2),
        error_messages=needed("Say how the board will know that it is carried out."),
    )
    review_on = DayField(
        label="When it is looked at again",
        error_messages=needed("Enter the day on which it is looked at again."),
    )

    def __init__(self, *args: Any, decisions: Any, directions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions  # type: ignore[attr-defined]
        self.fields["replaces"].queryset = directions  # type: ignore[attr-defined]

    def words(self) -> DirectionWords:
        """Return what was filled in."""
        return DirectionWords(**self.cleaned_data)


class IssueDirectionForm(DesignSystemForm):
    issued_on = DayField(
        label="The day it is sent in writing",
        error_messages=needed("Enter the day on which it is issued."),
    )


class DirectionProgressForm(DesignSystemForm):
    """How a direction is going."""

    rag = forms.ChoiceField(
        label="How it is going",
        choices=DirectionRag.choices,
        widget=forms.RadioSelect,
        error_messages=needed("Say how it is going."),
    )
    reason = forms.CharField(
        label="Why",
        max_length=4000,
        widget=area(),
        error_messages=needed("Say why it is going so, in a sentence."),
    )
    on = DayField(label="As of which day", error_messages=needed("Enter the day it was so."))


class CompleteDirectionForm(DesignSystemForm):
    note = forms.CharField(
        label="How it is known to be carried out",
        max_length=4000,
        widget=area(),
        error_messages=needed("Say how it is known to be carried out."),
    )
    completed_on = DayField(
        label="When it was completed",
        error_messages=needed("Enter the day on which it was completed."),
    )


class DirectionFilterForm(DesignSystemForm):
    """Which directions are listed; a filter that makes no sense lists all."""

    state = forms.ChoiceField(choices=[("", "All states"), *DirectionState.choices], required=False)
    recipients = forms.ChoiceField(
        label="Directs",
        choices=[
            ("", "All recipients"),
            (DirectionTo.HEALTH_BOARD, "The health board, alone or with the council"),
            (DirectionTo.COUNCIL, "The council, alone or with the health board"),
            (DirectionTo.BOTH, "Both together"),
        ],
        required=False,
    )
    body = forms.ChoiceField(label="Board", required=False)

    def __init__(self, *args: Any, boards: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All boards"), *[(str(one.pk), one.name) for one in boards]]
        self.fields["body"].choices = choices  # type: ignore[attr-defined]
        if len(boards) < 2:
            del self.fields["body"]
