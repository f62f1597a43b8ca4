"""Counting how many steps a key has passed: `numpy.searchsorted`, quicker for many keys. Pure: no Django.

A binary search mispredicts at every turn when keys come in any order. Steps of opening hours stand on quarters of an
hour, so a table of equal cells knows the count of each cell, and one division answers.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Counts = NDArray[np.intp]

MOST_CELLS = 1 << 18  # 2 MB of counts: stays in the second-level cache of any machine of the last ten years
WORTH_A_TABLE = 8192  # keys; below, building the table costs more than it saves


class Ladder:
    """Sorted distinct integers, and for any key how many of them are not above it."""

    def __init__(self, steps: Integers) -> None:
        self.steps = steps

    def count(self, keys: Integers) -> Counts:
        """Return `searchsorted(steps, keys, side="right")`."""
        if keys.size < WORTH_A_TABLE or self.steps.size < 2:
            return self.steps.searchsorted(keys, side="right")
        origin, width, counts, rounds = self._table
        found = counts.take((keys - origin) // width, mode="clip")
        for _ in range(rounds):  # none when every step begins a cell
            found += self._with_end.take(found) <= keys
        return found

    @cached_property
    def _table(self) -> tuple[np.int64, np.int64, Counts, int]:
        """Return where the cells begin, their width, the count at the beginning of each, and the most steps inside one.

        The cell before the first step and the one from the last step on answer for every key outside.
        """
        steps = self.steps
        width = max(np.gcd.reduce(np.diff(steps)), (steps[-1] - steps[0]) // MOST_CELLS + 1)
        begins = np.arange(steps[0] - width, steps[-1] + width, width)
        counts = steps.searchsorted(begins, side="right")
        inside = steps.searchsorted(begins[1:], side="left") - counts[:-1]
        return begins[0], width, counts, int(inside.max())

    @cached_property
    def _with_end(self) -> Integers:
        return np.append(self.steps, np.iinfo(np.int64).max)
