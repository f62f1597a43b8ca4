"""Whether hand-offs that were answered sooner were won more often. Pure: no Django, no database, no clock reads.

Sooner and later are compared source for source, for a quick team that gets the better source proves nothing. What
goes together need not be the cause even so: people may answer the better leads first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from leadgap.rates import SMALL_N, Z95, Interval, Rate, SmallN
from sla.calendars import NEVER
from sla.timelines.windows import Seconds

Flags = NDArray[np.bool_]

# How facts keep a closed hand-off: the seconds that counted until the act, NOT_DONE without it, and how it went.
CLOSED = np.dtype([("elapsed", "<u4"), ("is_met", "?"), ("is_won", "?"), ("is_waived", "?")])
NOT_DONE = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was answered later than `since` and not later than `until`, in seconds, and how much of it was won.

    None as `until`: however late. None as `since` too: not answered at all.
    """

    since: int | None
    until: int | None
    won: Rate


@dataclass(frozen=True, slots=True)
class Difference:
    """Share won in time less share won late, both of the same sources, with its 95 % interval."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class SpeedAndOutcome:
    """Closed hand-offs by how long they waited. `difference` is None when there are too few on a side to say."""

    stretches: Sequence[Stretch]
    in_time: Rate
    late: Rate
    difference: Difference | None

    @property
    def n(self) -> int:
        return self.in_time.whole + self.late.whole


def speed_and_outcome(
    elapsed: Seconds,
    *,
    in_time: Flags,
    won: Flags,
    source: Seconds,
    ends: Sequence[int],
    small_n: SmallN = SMALL_N,
) -> SpeedAndOutcome:
    """Compare closed hand-offs, a row each. `elapsed` is NEVER without an answer; `ends` cut it into stretches."""
    edges = [0, *ends, NEVER]
    place = np.searchsorted(edges[1:-1], elapsed, side="left")
    place[elapsed == NEVER] = len(edges) - 1
    names = [*zip([None, *ends], [*ends, None], strict=True), (None, None)]
    stretches = [
        Stretch(since, until, _share(won[place == at], small_n))
        for at, (since, until) in enumerate(names)
        if (place == at).any()
    ]
    sooner, later = _share(won[in_time], small_n), _share(won[~in_time], small_n)
    is_enough = min(sooner.whole, later.whole) >= small_n.too_few
    return SpeedAndOutcome(stretches, sooner, later, _difference(in_time, won, source) if is_enough else None)


def _share(won: Flags, small_n: SmallN) -> Rate:
    return Rate.of(int(won.sum()), won.size, small_n)


def _difference(in_time: Flags, won: Flags, source: Seconds) -> Difference | None:
    """Mantel and Haenszel's difference of shares over sources, with Sato's variance (Sato 1989).

    Holds for few large sources and for many small ones. None when no source has rows on both sides.
    """
    _, stratum = np.unique(source, return_inverse=True)

    def counted(rows: Flags) -> NDArray[np.float64]:
        return np.bincount(stratum, rows, minlength=int(stratum.max(initial=-1)) + 1).astype(float)

    n1, n0 = counted(in_time), counted(~in_time)
    won1, won0 = counted(in_time & won), counted(~in_time & won)
    both = (n1 > 0) & (n0 > 0)
    n1, n0, won1, won0 = n1[both], n0[both], won1[both], won0[both]
    n = n1 + n0
    weight = float((n1 * n0 / n).sum())
    if not weight:
        return None
    value = float(((won1 * n0 - won0 * n1) / n).sum()) / weight
    p = float(((n1**2 * won0 - n0**2 * won1 + n1 * n0 * (n0 - n1) / 2) / n**2).sum())
    q = float(((won1 * (n0 - won0) + won0 * (n1 - won1)) / (2 * n)).sum())
    reach = Z95 * sqrt(max(value * p + q, 0.0)) / weight
    return Difference(value, Interval(max(value - reach, -1.0), min(value + reach, 1.0)))
