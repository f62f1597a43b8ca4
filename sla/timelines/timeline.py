"""Open seconds along time, for one calendar or many, row by row. Pure: no Django, no clock reads.

A timeline counts the open seconds since its beginning. Elapsed time is the difference of two counts, and an instant
is due when the count has grown by the target: two look-ups, whatever lies between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sla.timelines.ladders import Ladder
from sla.timelines.pauses import NEVER, Pauses, Pieces, cut
from sla.timelines.windows import Seconds

Which = NDArray[np.int64]

_FAR = 1 << 61  # beyond every instant and every count, and small enough to be added to either
_BLOCK = 1 << 14  # rows at a time, so that what lies between two steps stays in the cache


class Timeline:
    """The windows of one or more calendars between two instants, on one axis.

    Calendar k is moved `k * span` seconds to the right, beyond the end of the one before it, so that one look-up serves
    rows of all calendars. `which` names each row's calendar by its place. All columns but `starts` may be one number.
    """

    def __init__(self, windows: Sequence[tuple[Seconds, Seconds]], begin: int, end: int) -> None:
        self.end, self.span = end, end - begin
        opens = np.concatenate([opens + k * self.span for k, (opens, _) in enumerate(windows)])
        closes = np.concatenate([closes + k * self.span for k, (_, closes) in enumerate(windows)])
        filled = np.cumsum(closes - opens)  # the count when each window closes
        offsets = np.concatenate(([_FAR], filled - closes, [-_FAR]))  # count − instant: one number inside a window
        self._opens, self._closes = opens, closes
        self._openings, self._closings = Ladder(opens), Ladder(filled)
        self._behind, self._ahead, self._filled = offsets[:-1], offsets[1:], np.append(0, filled)

    def windows(self, start: int, end: int) -> tuple[Seconds, Seconds]:
        """Return the first calendar's openings and closings between two instants, cut off at both."""
        if end <= start:
            return self._opens[:0], self._closes[:0]
        between = slice(self._closes.searchsorted(start, side="right"), self._opens.searchsorted(end, side="left"))
        return np.maximum(self._opens[between], start), np.minimum(self._closes[between], end)

    def elapsed(self, which: Which, starts: Seconds, ends: Seconds, pauses: Pauses | None) -> Seconds:
        """Return the open seconds from start to end, row by row; 0 when the end is not after the start."""
        lifts = which * self.span
        elapsed = np.empty(starts.shape, np.int64)
        for rows in _blocks(starts.size):
            lift = _of(rows, lifts)
            grown = self._count(_of(rows, ends) + lift) - self._count(starts[rows] + lift)
            np.maximum(grown, 0, out=elapsed[rows])
        if pauses is not None:
            pieces = self._pieces(lifts, starts, np.maximum(starts, ends), pauses)
            np.subtract.at(elapsed, pieces.rows, pieces.lengths)
        return elapsed

    def due(self, which: Which, starts: Seconds, seconds: Seconds, pauses: Pauses | None) -> Seconds:
        """Return the earliest instants at which elapsed time reaches `seconds`; for 0, the earliest open ones.

        NEVER where a pause that has not ended comes first. At or after `end` where too few seconds are open before it.
        """
        lifts, counts, waiting = which * self.span, np.minimum(seconds, _FAR), np.empty(0, np.intp)
        if pauses is not None:
            pieces = self._pieces(lifts, starts, np.broadcast_to(self.end, starts.shape), pauses)
            targets = np.broadcast_to(counts, starts.shape)
            come_first = pieces.before < np.maximum(targets[pieces.rows], 1)
            counts, waiting = targets.copy(), pieces.rows[come_first & pieces.unended]
            np.add.at(counts, pieces.rows[come_first], pieces.lengths[come_first])
        # An exact fit ends at closing time: its window holds the last second. Only 0 asks for the next opening.
        lasts = counts - (seconds > 0)
        due = np.empty(starts.shape, np.int64)
        for rows in _blocks(starts.size):
            lift = _of(rows, lifts)
            before = self._count(starts[rows] + lift)
            window = self._closings.count(before + _of(rows, lasts))
            np.subtract(before + _of(rows, counts), self._ahead.take(window) + lift, out=due[rows])
        due[waiting] = NEVER
        return due

    def _count(self, lifted: Seconds) -> Seconds:
        """Return the open seconds before each instant: those its latest window has reached, at most those it holds."""
        window = self._openings.count(lifted)
        counted: Seconds = np.minimum(lifted + self._behind.take(window), self._filled.take(window))
        return counted

    def _pieces(self, lifts: Seconds, starts: Seconds, ends: Seconds, pauses: Pauses) -> Pieces:
        """Cut each row's pauses between its start and its end into pieces that do not overlap."""
        rows = pauses.rows
        lifts, starts, ends = _of(rows, lifts), starts[rows], ends[rows]
        origins = self._count(starts + lifts)
        first = self._count(np.clip(pauses.starts, starts, ends) + lifts) - origins
        last = self._count(np.clip(pauses.ends, starts, ends) + lifts) - origins
        return cut(rows, first, last, pauses.ends == NEVER)


def _of(rows: slice | Which, column: Seconds) -> Seconds:
    """Return some rows of a column; one number stands for all of them, and costs nothing."""
    return column[rows] if column.ndim else column


def _blocks(size: int) -> Iterator[slice]:
    return (slice(begin, begin + _BLOCK) for begin in range(0, size, _BLOCK))
