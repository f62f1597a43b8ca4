"""Whether there is a gap, and the sentence that says so. Pure.

Failing to find a gap is not finding that there is none: the second needs the 90 % interval inside the margin
(two one-sided tests at 5 %).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from feedback.statistics.intervals import needed_pairs, t_quantile
from leadgap.rates import Interval, SmallN

_TOO_FEW = "too few pairs to say"


class Finding(StrEnum):
    TOO_FEW = "too few"
    NO_GAP = "no gap"
    SMALL_GAP = "small gap"
    GAP = "gap"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the pairs say, and what qualifies it; an empty caveat when nothing does.

    `needed`: how many more pairs it takes to decide; None when it is decided.
    """

    finding: Finding
    claim: str
    caveat: str = ""
    needed: int | None = None

    @property
    def sentence(self) -> str:
        return f"{self.claim}: {self.caveat}" if self.caveat else self.claim


def judge(
    n: int, mean: float | None, at95: Interval | None, at90: Interval | None, *, margin: float, small_n: SmallN
) -> Verdict:
    """The verdict over n pairs; the intervals are None when all gaps are equal, and then the mean decides."""
    if margin <= 0:
        raise ValueError("the margin of the verdict must be above 0")
    if mean is None or n < small_n.too_few:
        needed = max(1, small_n.too_few - n)
        return Verdict(Finding.TOO_FEW, _TOO_FEW, f"at least {needed} more needed", needed)

    if at95 is None or at90 is None:
        is_apart, is_small = mean != 0, abs(mean) < margin
    else:
        is_apart, is_small = at95.excludes(0), at90.is_inside(margin)

    if is_small and is_apart:
        caveat = f"a real gap, but smaller than {margin:g}"
        return Verdict(Finding.SMALL_GAP, _who_by_how_much(mean, at95), caveat)
    if is_small:
        return Verdict(Finding.NO_GAP, "no gap worth speaking of")
    if is_apart or at95 is None:
        return Verdict(Finding.GAP, _who_by_how_much(mean, at95))
    needed = _more_needed(n, at95, margin)
    return Verdict(Finding.UNDECIDED, _TOO_FEW, f"about {needed} more needed", needed)


def _more_needed(n: int, at95: Interval, margin: float) -> int:
    """How many pairs are missing if the rest spread like these.

    The spread is read back from the interval that decided: where pairs of one rep resemble each other, each tells
    less than a pair on its own.
    """
    sd = (at95.high - at95.low) / 2 / t_quantile(0.975, n - 1) * sqrt(n)
    return max(1, needed_pairs(sd, margin) - n)


def _who_by_how_much(mean: float, at95: Interval | None) -> str:
    who = "Marketing" if mean > 0 else "Sales"
    if at95 is None:
        return f"{who} is more optimistic by {abs(mean):.1f} on every pair"
    near, far = sorted((abs(at95.low), abs(at95.high)))
    # One decimal reads best, but an interval that excludes 0 must not read as if it began there.
    digits = next((digits for digits in (1, 2) if round(near, digits)), 3)
    return f"{who} is more optimistic by {abs(mean):.{digits}f} ({near:.{digits}f}–{far:.{digits}f})"
