"""Business time: when is a target due, and how much of it has passed. Pure: no Django, no clock reads.

Instants are aware datetimes, of which fractions of a second are dropped, or whole epoch seconds in arrays. Windows are
half-open. Due is the earliest instant at which elapsed business time reaches the target: an exact fit ends at closing
time, not at the next opening, and a target of 0 is due at once when open, else at the next opening. Time is real time,
also on the days when the clocks change. Pauses are cut out of open time; they may overlap and lie outside hours.

What is known of a calendar beforehand is compiled once into arrays (`sla.timelines`); a scalar is an array of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike

from sla.timelines.hours import Weekly, read_date, read_off, read_special, read_weekly, read_zone, write_weekly
from sla.timelines.pauses import NEVER, Pauses
from sla.timelines.sets import CalendarNeverOpens, CalendarSet, year_of
from sla.timelines.windows import DAY, Off, Plan, Seconds, Special, local_midnights, stretches_off

__all__ = ["NEVER", "BusinessCalendar", "CalendarNeverOpens", "CalendarSet", "Pause", "Pauses", "Segment"]

Pause = tuple[datetime, datetime | None]  # None: still paused
Kind = Literal["open", "paused", "closed", "holiday", "time_off"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Segment(NamedTuple):
    """A stretch of one local day. Only the open ones count: paused is open time that a pause took away."""

    start: datetime  # UTC
    end: datetime  # UTC
    kind: Kind
    on: date  # the local day


@dataclass(frozen=True, init=False)
class BusinessCalendar:
    """Opening hours and days off in one zone: an immutable value, equal when its hours and dates are.

    `weekly` names mon…sun with windows of local time, ("09:00", "12:30"); 24:00 is the end of the day, ("22:00",
    "06:00") lasts until the next morning, and a missing weekday is closed. `holidays` are local dates, closed all day;
    `exceptions` give dates other hours than their weekday's. Such dates are exactly that from midnight to midnight.
    `time_off` is pairs of local date and time, during which nothing is open. What is wrong with any of it is said by a
    ValueError.
    """

    timezone: str
    plan: Plan
    special: Special
    off: Off

    def __init__(
        self,
        timezone: str | ZoneInfo,
        weekly: Weekly,
        holidays: Iterable[date | str] = (),
        exceptions: Mapping[date | str, Iterable[Sequence[str]]] | None = None,
        time_off: Iterable[tuple[datetime | str, datetime | str]] = (),
    ) -> None:
        object.__setattr__(self, "timezone", read_zone(timezone))
        object.__setattr__(self, "plan", read_weekly(weekly))
        object.__setattr__(self, "special", read_special(exceptions or {}, map(read_date, holidays)))
        object.__setattr__(self, "off", read_off(time_off))

    @classmethod
    def round_the_clock(cls, timezone: str | ZoneInfo) -> BusinessCalendar:
        """Return the calendar that is always open: its business time is real time."""
        return cls(timezone, dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), [("00:00", "24:00")]))

    def read_in(self, timezone: str) -> BusinessCalendar:
        """Return the same hours and dates, by the clock of another zone."""
        there = object.__new__(BusinessCalendar)
        kept = {"timezone": read_zone(timezone), "plan": self.plan, "special": self.special, "off": self.off}
        for name, value in kept.items():
            object.__setattr__(there, name, value)
        return there

    @property
    def weekly(self) -> dict[str, list[tuple[str, str]]]:
        """The opening hours as text; weekdays without any are missing."""
        return write_weekly(self.plan)

    @property
    def holidays(self) -> frozenset[date]:
        return frozenset(day for day, hours in self.special if not hours)

    @property
    def never_opens(self) -> bool:
        """Whether no weekday has hours. Such a calendar measures 0, nothing on it is ever due, and none is saved."""
        return not any(self.plan)

    @property
    def working_day(self) -> int:
        """The open seconds of the longest weekday: what people mean by a day."""
        return max(sum(closes - opens for opens, closes in hours) for hours in self.plan)

    @property
    def working_week(self) -> int:
        """The open seconds of a week without days off."""
        return sum(closes - opens for hours in self.plan for opens, closes in hours)

    def due(self, start: datetime, seconds: int, pauses: Iterable[Pause] = ()) -> datetime | None:
        """Return the instant, in UTC, at which `seconds` of business time have passed since `start`.

        None when a pause that has not ended comes first. Raises CalendarNeverOpens when there is no such instant.
        """
        due = int(self.due_many(_epoch_seconds(start), seconds, _pauses_of_one(pauses))[0])
        return None if due == NEVER else _utc(due)

    def elapsed(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> int:
        """Return the business seconds from `start` to `end`; 0 when the end is not after the start."""
        return int(self.elapsed_many(_epoch_seconds(start), _epoch_seconds(end), _pauses_of_one(pauses))[0])

    def due_many(self, starts: ArrayLike, seconds: ArrayLike, pauses: Pauses | None = None) -> Seconds:
        """Return `due` row by row, in epoch seconds; NEVER for None. `seconds` may be one number for all rows."""
        return self._alone.due_many(0, starts, seconds, pauses)

    def elapsed_many(self, starts: ArrayLike, ends: ArrayLike, pauses: Pauses | None = None) -> Seconds:
        """Return `elapsed` row by row, from epoch seconds. `ends` may be one instant for all rows."""
        return self._alone.elapsed_many(0, starts, ends, pauses)

    def windows(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the open time between two instants as UTC pairs, in order; hours that touch at midnight are one."""
        opens, closes = self._alone.windows(_epoch_seconds(start), _epoch_seconds(end))
        return zip(map(_utc, opens.tolist()), map(_utc, closes.tolist()), strict=True)

    def segments(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> list[Segment]:
        """Return all time between two instants, by what it was and by local day, in order and without holes."""
        first, last = _epoch_seconds(start), _epoch_seconds(end)
        if last <= first:
            return []
        opens, closes = self._alone.windows(first, last)
        paused = _pauses_of_one(pauses)
        years = range(year_of(first - DAY), year_of(last + DAY) + 1)
        midnights = local_midnights(self.timezone, years)
        off_starts, off_ends = stretches_off(self.timezone, self.off)
        edges = np.concatenate(
            [[first, last], opens, closes, paused.starts, paused.ends, off_starts, off_ends, midnights]
        )
        *cuts, _ = np.unique(edges.clip(first, last))
        days = midnights.searchsorted(cuts, side="right") - 1 + date(years.start, 1, 1).toordinal()
        is_open, is_off = (
            starts.searchsorted(cuts, side="right") > ends.searchsorted(cuts, side="right")
            for starts, ends in ((opens, closes), (off_starts, off_ends))
        )
        is_paused = [((paused.starts <= cut) & (cut < paused.ends)).any() for cut in cuts]
        is_holiday = np.isin(days, [holiday.toordinal() for holiday in self.holidays])
        kinds = np.select(
            [is_open & is_paused, is_open, is_holiday, is_off], ["paused", "open", "holiday", "time_off"], "closed"
        )
        labels = list(zip(kinds.tolist(), map(date.fromordinal, days.tolist()), strict=True))
        news = [index for index, label in enumerate(labels) if index == 0 or label != labels[index - 1]]
        instants = [_utc(int(cuts[index])) for index in news] + [_utc(last)]
        return [Segment(*pair, *labels[index]) for pair, index in zip(pairwise(instants), news, strict=True)]

    @cached_property
    def _alone(self) -> CalendarSet:
        return CalendarSet([self])


def _epoch_seconds(instant: datetime) -> int:
    if instant.utcoffset() is None:
        raise ValueError(f"{instant} has no time zone, so nobody knows which instant it is.")
    return (instant - _EPOCH) // timedelta(seconds=1)


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _pauses_of_one(pauses: Iterable[Pause]) -> Pauses:
    pairs = [(_epoch_seconds(start), NEVER if end is None else _epoch_seconds(end)) for start, end in pauses]
    starts, ends = np.array(pairs, np.int64).reshape(-1, 2).T
    return Pauses(np.zeros(len(pairs), np.int64), starts, ends)
