"""The scale 1..5 as arrays, for sums over counts. Pure."""

import numpy as np

from feedback.matrix import Counts

SCALE = np.arange(1, 6)
# The gap of each cell of the pairs [Marketing's rating][Sales' rating].
GAPS = SCALE[:, None] - SCALE
SQUARES = GAPS**2


def mean_rating(counts: Counts) -> float | None:
    """The mean of ratings counted 1..5; None without any."""
    n = int(counts.sum())
    return int(counts @ SCALE) / n if n else None
