"""What each side says on its own: its distribution, its mean, what it likes, what it left unrated. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feedback.matrix import Counts, RatingMatrix, Side
from feedback.statistics.scale import GAPS, SCALE, mean_rating
from leadgap.rates import SMALL_N, Rate, SmallN


@dataclass(frozen=True, slots=True)
class Ratings:
    """One side's ratings 1..5, paired or not, defaults apart.

    `coverage` is rated ÷ (rated or due for a rating); for Marketing, which owes no rating, rated ÷ all hand-offs.
    "Could not tell" is an answer but no rating: it lowers coverage and is shown beside it.
    """

    counts: tuple[int, ...]
    n: int
    label: str
    mean: float | None
    top_two: Rate
    three_or_less: Rate
    coverage: Rate
    could_not_tell: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sales' mean rating over all hand-offs if the unrated were all 1 (worst) or all 5 (best)."""

    worst: float
    best: float


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Ratings outside pairs, and Cliff's δ between them; None when a side has none."""

    marketing: int
    sales: int
    cliffs_delta: float | None


def ratings_of(matrix: RatingMatrix, side: Side, small_n: SmallN = SMALL_N) -> Ratings:
    counts = matrix.ratings(side)
    one, two, three, four, five = counts.tolist()
    n = one + two + three + four + five
    due = matrix.volume - (matrix.not_due if side == "sales" else 0)
    return Ratings(
        counts=(one, two, three, four, five),
        n=n,
        label=small_n.label(n),
        mean=mean_rating(counts),
        top_two=Rate.of(four + five, n, small_n),
        three_or_less=Rate.of(one + two + three, n, small_n),
        coverage=Rate.of(n, due, small_n),
        could_not_tell=matrix.could_not_tell(side),
    )


def bounds(matrix: RatingMatrix) -> Bounds | None:
    """None without a hand-off. An unrated hand-off could be anything, due or not."""
    if matrix.volume == 0:
        return None
    total = int(matrix.ratings("sales") @ SCALE)
    unrated = matrix.volume - matrix.rated("sales")
    return Bounds((total + unrated) / matrix.volume, (total + 5 * unrated) / matrix.volume)


def unpaired(matrix: RatingMatrix) -> Unpaired:
    marketing, sales = matrix.unpaired("marketing"), matrix.unpaired("sales")
    return Unpaired(int(marketing.sum()), int(sales.sum()), cliffs_delta(marketing, sales))


def cliffs_delta(marketing: Counts, sales: Counts) -> float | None:
    """P(M > S) − P(M < S) for a rating drawn from each side, whichever the hand-off; None when a side has none."""
    draws = int(marketing.sum()) * int(sales.sum())
    if draws == 0:
        return None
    balance = int((np.outer(marketing, sales) * np.sign(GAPS)).sum())
    return balance / draws
