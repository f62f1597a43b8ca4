"""Opening hours and holidays as people write them, turned into numbers or refused in a sentence. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from sla.timelines.windows import HOUR, MINUTE, Hours, Plan

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

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def read_zone(timezone: str | ZoneInfo) -> str:
    """Return the zone's IANA name."""
    name = timezone.key if isinstance(timezone, ZoneInfo) else timezone
    try:
        return ZoneInfo(name).key
    except (TypeError, ValueError, KeyError, OSError) as error:  # OSError: a folder of zones, such as "America"
        raise ValueError(f"“{name}” is not a time zone. Use an IANA name such as Europe/Berlin.") from error


def read_weekly(weekly: Weekly) -> Plan:
    """Return each weekday's windows in seconds of the day, Monday first, sorted."""
    for key in weekly:
        if key not in WEEKDAYS:
            raise ValueError(f"“{key}” is not a weekday. Use {', '.join(WEEKDAYS)}.")
    return tuple(_read_hours(name, weekly.get(key, ())) for key, name in WEEKDAYS.items())


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
    if closing <= opening:
        raise ValueError(
            f"On {weekday}, {opens}–{closes} does not close after it opens. "
            "Write 24:00 for midnight, and hours that cross it as one window on each day."
        )
    return opening, closing


def _read(weekday: str, text: str) -> int:
    if not isinstance(text, str) or not _CLOCK.fullmatch(text):
        raise ValueError(f"On {weekday}, “{text}” is not a time. Write 09:00, or 24:00 for the end of the day.")
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes) * MINUTE


def _write(seconds: int) -> str:
    return f"{seconds // HOUR:02}:{seconds % HOUR // MINUTE:02}"
