"""Rates that carry their doubt with them: numerator, denominator, interval, label.

Pure: counts in, numbers out. Every room shows rates, so this lies left of all of them. Intervals are 95 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Self

# The customary two decimals, with which the known answers were made; the exact 1.95996… changes no digit of a page.
Z95 = 1.96
# As many as a cell needs to count as much as its parent.
WEIGHT = 20


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    def excludes(self, value: float) -> bool:
        return not self.low <= value <= self.high

    def is_inside(self, margin: float) -> bool:
        """Whether all of it is smaller than the margin, whatever the sign."""
        return -margin < self.low and self.high < margin


TOO_FEW = "too few to say"


@dataclass(frozen=True, slots=True)
class SmallN:
    """Below which n a number is not worth reading, and below which it is only a hint."""

    too_few: int = 10
    indicative: int = 30

    def label(self, n: int) -> str:
        """What to write beside a number that rests on n; nothing when n is large enough."""
        if n < self.too_few:
            return TOO_FEW
        return "indicative" if n < self.indicative else ""


SMALL_N = SmallN()


@dataclass(frozen=True, slots=True)
class Rate:
    """part ÷ whole with its Wilson interval; value, low and high are None when the whole is 0."""

    part: int
    whole: int
    value: float | None
    low: float | None
    high: float | None
    label: str

    @classmethod
    def of(cls, part: int, whole: int, small_n: SmallN = SMALL_N) -> Self:
        low, high = wilson(part, whole) or (None, None)
        return cls(part, whole, part / whole if whole else None, low, high, small_n.label(whole))

    @property
    def interval(self) -> Interval | None:
        return None if self.low is None or self.high is None else Interval(self.low, self.high)

    @property
    def cells(self) -> list[float | None]:
        """Return part, whole, share and the ends of its interval, as the files of all rooms write a rate."""
        return [self.part, self.whole, self.value, self.low, self.high]


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """The ends of Wilson's score interval of part ÷ whole; None without a denominator."""
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is not a share")
    if whole == 0:
        return None
    share = part / whole
    middle = share + Z95**2 / (2 * whole)
    reach = Z95 * sqrt(share * (1 - share) / whole + (Z95 / (2 * whole)) ** 2)
    shrink = 1 + Z95**2 / whole
    # At 0 and at all, one end is exact; rounding must not push it past what is possible.
    low = 0.0 if part == 0 else (middle - reach) / shrink
    high = 1.0 if part == whole else (middle + reach) / shrink
    return low, high


def shrunk_rate(part: int, whole: int, parent: float | None) -> float | None:
    """(part + 20·parent) ÷ (whole + 20): a small cell's rate, pulled towards its parent's.

    None when the parent has no rate, for then neither has the cell.
    """
    if parent is None:
        return None
    return (part + WEIGHT * parent) / (whole + WEIGHT)
