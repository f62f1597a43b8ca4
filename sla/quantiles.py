"""How long it took: exact quantiles of whole seconds. Pure (docs/adr/0009-exact-quantiles.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_SHARES = (0.5, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Of `n` times, in seconds, by linear interpolation; None of nothing."""

    n: int
    median: float | None
    p90: float | None
    p95: float | None


def quantiles(seconds: ArrayLike) -> Quantiles:
    """Return the same as `np.quantile`, which selects what sorting whole numbers finds five times as fast."""
    ordered = np.sort(np.asarray(seconds))
    if not ordered.size:
        return Quantiles(0, None, None, None)
    return Quantiles(ordered.size, *(_at(share * (ordered.size - 1), ordered) for share in _SHARES))


def _at(place: float, ordered: NDArray[Any]) -> float:
    """Return the value at a place between two neighbours, reckoned from the nearer one as numpy does."""
    below = int(place)
    share = place - below
    low, high = ordered.item(below), ordered.item(min(below + 1, ordered.size - 1))
    return float(high - (high - low) * (1 - share) if share >= 0.5 else low + (high - low) * share)
