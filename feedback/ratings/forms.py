from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import Prefetch

from leadgap.ui.words import RATINGS
from leads.models import Campaign, Source


def sources_and_campaigns() -> Iterator[tuple[str, Any]]:
    """Yield the choices of one list: each source as a group, all of it first and then its campaigns."""
    campaigns = Prefetch("campaigns", Campaign.objects.filter(archived_at=None))
    yield "", "Choose a source or a campaign"
    for source in Source.objects.filter(archived_at=None).prefetch_related(campaigns):
        all_of_it = (f"source-{source.pk}", f"All of {source}")
        yield str(source), [all_of_it, *((f"campaign-{each.pk}", str(each)) for each in source.campaigns.all())]


class ExpectedRatingForm(forms.Form):
    """What Marketing expects of a source, or of one campaign of it."""

    leads_of = forms.ChoiceField(
        label="Leads of",
        choices=sources_and_campaigns,
        help_text="What is expected of a campaign goes before what is expected of its source.",
    )
    rating = forms.TypedChoiceField(
        coerce=int,
        label="Expected rating",
        choices=[("", "Choose a rating"), *((value, f"{value} – {RATINGS[value]}") for value in range(5, 0, -1))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Expect this rating"))

    @property
    def slice(self) -> tuple[Source, Campaign | None]:
        """Return the source that was chosen, and its campaign where it was one."""
        kind, _, key = self.cleaned_data["leads_of"].partition("-")
        if kind == "source":
            return Source.objects.get(pk=key), None
        campaign = Campaign.objects.select_related("source").get(pk=key)
        return campaign.source, campaign
