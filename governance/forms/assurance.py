"""Shapes of input for a body's assurance of a year's programme."""

from collections.abc import Sequence
from typing import Any

from governance.enums import Assured
from governance.forms.minute import MinuteForm
from governance.queries import Member

HINTS = {
    Assured.ASSURED: "Every project meets the standards, or will in time.",
    Assured.IN_PART: "Name below what is left out, and what is done about it.",
    Assured.NOT_ASSURED: "Say below what must change.",
}


class AssuranceForm(MinuteForm):
    """What a body said of a programme: which of three, the meeting, who took part, its words."""

    FIELD_OF = MinuteForm.FIELD_OF | {
        "unknown_assurance": "outcome",
        "year_not_begun": "met_on",
        "met_before_year": "met_on",
        "no_assurance_words": "reasons",
    }

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, members=members, conflicts={}, outcomes=(), **kwargs)
        self.hints = [(one.value, str(one.label), hint) for one, hint in HINTS.items()]
        self.fields["outcome"].choices = Assured.choices  # type: ignore[attr-defined]
        self.fields["outcome"].error_messages["required"] = "Choose what the body said."
        self.fields["reasons"].label = "The body’s words"
        self.fields["reasons"].error_messages["required"] = "Give the body’s words."

    def said(self) -> dict[str, Any]:
        """Return what is to be recorded, as the service takes it."""
        data = self.cleaned_data
        return {
            "assured": data["outcome"],
            "words": data["reasons"],
            "met_on": data["met_on"],
            "took_part": self.parts(),
            "presided_by": self.presider(),
        }
