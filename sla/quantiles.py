"""How long it took: exact quantiles of whole seconds. Pure (docs/adr/0009-exact-quantiles.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Of `n` times, in seconds, by linear interpolation; None of nothing."""

    n: int
    median: float | None
    p90: float | None
    p95: float | None


def quantiles(seconds: ArrayLike) -> Quantiles:
    values = np.asarray(seconds)
    if not values.size:
        return Quantiles(0, None, None, None)
    return Quantiles(values.size, *np.quantile(values, (0.5, 0.9, 0.95)).tolist())
