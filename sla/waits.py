"""How late clocks are and how long hand-offs have waited, in the time that counts. Pure: no database, no clock reads.

Of a clock that is over, by an act or an end, these are numbers. While it waits they grow: they are kept as they were at
an instant from which nothing but its calendar counts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla.calendars import NEVER, Pauses
from sla.histories import Histories
from sla.timelines.windows import Seconds

# How facts keep what waits: an instant in epoch seconds, a calendar (`sla.zone_keys`), 0 for time on the wall, and what
# had counted by that instant: seconds after due, 0 before it, and seconds from the start.
WAITING = np.dtype([("since", "<u4"), ("calendar", "<u4"), ("late", "<u4"), ("waited", "<u4")])
Waiting = NDArray[np.void]


class Measured(NamedTuple):
    """Row by row: the seconds that counted by `since`, an instant from which what `waits` counts on."""

    seconds: Seconds
    since: Seconds
    waits: NDArray[np.bool_]


def measured(froms: Seconds, ends: Seconds, histories: Histories, pauses: Pauses | None) -> Measured:
    """Measure clocks from an instant to their ends, NEVER for those that wait: these to the end of their last pause.

    While a pause has no end nothing is added, so such a clock does not count on.
    """
    is_open = ends == NEVER
    last, known = froms.copy(), froms.copy()
    if pauses is not None:
        np.maximum.at(last, pauses.rows, pauses.ends)
        np.maximum.at(known, pauses.rows, np.where(pauses.ends == NEVER, pauses.starts, pauses.ends))
    since = np.where(is_open, known, ends)
    return Measured(histories.elapsed_many(froms, since, pauses), since, is_open & (last < NEVER))


def counted_since(waiting: Waiting, histories: Histories, now: int) -> Seconds:
    """Return how much has counted since what was kept of each, up to `now`."""
    since = waiting["since"].astype(np.int64)
    return histories.elapsed_many(since, np.full(since.size, max(now, 0)))
