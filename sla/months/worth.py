"""What a lead is worth: close rate × average first revenue. Pure.

The close rate of a small cell is pulled towards that of all: `(won + k·parent) ÷ (n + k)`, k = 20.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leadgap.rates import shrunk_rate


@dataclass(frozen=True, slots=True)
class Past:
    """How leads of one source ended: `ended` came to any end, `won` were won, and `paid` of these have a revenue."""

    ended: int
    won: int
    paid: int = 0
    revenue: float = 0.0  # of the paid ones together

    def __add__(self, other: Past) -> Past:
        return Past(
            self.ended + other.ended, self.won + other.won, self.paid + other.paid, self.revenue + other.revenue
        )


@dataclass(frozen=True, slots=True)
class Worth:
    """`amount` is None where no revenue is known at all; `average` is that of all where the source has none."""

    past: Past
    close_rate: float | None
    average: float | None

    @property
    def amount(self) -> float | None:
        return None if self.close_rate is None or self.average is None else self.close_rate * self.average


def worth_of(pasts: Mapping[int, Past]) -> dict[int | None, Worth]:
    """Return what a lead of each source is worth; under None that of all of them together, for every other source."""
    everything = _sum(pasts.values())
    parent = everything.won / everything.ended if everything.ended else None
    average = _average(everything)
    found: dict[int | None, Worth] = {None: Worth(everything, parent, average)}
    for source, past in pasts.items():
        own = _average(past)
        found[source] = Worth(past, shrunk_rate(past.won, past.ended, parent), average if own is None else own)
    return found


def _sum(pasts: Iterable[Past]) -> Past:
    total = Past(0, 0)
    for past in pasts:
        total += past
    return total


def _average(past: Past) -> float | None:
    return past.revenue / past.paid if past.paid else None
