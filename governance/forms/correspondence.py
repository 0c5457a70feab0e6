"""Shapes of input for a round by correspondence: asking, replying, ending, deciding."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from governance.enums import Vote
from governance.forms.decide import DecideForm
from governance.forms.fields import area, needed
from governance.services import PartLine
from roles.forms import DayField, DesignSystemForm

LONGEST = 10_000


class AskRoundForm(DesignSystemForm):
    """What a body is asked to agree to by correspondence. outcomes: (value, words, hint)."""

    outcome = forms.ChoiceField(
        label="What the members are asked to agree to",
        widget=forms.RadioSelect,
        error_messages=needed("Choose the outcome that is proposed."),
    )
    proposal = forms.CharField(
        label="The proposal",
        help_text="With its reasons, and its conditions where there are any.",
        max_length=LONGEST,
        widget=area(6),
        error_messages=needed("Say what the members are asked to agree to, with the reasons."),
    )
    reply_by = DayField(
        label="Last day for replies",
        error_messages=needed("Enter the last day for replies."),
    )

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [one[:2] for one in outcomes]  # type: ignore[attr-defined]


class ReplyForm(DesignSystemForm):
    """One member's reply; it is given on a second page, which shows it once more."""

    vote = forms.ChoiceField(
        label="Your reply to what is proposed",
        choices=Vote.choices,
        widget=forms.RadioSelect,
        error_messages=needed("Choose for, against or abstained."),
    )
    words = forms.CharField(
        label="What you want to say beside it",
        help_text="Everybody on the body reads it.",
        max_length=LONGEST,
        required=False,
        widget=area(),
    )


class EndRoundForm(DesignSystemForm):
    """Why a round ends without a decision."""

    because = forms.CharField(
        label="Why it is ended",
        help_text="Such as: the members asked to talk about it at a meeting.",
        max_length=4000,
        widget=area(),
        error_messages=needed("Say in a sentence why it is ended."),
    )


class DecideRoundForm(DecideForm):
    """What a body decided by correspondence; who took part and how is told by the replies."""

    FIELD_OF = DecideForm.FIELD_OF | {"other_outcome": "outcome"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = ("met_on", "others", "others_withdrew")
        for name in [one for one in self.fields if one in given or one.startswith("member_")]:
            del self.fields[name]
        self.fields[
            "presided_by"
        ].help_text = "The chair, where the chair replied. Otherwise a member who did."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return data | {"met_on": timezone.localdate(), "others": [], "others_withdrew": []}

    def parts(self) -> list[PartLine]:
        """Return nobody: who took part is told by the replies."""
        return []
