"""How long it took: quantiles from the times themselves, or from counts that add. Pure, over whole seconds.

Up to EXACT_UP_TO clocks quantiles are exact. Beyond, times are counted in buckets, each 2 % wider than the one
before, so that days and slices add; a quantile read from them is at most 1 % off.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log

import numpy as np
from numpy.typing import ArrayLike, NDArray

EXACT_UP_TO = 50_000
ERROR = 0.01
_GROWTH = (1 + ERROR) / (1 - ERROR)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """In seconds, None of nothing. `is_exact` is False when they were read from buckets and may be 1 % off."""

    n: int
    median: float | None
    p90: float | None
    p95: float | None
    is_exact: bool


def quantiles(seconds: ArrayLike) -> Quantiles:
    """From the times themselves, by linear interpolation."""
    values = np.asarray(seconds)
    if not values.size:
        return Quantiles(0, None, None, None, is_exact=True)
    median, p90, p95 = np.quantile(values, (0.5, 0.9, 0.95)).tolist()
    return Quantiles(values.size, median, p90, p95, is_exact=True)


def quantiles_of_counts(buckets: ArrayLike, counts: ArrayLike) -> Quantiles:
    """From bucket counts. A bucket may come several times: rows of many days and slices just follow one another."""
    order = np.argsort(buckets)
    times = seconds_of(np.asarray(buckets)[order])
    upto = np.asarray(counts, np.int64)[order].cumsum()
    n = int(upto[-1]) if upto.size else 0
    if not n:
        return Quantiles(0, None, None, None, is_exact=False)

    def at(share: float) -> float:
        place = (n - 1) * share
        ranks = floor(place), min(floor(place) + 1, n - 1)
        below, above = times[np.searchsorted(upto, ranks, side="right")].tolist()
        return float(below + (above - below) * (place - ranks[0]))

    return Quantiles(n, at(0.5), at(0.9), at(0.95), is_exact=False)


def bucket_of(seconds: ArrayLike) -> NDArray[np.int64]:
    """The bucket of each time: 0 for none at all, then 1, 2, 3 … with upper ends that grow by 2 %."""
    values = np.asarray(seconds, np.int64)
    if (values < 0).any():
        raise ValueError("a time is not below 0 seconds")
    # A time of 0 has no logarithm: it is measured as 1 and then put into its own bucket.
    return np.where(values == 0, 0, 1 + np.ceil(np.log(np.maximum(values, 1)) / log(_GROWTH)).astype(np.int64))


def seconds_of(buckets: ArrayLike) -> NDArray[np.float64]:
    """The time that stands for each bucket: at most 1 % from every time in it."""
    numbers = np.asarray(buckets, np.int64)
    return np.where(numbers == 0, 0.0, 2 / (1 + _GROWTH) * _GROWTH ** (numbers - 1.0))
