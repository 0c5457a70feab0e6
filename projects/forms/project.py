"""The project itself, who is on it, and what the team roles are called."""

from collections.abc import Mapping
from typing import Any

from django import forms

from projects.enums import ProjectRole
from projects.forms.fields import NamedChoice, text
from projects.models import Programme, Project
from roles.forms import DayField, DesignSystemForm, dress
from roles.models import Body


class ProjectForm(DesignSystemForm):
    """What a project is called, is for and belongs to; its body for those who choose it."""

    title = forms.CharField(max_length=200)
    purpose = text("Purpose", "What it is for, in a sentence or two.", rows=3)
    trigger = text("What prompted it", rows=3)
    programme = forms.ModelChoiceField(Programme.objects.none(), required=False, empty_label="None")
    governing_body = forms.ModelChoiceField(
        Body.objects.none(), required=False, empty_label="Not chosen yet"
    )
    is_major = forms.BooleanField(label="It is a major service change or redesign", required=False)
    major_reason = text("Why it is a major change", "Needed where it is one.", rows=3)
    is_restricted = forms.BooleanField(
        label="Restricted: seen only by those named on it and by its bodies", required=False
    )
    reason = text("Reason for this change", rows=2)

    def __init__(self, *args: Any, project: Project, chooses_body: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = {"partnership_id": project.partnership_id}
        self.fields["programme"].queryset = Programme.objects.filter(**here)
        self.fields["governing_body"].queryset = Body.objects.filter(**here)
        if not chooses_body:
            del self.fields["governing_body"]
        elif project.governing_body_words and project.governing_body is None:
            self.fields[
                "governing_body"
            ].help_text = f"The tracker says “{project.governing_body_words}”."


class PlaceForm(DesignSystemForm):
    """A post on a project, and the person when known."""

    role = forms.ChoiceField(label="Role on the project", choices=ProjectRole.choices)
    post = forms.CharField(
        max_length=150, label="Post title", help_text="Such as “Locality Manager”."
    )
    person = NamedChoice(label="Person", help_text="Leave empty while the post has nobody.")
    team_role = NamedChoice(label="Team role")
    days_a_week = forms.DecimalField(
        required=False,
        max_digits=3,
        decimal_places=1,
        min_value=0,
        max_value=7,
        label="Days a week",
        widget=forms.TextInput(
            attrs={"class": "ds_input ds_input--fixed-4", "inputmode": "decimal"}
        ),
    )
    from_on = DayField(label="First day")

    def __init__(
        self,
        *args: Any,
        people: Mapping[str, Any],
        team_roles: Mapping[str, Any],
        names: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        """Offer people and team roles; names: what the partnership calls a team role, by code."""
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(people, "Nobody yet")
        self.fields["team_role"].offer(team_roles, "None")
        self.fields["team_role"].choices = [
            ("", "None"),
            *[(key, names.get(row.code, row.name)) for key, row in team_roles.items()],
        ]


class TeamRoleLabelsForm(DesignSystemForm):
    """What a partnership calls the team roles; one field a role."""

    def __init__(self, *args: Any, names: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        """names: what a role is called now and what it is for, by its code."""
        super().__init__(*args, **kwargs)
        for code, (name, hint) in names.items():
            self.fields[code] = forms.CharField(
                label=f"What “{name}” is called", max_length=60, initial=name, help_text=hint
            )
            dress(self.fields[code])
