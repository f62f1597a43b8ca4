from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from leadgap.accounts.models.organisation import validate_zone
from sla.calendars import BusinessCalendar
from sla.histories import CalendarHistory


class Calendar(models.Model):
    """Working hours and holidays under a name. What they are stands in its versions."""

    name = models.CharField(max_length=100, unique=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def current(self) -> CalendarVersion:
        """Return the newest version. A calendar is always made together with its first."""
        return self.versions.latest("number")


class CalendarVersion(models.Model):
    """One state of a calendar. Never edited: a clock that was judged by it stays explained by it."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    timezone = models.CharField(max_length=64, validators=[validate_zone])
    weekly = models.JSONField(help_text='{"mon": [["09:00", "12:30"], ["13:30", "18:00"]], …}')
    holidays = models.JSONField(
        default=list,
        blank=True,
        help_text='[{"date": "2026-12-25", "name": "Christmas"}, …]',
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["calendar", "number"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="sla_calendarversion_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} version {self.number}"

    def clean(self) -> None:
        try:
            calendar = self.compiled()
        except ValueError as error:
            raise ValidationError({"weekly": str(error)}) from error
        if calendar.never_opens:
            raise ValidationError({"weekly": "This calendar never opens: no clock on it could ever be due."})

    def days_off(self, since: date) -> list[DayOff]:
        """Return the holidays from this day on, in order."""
        days = (DayOff(date.fromisoformat(each["date"]), each["name"]) for each in self.holidays)
        return sorted(day for day in days if day.on >= since)

    def compiled(self) -> BusinessCalendar:
        """Return the calendar as the pure rules take it."""
        return BusinessCalendar(
            timezone=self.timezone,
            weekly={day: [tuple(window) for window in windows] for day, windows in self.weekly.items()},
            holidays=[holiday["date"] for holiday in self.holidays],
        )

    @property
    def working_day(self) -> int:
        """How many business seconds people mean by a day."""
        return CalendarHistory((self.compiled(),)).longest_day


class DayOff(NamedTuple):
    on: date
    name: str


class TeamCalendar(models.Model):
    """The calendar of a team that does not keep the agreement's. Promises in business time count its hours.

    A lead clock keeps the calendar of the hand-off's first team, an owner clock that of its assignment's team.
    """

    team = models.OneToOneField("accounts.Team", on_delete=models.CASCADE, related_name="team_calendar")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="team_calendars")

    class Meta:
        ordering = ["team"]

    def __str__(self) -> str:
        return f"{self.team}: {self.calendar}"
