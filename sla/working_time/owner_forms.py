"""An owner's hours and time off as people enter them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from leadgap.accounts.forms.organisation import zones
from sla.models import Calendar, CalendarVersion
from sla.timelines.hours import WEEKDAYS
from sla.working_time.week_form import WeekForm, spans_of


class TimeOffForm(Helped):
    """From a day, or an hour of it, to the end of a day, or an hour of it."""

    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    begins = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    last = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.TimeField(label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    name = forms.CharField(
        label=_("What it is called"),
        required=False,
        max_length=100,
        help_text=_("Read by the owner and their managers."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last, begins, ends = (given.get(name) for name in ("first", "last", "begins", "ends"))
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first and ends and (last or first) == first and ends <= (begins or time()):
            self.add_error("ends", _("It ends before it has begun."))
        return given

    @property
    def stretch(self) -> dict[str, str]:
        """The time off that was read, as a calendar keeps it."""
        given = self.cleaned_data
        last: date = given["last"] or given["first"]
        start = datetime.combine(given["first"], given["begins"] or time())
        end = datetime.combine(last, given["ends"]) if given["ends"] else datetime.combine(last, time()) + timedelta(1)
        return {
            "from": start.isoformat(timespec="minutes"),
            "until": end.isoformat(timespec="minutes"),
            "name": given["name"].strip(),
        }


class OwnerHoursForm(WeekForm):
    """Whose days off an owner keeps, and whether their hours too."""

    follows = forms.ModelChoiceField(
        Calendar.objects.shared(),
        label=_("Days off of"),
        empty_label=None,
        help_text=_("When this calendar gets another day off, so do they."),
    )
    has_own_hours = forms.TypedChoiceField(
        label=_("Hours"),
        choices=[("", _("those of that calendar")), ("own", _("their own:"))],
        coerce=bool,
        required=False,
        widget=forms.RadioSelect,
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones, required=False)

    field_order = ("follows", "has_own_hours", "timezone")

    def __init__(
        self, data: QueryDict | None, *, follows: Calendar, has_own_hours: bool, current: CalendarVersion
    ) -> None:
        initial: dict[str, Any] = {
            "follows": follows.pk,
            "has_own_hours": "own" if has_own_hours else "",
            "timezone": current.timezone,
        } | {day: spans_of(spans) for day, spans in current.weekly.items()}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("has_own_hours"):
            if not given.get("timezone"):
                self.add_error("timezone", _("Choose the time zone of these hours."))
        else:
            # The fields of a week of their own are not shown then, so nothing can be wrong in them.
            for name in ("timezone", *WEEKDAYS):
                self.errors.pop(name, None)
            given |= {"timezone": given.get("timezone", ""), "weekly": None}
        return given
