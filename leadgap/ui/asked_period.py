"""The period that an address asks for, the form that shows it, and the address that keeps it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from leadgap.periods import (
    DEFAULT,
    EARLIEST,
    PRESETS,
    Period,
    UnknownPeriod,
    day_of,
    days_between,
    period,
    written,
)
from leadgap.ui.filters import FilterRefused

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation

CHOICES = [(name, label) for name, (label, _) in PRESETS.items()]
# Between two days that stand for a period as a preset does.
TO = ".."
# The fields of forms in which an address may name it.
DAYS = ("period", "start", "end")


def period_of(get: QueryDict, organisation: Organisation, now: datetime) -> Period:
    """Return the period that the address asks for. Raises FilterRefused with a sentence where it makes no sense."""
    try:
        return _period(get, now.astimezone(organisation.zone).date())
    except UnknownPeriod as problem:
        raise FilterRefused(str(problem)) from problem


def period_in(form: forms.Form, get: QueryDict, organisation: Organisation, now: datetime) -> Period:
    """Return the same for a page with this filter. Raises FilterRefused for anything that the form does not know."""
    try:
        found = _period(get, now.astimezone(organisation.zone).date())
    except UnknownPeriod as problem:
        for name in DAYS:
            form.errors.pop(name, None)
        form.add_error("period", str(problem))
        raise FilterRefused(str(problem), form) from problem
    if form.errors:
        raise FilterRefused(form=form)
    return found


def _period(get: QueryDict, today: date) -> Period:
    name, dates = get.get("period", ""), (get.get("start", ""), get.get("end", ""))
    if TO in name and not any(dates):
        first, _, last = name.partition(TO)
        name, dates = "", (first, last)
    if name and name not in PRESETS and not any(dates):
        raise UnknownPeriod(f"“{name}” is not a period. Choose {', '.join(label for _, label in CHOICES)} or two days.")
    return period(name, today=today, start=dates[0], end=dates[1])


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
            kept = {name: data[name] for name in data if name not in DaysForm.base_fields}
            data = {**kept, "period": instead or DEFAULT}
        super().__init__(data, *args, **kwargs)
        if instead:
            field: Any = self.fields["period"]
            field.choices = [(instead, _in_words(instead)), *CHOICES]


class DaysForm(forms.Form):
    """Beside the period, two days to ask for instead. They are empty again once they stand as the period's choice."""

    start = forms.CharField(required=False, label="From", widget=forms.DateInput({"type": "date"}))
    end = forms.CharField(required=False, label="To", widget=forms.DateInput({"type": "date"}))

    @property
    def days(self) -> list[forms.BoundField]:
        """The two fields, which stand folded beside the period."""
        return [self["start"], self["end"]]


def _in_words(instead: str) -> str:
    """Write two days as a headline does, also where one is left out; what is no day is written as it came."""
    first, _, last = instead.partition(TO)
    try:
        begins = day_of(first) if first else EARLIEST
        return days_between(begins, day_of(last) + timedelta(days=1)) if last else f"{written(begins)} to today"
    except UnknownPeriod:
        return " to ".join(filter(None, (first, last)))


def _instead(data: Any) -> str:
    """Return what the address asks for, if that is no preset: two days, as a preset is written."""
    first, last = data.get("start", ""), data.get("end", "")
    if not (first or last) and TO in data.get("period", ""):
        return str(data["period"])
    if not (first or last) and not data.get("period"):
        try:
            monday = day_of(data.get("week", ""))
        except UnknownPeriod:
            return ""
        first, last = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    return f"{first}{TO}{last}" if first or last else ""
