"""How two ratings of the same hand-offs differ beyond their means: who is surprised, shape, agreement. Pure.

All of it is over pairs: counts [Marketing's rating 1..5][Sales' rating 1..5].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feedback.matrix import Counts
from feedback.statistics.scale import GAPS, SQUARES
from leadgap.rates import SMALL_N, Rate, SmallN

# Ratings as indexes into the counts: 1–2 are low, 4–5 high.
LOW, HIGH = slice(0, 2), slice(3, 5)
PREVALENT = 0.8


@dataclass(frozen=True, slots=True)
class Agreement:
    """`kappa` is None when a side is constant; with `is_lopsided` one rating of a side holds over 80 % of the
    pairs, and κ is low however well the sides agree.
    """

    within_one: Rate
    kappa: float | None
    is_lopsided: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """`w1` is how far apart the distributions are, `crossing` the part of it that the mean gap does not show."""

    w1: float | None
    crossing: float | None


def overrated(pairs: Counts, small_n: SmallN = SMALL_N) -> Rate:
    """Of the pairs that Marketing rated 4 or 5, those that Sales rated 1 or 2."""
    return Rate.of(int(pairs[HIGH, LOW].sum()), int(pairs[HIGH].sum()), small_n)


def underrated(pairs: Counts, small_n: SmallN = SMALL_N) -> Rate:
    """Of the pairs that Marketing rated 1 or 2, those that Sales rated 4 or 5."""
    return Rate.of(int(pairs[LOW, HIGH].sum()), int(pairs[LOW].sum()), small_n)


def agreement(pairs: Counts, small_n: SmallN = SMALL_N) -> Agreement:
    n = int(pairs.sum())
    within_one = int(pairs[np.abs(GAPS) <= 1].sum())
    largest = max(int(pairs.sum(axis=0).max()), int(pairs.sum(axis=1).max()))
    return Agreement(
        within_one=Rate.of(within_one, n, small_n), kappa=weighted_kappa(pairs), is_lopsided=largest > PREVALENT * n
    )


def weighted_kappa(pairs: Counts) -> float | None:
    """Cohen's κ with quadratic weights; None without pairs and when a side gave one rating only."""
    marketing, sales = pairs.sum(axis=1), pairs.sum(axis=0)
    if np.count_nonzero(marketing) < 2 or np.count_nonzero(sales) < 2:
        return None
    expected = int((np.outer(marketing, sales) * SQUARES).sum())
    return 1 - int(pairs.sum()) * int((pairs * SQUARES).sum()) / expected


def shape(pairs: Counts) -> Shape:
    """W₁ = Σ over the inner cuts of |CDF of Marketing − CDF of Sales|, and crossing = W₁ − |mean gap|."""
    n = int(pairs.sum())
    if n == 0:
        return Shape(None, None)
    # In integers over the common n: where the curves never cross, crossing is exactly 0.
    cuts = (pairs.sum(axis=1) - pairs.sum(axis=0)).cumsum()[:4]
    distance = int(np.abs(cuts).sum())
    return Shape(distance / n, (distance - abs(int(cuts.sum()))) / n)
