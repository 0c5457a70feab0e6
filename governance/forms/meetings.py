"""Shapes of input for a meeting: calling it, its items, who comes, what they declare."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms

from governance.enums import Declared, Vote
from governance.forms.decide import DecideForm
from governance.forms.fields import ClockField, area, moment_of, needed
from governance.models import Meeting
from governance.services import ConditionLine, Minute
from roles.forms import DayField, DesignSystemForm
from roles.models import Person


class CallMeetingForm(DesignSystemForm):
    """When and where a body meets."""

    on = DayField(label="Day", error_messages=needed("Enter the day of the meeting."))
    clock = ClockField(label="Time", error_messages=needed("Enter the time it begins."))
    place = forms.CharField(label="Place", max_length=200, required=False)


class ItemForm(DesignSystemForm):
    """Other business for an agenda."""

    title = forms.CharField(
        label="What it is about",
        max_length=200,
        error_messages=needed("Give the item a title."),
    )


class ReasonForm(DesignSystemForm):
    """Why something is done, for the minute."""

    reason = forms.CharField(
        label="Why",
        help_text="A sentence for the minute.",
        max_length=4000,
        widget=area(),
        error_messages=needed("Say why, in a sentence for the minute."),
    )


class DeferForm(ReasonForm):
    """To which meeting an item is left, and why."""

    to = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="To which meeting",
        empty_label=None,
        error_messages=needed("Choose a meeting. Call one first if there is none."),
    )
    field_order = ["to", "reason"]

    def __init__(self, *args: Any, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Meeting.objects.filter(  # type: ignore[attr-defined]
            pk__in=[meeting.pk for meeting in meetings]
        ).select_related("body")


class TakeForm(DesignSystemForm):
    """What was said or agreed on an item on which nothing was put."""

    note = forms.CharField(
        label="What was said or agreed",
        help_text="For the minute.",
        max_length=10_000,
        widget=area(),
        error_messages=needed("Say in a sentence for the minute what was said or agreed."),
    )
    clock = ClockField(label="When", help_text="Leave empty for now.", required=False)


class ArrivalForm(DesignSystemForm):
    """Who came in, and when."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who came in",
        empty_label="Choose",
        error_messages=needed("Choose who came in."),
    )
    clock = ClockField(label="When", help_text="Leave empty for now.", required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(  # type: ignore[attr-defined]
            pk__in=[person.pk for person in people]
        ).order_by("name", "pk")


class InterestForm(DesignSystemForm):
    """An interest for the standing register."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Whose interest it is",
        empty_label=None,
        error_messages=needed("Choose whose interest it is."),
    )
    nature = forms.CharField(
        label="What the interest is",
        max_length=4000,
        widget=area(3),
        error_messages=needed("Say what the interest is."),
    )
    from_on = DayField(label="Since when", error_messages=needed("Enter since when."))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(  # type: ignore[attr-defined]
            pk__in=[person.pk for person in people]
        ).order_by("name", "pk")


class DeclareForm(DesignSystemForm):
    """An interest declared in an item. asks_test: the orders ask about the objective test."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who declares it",
        empty_label="Choose",
        error_messages=needed("Choose who declares it."),
    )
    nature = forms.CharField(
        label="What the interest or connection is",
        max_length=4000,
        widget=area(3),
        error_messages=needed("Say what the interest or connection is."),
    )
    followed = forms.ChoiceField(
        label="What follows",
        choices=Declared.choices,
        widget=forms.RadioSelect,
        error_messages=needed("Say whether they stayed or withdrew."),
    )
    test_met = forms.TypedChoiceField(
        label="Does the member find the objective test of the code of conduct met?",
        help_text="The member answers it. It may stay open for a connection only.",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    dispensation = forms.CharField(
        label="Dispensation",
        help_text="Its reference and date, where one lets them stay.",
        max_length=200,
        required=False,
    )
    is_withheld = forms.BooleanField(
        label="Withhold the papers on this item from them",
        help_text="Only where they withdraw. They then do not see what is put to the body.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[Person],
        asks_test: bool,
        may_withhold: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(  # type: ignore[attr-defined]
            pk__in=[person.pk for person in people]
        ).order_by("name", "pk")
        if not may_withhold:
            del self.fields["is_withheld"]
        if not asks_test:
            del self.fields["test_met"]


class DecideItemForm(DecideForm):
    """What a body decided on an item at its meeting; who took part is told by the attendance."""

    decided_at = ClockField(
        label="When it was decided", help_text="Leave empty for now.", required=False
    )

    reached = forms.ChoiceField(
        label="How it was reached",
        choices=[("consensus", "By consensus"), ("vote", "By a recorded vote")],
        initial="consensus",
        widget=forms.RadioSelect,
        error_messages=needed("Say whether it was by consensus or by a recorded vote."),
    )
    casting = forms.ChoiceField(
        label="The casting vote",
        help_text="Only where votes are equal and the body’s orders give one.",
        choices=[("", "None"), (Vote.FOR.value, "For"), (Vote.AGAINST.value, "Against")],
        required=False,
        widget=forms.RadioSelect,
    )

    FIELD_OF = DecideForm.FIELD_OF | {
        "not_at_the_meeting": "decided_at",
        "no_vote_here": "reached",
        "votes_missing": "reached",
        "votes_tied": "reached",
        "not_carried": "reached",
        "no_casting_vote": "casting",
        "casting_vote_missing": "casting",
    }

    def __init__(
        self,
        *args: Any,
        day: date,
        attended: Iterable[Person],
        has_casting: bool,
        **kwargs: Any,
    ) -> None:
        self.day = day
        self.attended = list(attended)
        for person in self.attended:
            self.base_fields = self.base_fields | {  # type: ignore[has-type]
                f"vote_{person.pk}": forms.ChoiceField(
                    label=str(person),
                    choices=[("", "Had no vote"), *Vote.choices],
                    required=False,
                )
            }
        super().__init__(*args, **kwargs)
        if not has_casting:
            del self.fields["casting"]
        for name in ("met_on", "others", "others_withdrew"):
            del self.fields[name]
        for name in [name for name in self.fields if name.startswith("member_")]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        voted = any(data.get(f"vote_{person.pk}") for person in self.attended)
        if data.get("reached") == "consensus" and voted:
            self.add_error(
                "reached",
                "You chose consensus, but a vote is filled in. Clear the votes, or choose a "
                "recorded vote.",
            )
        return data | {"met_on": self.day, "others": [], "others_withdrew": []}

    def vote_fields(self) -> list[Any]:
        """Return a field for the vote of each who was there on the day."""
        return [self[f"vote_{person.pk}"] for person in self.attended]

    def minute(self, conditions: Sequence[ConditionLine]) -> Minute:
        """Return what is to be recorded, with the votes where there was one."""
        minute, data = super().minute(conditions), self.cleaned_data
        if data["reached"] != "vote":
            return replace(minute, by_consensus=True)
        votes = {
            person.pk: vote
            for person in self.attended
            if (vote := data.get(f"vote_{person.pk}", ""))
        }
        return replace(minute, votes=votes, casting=data.get("casting", ""))

    def parts(self) -> list[Any]:
        """Return nobody: who took part is told by the attendance."""
        return []

    def moment(self) -> datetime | None:
        return moment_of(self.day, self.cleaned_data.get("decided_at"))
