"""The next weeks of a calendar, day by day as they will be counted."""

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


def weeks(calendar: BusinessCalendar, holidays: Mapping[str, str], today: date) -> list[Week]:
    """Return four weeks from the Monday of this one. `holidays` are names by ISO date."""
    zone = ZoneInfo(calendar.timezone)
    monday = today - timedelta(days=today.weekday())
    days = [_day(calendar, holidays, zone, monday + timedelta(days=place)) for place in range(7 * WEEKS)]
    return [Week(days[first : first + 7]) for first in range(0, len(days), 7)]


def _day(calendar: BusinessCalendar, holidays: Mapping[str, str], zone: ZoneInfo, on: date) -> Day:
    start = datetime.combine(on, time(), zone)
    end = datetime.combine(on + timedelta(days=1), time(), zone)
    windows = list(calendar.windows(start, end))
    return Day(
        on=on,
        windows=[(opens.astimezone(zone), closes.astimezone(zone)) for opens, closes in windows],
        seconds=sum(int((closes - opens).total_seconds()) for opens, closes in windows),
        holiday=holidays.get(on.isoformat(), ""),
        is_clock_change=start.utcoffset() != end.utcoffset(),
    )
