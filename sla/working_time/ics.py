"""Reading an iCalendar file (.ics): which days are off, and which hours. People tick what they take. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LARGEST = 1_000_000  # bytes
MOST = 500  # entries, of which each may recur

Stretch = tuple[datetime, datetime]

_NO_ICS = "This is no iCalendar file. Such a file ends in .ics and begins with BEGIN:VCALENDAR."
_RECURS = frozenset({"YEARLY", "MONTHLY", "WEEKLY", "DAILY"})  # more often than that is no day off


class NotACalendarFile(ValueError):
    """The file cannot be read as iCalendar; the sentence says what is wrong."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What a file says of some years. `days` are names by ISO date; `hours` local stretches with times of day."""

    days: Mapping[str, str]
    hours: list[tuple[datetime, datetime, str]]
    elsewhere: int  # entries of other years


def read_ics(data: bytes, *, timezone: str, years: range) -> Entries:
    """Return the days and hours of a file, by the local clock of a zone.

    Recurring entries are written out, cancelled ones left out. An entry from midnight to midnight is of whole days.
    """
    zone = ZoneInfo(timezone)
    days: dict[str, str] = {}
    hours: list[tuple[datetime, datetime, str]] = []
    elsewhere = 0
    for event in _events(data):
        length = _length(event, zone)
        if not length:
            continue  # a moment, such as a reminder, is no time off
        name = str(event.get("SUMMARY", "")).strip()[:100]
        found = list(_occurrences(event, length, zone, years))
        elsewhere += not found
        for start, end in found:
            if start.time() == end.time() == time():
                whole = (start.date() + timedelta(days=place) for place in range((end - start).days))
                days |= {day.isoformat(): name for day in whole if day.year in years}
            else:
                hours.append((start, end, name))
        if max(len(days), len(hours)) > MOST:
            raise NotACalendarFile(
                f"The file holds more than {MOST} entries for these years. Choose one with days off only."
            )
    return Entries(dict(sorted(days.items())), sorted(hours), elsewhere)


def _events(data: bytes) -> list[Any]:
    if len(data) > LARGEST:
        raise NotACalendarFile("The file is larger than 1 MB. A list of days off is a small file: export only those.")
    from icalendar import Calendar  # only here: no web worker keeps it for nothing

    try:
        calendars = Calendar.from_ical(data, multiple=True)
        events = [event for each in calendars for event in each.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise NotACalendarFile(_NO_ICS) from error
    if not calendars:
        raise NotACalendarFile(_NO_ICS)
    events = [event for event in events if event.get("DTSTART") and str(event.get("STATUS", "")).upper() != "CANCELLED"]
    if not events:
        raise NotACalendarFile("The file is an iCalendar file and holds no entries.")
    return events


def _length(event: Any, zone: ZoneInfo) -> timedelta:
    """Return how long an entry is by the local clock; a day without an end is one day, a moment nothing."""
    try:
        start = event.start
        length = _local(event.end, zone) - _local(start, zone)
    except (ValueError, AttributeError, TypeError) as error:
        raise NotACalendarFile(f"The entry “{event.get('SUMMARY', '')}” has no readable beginning and end.") from error
    if not isinstance(start, datetime) and not length:
        return timedelta(days=1)
    return max(length, timedelta())


def _occurrences(event: Any, length: timedelta, zone: ZoneInfo, years: range) -> Iterator[Stretch]:
    """Yield when an entry happens in these years, by the local clock."""
    for begins in _recurring(event, event.start, years):
        local = _local(begins, zone)
        if local.year in years or (local + length - timedelta(seconds=1)).year in years:
            yield local, local + length


def _recurring(event: Any, start: date, years: range) -> Iterator[date]:
    rule = event.get("RRULE")
    if rule is None:
        yield start
        return
    from dateutil.rrule import rrulestr

    first = start if isinstance(start, datetime) else datetime.combine(start, time(), UTC)
    left_out = {each.dt for each in _listed(event.get("EXDATE"))}
    try:
        if str(rule["FREQ"][0]).upper() not in _RECURS:
            raise ValueError(rule["FREQ"])
        found = rrulestr(_rule(rule, first), dtstart=first.replace(tzinfo=None))
        since, until = datetime(years.start - 1, 1, 1), datetime(years.stop, 1, 1)  # noqa: DTZ001 (rules count local time)
        times = found.between(since, until, inc=True)
    except (ValueError, TypeError, KeyError) as error:
        raise NotACalendarFile(f"How the entry “{event.get('SUMMARY', '')}” recurs cannot be read.") from error
    for each in times:
        begins = each.replace(tzinfo=first.tzinfo) if isinstance(start, datetime) else each.date()
        if begins not in left_out:
            yield begins


def _rule(rule: Any, first: datetime) -> str:
    """Return a rule whose end is written as its beginning is: without a zone."""
    until = rule.get("UNTIL")
    if until:
        last = until[0]
        if isinstance(last, datetime) and last.tzinfo is not None:
            last = last.astimezone(first.tzinfo or UTC).replace(tzinfo=None)
        rule = {**rule, "UNTIL": [last]}
    parts = (f"{key}={_values(values)}" for key, values in rule.items())
    return ";".join(parts)


def _values(values: Any) -> str:
    values = values if isinstance(values, list) else [values]
    return ",".join(each.strftime("%Y%m%dT%H%M%S") if isinstance(each, date) else str(each) for each in values)


def _listed(dates: Any) -> list[Any]:
    if dates is None:
        return []
    return [each for one in (dates if isinstance(dates, list) else [dates]) for each in one.dts]


def _local(moment: date, zone: ZoneInfo) -> datetime:
    """Return a moment as the clock on the wall shows it there; one without a zone is meant so."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)
