"""The upload of a tracker."""

from typing import Any

from django import forms

from roles.forms import DesignSystemForm
from roles.models import Partnership

MAX_BYTES = 10 * 1024 * 1024


class TrackerForm(DesignSystemForm):
    """A workbook, and the partnership whose projects it holds."""

    partnership = forms.ModelChoiceField(
        Partnership.objects.none(),
        label="Partnership",
        empty_label=None,
        error_messages={"invalid_choice": "Choose a partnership that you import projects for."},
    )
    file = forms.FileField(
        label="The tracker",
        help_text="An Excel workbook (.xlsx), at most 10 MB. Nothing is written yet: you see first "
        "what would be made of it.",
        error_messages={
            "required": "Choose the tracker’s file.",
            "empty": "The file is empty. Choose another.",
        },
    )

    def __init__(self, *args: Any, partnerships: list[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partnership"]
        field.queryset = Partnership.objects.filter(  # type: ignore[attr-defined]
            pk__in=[partnership.pk for partnership in partnerships]
        )
        self.fields["file"].widget.attrs["class"] = "ds_input"
        self.fields["file"].widget.attrs["accept"] = ".xlsx"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                "The file is larger than 10 MB. Remove pictures and other sheets, then try again."
            )
        return file
