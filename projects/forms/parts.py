"""The six parts of the brief, each a form."""

from typing import Any

from django import forms

from framework.enums import ChristiePillar, NationalOutcome
from framework.models import StageTemplate
from projects.enums import BriefPart
from projects.forms.fields import NamedChoices, text
from projects.models import Brief, GateTarget, Project
from projects.models.brief import INTERVAL_MONTHS
from roles.forms import DayField, DesignSystemForm, dress
from roles.models import Locality

WHEN_CHANGED = "Tick it again after each change."


def months(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Choose"), *INTERVAL_MONTHS],
    )


class PartForm(DesignSystemForm):
    """What every part has: whether it is complete."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.prepare()
        self.fields["is_complete"] = forms.BooleanField(
            label="I have completed this part", required=False, help_text=WHEN_CHANGED
        )
        for field in self.fields.values():
            dress(field)

    def prepare(self) -> None:
        """Fill in what depends on the project."""

    def values(self) -> dict[str, Any]:
        """Return what the service takes as `fields`."""
        return {k: v for k, v in self.cleaned_data.items() if k != "is_complete"}

    @staticmethod
    def first_values(brief: Brief) -> dict[str, Any]:
        raise NotImplementedError


class FocusForm(PartForm):
    what_changes = text("What changes", "What will be different when this is done.")
    for_whom = text("For whom")
    population_need = text("The population and its need", "How many, who, and what they need.")
    scope_in = text("In scope")
    scope_out = text("Out of scope")
    outcomes = forms.TypedMultipleChoiceField(
        label="National health and wellbeing outcomes it serves",
        choices=[(number, f"{number}. {label}") for number, label in NationalOutcome.choices],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    pillars = forms.MultipleChoiceField(
        label="Christie pillars",
        choices=ChristiePillar.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    whole_area = forms.BooleanField(label="It is for the whole area", required=False)
    localities = NamedChoices(label="Localities")

    def prepare(self) -> None:
        rows = Locality.objects.filter(partnership_id=self.project.partnership_id)
        self.fields["localities"].offer({str(row.pk): row for row in rows})

    @staticmethod
    def first_values(brief: Brief) -> dict[str, Any]:
        names = (
            "what_changes",
            "for_whom",
            "population_need",
            "scope_in",
            "scope_out",
            "outcomes",
            "pillars",
            "whole_area",
        )
        return {name: getattr(brief, name) for name in names} | {
            "localities": [str(row.pk) for row in brief.localities.all()]
        }


class GovernanceForm(PartForm):
    reporting_months = months("How often the project reports")
    governance_notes = text("Notes")

    @staticmethod
    def first_values(brief: Brief) -> dict[str, Any]:
        return {
            "reporting_months": brief.reporting_months,
            "governance_notes": brief.governance_notes,
        }


class ResourcesForm(PartForm):
    resources_notes = text("Notes", "How the project is resourced, where no line of money says it.")

    @staticmethod
    def first_values(brief: Brief) -> dict[str, Any]:
        return {"resources_notes": brief.resources_notes}


class StakeholdersForm(PartForm):
    stakeholders_notes = text("Notes")

    @staticmethod
    def first_values(brief: Brief) -> dict[str, Any]:
        return {"stakeholders_notes": brief.stakeholders_notes}


class ProductsForm(PartForm):
    products_notes = text("Notes")

    @staticmethod
    def first_values(brief: Brief) -> dict[str, Any]:
        return {"products_notes": brief.products_notes}


class TimescalesForm(PartForm):
    """Target dates of the gates stand here: there is one for each stage of the pack."""

    review_months = months("How often the brief is looked at again")
    timescales_notes = text("Notes")

    def prepare(self) -> None:
        self.gates = list(StageTemplate.objects.filter(pack_id=self.project.pack_id))
        for stage in self.gates:
            self.fields[f"gate_{stage.number}"] = DayField(
                label=f"Target date of the {stage.name} gate", required=False
            )
        self.order_fields([f"gate_{stage.number}" for stage in self.gates])

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in super().values().items() if not k.startswith("gate_")}

    def targets(self) -> list[dict[str, Any]]:
        """Return a line for each gate that has a date."""
        days = [(stage.number, self.cleaned_data[f"gate_{stage.number}"]) for stage in self.gates]
        return [{"gate": gate, "on": on} for gate, on in days if on]

    @staticmethod
    def first_values(brief: Brief) -> dict[str, Any]:
        targets = {
            f"gate_{row.gate}": row.on
            for row in GateTarget.objects.filter(project_id=brief.project_id)
        }
        return targets | {
            "review_months": brief.review_months,
            "timescales_notes": brief.timescales_notes,
        }


FORMS: dict[BriefPart, type[PartForm]] = {
    BriefPart.FOCUS: FocusForm,
    BriefPart.GOVERNANCE: GovernanceForm,
    BriefPart.RESOURCES: ResourcesForm,
    BriefPart.STAKEHOLDERS: StakeholdersForm,
    BriefPart.PRODUCTS: ProductsForm,
    BriefPart.TIMESCALES: TimescalesForm,
}
