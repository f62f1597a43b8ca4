"""What Marketing handed over, and what that says of its promises. Pure: counts in, rates and verdicts out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Self

from leadgap.rates import SMALL_N, Rate, SmallN

MET, MISSED, RUNNING = "met", "missed", "running"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Counts of hand-offs from Marketing's sources; all but the first are of qualified leads. Days and sources add."""

    handed_over: int = 0
    qualified: int = 0
    complete: int = 0
    accepted: int = 0
    rejected: int = 0
    past_due: int = 0  # never decided on: closed without, or past the promise
    undecided: int = 0
    fair_accepted: int = 0
    fair_rejected: int = 0
    value: Decimal = Decimal(0)
    accepted_value: Decimal = Decimal(0)

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    @classmethod
    def total(cls, parts: Iterable[Self]) -> Self:
        found = cls()
        for part in parts:
            found += part
        return found

    def accepted_share(self, small_n: SmallN = SMALL_N) -> Rate:
        """Accepted ÷ (accepted + rejected)."""
        return Rate.of(self.accepted, self.accepted + self.rejected, small_n)

    def fair_share(self, small_n: SmallN = SMALL_N) -> Rate:
        """The same over the hand-offs for which Sales kept its first-response promise."""
        return Rate.of(self.fair_accepted, self.fair_accepted + self.fair_rejected, small_n)

    def completeness(self, small_n: SmallN = SMALL_N) -> Rate:
        """Everything that was named is known ÷ qualified."""
        return Rate.of(self.complete, self.qualified, small_n)

    def adherence(self, small_n: SmallN = SMALL_N) -> Rate:
        """Qualified ÷ handed over: how far Marketing keeps to the definition."""
        return Rate.of(self.qualified, self.handed_over, small_n)


NAMES = tuple(field.name for field in fields(Delivered))


def of_amount(delivered: Decimal | int, goal: Decimal, *, is_over: bool) -> str:
    """Return the verdict on a number of leads or a value: met as soon as it is reached."""
    if delivered >= goal:
        return MET
    return MISSED if is_over else RUNNING


def of_share(part: int, whole: int, goal: Decimal, *, is_over: bool, open_: int = 0) -> str:
    """Return the verdict on a share: running while what is still open could turn it; "" where there is nothing.

    `open_` may still come to the whole, and to the part or not.
    """
    if not is_over:
        return RUNNING
    if not whole + open_:
        return ""
    if part >= goal * (whole + open_):
        return MET
    return MISSED if part + open_ < goal * (whole + open_) else RUNNING
