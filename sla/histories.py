"""A calendar through its changes: each version counts from the instant it was made, the first one from ever. Pure.

A new version changes future windows only. What was open under the old one stays open in the count of a clock that was
running then, and only what is left of its target is measured by the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from sla.calendars import NEVER, BusinessCalendar, Pause, Pauses, Segment
from sla.timelines.windows import Seconds


@dataclass(frozen=True, slots=True)
class CalendarHistory:
    """The versions of one calendar up to the one that a clock is pinned to, and the instants of the changes.

    `changes` has one entry fewer than `versions`: the epoch second from which the next version counts.
    """

    versions: tuple[BusinessCalendar, ...]
    changes: tuple[int, ...] = ()

    @property
    def longest_day(self) -> int:
        """The open seconds of the longest weekday of the newest version: what a promise means by a working day."""
        return max(sum(closes - opens for opens, closes in hours) for hours in self.versions[-1].plan)

    def due_many(self, starts: Seconds, seconds: int, pauses: Pauses | None = None) -> Seconds:
        """Return the instants at which `seconds` of business time have passed; NEVER behind a pause without end."""
        due = np.full(starts.size, NEVER)
        left = np.full(starts.size, seconds)
        froms = starts
        for version, until in self._reigns():
            rows = np.flatnonzero((froms < until) & (due == NEVER))
            some = _some(pauses, rows, starts.size)
            found = version.due_many(froms[rows], left[rows], some)
            in_reign = found <= until
            due[rows[in_reign]] = found[in_reign]
            if until < NEVER:
                left[rows] -= version.elapsed_many(froms[rows], until, some)
                froms = np.maximum(froms, until)
        return due

    def elapsed_many(self, starts: Seconds, ends: Seconds, pauses: Pauses | None = None) -> Seconds:
        """Return the business seconds from each start to its end; 0 when the end is not after the start."""
        elapsed = np.zeros(starts.size, np.int64)
        since = starts
        for version, until in self._reigns():
            elapsed += version.elapsed_many(since, np.minimum(ends, until), pauses)
            since = np.maximum(since, until)
        return elapsed

    def segments(self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> list[Segment]:
        """Return all time between two instants, by what it was and by local day, in order and without holes."""
        found: list[Segment] = []
        for version, until in self._reigns():
            reign_end = end if until == NEVER else min(end, datetime.fromtimestamp(until, UTC))
            found += version.segments(start, reign_end, pauses)
            start = max(start, reign_end)
        return found

    def _reigns(self) -> Iterator[tuple[BusinessCalendar, int]]:
        return zip(self.versions, (*self.changes, NEVER), strict=True)


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
