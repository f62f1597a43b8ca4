"""The weeks of a calendar, day by day as they are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as date_format

from sla.calendars import BusinessCalendar

WEEKS = 4


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: when it is open, how many seconds that are, and what the day is called, if it is a special one."""

    on: date
    windows: list[tuple[time, time]]  # by the calendar's own clock, whatever zone the reader is in
    seconds: int
    holiday: str
    off: list[str]  # what the time off is called that takes some of it
    is_clock_change: bool

    @property
    def spans(self) -> list[str]:
        """09:00–12:30; a window that lasts until midnight ends at 24:00."""
        return [f"{opens:%H:%M}–{closes:%H:%M}".replace("–00:00", "–24:00") for opens, closes in self.windows]


@dataclass(frozen=True, slots=True)
class Off:
    """Time off, by the clock of its own zone."""

    begins: datetime
    ends: datetime
    name: str

    @property
    def words(self) -> str:
        """3 Aug 2026; 3–14 August as two dates; 3 Aug 2026, 12:00–16:00."""
        first, last = (date_format(each, "j M Y") for each in (self.begins, self.ends - timedelta(seconds=1)))
        if self.begins.time() == self.ends.time() == time():
            return first if first == last else f"{first} – {last}"
        if first == last:
            return f"{first}, {self.begins:%H:%M}–{self.ends:%H:%M}".replace("–00:00", "–24:00")
        return f"{first}, {self.begins:%H:%M} – {date_format(self.ends, 'j M Y')}, {self.ends:%H:%M}"

    @property
    def names(self) -> tuple[str, str]:
        """Its beginning and end as a calendar keeps them."""
        begins, ends = (each.replace(tzinfo=None).isoformat(timespec="minutes") for each in (self.begins, self.ends))
        return begins, ends


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday."""

    days: list[Day]

    @property
    def seconds(self) -> int:
        return sum(day.seconds for day in self.days)


def weeks(
    calendar: BusinessCalendar,
    holidays: Mapping[str, str],
    start: date,
    time_off: Sequence[tuple[datetime, datetime, str]] = (),
) -> list[Week]:
    """Return the weeks, whole ones, in which four weeks from this day on lie: four on a Monday, else five.

    `holidays` are names of special days by ISO date.
    """
    zone = ZoneInfo(calendar.timezone)
    monday, n = start - timedelta(days=start.weekday()), WEEKS + (start.weekday() > 0)
    days = [_day(calendar, holidays, time_off, zone, monday + timedelta(days=place)) for place in range(7 * n)]
    return [Week(days[first : first + 7]) for first in range(0, len(days), 7)]


def clock_changes(timezone: str, first: date, last: date) -> list[date]:
    """Return the days, both ends included, in whose course the clocks of a zone change."""
    zone = ZoneInfo(timezone)
    days = (first + timedelta(days=place) for place in range((last - first).days + 1))
    return [day for day in days if _is_clock_change(day, zone)]


def _is_clock_change(on: date, zone: ZoneInfo) -> bool:
    start, end = (datetime.combine(day, time(), zone) for day in (on, on + timedelta(days=1)))
    return start.utcoffset() != end.utcoffset()


def _day(
    calendar: BusinessCalendar,
    holidays: Mapping[str, str],
    time_off: Sequence[tuple[datetime, datetime, str]],
    zone: ZoneInfo,
    on: date,
) -> Day:
    start = datetime.combine(on, time(), zone)
    end = datetime.combine(on + timedelta(days=1), time(), zone)
    windows = list(calendar.windows(start, end))
    return Day(
        on=on,
        windows=[(opens.astimezone(zone).time(), closes.astimezone(zone).time()) for opens, closes in windows],
        seconds=sum(int((closes - opens).total_seconds()) for opens, closes in windows),
        holiday=holidays.get(on.isoformat(), ""),
        off=[name for begins, ends, name in time_off if begins < end and start < ends],
        is_clock_change=_is_clock_change(on, zone),
    )
