"""Many slices at once: what survives the correction for having looked at all of them, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

import numpy as np

from leadgap.rates import Interval

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


class Signal(NamedTuple):
    """An effect seen in one slice and period, and its p-value. A slice that allows no test has no signal."""

    effect: float
    p_value: float


def false_discovery(p_values: Sequence[float]) -> list[float]:
    """Benjamini–Hochberg: each p-value adjusted for having tested all of them, in the same order."""
    p = np.asarray(p_values, float)
    order = np.argsort(p)[::-1]
    stepped = p[order] * len(p) / np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(stepped)
    return [float(value) for value in adjusted]


def flagged(now: Mapping[Key, Signal], before: Mapping[Key, Signal], *, level: float = 0.05) -> frozenset[Key]:
    """The slices whose effect holds in both periods: corrected for false discovery in each, and of the same sign."""
    found_now, found_before = _found(now, level), _found(before, level)
    return frozenset(key for key, sign in found_now.items() if found_before.get(key) == sign)


def _found(signals: Mapping[Key, Signal], level: float) -> dict[Key, bool]:
    """The slices with an effect, and whether it is above 0."""
    adjusted = false_discovery([signal.p_value for signal in signals.values()])
    return {key: signals[key].effect > 0 for key, p_value in zip(signals, adjusted, strict=True) if p_value <= level}


def league(
    items: Iterable[Item], interval: Callable[[Item], Interval | None], *, claim: Literal["high", "low"] = "high"
) -> list[Item]:
    """The items by the bound that is against the claim, so that a small slice must earn its place.

    "These are the highest" sorts by the lower bound, "these are the lowest" by the upper. Items without an interval
    come last; equal ones keep their order.
    """

    def place(item: Item) -> tuple[bool, float]:
        found = interval(item)
        if found is None:
            return True, 0.0
        return False, -found.low if claim == "high" else found.high

    return sorted(items, key=place)
