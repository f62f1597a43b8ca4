"""A calendar through its changes: each version counts from the instant it was made, the first one from ever. Pure.

A new version changes future windows only. What was open under the old one stays open in the count of a clock that was
running then, and only what is left of its target is measured by the new one. How long a working day is says the
version that counted when the clock started: what was promised does not change under way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from sla.calendars import NEVER, BusinessCalendar, CalendarSet, Pause, Pauses, Segment
from sla.timelines.windows import Seconds

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class CalendarHistory:
    """The versions of one calendar up to the one that a clock is pinned to, and the instants of the changes.

    `changes` has one entry fewer than `versions`: the epoch second from which the next version counts.
    """

    versions: tuple[BusinessCalendar, ...]
    changes: tuple[int, ...] = ()

    @property
    def working_day(self) -> int:
        """The working day of the newest version, for writing what is true of today."""
        return self.versions[-1].working_day

    def read_in(self, timezone: str) -> CalendarHistory:
        """Return the same versions by the clock of another zone. Each still counts from the same instant."""
        return CalendarHistory(tuple(version.read_in(timezone) for version in self.versions), self.changes)

    def due_many(self, starts: Seconds, seconds: int | Seconds, pauses: Pauses | None = None) -> Seconds:
        """Return the instants at which `seconds` of business time have passed; NEVER behind a pause without end."""
        return self._alone.due_many(starts, seconds, pauses)

    def elapsed_many(self, starts: Seconds, ends: Seconds, pauses: Pauses | None = None) -> Seconds:
        """Return the business seconds from each start to its end; 0 when the end is not after the start."""
        return self._alone.elapsed_many(starts, ends, pauses)

    def working_days(self, starts: Seconds) -> Seconds:
        """Return the working day of the version that counts at each instant: what a clock means that starts then."""
        return self._alone.working_days(starts)

    def working_day_at(self, at: datetime) -> int:
        """Return `working_days` of one instant."""
        return int(self.working_days(np.array([int(at.timestamp())]))[0])

    def segments(self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> list[Segment]:
        """Return all time between two instants, by what it was and by local day, in order and without holes."""
        found: list[Segment] = []
        for version, until in zip(self.versions, (*self.changes, NEVER), strict=True):
            reign_end = end if until == NEVER else min(end, datetime.fromtimestamp(until, UTC))
            found += version.segments(start, reign_end, pauses)
            start = max(start, reign_end)
        return found

    @cached_property
    def _alone(self) -> Histories:
        return together((self,)).of(np.zeros(1, np.intp))


class Histories:
    """Calendars of many owners, each through its changes, that are judged together: one look-up for all rows.

    `which` says by its place whose history each row goes by. The reigns are gone through one after the other, of all
    histories at once; where one has no more changes, its last version counts on.
    """

    def __init__(self, timetable: _Timetable, which: Rows) -> None:
        self._timetable, self._which = timetable, which

    def of(self, which: Rows) -> Histories:
        """Return the same for other rows; one place stands for any number of them."""
        return Histories(self._timetable, which)

    def due_many(self, starts: Seconds, seconds: int | Seconds, pauses: Pauses | None = None) -> Seconds:
        """Return `CalendarHistory.due_many` row by row. `seconds` may be one number for all rows."""
        due = np.full(starts.size, NEVER)
        left = np.broadcast_to(seconds, starts.shape).astype(np.int64)
        froms, which = starts, np.broadcast_to(self._which, starts.shape)
        for calendars, untils in self._timetable.reigns:
            until = untils[which]
            rows = np.flatnonzero((froms < until) & (due == NEVER))
            some = _some(pauses, rows, starts.size)
            found = self._timetable.calendars.due_many(calendars[which[rows]], froms[rows], left[rows], some)
            in_reign = found <= until[rows]
            due[rows[in_reign]] = found[in_reign]
            rows = rows[until[rows] < NEVER]
            some = _some(pauses, rows, starts.size)
            left[rows] -= self._timetable.calendars.elapsed_many(calendars[which[rows]], froms[rows], until[rows], some)
            froms = np.where(until < NEVER, np.maximum(froms, until), froms)
        return due

    def elapsed_many(self, starts: Seconds, ends: Seconds, pauses: Pauses | None = None) -> Seconds:
        """Return `CalendarHistory.elapsed_many` row by row."""
        elapsed = np.zeros(starts.size, np.int64)
        since, which = starts, np.broadcast_to(self._which, starts.shape)
        for calendars, untils in self._timetable.reigns:
            reaches = np.minimum(ends, untils[which])
            rows = np.flatnonzero(since < reaches)
            some = _some(pauses, rows, starts.size)
            elapsed[rows] += self._timetable.calendars.elapsed_many(
                calendars[which[rows]], since[rows], reaches[rows], some
            )
            since = np.maximum(since, reaches)
        return elapsed

    def working_days(self, starts: Seconds) -> Seconds:
        """Return `CalendarHistory.working_days` row by row."""
        days = np.zeros(starts.size, np.int64)
        since, which = np.full(starts.size, -NEVER), np.broadcast_to(self._which, starts.shape)
        for calendars, untils in self._timetable.reigns:
            days = np.where(since <= starts, self._timetable.working_days[calendars[which]], days)
            since = untils[which]
        return days


@dataclass(frozen=True)
class _Timetable:
    """Reign by reign: which calendar of the set each history goes by, and until when."""

    calendars: CalendarSet
    working_days: Seconds  # of the calendars, in the same order
    reigns: tuple[tuple[Rows, Seconds], ...]


@lru_cache(maxsize=256)  # what has been compiled for one batch serves the next
def together(histories: tuple[CalendarHistory, ...]) -> Histories:
    """Return histories to be judged together; `of` says whose each row is."""
    places: dict[BusinessCalendar, int] = {}
    for history in histories:
        for version in history.versions:
            places.setdefault(version, len(places))
    length = max(len(history.versions) for history in histories)
    versions = np.zeros((length, len(histories)), np.intp)
    untils = np.full((length, len(histories)), NEVER)
    for column, history in enumerate(histories):
        found = [places[version] for version in history.versions]
        versions[:, column] = found + [found[-1]] * (length - len(found))
        untils[: len(history.changes), column] = history.changes
    working_days = np.array([calendar.working_day for calendar in places], np.int64)
    timetable = _Timetable(CalendarSet(places), working_days, tuple(zip(versions, untils, strict=True)))
    return Histories(timetable, np.zeros(1, np.intp))


def round_the_clock() -> CalendarHistory:
    """Return the calendar of promises in real time."""
    return CalendarHistory((BusinessCalendar.round_the_clock("UTC"),))


def _some(pauses: Pauses | None, rows: np.ndarray, size: int) -> Pauses | None:
    """Keep the pauses of these rows, under the places the rows take among themselves."""
    if pauses is None or rows.size == size:
        return pauses
    places = np.full(size, -1, np.intp)
    places[rows] = np.arange(rows.size)
    moved = places[pauses.rows]
    kept = moved >= 0
    return Pauses(moved[kept], pauses.starts[kept], pauses.ends[kept])
