from __future__ import annotations

from typing import Any

from django import forms

from feedback.desk.forms import reasons_on_offer
from leadgap.ui.filters import RowField
from leads.models import Campaign, Reason, Source


class WaitingForm(forms.Form):
    """Which of what waits. Anything the address does not know falls back to all."""

    source = RowField(Source.objects.all(), required=False, label="Source", empty_label="All sources")
    campaign = RowField(
        Campaign.objects.select_related("source"), required=False, label="Campaign", empty_label="All campaigns"
    )
    reason = forms.ChoiceField(required=False, label="Reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        reasons = reasons_on_offer()[Reason.Use.RATING]
        field.choices = [("", "All reasons"), *((reason.key, reason.label) for reason in reasons)]

    @property
    def only(self) -> dict[str, Any]:
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        rows = {name: given[name].pk for name in ("source", "campaign") if given.get(name)}
        return rows | ({"reason": given["reason"]} if given.get("reason") else {})
