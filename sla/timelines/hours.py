"""Opening hours and holidays as people write them, turned into numbers or refused in a sentence. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sla.timelines.windows import DAY, HOUR, MINUTE, Hours, Moment, Off, Plan, Special

WEEKDAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
Weekly = Mapping[str, Iterable[Sequence[str]]]  # {"mon": [("09:00", "12:30"), ("13:30", "24:00")], …}
LONGEST_OFF = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 2000, 2100  # of time off

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def read_zone(timezone: str | ZoneInfo) -> str:
    """Return the zone's IANA name."""
    name = timezone.key if isinstance(timezone, ZoneInfo) else timezone
    try:
        return ZoneInfo(name).key
    except (TypeError, ValueError, KeyError, OSError) as error:  # OSError: a folder of zones, such as "America"
        raise ValueError(f"“{name}” is not a time zone. Use an IANA name such as Europe/Berlin.") from error


def read_weekly(weekly: Weekly) -> Plan:
    """Return each weekday's windows in seconds of the day, Monday first, sorted. A night belongs to its first day."""
    for key in weekly:
        if key not in WEEKDAYS:
            raise ValueError(f"“{key}” is not a weekday. Use {', '.join(WEEKDAYS)}.")
    plan = tuple(_read_hours(name, weekly.get(key, ())) for key, name in WEEKDAYS.items())
    names = list(WEEKDAYS.values())
    for place, hours in enumerate(plan):
        following = (place + 1) % 7
        if hours and plan[following] and hours[-1][1] - DAY > plan[following][0][0]:
            raise ValueError(
                f"The night of {names[place]} closes at {_write(hours[-1][1])} on {names[following]}, "
                f"after its hours begin at {_write(plan[following][0][0])}."
            )
    return plan


def read_special(exceptions: Mapping[date | str, Iterable[Sequence[str]]], holidays: Iterable[date]) -> Special:
    """Return the days that do not go by the week, in order: those with other hours, and those off."""
    hours = {read_date(on): _read_hours(str(on), windows) for on, windows in exceptions.items()}
    holidays = set(holidays)
    for day in sorted(hours.keys() & holidays):
        raise ValueError(f"{day} is a day off, and has other hours too. It can only be one of them.")
    for day in sorted(day for day, windows in hours.items() if not windows):
        raise ValueError(f"{day} has no hours. A day without any is a day off.")
    return tuple(sorted((hours | dict.fromkeys(holidays, ())).items()))


def read_off(stretches: Iterable[tuple[datetime | str, datetime | str]]) -> Off:
    """Return time off as local moments: from, and until but not including."""
    return tuple(sorted(_read_stretch(*stretch) for stretch in stretches))


def write_weekly(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """Return hours as `read_weekly` takes them; weekdays without any are missing."""
    days = zip(WEEKDAYS, plan, strict=True)
    return {key: [(_write(opening), _write(closing)) for opening, closing in hours] for key, hours in days if hours}


def read_date(value: date | str) -> date:
    """Return the local date of a holiday."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]  # an instant is refused below, like any non-text
    except (TypeError, ValueError) as error:
        raise ValueError(f"“{value}” is not a date. Write a holiday as 2026-12-25.") from error


def _read_stretch(begins: datetime | str, ends: datetime | str) -> tuple[Moment, Moment]:
    start, end = _read_moment(begins), _read_moment(ends)
    if end <= start:
        raise ValueError(f"Time off from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} does not end after it begins.")
    if end - start > LONGEST_OFF:
        raise ValueError(
            f"Time off from {start:%Y-%m-%d} to {end:%Y-%m-%d} is longer than a year. "
            "Whoever is away for so long hands their leads to somebody else."
        )
    if not FIRST_YEAR <= start.year <= end.year <= LAST_YEAR:
        raise ValueError(f"Time off lies in the years {FIRST_YEAR} to {LAST_YEAR}, not in {start.year}.")
    first, last = ((each.date(), each.hour * HOUR + each.minute * MINUTE) for each in (start, end))
    return first, last


def _read_moment(value: datetime | str) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"“{value}” is not a day and a time. Write 2026-12-24 12:00.") from error
    if moment.tzinfo is not None:
        raise ValueError(f"{value} names a zone. Time off is written as the clock on the wall shows it.")
    return moment


def _read_hours(weekday: str, windows: Iterable[Sequence[str]]) -> Hours:
    hours = sorted(_read_window(weekday, window) for window in windows)
    for (_, closing), (opening, _) in pairwise(hours):
        if opening < closing:
            raise ValueError(
                f"On {weekday}, two windows overlap: one opens at {_write(opening)}, before the other closes."
            )
    return tuple(hours)


def _read_window(weekday: str, window: Sequence[str]) -> tuple[int, int]:
    match window:
        case [opens, closes]:
            opening, closing = _read(weekday, opens), _read(weekday, closes)
        case _:
            raise ValueError(f"On {weekday}, {window!r} is not a window. Give an opening and a closing time.")
    if closing == opening:
        raise ValueError(f"On {weekday}, {opens}–{closes} is no time at all. Write 00:00–24:00 for the whole day.")
    if opening == DAY:
        raise ValueError(f"On {weekday}, nothing opens at 24:00. Write it as 00:00 of the next day.")
    return opening, closing if closing > opening else closing + DAY


def _read(weekday: str, text: str) -> int:
    if not isinstance(text, str) or not _CLOCK.fullmatch(text):
        raise ValueError(f"On {weekday}, “{text}” is not a time. Write 09:00, or 24:00 for the end of the day.")
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes) * MINUTE


def _write(seconds: int) -> str:
    seconds -= DAY * (seconds > DAY)
    return f"{seconds // HOUR:02}:{seconds % HOUR // MINUTE:02}"
