from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from leadgap.ui.words import RATINGS
from leads.models import Campaign, Source


class CampaignChoice(forms.ModelChoiceField):
    """A campaign, named with its source."""

    def label_from_instance(self, obj: Campaign) -> str:
        return f"{obj.source}: {obj}"


class ExpectedRatingForm(forms.Form):
    """What Marketing expects of a source, or of one campaign of it."""

    source = forms.ModelChoiceField(
        Source.objects.filter(archived_at=None), label="Source", empty_label="Choose a source"
    )
    campaign = CampaignChoice(
        Campaign.objects.filter(archived_at=None).select_related("source"),
        required=False,
        label="Campaign",
        empty_label="The whole source",
        help_text="A campaign's own expectation goes before its source's.",
    )
    rating = forms.TypedChoiceField(
        coerce=int,
        label="Expected rating",
        choices=[(value, f"{value} – {RATINGS[value]}") for value in range(5, 0, -1)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Expect this rating"))

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        campaign = given.get("campaign")
        if campaign and given.get("source") and campaign.source_id != given["source"].pk:
            self.add_error(
                "campaign", f"“{campaign}” is a campaign of {campaign.source}. Choose that source, or leave it."
            )
        return given
