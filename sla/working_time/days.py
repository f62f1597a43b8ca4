"""The weeks of a calendar, day by day as they are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sla.calendars import BusinessCalendar

WEEKS = 4


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: when it is open, how many seconds that are, and the holiday that closes it, if one does."""

    on: date
    windows: list[tuple[datetime, datetime]]
    seconds: int
    holiday: str
    is_clock_change: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday."""

    days: list[Day]

    @property
    def seconds(self) -> int:
        return sum(day.seconds for day in self.days)


def weeks(calendar: BusinessCalendar, holidays: Mapping[str, str], start: date) -> list[Week]:
    """Return four weeks from the Monday before this day on. `holidays` are names by ISO date."""
    zone = ZoneInfo(calendar.timezone)
    monday = start - timedelta(days=start.weekday())
    days = [_day(calendar, holidays, zone, monday + timedelta(days=place)) for place in range(7 * WEEKS)]
    return [Week(days[first : first + 7]) for first in range(0, len(days), 7)]


def clock_changes(timezone: str, first: date, last: date) -> list[date]:
    """Return the days, both ends included, in whose course the clocks of a zone change."""
    zone = ZoneInfo(timezone)
    days = (first + timedelta(days=place) for place in range((last - first).days + 1))
    return [day for day in days if _is_clock_change(day, zone)]


def _is_clock_change(on: date, zone: ZoneInfo) -> bool:
    start, end = (datetime.combine(day, time(), zone) for day in (on, on + timedelta(days=1)))
    return start.utcoffset() != end.utcoffset()


def _day(calendar: BusinessCalendar, holidays: Mapping[str, str], zone: ZoneInfo, on: date) -> Day:
    start = datetime.combine(on, time(), zone)
    end = datetime.combine(on + timedelta(days=1), time(), zone)
    windows = list(calendar.windows(start, end))
    return Day(
        on=on,
        windows=[(opens.astimezone(zone), closes.astimezone(zone)) for opens, closes in windows],
        seconds=sum(int((closes - opens).total_seconds()) for opens, closes in windows),
        holiday=holidays.get(on.isoformat(), ""),
        is_clock_change=_is_clock_change(on, zone),
    )
