"""Whose ratings predicted the outcome? Over closed (won or lost) hand-offs. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from feedback.matrix import Counts, RatingMatrix, Side
from feedback.statistics.agreement import HIGH, LOW
from leadgap.rates import SMALL_N, Z95, Interval, Rate, SmallN

Scores = NDArray[np.float64]
# Below this a variance is a rounding error, and its true value 0.
_ROUNDING = 1e-20


@dataclass(frozen=True, slots=True)
class Prediction:
    """Each side's AUC over the pairs that closed: the chance that a won hand-off was rated above a lost one.

    Both are None unless some were won and some lost. `lead` is Sales' AUC − Marketing's with its 95 % interval
    (None where it cannot be estimated); `better` is the side whose ratings predicted better, None while that is open.
    """

    n: int
    label: str
    marketing: float | None
    sales: float | None
    lead: float | None
    interval: Interval | None
    better: Side | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """Won ÷ (won + lost): of all, by each side's rating 1..5, and of the disagreements. `still_open` is of all."""

    all: Rate
    still_open: Rate
    by_marketing: tuple[Rate, ...]
    by_sales: tuple[Rate, ...]
    overrated: Rate
    underrated: Rate


def auc(won: Counts, lost: Counts) -> float | None:
    """Mann–Whitney from counts of ratings 1..5, ties half; None unless some were won and some lost."""
    wins, losses = int(won.sum()), int(lost.sum())
    if not wins or not losses:
        return None
    beaten = 2 * (lost.cumsum() - lost) + lost  # twice the lost hand-offs that each rating beats, ties once
    return int(won @ beaten) / (2 * wins * losses)


def prediction(matrix: RatingMatrix, small_n: SmallN = SMALL_N) -> Prediction:
    won, lost = matrix.pairs("won"), matrix.pairs("lost")
    n = int(won.sum() + lost.sum())
    label = small_n.label(n)
    marketing = auc(won.sum(axis=1), lost.sum(axis=1))
    sales = auc(won.sum(axis=0), lost.sum(axis=0))
    if marketing is None or sales is None:
        return Prediction(n, label, None, None, None, None, None)
    lead = sales - marketing
    error = _error_of_lead(won, lost, lead)
    interval = Interval(lead - Z95 * error, lead + Z95 * error) if error else None
    is_apart = interval.excludes(0) if interval else error == 0 and lead != 0
    better: Side | None = None
    if is_apart and n >= small_n.too_few:
        better = "sales" if lead > 0 else "marketing"
    return Prediction(n, label, marketing, sales, lead, interval, better)


def _error_of_lead(won: Counts, lost: Counts, lead: float) -> float | None:
    """DeLong's standard error of the difference of two AUCs over the same hand-offs.

    Each won hand-off beats a share of the lost ones by either side's rating, and each lost one is beaten by a share
    of the won ones. The AUCs are the means of these shares, so their difference varies as the shares do. 0 where the
    shares are all the same; None below two won or two lost.
    """
    variance = 0.0
    for cases, others, sign in ((won, lost, 1), (lost, won, -1)):
        n = int(cases.sum())
        if n < 2:
            return None
        leads = sign * (_shares_below(others.sum(axis=0)) - _shares_below(others.sum(axis=1))[:, None])
        variance += float((cases * (leads - lead) ** 2).sum()) / (n - 1) / n
    return sqrt(variance) if variance > _ROUNDING else 0.0


def _shares_below(counts: Counts) -> Scores:
    """For each rating 1..5 the share of the counted that is below it, ties half."""
    shares: Scores = (counts.cumsum() - counts / 2) / counts.sum()
    return shares


def conversion(matrix: RatingMatrix, small_n: SmallN = SMALL_N) -> Conversion:
    won, lost = matrix.ended("won"), matrix.ended("lost")
    won_pairs, lost_pairs = matrix.pairs("won"), matrix.pairs("lost")

    def rate(wins: int, losses: int) -> Rate:
        return Rate.of(wins, wins + losses, small_n)

    def by_rating(side: Side) -> tuple[Rate, ...]:
        wins, losses = matrix.ratings(side, "won").tolist(), matrix.ratings(side, "lost").tolist()
        return tuple(map(rate, wins, losses))

    return Conversion(
        all=rate(won, lost),
        still_open=Rate.of(matrix.ended("open"), matrix.volume, small_n),
        by_marketing=by_rating("marketing"),
        by_sales=by_rating("sales"),
        overrated=rate(int(won_pairs[HIGH, LOW].sum()), int(lost_pairs[HIGH, LOW].sum())),
        underrated=rate(int(won_pairs[LOW, HIGH].sum()), int(lost_pairs[LOW, HIGH].sum())),
    )
