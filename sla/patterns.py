"""Patterns in clocks and calls, that deserve a question and prove nothing. Pure: no Django, no database.

They are told of all hand-offs together: there is no score and no ranking of people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from sla.calendars import NEVER
from sla.timelines.windows import Seconds

Flags = NDArray[np.bool_]

BURST, WITHIN = 5, 60  # first touches of one person, in seconds
NEAR, AT_LEAST = 0.05, 60  # of the target; in seconds that count
UNLIKELY = 0.01
SHORT, IN_A_ROW = 60, 5  # a call in seconds; calls of one person


@dataclass(frozen=True, slots=True)
class AroundDue:
    """How many clocks were stopped just before their due instant, and how many just after.

    Without a reason for the one rather than the other they would be about as many.
    """

    before: int
    after: int

    @property
    def is_uneven(self) -> bool:
        """Whether so many before are unlikely, were both as probable (one-sided sign test at 1 %)."""
        return self.before > self.after and bool(
            bdtrc(self.before - 1, self.before + self.after, 0.5) < UNLIKELY  # P(at least so many)
        )


def just_before(elapsed: Seconds, target: Seconds) -> Flags:
    """Return which clocks were stopped in the last twentieth of their time, or in its last minute."""
    left = target - elapsed
    stopped: Flags = (elapsed != NEVER) & (left >= 0) & (left < _near(target))
    return stopped


def around_due(elapsed: Seconds, target: Seconds) -> AroundDue:
    """Count stops just before due, and in a stretch as long just after. Times are seconds that count."""
    late = elapsed - target
    after = (elapsed != NEVER) & (late > 0) & (late <= _near(target))
    return AroundDue(int(just_before(elapsed, target).sum()), int(after.sum()))


def _near(target: Seconds) -> NDArray[np.float64]:
    near: NDArray[np.float64] = np.maximum(target * NEAR, AT_LEAST)
    return near


def in_bursts(person: Seconds, at: Seconds) -> Flags:
    """Return which touches are among at least BURST of the same person within WITHIN seconds. NEVER is in none."""
    order = np.lexsort((at, person))
    who, when = person[order], at[order]
    last = BURST - 1
    if who.size <= last:
        return np.zeros(who.size, np.bool_)
    begins = (who[last:] == who[:-last]) & (when[last:] < NEVER) & (when[last:] - when[:-last] <= WITHIN)
    steps = np.zeros(who.size + 1, np.int64)
    steps[: begins.size] += begins
    steps[BURST : BURST + begins.size] -= begins
    found = np.zeros(who.size, np.bool_)
    found[order] = steps[:-1].cumsum() > 0
    return found


def in_short_rows(person: Seconds, at: Seconds, length: Seconds) -> Flags:
    """Return which calls are among at least IN_A_ROW of the same person, one after the other, all under SHORT seconds.

    One short call is nothing: leads have no time, lines drop. Of the same instant, the shorter counts as the earlier.
    """
    order = np.lexsort((length, at, person))
    who, short = person[order], length[order] < SHORT
    begins = np.ones(who.size, np.bool_)
    begins[1:] = (who[1:] != who[:-1]) | (short[1:] != short[:-1])
    row = begins.cumsum() - 1
    found = np.zeros(who.size, np.bool_)
    found[order] = short & (np.bincount(row)[row] >= IN_A_ROW)
    return found
