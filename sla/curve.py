"""The curve: which share of hand-offs is answered within any time, fairly to those still waiting. Pure.

Kaplan and Meier's estimate: a hand-off without an answer counts as waiting as long as it has waited, and no longer.
Leaving it out, or counting it as never answered, would bend the curve the more the younger the hand-offs are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leadgap.rates import Z95

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """Share answered within a time, with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Steps: from each of `seconds` on, `share` is answered, with its interval (log-log, from Greenwood's variance).

    `n` hand-offs, of which `answered`; nothing is known beyond `until` seconds, the longest that anyone was watched.
    """

    n: int
    answered: int
    until: float | None
    seconds: Array
    share: Array
    low: Array
    high: Array

    def at(self, seconds: float) -> Point | None:
        """Answered within so many seconds; None beyond what was watched, unless all are answered by then."""
        if self.until is None or (seconds > self.until and self.answered < self.n):
            return None
        step = int(np.searchsorted(self.seconds, seconds, side="right")) - 1
        if step < 0:
            return Point(0.0, 0.0, 0.0)
        return Point(float(self.share[step]), float(self.low[step]), float(self.high[step]))

    def within(self, share: float) -> float | None:
        """Return the seconds within which this share is answered; None where it never is, as far as was watched."""
        # Shares come from a product of many factors: one that is reached must not fail by a rounding.
        step = int(np.searchsorted(self.share, share - 1e-9))
        return float(self.seconds[step]) if step < self.seconds.size else None


def curve(elapsed: ArrayLike, answered: ArrayLike) -> Curve:
    """From the business time until the answer, or until now where there is none yet."""
    times, entry = np.unique(np.asarray(elapsed, float), return_inverse=True)
    left = np.bincount(entry, minlength=times.size).astype(float)
    answers = np.bincount(entry, np.asarray(answered, bool), times.size).astype(float)
    waiting = left[::-1].cumsum()[::-1]  # those who leave at an instant were still waiting just before it

    steps = answers > 0
    answers_at, waiting_at = answers[steps], waiting[steps]
    unanswered: Array = np.cumprod(1 - answers_at / waiting_at, dtype=float)
    low, high = _interval(unanswered, answers_at, waiting_at)
    return Curve(
        n=int(left.sum()),
        answered=int(answers.sum()),
        until=float(times[-1]) if times.size else None,
        seconds=times[steps],
        share=1 - unanswered,
        low=low,
        high=high,
    )


def _interval(unanswered: Array, answers: Array, waiting: Array) -> tuple[Array, Array]:
    """Around 1 − unanswered. Where all are answered the variance says nothing: the low end stays where it was."""
    some = unanswered > 0
    left, answers, waiting = unanswered[some], answers[some], waiting[some]
    variance = np.cumsum(answers / (waiting * (waiting - answers)))
    spread = np.exp(Z95 * np.sqrt(variance) / np.log(left))  # below 1, for the logarithm is below 0
    low, high = 1 - left**spread, 1 - left ** (1 / spread)
    if some.all():
        return low, high
    return np.append(low, low[-1:] if low.size else 0.0), np.append(high, 1.0)
