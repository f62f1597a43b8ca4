"""Pauses of many rows as pieces that do not overlap. Pure: no Django, no clock reads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla.timelines.windows import Seconds

NEVER = int(np.iinfo(np.int64).max)  # an end that has not come: of a pause still on, of a promise that waits for it


class Pauses(NamedTuple):
    """Stretches during which the clocks of some rows stand still, in any order; three arrays of one length.

    They may overlap, repeat and lie outside hours. One that ends before it starts counts nothing.
    """

    rows: NDArray[np.intp]  # which row of the question each belongs to
    starts: Seconds
    ends: Seconds  # NEVER: still paused


class Pieces(NamedTuple):
    """The union of each row's pauses, in open seconds, sorted by row and then by time."""

    rows: NDArray[np.intp]
    before: Seconds  # open seconds of the row that count before the piece begins
    lengths: Seconds  # 0 where an earlier pause covers it, or where all of it lies outside hours
    unended: NDArray[np.bool_]


def cut(rows: NDArray[np.intp], starts: Seconds, ends: Seconds, unended: NDArray[np.bool_]) -> Pieces:
    """Cut pauses, given in open seconds since each row's start, so that no second is in two of them.

    Counted in open seconds, a pause outside hours has no length, and closed time needs no thought. Rows are moved
    apart, beyond what any pause can reach, so that one running maximum over all of them tells how far the earlier
    pauses of the same row have come.
    """
    stride = np.maximum(starts, ends).max(initial=0) + 1
    order = np.argsort(rows * stride + starts, kind="stable")
    rows, starts, ends = rows[order], starts[order], ends[order]
    apart = rows * stride
    covered = np.maximum.accumulate(apart + ends)
    begins = np.maximum(apart + starts, np.append(0, covered)[:-1])
    lengths = np.maximum(apart + ends - begins, 0)
    paused = np.cumsum(lengths) - lengths
    paused -= paused[rows.searchsorted(rows)]  # by this row's own earlier pieces
    return Pieces(rows, begins - apart - paused, lengths, unended[order])
