"""Business time of rows of many calendars. Pure: no Django, no clock reads.

This is the one implementation: a calendar by itself is a set of one, and an instant an array of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sla.timelines.pauses import NEVER, Pauses
from sla.timelines.timeline import Timeline
from sla.timelines.windows import DAY, Seconds, open_windows

if TYPE_CHECKING:
    from sla.calendars import BusinessCalendar

FIRST_YEAR, LAST_YEAR = 1900, 2200  # of instants asked about


class CalendarNeverOpens(ValueError):
    """The calendar has no open time, or too little before the year 2202, for a target to become due."""


class CalendarSet:
    """Calendars that are judged together: each row says by its place in the set which one it is for.

    What was compiled is kept and grows with the years asked about. Threads may share a set: they meet in one assignment
    only, and at worst do the same work twice.
    """

    def __init__(self, calendars: Iterable[BusinessCalendar]) -> None:
        self.calendars = tuple(calendars)
        self._never_opens = np.array([calendar.never_opens for calendar in self.calendars], np.bool_)
        self._compiled: tuple[range, Timeline] | None = None

    def due_many(
        self, which: ArrayLike, starts: ArrayLike, seconds: ArrayLike, pauses: Pauses | None = None
    ) -> Seconds:
        """Return `BusinessCalendar.due` row by row, in epoch seconds; NEVER for None."""
        which, starts, seconds, pauses = self._rows(which, starts, seconds, pauses)
        if not starts.size:
            return np.empty(0, np.int64)
        if seconds.min() < 0:
            raise ValueError("A target cannot be negative.")
        hopeless = self._never_opens[which]
        if hopeless.any():
            raise self._refusal(which, hopeless, "never opens")
        first, last = _reach(starts, pauses)
        timeline = self._timeline(first, last + 366 * DAY)
        while True:
            due = timeline.due(which, starts, seconds, pauses)
            late = (due >= timeline.end) & (due < NEVER)
            if not late.any():
                return due
            if timeline.end >= new_year(LAST_YEAR + 2):
                raise self._refusal(which, late, f"opens too rarely to be due before {LAST_YEAR + 2}")
            timeline = self._timeline(first, timeline.end + timeline.span)

    def elapsed_many(
        self, which: ArrayLike, starts: ArrayLike, ends: ArrayLike, pauses: Pauses | None = None
    ) -> Seconds:
        """Return `BusinessCalendar.elapsed` row by row, from epoch seconds."""
        which, starts, ends, pauses = self._rows(which, starts, ends, pauses)
        if not starts.size:
            return np.empty(0, np.int64)
        (first, last), (first_end, last_end) = _reach(starts, pauses), _reach(ends, None)
        timeline = self._timeline(min(first, first_end), max(last, last_end))
        return timeline.elapsed(which, starts, ends, pauses)

    def windows(self, start: int, end: int) -> tuple[Seconds, Seconds]:
        """Return the first calendar's openings and closings between two instants, cut off at both."""
        first, last = _reach(np.array([start, end]), None)
        return self._timeline(first, last).windows(start, end)

    def _rows(
        self, which: ArrayLike, starts: ArrayLike, others: ArrayLike, pauses: Pauses | None
    ) -> tuple[Seconds, Seconds, Seconds, Pauses | None]:
        """Return the columns of a question as whole numbers: starts row by row, the others too or one for all."""
        which = _whole_numbers(which)
        if which.size and not 0 <= which.min() <= which.max() < len(self.calendars):
            raise IndexError(f"A row asks for a calendar that is not among the {len(self.calendars)} of this set.")
        others = _whole_numbers(others)
        starts, _, _ = np.broadcast_arrays(np.atleast_1d(_whole_numbers(starts)), which, others)
        if starts.ndim != 1:
            raise ValueError("Rows come as flat columns.")
        which, others = (np.broadcast_to(each, starts.shape) if each.ndim else each for each in (which, others))
        if pauses is None or not len(pauses.rows):
            return which, starts, others, None
        pauses = Pauses(*np.broadcast_arrays(*map(_whole_numbers, pauses)))
        if not 0 <= pauses.rows.min() <= pauses.rows.max() < starts.size:
            raise IndexError(f"A pause belongs to a row that is not among the {starts.size} asked about.")
        return which, starts, others, pauses

    def _timeline(self, first: int, last: int) -> Timeline:
        """Return the compiled years: at least those of two instants and of a day on either side of them."""
        years = range(year_of(first - DAY), min(year_of(last + DAY), LAST_YEAR + 1) + 1)
        if self._compiled:
            known, timeline = self._compiled
            if known.start <= years.start and years.stop <= known.stop:
                return timeline
            years = range(min(years.start, known.start), max(years.stop, known.stop))
        windows = [open_windows(each.timezone, each.plan, each.special, each.off, years) for each in self.calendars]
        timeline = Timeline(windows, new_year(years.start) - DAY, new_year(years.stop) + DAY)
        self._compiled = years, timeline
        return timeline

    def _refusal(self, which: Seconds, rows: NDArray[np.bool_], why: str) -> CalendarNeverOpens:
        first = np.broadcast_to(which, rows.shape)[rows][0]
        return CalendarNeverOpens(f"The calendar in {self.calendars[first].timezone} {why}.")


def year_of(seconds: int) -> int:
    """Return the year, in UTC, of an instant."""
    return datetime.fromtimestamp(seconds, UTC).year


def new_year(year: int) -> int:
    """Return the instant at which a year begins in UTC."""
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _reach(instants: Seconds, pauses: Pauses | None) -> tuple[int, int]:
    """Return the earliest and the latest of the instants, those of pauses included."""
    if pauses is not None:
        instants = np.concatenate([instants, pauses.starts, pauses.ends[pauses.ends != NEVER]])
    first, last = int(instants.min()), int(instants.max())
    for instant in first, last:
        if not new_year(FIRST_YEAR) <= instant < new_year(LAST_YEAR + 1):
            raise ValueError(f"{instant} is not an instant of the years {FIRST_YEAR} to {LAST_YEAR} in epoch seconds.")
    return first, last


def _whole_numbers(values: ArrayLike) -> Seconds:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise TypeError(f"Business time is counted in whole seconds, not in {array.dtype}.")
    return array.astype(np.int64, copy=False)
