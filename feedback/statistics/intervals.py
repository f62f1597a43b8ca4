"""How sure a mean is: Student's t over pairs, the same clustered by rep, and how many pairs would settle it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist

from leadgap.rates import Interval

# Both one-sided errors at once: 2.5 % for "excludes 0" and 5 % for "inside the margin".
_Z_SUM = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.95)


@lru_cache(maxsize=8192)
def t_quantile(probability: float, df: int) -> float:
    from scipy.special import stdtrit  # lazily: a worker that shows no gap need not hold SciPy

    return float(stdtrit(df, probability))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, its standard error (never 0) and its degrees of freedom."""

    mean: float
    error: float
    df: int

    def reach(self, level: float) -> float:
        """Half the width of the interval."""
        return t_quantile((1 + level) / 2, self.df) * self.error

    def interval(self, level: float) -> Interval:
        reach = self.reach(level)
        return Interval(self.mean - reach, self.mean + reach)

    def p_value(self) -> float:
        """Two-sided, against a mean of 0."""
        from scipy.special import stdtr

        return 2 * float(stdtr(self.df, -abs(self.mean / self.error)))


def widest(estimates: Iterable[Estimate | None], level: float) -> Estimate | None:
    """Of estimates of the same mean, the one that claims least; None when there is none."""
    return max(filter(None, estimates), key=lambda estimate: estimate.reach(level), default=None)


def by_pair(n: int, total: int, squares: int) -> Estimate | None:
    """From the sum of the gaps and of their squares; None below two pairs and when all gaps are equal."""
    spread = n * squares - total * total  # in integers, so that "all equal" is exactly 0
    if n < 2 or spread == 0:
        return None
    return Estimate(total / n, sqrt(spread / (n - 1)) / n, n - 1)


def by_cluster(clusters: Iterable[tuple[int, int]]) -> Estimate | None:
    """The mean of all pairs when pairs of one rep resemble each other; clusters are (pairs, sum of their gaps).

    None below two reps with pairs and when all reps have the same mean: then there is nothing to estimate from.
    """
    known = [(pairs, total) for pairs, total in clusters if pairs]
    n, total = sum(pairs for pairs, _ in known), sum(total for _, total in known)
    spread = sum((n * part - pairs * total) ** 2 for pairs, part in known)
    groups = len(known)
    if groups < 2 or spread == 0:
        return None
    return Estimate(total / n, sqrt(groups / (groups - 1) * spread) / n**2, groups - 1)


def needed_pairs(sd: float, margin: float) -> int:
    """Smallest N whose intervals are sure to settle the verdict: (t₀.₉₇₅ + t₀.₉₅)(N−1) · sd ÷ √N ≤ margin.

    With that many pairs the 95 % interval excludes 0 or the 90 % interval lies inside ±margin.
    """
    n = max(2, int((_Z_SUM * sd / margin) ** 2))  # t is never below z, so no smaller N can do
    while (t_quantile(0.975, n - 1) + t_quantile(0.95, n - 1)) * sd > margin * sqrt(n):
        n += 1
    return n
