"""The period that an address asks for, the form that shows it, and the address that keeps it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest

from leadgap.periods import DEFAULT, PRESETS, Period, UnknownPeriod, period

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation

CHOICES = [(name, label) for name, (label, _) in PRESETS.items()]
# What an address may say instead of a preset.
INSTEAD = ("week", "start", "end")


def period_of(request: HttpRequest, organisation: Organisation, now: datetime) -> Period:
    """Return the period that the address asks for; the customary one where it makes no sense.

    A preset goes before two dates: it is what somebody has chosen since.
    """
    today, name = now.astimezone(organisation.zone).date(), request.GET.get("period", "")
    dates = {} if name else {each: request.GET.get(each, "") for each in ("start", "end")}
    try:
        return period(name, today=today, **dates)
    except UnknownPeriod:
        return period(today=today)


def kept_of(chosen: Period) -> dict[str, str]:
    """Return the words by which an address keeps a period."""
    if chosen.name in PRESETS or chosen.start is None or chosen.end is None:
        return {"period": chosen.name}
    return {"start": chosen.start.isoformat(), "end": (chosen.end - timedelta(days=1)).isoformat()}


class PeriodForm(forms.Form):
    """Presets, or what the address asks for instead; choosing a preset then takes its place."""

    period = forms.ChoiceField(required=False, label="Period", choices=CHOICES, initial=DEFAULT)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        said = {name: data[name] for name in INSTEAD if data and data.get(name)}
        if data and not data.get("period") and not said:
            data = {**data.dict(), "period": DEFAULT} if hasattr(data, "dict") else {**data, "period": DEFAULT}
        super().__init__(data, *args, **kwargs)
        if said and not data.get("period"):
            field: Any = self.fields["period"]
            field.choices = [("", _label(said)), *CHOICES]
            for name in said:
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)


def _label(said: dict[str, str]) -> str:
    if "week" in said:
        return "The week chosen"
    return f"{said.get('start', 'The beginning')} to {said.get('end', 'today')}"
