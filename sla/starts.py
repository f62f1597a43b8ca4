"""When in the week clocks started, and how they went, as facts keep it: two bytes a clock. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sla.arrays import Flags
from sla.timelines.windows import Seconds

START = np.dtype("<u2")
# A number for each weekday, hour of the day, whether it was met and whether it is waived.
SHAPE = (7, 24, 2, 2)
QUARTER = 900  # every zone is whole quarters of an hour away from UTC

Starts = NDArray[np.uint16]


def starts(started: Seconds, zone: ZoneInfo, *, is_met: Flags, is_waived: Flags) -> Starts:
    """Return a number for each clock that started at these epoch seconds, by the clock on the wall of `zone`."""
    quarters, which = np.unique(started // QUARTER, return_inverse=True)
    on_the_wall = [datetime.fromtimestamp(quarter * QUARTER, zone) for quarter in quarters.tolist()]
    weekdays, hours = np.array([(at.weekday(), at.hour) for at in on_the_wall], np.intp).reshape(-1, 2)[which].T
    places = (weekdays, hours, is_met.astype(np.intp), is_waived.astype(np.intp))
    return np.ravel_multi_index(places, SHAPE).astype(START)


def counted(kept: bytes) -> NDArray[np.int64]:
    """Return how many clocks there are of each number, by weekday, hour, met and waived."""
    return np.bincount(np.frombuffer(kept, START), minlength=int(np.prod(SHAPE))).reshape(SHAPE)
