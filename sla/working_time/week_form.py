"""A week as people type it: the hours of each weekday as a line of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from sla.timelines.hours import WEEKDAYS

SPAN = r"(\d{1,2}(?::\d{2})?)\s*(?:-|–|to)\s*(\d{1,2}(?::\d{2})?)"
WINDOW = re.compile(SPAN)
BARE = re.compile(r"[1-9](?::\d{2})?")


class WeekForm(Helped):
    """A form with a field for each weekday; reads them as `weekly`."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        # What is wrong with the week as a whole.
        self.weekly_errors: list[str] = []
        for day, name in WEEKDAYS.items():
            widget = forms.TextInput(attrs={"class": "form-control", "placeholder": _("closed")})
            self.fields[day] = forms.CharField(label=name, required=False, max_length=200, widget=widget)

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[day] for day in WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["weekly"] = {day: self._windows(day, given.get(day, "")) for day in WEEKDAYS}
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
        windows: list[tuple[str, ...]] = []
        for part in filter(None, (part.strip() for part in re.split(r"[,;]|\band\b", text))):
            match = WINDOW.fullmatch(part)
            if not match:
                self.add_error(
                    day, _("“%(part)s” is not a time span. Write 09:00–12:30, 13:30–18:00.") % {"part": part}
                )
                return []
            windows.append(match.groups())
        if doubt := in_doubt(windows):
            self.add_error(day, doubt)
            return []
        return [[clock(edge) for edge in window] for window in windows]


def spans_of(windows: Iterable[Sequence[str]]) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in sorted(map(tuple, windows)))


def in_doubt(windows: Iterable[Sequence[str]]) -> str:
    """Ask of the first edge that may be meant for the afternoon, such as the 5 of 9–5; "" where there is none.

    It is written without a leading zero and steps back, and twelve hours later it would not: 22–6 is a night.
    """
    before = ""
    for edge in chain.from_iterable(windows):
        early, late = clock(edge), clock(edge, later=12)
        if BARE.fullmatch(edge) and early < before < late:
            return _("Is “%(edge)s” in the afternoon? Write %(late)s if it is, and %(early)s if it is not.") % {
                "edge": edge,
                "late": late,
                "early": early,
            }
        before = early
    return ""


def clock(text: str, later: int = 0) -> str:
    hours, _colon, minutes = text.partition(":")
    return f"{int(hours) + later:02}:{minutes or '00'}"
