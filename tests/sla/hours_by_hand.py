"""Opening hours as one reads them: day by day and minute by minute, by zoneinfo alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from sla.calendars import BusinessCalendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE, DAY = 60, 86_400


def open_minutes(calendar: BusinessCalendar, start: datetime, days: int) -> np.ndarray:
    """Say of each minute of these days whether it is open."""
    minutes = np.arange(epoch(start), epoch(start) + days * DAY, MINUTE)
    found = np.zeros(minutes.size, bool)
    for begin, end in open_by_hand(calendar, start, days):
        found |= (begin <= minutes) & (minutes < end)
    for begin, end in off_by_hand(calendar):
        found &= ~((begin <= minutes) & (minutes < end))
    return found


def open_by_hand(calendar: BusinessCalendar, start: datetime, days: int) -> Iterator[tuple[int, int]]:
    """Yield windows day by day, by zoneinfo alone; a day that the zone skipped has no noon of its own."""
    zone, special = ZoneInfo(calendar.timezone), dict(calendar.special)
    for offset in range(-2, days + 2):
        day = start.astimezone(zone).date() + timedelta(days=offset)
        noon = datetime.combine(day, time(12), zone)
        if noon.astimezone(UTC).astimezone(zone).date() != day:
            continue
        for opens, closes in hours_of(calendar, day):
            yield at(zone, day, opens), at(zone, day, closes if closes > opens else "24:00")
        if day not in special:
            for opens, closes in hours_of(calendar, day - timedelta(days=1)):
                if closes < opens:
                    yield at(zone, day, "00:00"), at(zone, day, closes)


def hours_of(calendar: BusinessCalendar, day: date) -> list[tuple[str, str]]:
    """Return the hours that begin on a day, as they are written."""
    for on, hours in calendar.special:
        if on == day:
            return [(clock(opens // 60), clock((closes - DAY * (closes > DAY)) // 60)) for opens, closes in hours]
    return calendar.weekly.get(WEEKDAYS[day.weekday()], [])


def off_by_hand(calendar: BusinessCalendar) -> Iterator[tuple[int, int]]:
    zone = ZoneInfo(calendar.timezone)
    for (first, begins), (last, ends) in calendar.off:
        yield at(zone, first, clock(begins // 60)), at(zone, last, clock(ends // 60))


def at(zone: ZoneInfo, day: date, text: str) -> int:
    if text == "24:00":
        return epoch(datetime.combine(day + timedelta(days=1), time(), zone))
    return epoch(datetime.combine(day, time.fromisoformat(text), zone))


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def epoch(instant: datetime) -> int:
    return int(instant.timestamp())
