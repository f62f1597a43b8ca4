"""The editor of a calendar: hours of each weekday as a line of text, holidays to tick, teams that keep it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from leadgap.accounts.forms.organisation import zones
from leadgap.accounts.models import Team
from sla.agreements.sentences import WEEKDAYS
from sla.models import Calendar

MOST_HOLIDAYS = 500

_WINDOW = re.compile(r"(\d{1,2}(?::\d{2})?)\s*(?:-|–|to)\s*(\d{1,2}(?::\d{2})?)")


class CalendarForm(Helped):
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
        Team.objects.filter(archived_at=None),
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
    ) -> None:
        super().__init__(data, initial=_initial(calendar, zone))
        # What is wrong with the week as a whole.
        self.weekly_errors: list[str] = []
        for day, name in WEEKDAYS.items():
            widget = forms.TextInput(attrs={"class": "form-control", "placeholder": _("closed")})
            self.fields[day] = forms.CharField(label=name, required=False, max_length=200, widget=widget)
        if calendar is not None:
            del self.fields["name"]
        kept = {each["date"]: each["name"] for each in calendar.current().holidays} if calendar else {}
        ticked = _ticked(data.getlist("holidays")) if data is not None else {}
        choices = {**proposed, **kept, **ticked}
        holidays = self.fields["holidays"]
        assert isinstance(holidays, forms.MultipleChoiceField)  # noqa: S101 (for the type checker)
        holidays.choices = [(f"{day} {name}", f"{day} {name}") for day, name in sorted(choices.items())]

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[day] for day in WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["weekly"] = {day: self._windows(day, given.get(day, "")) for day in WEEKDAYS}
        given["days_off"] = [*_ticked(given.get("holidays", ())).items(), *self._more(given.get("more", ""))]
        if len(given["days_off"]) > MOST_HOLIDAYS:
            self.add_error("more", _("A calendar has at most %(most)s days off.") % {"most": MOST_HOLIDAYS})
        return given

    def refuse(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Show each problem where it can be put right."""
        for name, texts in problems.items():
            for text in texts:
                if name == "weekly":
                    self.weekly_errors.append(text)
                else:
                    self.add_error(name if name in self.fields else None, text)

    def _windows(self, day: str, text: str) -> list[list[str]]:
        """Read 9–12:30, 13:30–18."""
        windows = []
        for part in filter(None, (part.strip() for part in re.split(r"[,;]|\band\b", text))):
            match = _WINDOW.fullmatch(part)
            if not match:
                self.add_error(
                    day, _("“%(part)s” is not a time span. Write 09:00–12:30, 13:30–18:00.") % {"part": part}
                )
                return []
            windows.append([_clock(edge) for edge in match.groups()])
        return windows

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
    windows = {day: ", ".join(f"{opens}–{closes}" for opens, closes in spans) for day, spans in current.weekly.items()}
    return {
        "timezone": current.timezone,
        "holidays": [f"{each['date']} {each['name']}" for each in current.holidays],
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


def _clock(text: str) -> str:
    hours, _colon, minutes = text.partition(":")
    return f"{int(hours):02}:{minutes or '00'}"
