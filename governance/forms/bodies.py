"""Shapes of input for a body at work: its orders, kinds of seats, seats, members and proxies."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from governance.enums import Correspondence, InterestRule, TieRule
from governance.forms.fields import needed
from governance.models import SeatCategory
from governance.rules.orders import MOST_PAPERS_DAYS, fraction_of
from roles.enums import Role
from roles.forms import DayField, DesignSystemForm
from roles.models import HeldRole, Locality, Person

MOST = 1000
ONLY_MEMBERS = (
    "The chair and the members of this body. An administrator gives these roles under People."
)


def member_words(member: HeldRole) -> str:
    """Return a member's name with the post they hold, and that they are the chair."""
    words = [member.person.name]
    if member.post not in ("", member.person.name):
        words.append(member.post)
    if member.role == Role.CHAIR:
        words.append("chair")
    return ", ".join(words)


def _number(**kwargs: Any) -> forms.IntegerField:
    attrs = {"class": "ds_input ds_input--fixed-4", "inputmode": "numeric"}
    return forms.IntegerField(
        min_value=1, max_value=MOST, widget=forms.TextInput(attrs=attrs), **kwargs
    )


def _is_voting() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Do its members vote?",
        choices=[("yes", "Voting"), ("no", "Not voting")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=needed("Say whether its members vote."),
    )


def _source(label: str, example: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=f"Such as {example}.",
        max_length=300,
        error_messages=needed("Say where it is written down."),
    )


class _MemberField(forms.ModelChoiceField):
    """One of the members; one whose days are still to come says so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            HeldRole.objects.none(), empty_label="Choose", help_text=ONLY_MEMBERS, **kwargs
        )
        self.today: date | None = None

    def label_from_instance(self, obj: HeldRole) -> str:
        if self.today is not None and obj.from_on > self.today:
            return f"{member_words(obj)}, from {obj.from_on:%-d %B %Y}"
        return member_words(obj)


class _OfMembers(DesignSystemForm):
    """A form on one of the members. members: those offered. today: who comes later says so."""

    def __init__(self, *args: Any, members: QuerySet[HeldRole], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members
        self.fields["member"].today = today


class BodyDayForm(DesignSystemForm):
    """The day for which a body is shown, or its quorum rehearsed."""

    on = DayField(
        label="Day",
        error_messages={
            "required": "Enter a day.",
            "invalid": "Enter a day such as 2026-06-30.",
        },
    )


class OrdersForm(DesignSystemForm):
    """Standing orders: the quorum, in all and of each kind of seat, ties and interests."""

    from_on = DayField(label="First day of these orders")
    fraction = forms.CharField(
        label="Quorum: what part of the voting members in post",
        help_text="Such as 1/2 or 2/3. Write 0 where only a number counts.",
        max_length=11,
        widget=forms.TextInput(attrs={"class": "ds_input ds_input--fixed-10"}),
    )
    more_than = forms.BooleanField(
        label="It must be more than that part", help_text="As in “more than half”.", required=False
    )
    minimum = _number(
        label="Quorum: never fewer than", help_text="However few are in post.", initial=2
    )
    tie = forms.ChoiceField(label="When votes are equal", choices=TieRule, widget=forms.RadioSelect)
    interests = forms.ChoiceField(
        label="When a member declares an interest",
        choices=InterestRule,
        widget=forms.RadioSelect,
    )
    correspondence = forms.ChoiceField(
        label="Between meetings",
        choices=Correspondence,
        initial=Correspondence.NOT_ALLOWED,
        widget=forms.RadioSelect,
    )
    papers_days = forms.IntegerField(
        label="Papers are sent so many working days before a meeting",
        min_value=1,
        max_value=MOST_PAPERS_DAYS,
        initial=5,
        widget=forms.TextInput(
            attrs={"class": "ds_input ds_input--fixed-4", "inputmode": "numeric"}
        ),
    )
    source = _source("Where it is written down", "“Terms of reference 2026, section 4”")

    BEFORE = ("from_on", "fraction", "more_than", "minimum")
    AFTER = ("tie", "interests", "correspondence", "papers_days", "source")

    def __init__(self, *args: Any, kinds: Sequence[SeatCategory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {f"needs_{kind.pk}": kind for kind in kinds}
        for name, kind in self.kinds.items():
            self.fields[name] = _number(label=f"At least how many of “{kind.name}”", required=False)
        self.order_fields([*self.BEFORE, *self.kinds])

    def before(self) -> list[forms.BoundField]:
        return [self[name] for name in self.BEFORE]

    def needs(self) -> list[tuple[SeatCategory, forms.BoundField]]:
        """Return each kind of seat, with the field that says how many of it are needed."""
        return [(kind, self[name]) for name, kind in self.kinds.items()]

    def after(self) -> list[forms.BoundField]:
        return [self[name] for name in self.AFTER]

    def clean_fraction(self) -> str:
        """Return it in its shortest form; what is no fraction is for the service to refuse."""
        typed: str = self.cleaned_data["fraction"]
        value = fraction_of(typed)
        return typed if value is None else str(value)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("more_than") and data.get("fraction") == "1":
            self.add_error(
                "more_than",
                "More than all can never be there. Untick this, or write a smaller part.",
            )
        return data

    def categories(self) -> dict[str, int]:
        """Return how many of each kind of seat must be there, by the kind's code."""
        typed = {kind.code: self.cleaned_data[name] for name, kind in self.kinds.items()}
        return {code: count for code, count in typed.items() if count is not None}


class SeatKindForm(DesignSystemForm):
    """A kind of seat, and whether it votes from a day on."""

    name = forms.CharField(
        label="Name of the kind of seat",
        help_text="Such as “Health board” or “Third sector bodies”.",
        max_length=150,
    )
    is_prescribed = forms.BooleanField(
        label="It is a prescribed group: the law says that it has a voice on the body",
        required=False,
    )
    is_voting = _is_voting()
    from_on = DayField(label="First day")
    source = _source("What says so", "the Order or the body’s terms of reference")


class VotingForm(DesignSystemForm):
    """Whether a kind of seat votes from a day on."""

    is_voting = _is_voting()
    from_on = DayField(label="First day on which it is so")
    source = _source("What changes it", "the Order and its date")


class SeatForm(DesignSystemForm):
    """A seat, vacant until somebody sits in it."""

    name = forms.CharField(
        label="Title of the seat", help_text="Such as “Third sector, Elgin”.", max_length=150
    )
    locality = forms.ModelChoiceField(
        Locality.objects.none(),
        label="The locality that it speaks for",
        required=False,
        empty_label="No locality",
    )
    from_on = DayField(label="First day of the seat")

    def __init__(self, *args: Any, localities: QuerySet[Locality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locality"].queryset = localities


class SeatMemberForm(_OfMembers):
    """Who sits in a seat from a day on."""

    member = _MemberField(label="Member")
    from_on = DayField(label="First day in the seat")


class ProxyForm(_OfMembers):
    """Who stands in for a member who is not there."""

    member = _MemberField(label="Member")
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Proxy",
        help_text="Somebody with a role in the partnership. An administrator invites others.",
        empty_label="Choose",
    )
    from_on = DayField(label="First day as proxy")
    last_day = DayField(
        label="Last day as proxy", help_text="Leave empty while it is open.", required=False
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
