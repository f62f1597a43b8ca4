"""The periods that pages and the API report on. Pure: no clock reads; `today` is the organisation's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# The name in addresses, what a person reads, and how many days up to and with today; None: all time.
PRESETS: Mapping[str, tuple[str, int | None]] = {
    "30d": ("Last 30 days", 30),
    "90d": ("Last 90 days", 90),
    "12m": ("Last 12 months", 365),
    "all": ("All time", None),
}
DEFAULT = "90d"
A_DATE = "A date is written like 2026-03-31."
# Beyond them no hand-off lies, and the period before or the day after would be no date.
EARLIEST, LATEST = date(1901, 1, 1), date(2200, 12, 31)


class UnknownPeriod(ValueError):
    """The words do not name a period."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` until before `end`. Without bounds it is all time, and only then holds undated hand-offs."""

    name: str
    label: str
    start: date | None = None
    end: date | None = None

    @property
    def is_all_time(self) -> bool:
        return self.start is None and self.end is None

    def days(self, field: str = "day") -> dict[str, date]:
        """Return the period as arguments of a queryset's `filter`."""
        bounds = {f"{field}__gte": self.start, f"{field}__lt": self.end}
        return {lookup: day for lookup, day in bounds.items() if day is not None}

    def before(self) -> Period | None:
        """Return the period of the same length just before; None for all time."""
        if self.start is None or self.end is None:
            return None
        return Period(f"before-{self.name}", "The period before", self.start - (self.end - self.start), self.start)


def period(name: str = "", *, today: date, start: str = "", end: str = "") -> Period:
    """Return the period of a preset, or from one ISO date to another, both included.

    Raises UnknownPeriod with a sentence for the person who typed it.
    """
    if start or end:
        return _between(start, end, today)
    name = name or DEFAULT
    if name not in PRESETS:
        raise UnknownPeriod(f"“{name}” is not a period. Choose one of {', '.join(PRESETS)}, or two dates.")
    label, length = PRESETS[name]
    if length is None:
        return Period(name, label)
    return Period(name, label, today - timedelta(days=length - 1), today + timedelta(days=1))


def day_of(text: str) -> date:
    """Return a day that somebody typed. Raises UnknownPeriod with a sentence for what is none, or too far away."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UnknownPeriod(A_DATE) from error
    if not EARLIEST <= day <= LATEST:
        raise UnknownPeriod(f"“{text}” is too far away: days lie in the years {EARLIEST.year} to {LATEST.year}.")
    return day


def _between(start: str, end: str, today: date) -> Period:
    first, last = day_of(start) if start else EARLIEST, day_of(end) if end else today
    if last < first:
        raise UnknownPeriod(f"The period ends on {written(last)} before it begins on {written(first)}.")
    after = last + timedelta(days=1)
    return Period("between", days_between(first, after), first, after)


def days_between(start: date, end: date) -> str:
    """3 Nov 2026 to 4 Nov 2026, `end` being the first day that is not part of it; one day by itself."""
    last = end - timedelta(days=1)
    return written(start) if start == last else f"{written(start)} to {written(last)}"


def written(day: date) -> str:
    """3 Nov 2026; the day before which nothing lies is the beginning."""
    return "the beginning" if day == EARLIEST else f"{day.day} {day:%b %Y}"
