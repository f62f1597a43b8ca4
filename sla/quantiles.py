"""How long it took: exact quantiles of whole seconds. Pure (docs/adr/0009-exact-quantiles.md)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

# As whole numbers: 0.9 of a place is no number of the machine, and 80 658 s would be told as 80 657.99999999996.
_SHARES = ((1, 2), (9, 10), (19, 20))
_FEW, _STEPS, _BLOCK = 10_000, 4096, 16_384


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Of `n` times, in seconds, by linear interpolation; None of nothing."""

    n: int
    median: float | None
    p90: float | None
    p95: float | None


def quantiles(seconds: ArrayLike) -> Quantiles:
    """Return what `np.quantile` would, were its arithmetic exact."""
    times = np.asarray(seconds)
    if not times.size:
        return Quantiles(0, None, None, None)
    last = times.size - 1
    places = [divmod(part * last, of) for part, of in _SHARES]
    at = _at(times, {min(place + step, last) for place, _ in places for step in (0, 1)})
    found = (
        _between(at[place], at[min(place + 1, last)], rest, of)
        for (place, rest), (_, of) in zip(places, _SHARES, strict=True)
    )
    return Quantiles(times.size, *found)


def _at(times: NDArray[Any], places: Collection[int]) -> dict[int, int]:
    """Return which times stand at these places, were all of them sorted."""
    if times.size <= _FEW:
        ordered = np.partition(times, sorted(places))
        return {place: ordered.item(place) for place in places}
    # Nothing is sorted but what lies in the same one of some thousand steps as a time that is asked for; in blocks, for
    # large arrays in between cost more than the arithmetic.
    low, high = times.min().item(), times.max().item()
    shift = max(0, (high - low).bit_length() - _STEPS.bit_length() + 1)
    blocks = [(block, (block - low) >> shift) for block in np.split(times, range(_BLOCK, times.size, _BLOCK))]
    ends = np.sum([np.bincount(steps, minlength=_STEPS) for _, steps in blocks], axis=0).cumsum()
    found: dict[int, int] = {}
    for step in {int(ends.searchsorted(place, side="right")) for place in places}:
        before, first = int(ends[step - 1]) if step else 0, low + (step << shift)
        # Many are the same: answered while the office was closed.
        after = before + sum(np.count_nonzero(block == first) for block, _ in blocks)
        theirs = [place for place in places if before <= place < ends[step]]
        found |= dict.fromkeys((place for place in theirs if place < after), first)
        if rest := [place for place in theirs if place >= after]:
            inside = np.concatenate([block[steps == step] for block, steps in blocks])
            ordered = np.partition(inside, sorted(place - before for place in rest))
            found |= {place: ordered.item(place - before) for place in rest}
    return found


def _between(low: int, high: int, rest: int, of: int) -> float:
    """Return what lies `rest` parts of `of` on the way from one neighbour to the next."""
    return float((low * of + (high - low) * rest) / of)
