from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models

from leadgap.accounts.models.organisation import validate_zone
from sla.calendars import BusinessCalendar


class CalendarQuerySet(models.QuerySet["Calendar"]):
    def shared(self) -> Self:
        """Those that agreements and teams can keep: in use, and nobody's own."""
        return self.filter(owner=None, archived_at=None)


class Calendar(models.Model):
    """Working hours and holidays under a name. What they are stands in its versions.

    An owner's own one follows another for its days off and, unless the owner has hours of their own, for its hours.
    """

    name = models.CharField(max_length=100, unique=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    owner = models.OneToOneField(
        "accounts.Owner", on_delete=models.CASCADE, null=True, blank=True, related_name="calendar"
    )
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers")
    has_own_hours = models.BooleanField(default=False)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner=None, follows=None, has_own_hours=False)
                | models.Q(owner__isnull=False, follows__isnull=False),
                name="sla_calendar_of_an_owner_follows",
            )
        ]

    def __str__(self) -> str:
        return self.name if self.owner_id is None else "the owner’s own"

    def current(self) -> CalendarVersion:
        """Return the newest version. A calendar is always made together with its first."""
        return max(self.versions.all(), key=lambda version: version.number)


class CalendarVersion(models.Model):
    """One state of a calendar. Never edited once a clock was judged by it, which stays explained by it.

    Before that, the newest one may be corrected (`sla.working_time.correcting`).
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    timezone = models.CharField(max_length=64, validators=[validate_zone])
    weekly = models.JSONField(help_text='{"mon": [["09:00", "12:30"], ["13:30", "18:00"]], …}')
    holidays = models.JSONField(
        default=list,
        blank=True,
        help_text='[{"date": "2026-12-25", "name": "Christmas"}, …]',
    )
    exceptions = models.JSONField(
        default=list,
        blank=True,
        help_text='[{"date": "2026-12-24", "windows": [["09:00", "12:00"]], "name": "Christmas Eve"}, …]',
    )
    time_off = models.JSONField(
        default=list,
        blank=True,
        help_text='By the local clock: [{"from": "2026-08-03T00:00", "until": "2026-08-17T00:00", "name": ""}, …]',
    )
    created_at = models.DateTimeField()
    counts_from = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Earlier than it was made, where the past was judged again by it (`sla.again`).",
    )
    is_spread = models.BooleanField(
        default=True, help_text="False: it was corrected, and a job will have the clocks on it judged anew."
    )

    class Meta:
        ordering = ["calendar", "number"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="sla_calendarversion_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} version {self.number}"

    def clean(self) -> None:
        parts = {"weekly": (), "exceptions": ("holidays", "exceptions"), "time_off": ("time_off",)}
        said: dict[str, Any] = {}
        for name, columns in parts.items():
            said |= {column: getattr(self, column) for column in columns}
            try:
                calendar = _compiled(self.timezone, self.weekly, **said)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise ValidationError({name: str(error)}) from error
        if calendar.never_opens:
            raise ValidationError({"weekly": "This calendar never opens: no clock on it could ever be due."})

    def days_off(self, since: date) -> list[DayOff]:
        """Return the holidays from this day on, in order."""
        days = (DayOff(date.fromisoformat(each["date"]), each["name"]) for each in self.holidays)
        return sorted(day for day in days if day.on >= since)

    def other_days(self, since: date) -> list[OtherDay]:
        """Return the days with other hours from this day on, in order."""
        days = (
            OtherDay(date.fromisoformat(each["date"]), each["name"], tuple(sorted(map(tuple, each["windows"]))))
            for each in self.exceptions
        )
        return sorted(day for day in days if day.on >= since)

    @property
    def stretches_off(self) -> list[tuple[datetime, datetime, str]]:
        """Time off from and until, with what it is called, in order."""
        zone = ZoneInfo(self.timezone)
        return sorted(
            (*(datetime.fromisoformat(each[edge]).replace(tzinfo=zone) for edge in ("from", "until")), each["name"])
            for each in self.time_off
        )

    @property
    def named_days(self) -> dict[str, str]:
        """The names of days off and of days with other hours, by ISO date."""
        return {each["date"]: each["name"] for each in (*self.holidays, *self.exceptions)}

    def compiled(self) -> BusinessCalendar:
        """Return the calendar as the pure rules take it."""
        return _compiled(self.timezone, self.weekly, self.holidays, self.exceptions, self.time_off)

    @property
    def working_week(self) -> int:
        return self.compiled().working_week

    @property
    def working_day(self) -> int:
        """How many business seconds people mean by a day."""
        return self.compiled().working_day


def _compiled(
    timezone: str,
    weekly: dict[str, Any],
    holidays: Sequence[dict[str, Any]] = (),
    exceptions: Sequence[dict[str, Any]] = (),
    time_off: Sequence[dict[str, Any]] = (),
) -> BusinessCalendar:
    return BusinessCalendar(
        timezone=timezone,
        weekly={day: [tuple(window) for window in windows] for day, windows in weekly.items()},
        holidays=[each["date"] for each in holidays],
        exceptions={each["date"]: each["windows"] for each in exceptions},
        time_off=[(each["from"], each["until"]) for each in time_off],
    )


class DayOff(NamedTuple):
    on: date
    name: str


class OtherDay(NamedTuple):
    """A day with hours of its own, as text."""

    on: date
    name: str
    windows: tuple[tuple[str, ...], ...]


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
