"""The Simpson guard: two slices compared as they are, and as if both had the same mix of segments. Pure.

Works alike for rates (won of closed) and for means (sum of ratings of rated).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

# Smaller differences are rounding errors of a tie, and a tie has no sign to flip.
_TIE = 1e-12


class Part(NamedTuple):
    """One segment of a slice: won and closed, or the sum of the ratings and how many they are."""

    total: int
    n: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A line of the table; `weight` is its share of the common mix, 0 where only one slice has it."""

    name: Hashable
    weight: float
    first: Part
    second: Part


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both slices as they are, and standardised to the common mix; None where there is nothing to compare.

    `flips` when the one that is ahead as they are is behind at the same mix. The standardised figures leave out the
    segments that only one slice has.
    """

    first: float | None
    second: float | None
    first_standardised: float | None
    second_standardised: float | None
    flips: bool
    segments: tuple[Segment, ...]


def compare(first: Mapping[Hashable, Part], second: Mapping[Hashable, Part]) -> Comparison:
    """Two slices by segment. The common mix is that of both together, over the segments that both have."""
    names = [name for name in dict.fromkeys([*first, *second]) if _in(first, name).n or _in(second, name).n]
    common = {name for name in names if _in(first, name).n and _in(second, name).n}
    size = sum(_in(first, name).n + _in(second, name).n for name in common)
    segments = []
    for name in names:
        one, other = _in(first, name), _in(second, name)
        segments.append(Segment(name, (one.n + other.n) / size if name in common else 0.0, one, other))

    figures = (_as_is(first), _as_is(second))
    standardised = (
        _standardised((segment.weight, segment.first) for segment in segments if segment.weight),
        _standardised((segment.weight, segment.second) for segment in segments if segment.weight),
    )
    return Comparison(*figures, *standardised, _sign(*figures) * _sign(*standardised) < 0, tuple(segments))


def _in(slice_: Mapping[Hashable, Part], name: Hashable) -> Part:
    return slice_.get(name, Part(0, 0))


def _as_is(slice_: Mapping[Hashable, Part]) -> float | None:
    n = sum(part.n for part in slice_.values())
    return sum(part.total for part in slice_.values()) / n if n else None


def _standardised(parts: Iterable[tuple[float, Part]]) -> float | None:
    values = [weight * part.total / part.n for weight, part in parts]
    return fsum(values) if values else None


def _sign(first: float | None, second: float | None) -> int:
    if first is None or second is None or abs(first - second) < _TIE:
        return 0
    return 1 if first > second else -1
