"""How long it took: exact quantiles of whole seconds. Pure (docs/adr/0009-exact-quantiles.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

# As whole numbers: 0.9 of a place is no number of the machine, and 80 658 s would be told as 80 657.99999999996.
_SHARES = ((1, 2), (9, 10), (19, 20))


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Of `n` times, in seconds, by linear interpolation; None of nothing."""

    n: int
    median: float | None
    p90: float | None
    p95: float | None


def quantiles(seconds: ArrayLike) -> Quantiles:
    """Return what `np.quantile` would, were its arithmetic exact. What lies elsewhere is not sorted."""
    times = np.asarray(seconds)
    if not times.size:
        return Quantiles(0, None, None, None)
    last = times.size - 1
    places = [divmod(part * last, of) for part, of in _SHARES]
    ordered = np.partition(times, sorted({min(place + step, last) for place, _ in places for step in (0, 1)}))
    found = (
        _between(ordered.item(place), ordered.item(min(place + 1, last)), rest, of)
        for (place, rest), (_, of) in zip(places, _SHARES, strict=True)
    )
    return Quantiles(times.size, *found)


def _between(low: int, high: int, rest: int, of: int) -> float:
    """Return what lies `rest` parts of `of` on the way from one neighbour to the next."""
    return float((low * of + (high - low) * rest) / of)
