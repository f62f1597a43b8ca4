"""Dates and times as files write them, read strictly. Pure: no Django, no clock reads.

`1/2/2018` is the first of February or the second of January, and no file says which: the order is chosen once, by a
person or by a date that can only be read one way, and is never guessed. Figures without signs are read where they can
only mean one thing: eight begin with the year, since in no other order they have a month in its place, and thirteen
count milliseconds. Ten are refused: they count seconds, or are year, month, day, hour and minute of two figures each.

A time without a zone is local in the zone of the file. Where clocks go forward, a time that does not exist is moved
forward by the gap; where they go back, a time that exists twice is the first of the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
EARLIEST, LATEST = 1900, 2199

_TIME = r"""
    (?: (?:,\s*|\s+|T|\s+at\s+)
        (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?:[.,]\d{1,9})? )?
        (?: \s* (?P<half>[AaPp])\.?[Mm]\.? )?
        (?: \s* (?P<offset>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?) )?
    )?
"""
_IN_FIGURES = re.compile(
    r"(?P<a>\d{1,4}) (?P<s>[./-]) (?P<b>\d{1,2}) (?P=s) (?P<c>\d{1,4})" + _TIME, re.VERBOSE | re.ASCII
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})" + _TIME, re.VERBOSE | re.ASCII)
_MILLISECONDS = re.compile(r"1\d{12}", re.ASCII)  # 2001 to 2033
_SECONDS = re.compile(r"1\d{9}", re.ASCII)
_DAY_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<d>\d{1,2})\.?[\s-]+(?P<m>[A-Za-z]{3,9})\.?,?[\s-]+(?P<y>\d{4}|\d{2})" + _TIME,
    re.VERBOSE | re.ASCII,
)
_MONTH_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<m>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})" + _TIME, re.VERBOSE | re.ASCII
)
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name: number for number, full in enumerate(_MONTH_NAMES, 1) for name in (full, full[:3])} | {"sept": 9}


class NotADate(ValueError):
    """The text is no date that exists, or one that cannot be read in only one way. The message says why."""


class NeedsOrder(NotADate):
    """The text can be read as two dates, and no order was chosen."""


class NeedsZone(NotADate):
    """The text is a local time, and no zone was chosen."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text says: its three numbers in the order written (the order "" is open), the time, and the offset."""

    day: str  # the date as it is written, without the time; "" where it does not stand apart
    figures: tuple[int, int, int]
    order: str
    time: tuple[int, int, int] | None
    offset: timedelta | None


def parts_of(text: str) -> Parts:
    """Take a date apart without deciding on the order of its figures; raise NotADate where it is none."""
    if match := _IN_FIGURES.fullmatch(text):
        a, _, b, c = match.group("a", "s", "b", "c")
        if len(a) == 4 and len(c) <= 2:
            order = "ymd"
        elif len(c) == 4 and len(a) <= 2:
            order = ""
        else:
            raise NotADate("The year must have four digits.")
        return Parts(text[: match.end("c")], (int(a), int(b), int(c)), order, _time(match), _offset(match))
    if match := _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
        month = _MONTHS.get(match["m"].lower())
        if month is None:
            raise NotADate(f"“{match['m']}” is no month.")
        day = text[: match.end("y")]
        return Parts(day, (_year(match["y"]), month, int(match["d"])), "ymd", _time(match), _offset(match))
    if match := _COMPACT.fullmatch(text):
        figures = (int(match["y"]), int(match["m"]), int(match["d"]))
        return Parts(text[: match.end("d")], figures, "ymd", _time(match), _offset(match))
    if _MILLISECONDS.fullmatch(text):
        at = datetime.fromtimestamp(int(text) // 1000, UTC)
        return Parts("", (at.year, at.month, at.day), "ymd", (at.hour, at.minute, at.second), timedelta(0))
    if _SECONDS.fullmatch(text):
        raise NotADate("Ten figures may be seconds since 1970, or a date of ten figures: write it as 2026-03-31 14:05.")
    raise NotADate("This is not a date, such as 2026-03-31 or 31/3/2026 14:05.")


def _year(text: str) -> int:
    """Return a year that stands beside a month in letters; of two digits, the one that a spreadsheet reads."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year <= 68 else 1900)


class Reader:
    """From text to an instant in UTC, for one order ("": not chosen) and one zone of the file (None: not chosen).

    A date without a time is read as the beginning of that day. Days and times of day are remembered apart, so that
    nearly every text of a long file is two look-ups and a sum; days on which the clocks change are not remembered.

    `odd` says for each local time, since it was last cleared, that does not exist ("skipped") or comes "twice".
    """

    def __init__(self, order: str, zone: ZoneInfo | None) -> None:
        self.order, self.zone = order, zone
        self.odd: list[str] = []
        self._days: dict[tuple[str, bool], datetime] = {}
        self._times: dict[str, tuple[timedelta, bool]] = {}

    def __call__(self, text: str) -> datetime:
        day, _, time = text.partition("T" if text[10:11] == "T" else " ")
        known = self._times.get(time)
        if known is not None:
            since, is_utc = known
            midnight = self._days.get((day, is_utc))
            if midnight is not None:
                return midnight + since
        return self._read(text, day, time)

    def _read(self, text: str, day: str, time: str) -> datetime:
        parts = parts_of(text)
        instant = _instant(parts, self.order, self.zone)
        if parts.offset is None and parts.time and self.zone and (odd := oddity(instant, parts.time, self.zone)):
            self.odd.append(odd)
        if parts.offset or day != parts.day:
            return instant
        is_utc = parts.offset is not None
        hour, minute, second = parts.time or (0, 0, 0)
        since = timedelta(hours=hour, minutes=minute, seconds=second)
        midnight = instant - since
        if is_utc or (self.zone is not None and _is_even(midnight, self.zone)):
            if len(self._times) > 100_000 or len(self._days) > 100_000:
                self._times.clear()
                self._days.clear()
            self._times[time] = since, is_utc
            self._days[day, is_utc] = midnight
        return instant


def oddity(instant: datetime, time: tuple[int, int, int], zone: ZoneInfo) -> str:
    """Return "skipped" or "twice" where the clocks of the zone never or twice show the time that was read as this."""
    local = instant.astimezone(zone)
    if (local.hour, local.minute, local.second) != time:
        return "skipped"
    return "twice" if local.utcoffset() != local.replace(fold=1).utcoffset() else ""


def _is_even(midnight: datetime, zone: ZoneInfo) -> bool:
    """Whether a day that begins at this instant has 24 hours, with no change of the clocks in it."""
    local = midnight.astimezone(zone)
    following = local + timedelta(days=1)  # the same wall time on the next day
    return local.hour == local.minute == 0 and local.utcoffset() == following.utcoffset()


def proven_order(text: str) -> str:
    """Return the only order in which this date exists, or "" where it proves none."""
    try:
        possible = orders_of(parts_of(text))
    except NotADate:
        return ""
    return possible[0] if len(possible) == 1 else ""


def orders_of(parts: Parts) -> list[str]:
    """Return the orders in which a date in figures exists that does not begin with the year."""
    if parts.order:
        return []
    return [order for order in ("dmy", "mdy") if _exists(*_ordered(parts, order))]


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _instant(parts: Parts, order: str, zone: ZoneInfo | None) -> datetime:
    year, month, day = _ordered(parts, order)
    hour, minute, second = parts.time or (0, 0, 0)
    try:
        local = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 (its zone follows below)
    except ValueError:
        said = "" if parts.order else f" ({ORDERS[order]})"
        raise NotADate(f"There is no day “{parts.day}”{said}.") from None
    if year < EARLIEST:
        raise NotADate(f"The year {year} lies before {EARLIEST}.")
    if year > LATEST:
        raise NotADate(f"The year {year} lies after {LATEST}: leave the cell empty where a time is not known.")
    if parts.offset is not None:
        return (local.replace(tzinfo=timezone(parts.offset))).astimezone(UTC)
    if zone is None:
        raise NeedsZone("This time has no zone. Choose the zone of the file's times.")
    return local.replace(tzinfo=zone).astimezone(UTC)


def _ordered(parts: Parts, order: str) -> tuple[int, int, int]:
    a, b, c = parts.figures
    if parts.order:
        return a, b, c
    if order == "dmy":
        return c, b, a
    if order == "mdy":
        return c, a, b
    if order == "ymd":
        raise NotADate("The year must come first here.")
    if not orders_of(parts):
        raise NotADate(f"There is no day “{parts.day}”.")
    raise NeedsOrder("Day or month first? Choose the order of the file's dates.")


def _time(match: re.Match[str]) -> tuple[int, int, int] | None:
    if match["hour"] is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = match["half"]
    if half and not 1 <= hour <= 12:
        raise NotADate(f"There is no {hour} o’clock am or pm.")
    if half:
        hour = hour % 12 + (12 if half in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise NotADate(f"There is no {hour}:{minute:02d}:{second:02d}.")
    return hour, minute, second


def _offset(match: re.Match[str]) -> timedelta | None:
    text = match["offset"]
    if text is None:
        return None
    if not text.startswith(("+", "-")):
        return timedelta(0)
    figures = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(figures[:2]), int(figures[2:])
    if hours > 14 or minutes > 59:
        raise NotADate(f"There is no offset {text}.")
    return (timedelta(hours=hours, minutes=minutes)) * (-1 if text[0] == "-" else 1)


def is_whole_day(text: str) -> bool:
    """Whether a text that is a date says no time."""
    return ":" not in text and not _MILLISECONDS.fullmatch(text.strip())


def looks_like_a_date(text: str) -> bool:
    """Whether a text is a date by itself: figures alone may as well be a number, or an id."""
    if text.isdecimal():
        return False
    try:
        parts_of(text)
    except NotADate:
        return False
    return True
