"""The scorecard: every number of one rating matrix, made in one place for page, CSV and API alike. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.matrix import RatingMatrix
from feedback.statistics.agreement import Agreement, Shape, agreement, overrated, shape, underrated
from feedback.statistics.gaps import Cluster, Gap, gap
from feedback.statistics.outcome import Conversion, Prediction, conversion, prediction
from feedback.statistics.sides import Bounds, Ratings, Unpaired, bounds, cliffs_delta, ratings_of, unpaired
from leadgap.rates import SMALL_N, Rate, SmallN


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What both sides say of one slice in one period.

    Over all hand-offs: volume, its outcomes, `bounds`. Over each side's own ratings: `marketing`, `sales`, and
    `cliffs_delta`, which compares them as if no hand-off were known to both. Over pairs: `gap`, `overrated`,
    `underrated`, `shape`, `agreement`, `prediction`. Over ratings outside pairs: `unpaired`. `defaults` are how
    often Marketing expected 1..5 by source or campaign; they enter nothing else.
    """

    volume: int
    open: int
    won: int
    lost: int
    marketing: Ratings
    sales: Ratings
    defaults: tuple[int, ...]
    gap: Gap
    overrated: Rate
    underrated: Rate
    shape: Shape
    cliffs_delta: float | None
    unpaired: Unpaired
    agreement: Agreement
    prediction: Prediction
    conversion: Conversion
    bounds: Bounds | None
    margin: float


def scorecard(
    matrix: RatingMatrix,
    *,
    margin: float = 0.5,
    clusters: Sequence[Cluster] | None = None,
    small_n: SmallN = SMALL_N,
) -> Scorecard:
    """All numbers of the matrix. `margin` is the gap worth speaking of; `clusters` are its pairs by rep."""
    pairs = matrix.pairs()
    return Scorecard(
        volume=matrix.volume,
        open=matrix.ended("open"),
        won=matrix.ended("won"),
        lost=matrix.ended("lost"),
        marketing=ratings_of(matrix, "marketing", small_n),
        sales=ratings_of(matrix, "sales", small_n),
        defaults=tuple(matrix.defaults().tolist()),
        gap=gap(pairs, margin=margin, clusters=clusters, small_n=small_n),
        overrated=overrated(pairs, small_n),
        underrated=underrated(pairs, small_n),
        shape=shape(pairs),
        cliffs_delta=cliffs_delta(matrix.ratings("marketing"), matrix.ratings("sales")),
        unpaired=unpaired(matrix),
        agreement=agreement(pairs, small_n),
        prediction=prediction(matrix, small_n),
        conversion=conversion(matrix, small_n),
        bounds=bounds(matrix),
        margin=margin,
    )
