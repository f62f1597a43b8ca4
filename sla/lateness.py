"""How late missed clocks are, in the time that counts for them. Pure: no database, no clock reads.

Of a clock that is over, by an act or an end, that is a number. One that still waits grows: it is kept as the instant
from which nothing but its calendar counts, with how late it was by then.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla.calendars import NEVER, Pauses
from sla.histories import Histories
from sla.timelines.windows import Seconds

# How facts keep what waits: an instant in epoch seconds, a calendar (`sla.zone_keys`), 0 for time on the wall, and
# seconds late at that instant.
WAITING = np.dtype([("since", "<u4"), ("calendar", "<u4"), ("late", "<u4")])
Waiting = NDArray[np.void]


class Lateness(NamedTuple):
    """Row by row: seconds late at `since`, an instant from which what `waits` counts on."""

    late: Seconds
    since: Seconds
    waits: NDArray[np.bool_]


def lateness(due: Seconds, ends: Seconds, histories: Histories, pauses: Pauses | None) -> Lateness:
    """Measure missed clocks from due to their ends, NEVER for those that wait: these to the end of their last pause.

    While a pause has no end nothing is added, so such a clock does not count on.
    """
    is_open = ends == NEVER
    last, known = due.copy(), due.copy()
    if pauses is not None:
        np.maximum.at(last, pauses.rows, pauses.ends)
        np.maximum.at(known, pauses.rows, np.where(pauses.ends == NEVER, pauses.starts, pauses.ends))
    since = np.where(is_open, known, ends)
    return Lateness(histories.elapsed_many(due, since, pauses), since, is_open & (last < NEVER))


def late_by(waiting: Waiting, histories: Histories, now: int) -> Seconds:
    """Return how late each is at `now`."""
    since = waiting["since"].astype(np.int64)
    return waiting["late"] + histories.elapsed_many(since, np.full(since.size, max(now, 0)))
