"""What a part of the brief has many of: lines, each with its form, in sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList

from framework.models import StageTemplate
from projects.enums import BriefPart, Involvement, Sector
from projects.forms.fields import NamedChoice, PoundsField, text
from projects.models import (
    Contingency,
    Milestone,
    MoneyLine,
    OtherProduct,
    PlannedElement,
    ProjectLink,
    Stakeholder,
)
from projects.models.brief import BriefRow
from projects.rules import MONEY_YEARS
from roles.forms import DayField, DesignSystemForm, dress

MOST_LINES = 200


@dataclass(frozen=True)
class Choices:
    """What the lines of a project may name, by key; read once, shared by every line."""

    people: Mapping[str, Any]
    stages: Mapping[str, Any]
    projects: Mapping[str, Any]


class LineForm(DesignSystemForm):
    """One line. Left empty, it counts for nothing; `id` names a line that stands already."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the project."""

    def line(self) -> dict[str, Any]:
        """Return what the service takes as one line."""
        return {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}

    @staticmethod
    def first_values(row: Any) -> dict[str, Any]:
        raise NotImplementedError


class MoneyForm(LineForm):
    year = forms.IntegerField(
        label="Year it begins",
        help_text="2026 is 2026/27.",
        min_value=MONEY_YEARS[0],
        max_value=MONEY_YEARS[-1],
        widget=forms.TextInput(
            attrs={"class": "ds_input ds_input--fixed-4", "inputmode": "numeric"}
        ),
    )
    source = forms.CharField(label="Source", max_length=150)
    is_recurring = forms.TypedChoiceField(
        label="Recurring",
        choices=[("", "Choose"), ("yes", "Recurring"), ("no", "Once")],
        coerce=lambda value: value == "yes",
    )
    planned = PoundsField(label="Planned (£)")
    achieved = PoundsField(label="Achieved (£)", required=False)

    @staticmethod
    def first_values(row: MoneyLine) -> dict[str, Any]:
        return {
            "year": row.year,
            "source": row.source,
            "is_recurring": "yes" if row.is_recurring else "no",
            "planned": row.planned,
            "achieved": row.achieved,
        }


class StakeholderForm(LineForm):
    name = forms.CharField(label="Person or group", max_length=200)
    sector = forms.ChoiceField(label="Sector", choices=Sector.choices, initial=Sector.NOT_SAID)
    involvement = forms.ChoiceField(
        label="How they are involved", choices=Involvement.choices, initial=Involvement.NOT_SAID
    )

    @staticmethod
    def first_values(row: Stakeholder) -> dict[str, Any]:
        return {"name": row.name, "sector": row.sector, "involvement": row.involvement}


class LinkForm(LineForm):
    other = NamedChoice(label="Project")
    plan = forms.CharField(label="Or a plan, in words", max_length=200, required=False)
    how = forms.CharField(label="How they hang together", max_length=200, required=False)

    def prepare(self) -> None:
        self.fields["other"].offer(self.choices.projects, "None")

    @staticmethod
    def first_values(row: ProjectLink) -> dict[str, Any]:
        return {"other": str(row.other_id or ""), "plan": row.plan, "how": row.how}


class _OwnedForm(LineForm):
    owner_post = forms.CharField(label="Owner: post", max_length=150, required=False)
    owner = NamedChoice(label="Owner: person")
    due_on = DayField(label="Due", required=False)

    def prepare(self) -> None:
        self.fields["owner"].offer(self.choices.people, "Nobody yet")

    @staticmethod
    def first_values(row: PlannedElement | OtherProduct) -> dict[str, Any]:
        return {
            "owner_post": row.owner_post,
            "owner": str(row.owner_id or ""),
            "due_on": row.due_on,
        }


class ElementForm(_OwnedForm):
    applies = forms.TypedChoiceField(
        label="Does it apply?",
        choices=[("yes", "It applies"), ("no", "It does not apply")],
        coerce=lambda value: value == "yes",
    )
    reason = text("If not, why not", rows=2)
    field_order = ["id", "applies", "reason", "owner_post", "owner", "due_on"]

    @staticmethod
    def first_values(row: PlannedElement) -> dict[str, Any]:
        return _OwnedForm.first_values(row) | {
            "applies": "yes" if row.applies else "no",
            "reason": row.reason,
        }


class ProductForm(_OwnedForm):
    stage = NamedChoice(label="Stage")
    name = forms.CharField(label="Product", max_length=200)
    field_order = ["id", "name", "stage", "owner_post", "owner", "due_on"]

    def prepare(self) -> None:
        super().prepare()
        self.fields["stage"].offer(self.choices.stages, "Choose")

    def clean_stage(self) -> StageTemplate:
        if self.cleaned_data["stage"] is None:
            raise forms.ValidationError("Choose the stage that produces it.")
        return self.cleaned_data["stage"]

    @staticmethod
    def first_values(row: OtherProduct) -> dict[str, Any]:
        return _OwnedForm.first_values(row) | {"name": row.name, "stage": str(row.stage_id)}


class MilestoneForm(LineForm):
    name = forms.CharField(label="Milestone", max_length=200)
    on = DayField(label="Planned for")
    done_on = DayField(label="Reached on", required=False)

    @staticmethod
    def first_values(row: Milestone) -> dict[str, Any]:
        return {"name": row.name, "on": row.on, "done_on": row.done_on}


class ContingencyForm(LineForm):
    what_may_go_wrong = text("What may go wrong", required=True, rows=2)
    what_then = text("What then", required=True, rows=2)

    @staticmethod
    def first_values(row: Contingency) -> dict[str, Any]:
        return {"what_may_go_wrong": row.what_may_go_wrong, "what_then": row.what_then}


@dataclass(frozen=True)
class Lines:
    """One kind of line in a part: rows, form, words. fixed: none is added or removed."""

    model: type[BriefRow]
    form: type[LineForm]
    heading: str
    one: str
    hint: str = ""
    fixed: bool = False


LINES: dict[BriefPart, tuple[Lines, ...]] = {
    BriefPart.FOCUS: (),
    BriefPart.GOVERNANCE: (
        Lines(ProjectLink, LinkForm, "Links to other projects and plans", "Link"),
    ),
    BriefPart.RESOURCES: (
        Lines(
            MoneyLine,
            MoneyForm,
            "Money",
            "Line of money",
            "In pounds, a line for each financial year and source.",
        ),
    ),
    BriefPart.STAKEHOLDERS: (
        Lines(Stakeholder, StakeholderForm, "People and groups", "Person or group"),
    ),
    BriefPart.PRODUCTS: (
        Lines(
            PlannedElement,
            ElementForm,
            "What the framework expects",
            "Element",
            "Some or all of these are expected. The body accepts the reason for each that does "
            "not apply.",
            fixed=True,
        ),
        Lines(OtherProduct, ProductForm, "Other products", "Product"),
    ),
    BriefPart.TIMESCALES: (
        Lines(Milestone, MilestoneForm, "Milestones", "Milestone"),
        Lines(Contingency, ContingencyForm, "What may go wrong, and what then", "Contingency"),
    ),
}


class LineSet(forms.BaseFormSet):
    """Lines of one kind; each says for itself which row it is, however many there were."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            dress(form.fields["DELETE"])

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def lines(self) -> list[dict[str, Any]]:
        """Return what was filled in and is not to be removed."""
        gone = {id(form) for form in self.deleted_forms}
        return [form.line() for form in self.forms if form.cleaned_data and id(form) not in gone]

    def ids(self) -> set[int]:
        """Return the rows that the page spoke of, removed ones too."""
        found = (form.cleaned_data.get("id") for form in self.forms if form.cleaned_data)
        return {pk for pk in found if pk}


def line_set(kind: Lines, *, blank: int) -> type[forms.BaseFormSet]:
    """Return the formset class of one kind of line, with some blank lines at the end."""
    return forms.formset_factory(
        kind.form,
        formset=LineSet,
        extra=0 if kind.fixed else blank,
        can_delete=not kind.fixed,
        max_num=MOST_LINES,
        absolute_max=MOST_LINES,
        validate_max=True,
    )


def hush(form: forms.BaseForm, sets: Sequence[forms.BaseFormSet]) -> None:
    """Show what was typed with no errors: the person asked for another line, not to save."""
    form._errors = ErrorDict()
    for lines in sets:
        lines._errors = []
        lines._non_form_errors = ErrorList()
        for one in lines.forms:
            one._errors = ErrorDict()
