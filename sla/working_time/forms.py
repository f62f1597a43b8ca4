"""The editor of a calendar: hours of each weekday as a line of text, holidays to tick, teams that keep it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.organisation import zones
from leadgap.accounts.models import Team
from sla.models import Calendar
from sla.working_time.services import teams_given_by
from sla.working_time.week_form import SPAN, WINDOW, WeekForm, clock, in_doubt, spans_of

if TYPE_CHECKING:
    from leadgap.accounts.models import User

MOST_HOLIDAYS = 500

_EXCEPTION = re.compile(rf"(?P<day>\S+)\s+(?P<hours>{SPAN}(?:\s*[,;]\s*{SPAN})*)(?:\s+(?P<name>.*))?")


class CalendarForm(WeekForm):
    """What a calendar is. `holidays` are ticked values, a date and a name each; `more` are typed, one a line."""

    name = forms.CharField(label=_("Name"), max_length=100)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    holidays = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    more = forms.CharField(
        label=_("Other days off"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "2026-12-24 Christmas Eve"}),
        help_text=_("One a line: the date, then what it is."),
    )
    exceptions = forms.CharField(
        label=_("Days with other hours"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "2026-12-24 09:00–12:00 Christmas Eve"}),
        help_text=_("One a line: the date, its hours, then what it is."),
    )
    file = forms.FileField(
        label=_("or from a file (.ics)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"class": "form-control"}),
    )
    country = forms.CharField(
        label=_("Country"),
        required=False,
        max_length=2,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": "DE"}),
    )
    region = forms.CharField(
        label=_("Region, if any"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": "BY"}),
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),  # those that this person gives calendars to
        label=_("Teams that keep it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Teams that are not ticked anywhere keep the calendar that the agreement names."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        calendar: Calendar | None = None,
        zone: str = "",
        proposed: Mapping[str, str],
        user: User,
    ) -> None:
        super().__init__(data, initial=_initial(calendar, zone))
        cast(forms.ModelMultipleChoiceField, self.fields["teams"]).queryset = teams_given_by(user)
        if calendar is not None:
            del self.fields["name"]
        kept = {each["date"]: each["name"] for each in calendar.current().holidays} if calendar else {}
        ticked = _ticked(data.getlist("holidays")) if data is not None else {}
        # What was offered stays on offer, also where it was not ticked.
        offered = _ticked(data.getlist("offered")) if data is not None else {}
        choices = {**offered, **proposed, **kept, **ticked}
        holidays = self.fields["holidays"]
        assert isinstance(holidays, forms.MultipleChoiceField)  # noqa: S101 (for the type checker)
        holidays.choices = [
            (f"{day} {name}", f"{date_format(date.fromisoformat(day), 'j M Y')} {name}")
            for day, name in sorted(choices.items())
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["other_days"] = self._exceptions(given.get("exceptions", ""))
        given["days_off"] = [*_ticked(given.get("holidays", ())).items(), *self._more(given.get("more", ""))]
        if len(given["days_off"]) > MOST_HOLIDAYS:
            self.add_error("more", _("A calendar has at most %(most)s days off.") % {"most": MOST_HOLIDAYS})
        return given

    def _exceptions(self, text: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for line in filter(None, map(str.strip, text.splitlines())):
            match = _EXCEPTION.fullmatch(line)
            try:
                if match is None:
                    raise ValueError(line)
                day = date.fromisoformat(match["day"]).isoformat()
            except ValueError:
                self.add_error(
                    "exceptions",
                    _("“%(line)s” is not a date with hours, like 2026-12-24 09:00–12:00.") % {"line": line},
                )
                continue
            spans = WINDOW.findall(match["hours"])
            if doubt := in_doubt(spans):
                self.add_error("exceptions", f"{match['day']}: {doubt}")
                continue
            windows = [[clock(edge) for edge in span] for span in spans]
            found.append(
                {"date": day, "windows": windows, "name": (match["name"] or "")[:100] or str(_("Other hours"))}
            )
        if len(found) > MOST_HOLIDAYS:
            self.add_error(
                "exceptions", _("A calendar has at most %(most)s days with other hours.") % {"most": MOST_HOLIDAYS}
            )
        return found

    def _more(self, text: str) -> Iterable[tuple[str, str]]:
        found = []
        for line in filter(None, map(str.strip, text.splitlines())):
            day, _space, name = line.partition(" ")
            try:
                found.append((date.fromisoformat(day).isoformat(), name.strip() or str(_("Day off"))))
            except ValueError:
                self.add_error("more", _("“%(line)s” does not begin with a date like 2026-12-24.") % {"line": line})
        return found


def _initial(calendar: Calendar | None, zone: str) -> dict[str, Any]:
    if calendar is None:
        return {"timezone": zone} | dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00–17:00")
    current = calendar.current()
    windows = {day: spans_of(spans) for day, spans in current.weekly.items()}
    return {
        "timezone": current.timezone,
        "holidays": [f"{each['date']} {each['name']}" for each in current.holidays],
        "exceptions": "\n".join(
            f"{each['date']} {spans_of(each['windows'])} {each['name']}" for each in current.exceptions
        ),
        "teams": [each.team_id for each in calendar.team_calendars.all()],
    } | windows


def _ticked(values: Iterable[str]) -> dict[str, str]:
    """Return the ticked days, the name by the date; what is no date was not offered here."""
    found = {}
    for value in values:
        day, _space, name = value.partition(" ")
        try:
            found[date.fromisoformat(day).isoformat()] = name[:100]
        except ValueError:
            continue
    return found
