"""The period that an address asks for, the form that shows it, and the address that keeps it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest

from leadgap.periods import DEFAULT, PRESETS, Period, UnknownPeriod, period

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation

CHOICES = [(name, label) for name, (label, _) in PRESETS.items()]
# Between two days that stand for a period as a preset does.
TO = ".."


def period_of(request: HttpRequest, organisation: Organisation, now: datetime) -> Period:
    """Return the period that the address asks for; the customary one where it makes no sense."""
    get, today = request.GET, now.astimezone(organisation.zone).date()
    name, dates = get.get("period", ""), (get.get("start", ""), get.get("end", ""))
    if TO in name and not any(dates):
        first, _, last = name.partition(TO)
        name, dates = "", (first, last)
    try:
        return period(name, today=today, start=dates[0], end=dates[1])
    except UnknownPeriod:
        return period(today=today)


def kept_of(chosen: Period) -> dict[str, str]:
    """Return the words by which an address keeps a period."""
    if chosen.name in PRESETS or chosen.start is None or chosen.end is None:
        return {"period": chosen.name}
    return {"start": chosen.start.isoformat(), "end": (chosen.end - timedelta(days=1)).isoformat()}


class PeriodForm(forms.Form):
    """Presets; and what the address asks for instead, as a choice of its own, until somebody chooses a preset."""

    period = forms.ChoiceField(required=False, label="Period", choices=CHOICES, initial=DEFAULT)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        instead = _instead(data) if data else ""
        if instead or (data and data.get("period") not in PRESETS):
            data = {**{name: data[name] for name in data}, "period": instead or DEFAULT}
        super().__init__(data, *args, **kwargs)
        if instead:
            field: Any = self.fields["period"]
            field.choices = [(instead, instead.replace(TO, " to ")), *CHOICES]


def _instead(data: Any) -> str:
    """Return what the address asks for, if that is no preset: two days, as a preset is written."""
    first, last = data.get("start", ""), data.get("end", "")
    if not (first or last) and TO in data.get("period", ""):
        return str(data["period"])
    if not (first or last) and not data.get("period"):
        try:
            monday = date.fromisoformat(data.get("week", ""))
        except ValueError:
            return ""
        first, last = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    return f"{first}{TO}{last}" if first or last else ""
