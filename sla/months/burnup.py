"""Burn-up: what of a month's goal is due by each of its days, and which rate is still needed. Pure.

`target(d) = goal × working days 1..d ÷ working days in the month`. Where several versions share a month, each of its
days owes what the version in force on it promises: goal ÷ working days in the month, on working days.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate


def targets(goals: Sequence[Decimal | None], is_working: Sequence[bool]) -> list[Fraction]:
    """Return what is due by the end of each day. `goals` are those in force on each day, None for none.

    In a month without any working day all days count alike.
    """
    counts = list(is_working) if any(is_working) else [True] * len(is_working)
    working = sum(counts)
    return list(
        accumulate(
            Fraction(goal) / working if counted and goal is not None else Fraction(0)
            for goal, counted in zip(goals, counts, strict=True)
        )
    )


def needed(goal: Fraction, delivered: Decimal | int, working_days_left: int) -> Fraction | None:
    """Return how much a working day it takes to reach the goal; 0 when it is reached, None without a day left."""
    missing = goal - Fraction(delivered)
    if missing <= 0:
        return Fraction(0)
    return missing / working_days_left if working_days_left else None
