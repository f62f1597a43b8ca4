"""The gap: Marketing's rating − Sales' rating over pairs, with its intervals and its verdict. Pure.

Positive means that Marketing is more optimistic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple, Self

from feedback.matrix import Counts, RatingMatrix
from feedback.statistics.intervals import by_cluster, by_pair, widest
from feedback.statistics.scale import GAPS, SQUARES, mean_rating
from feedback.statistics.verdict import Verdict, judge
from leadgap.rates import SMALL_N, Interval, SmallN


class Cluster(NamedTuple):
    """One rep's pairs: how many, and the sum of their gaps. The pairs of unknown rep are one cluster."""

    pairs: int
    gap_sum: int

    @classmethod
    def of(cls, matrix: RatingMatrix) -> Self:
        pairs = matrix.pairs()
        return cls(int(pairs.sum()), int((pairs * GAPS).sum()))


@dataclass(frozen=True, slots=True)
class Gap:
    """Over n pairs. Means and dominance are None without a pair, spread and intervals below two.

    `interval` (95 %) and `interval90` are the wider of by pair and by rep, and decide the verdict; None when all
    gaps are equal. `p_value` is two-sided against a mean of 0 and belongs to `interval`. `by_pair` and `by_rep`
    are the two 95 % intervals; `by_rep` is None where the reps are not known or fewer than two.
    """

    n: int
    label: str
    marketing_mean: float | None
    sales_mean: float | None
    mean: float | None
    sd: float | None
    interval: Interval | None
    interval90: Interval | None
    p_value: float | None
    by_pair: Interval | None
    by_rep: Interval | None
    up: int
    equal: int
    down: int
    dominance: float | None
    verdict: Verdict


def gap(
    pairs: Counts,
    *,
    margin: float = 0.5,
    clusters: Sequence[Cluster] | None = None,
    small_n: SmallN = SMALL_N,
) -> Gap:
    """The gap over counts [marketing][sales]; `clusters`, where the reps are known, must add up to these pairs."""
    n, total, squares = int(pairs.sum()), int((pairs * GAPS).sum()), int((pairs * SQUARES).sum())
    if clusters is not None and (n, total) != (sum(c.pairs for c in clusters), sum(c.gap_sum for c in clusters)):
        raise ValueError("the reps' pairs do not add up to the pairs of the matrix")

    pairwise, repwise = by_pair(n, total, squares), by_cluster(clusters or ())
    at95, at90 = (widest((pairwise, repwise), level) for level in (0.95, 0.90))
    mean = total / n if n else None
    interval = at95.interval(0.95) if at95 else None
    interval90 = at90.interval(0.90) if at90 else None
    up, equal = int(pairs[GAPS > 0].sum()), int(pairs.trace())
    down = n - up - equal
    return Gap(
        n=n,
        label=small_n.label(n),
        marketing_mean=mean_rating(pairs.sum(axis=1)),
        sales_mean=mean_rating(pairs.sum(axis=0)),
        mean=mean,
        sd=sqrt((n * squares - total**2) / (n * (n - 1))) if n > 1 else None,
        interval=interval,
        interval90=interval90,
        p_value=at95.p_value() if at95 else None,
        by_pair=pairwise.interval(0.95) if pairwise else None,
        by_rep=repwise.interval(0.95) if repwise else None,
        up=up,
        equal=equal,
        down=down,
        dominance=(up - down) / n if n else None,
        verdict=judge(n, mean, interval, interval90, margin=margin, small_n=small_n),
    )
