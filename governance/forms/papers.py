"""Shapes of input for the dates of the year, and for what of an agenda is taken in private."""

from datetime import date, datetime
from typing import Any

from django import forms

from governance.forms.fields import area, needed
from governance.forms.meetings import ClockField
from governance.rules.exempt import PARAGRAPHS
from governance.services.dates import MOST_DATES
from roles.forms import EARLIEST, LATEST, DesignSystemForm

PATTERNS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%A %d %B %Y", "%d/%m/%Y")
LONGEST_LINE = 40


class DaysField(forms.CharField):
    """Days, one on a line, such as 9 December 2026; gives them in the order they were typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_DATES * LONGEST_LINE, widget=area(8), **kwargs)

    def clean(self, value: Any) -> list[date]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_DATES:
            raise forms.ValidationError(
                f"These are more than {MOST_DATES} dates. Call them in several turns."
            )
        found = [(line, _day(line)) for line in lines]
        unread = [line for line, day in found if day is None]
        if unread:
            raise forms.ValidationError(
                [
                    f"“{line[:LONGEST_LINE]}” is not read as a day. Write it as 9 December 2026."
                    for line in unread
                ]
            )
        return [day for _, day in found if day is not None]


def _day(line: str) -> date | None:
    for pattern in PATTERNS:
        try:
            day = datetime.strptime(line[:LONGEST_LINE], pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
        return day if EARLIEST <= day <= LATEST else None
    return None


class CallMeetingsForm(DesignSystemForm):
    """The days on which a body meets, at one time and place."""

    days = DaysField(
        label="Days",
        help_text="One on a line, such as 9 December 2026.",
        error_messages=needed("Enter at least one day."),
    )
    clock = ClockField(label="Time", error_messages=needed("Enter the time they begin."))
    place = forms.CharField(label="Place", max_length=200, required=False)
    even_so = forms.BooleanField(
        label="The body meets on these days even where one is no working day",
        help_text="A weekend, a Scottish bank holiday or a local holiday.",
        required=False,
    )


class ExemptForm(DesignSystemForm):
    """By which paragraph an item is taken in private, and why."""

    paragraph = forms.TypedChoiceField(
        label="Paragraph of Part I of Schedule 7A",
        help_text="The titles are ours and short; the Act’s own words decide.",
        choices=[("", "Choose"), *[(key, f"{key}. {words}") for key, words in PARAGRAPHS.items()]],
        coerce=int,
        error_messages=needed("Choose the paragraph."),
    )
    reason = forms.CharField(
        label="Why",
        help_text="For the members’ papers and the record. No public paper has it.",
        max_length=300,
        widget=area(3),
        error_messages=needed("Say why, in a sentence for the minute."),
    )
