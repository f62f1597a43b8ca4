"""The rating matrix: how many hand-offs had which two ratings, and how they ended.

Pure and immutable. Matrices of days and slices add, and every number of a scorecard is a function of one of them.

A matrix holds three planes, because not every rating by Marketing may stand against Sales':

- *real*: given for the hand-off (individual or score band), before Sales' or undated; also every hand-off that
  Marketing did not rate. Only this plane makes pairs.
- *default*: taken from the source or campaign. An expectation: shown, never paired.
- *late*: dated after Sales' rating. A rating of its side, but never paired.

Each plane counts [outcome][Marketing's rating 0..5][Sales' rating 0..5], 0 = not rated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod
from typing import Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Side = Literal["marketing", "sales"]

PLANES = ("real", "default", "late")
OUTCOMES = ("open", "won", "lost")
SHAPE = (len(PLANES), len(OUTCOMES), 6, 6)
REAL, DEFAULT, LATE = range(3)


# The basis of Marketing's rating, as facts say it, or the plane's own name.
_PLANE = {"": REAL, "real": REAL, "individual": REAL, "score_band": REAL, "default": DEFAULT, "late": LATE}


class Cell(NamedTuple):
    """So many hand-offs with these ratings (0 = not rated) and this outcome."""

    marketing: int
    sales: int
    outcome: str
    n: int
    plane: str = "real"


# A hand-off that Marketing did not rate is on the plane "real", and late is only what comes after Sales' rating.
_IMPOSSIBLE = np.zeros(SHAPE, bool)
_IMPOSSIBLE[DEFAULT:, :, 0] = True
_IMPOSSIBLE[LATE, :, :, 0] = True


def _no_counts() -> Counts:
    return np.zeros(SHAPE, np.int64)


def _position(plane: int, outcome: int, marketing: int, sales: int) -> int:
    """Of a cell in the flat counts."""
    return ((plane * len(OUTCOMES) + outcome) * 6 + marketing) * 6 + sales


@dataclass(frozen=True, slots=True, eq=False)
class RatingMatrix:
    """Counts [plane][outcome][marketing][sales], and what is counted apart from them.

    "Could not tell" is an answer without a rating: its hand-off is not rated (0) in the counts and is also counted
    here, by side. `not_due` are the hand-offs without an answer by Sales that owe none yet.
    """

    counts: Counts = field(default_factory=_no_counts)
    marketing_could_not_tell: int = 0
    sales_could_not_tell: int = 0
    not_due: int = 0

    def __post_init__(self) -> None:
        counts = np.array(self.counts, np.int64)
        if counts.shape != SHAPE:
            raise ValueError(f"a rating matrix has the shape {SHAPE}, not {counts.shape}")
        if counts.min() < 0 or min(self._apart) < 0:
            raise ValueError("a rating matrix counts hand-offs: no count is below 0")
        if counts[_IMPOSSIBLE].any():
            raise ValueError("a rating by default or late, where there is no rating or none to be later than")
        if any(self._apart):
            self._check_apart(counts)
        counts.flags.writeable = False
        object.__setattr__(self, "counts", counts)

    def _check_apart(self, counts: Counts) -> None:
        if max(self.sales_could_not_tell, self.not_due) > counts[..., 0].sum():
            raise ValueError("what Sales could not tell, or does not owe yet, is not rated by it")
        if self.marketing_could_not_tell > counts[REAL, :, 0].sum():
            raise ValueError("what Marketing could not tell is not rated by it")

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Cell | tuple[int, int, str, int] | tuple[int, int, str, int, str]],
        *,
        marketing_could_not_tell: int = 0,
        sales_could_not_tell: int = 0,
        not_due: int = 0,
    ) -> Self:
        """From (marketing, sales, outcome, n[, plane or basis]); rows of the same cell add up."""
        counts = [0] * prod(SHAPE)  # a list: a league adds up tens of thousands of rows, one at a time
        for row in rows:
            marketing, sales, outcome, n, plane = Cell(*row)
            if outcome not in OUTCOMES or plane not in _PLANE or not (0 <= marketing <= 5 and 0 <= sales <= 5):
                raise ValueError(f"no such cell in a rating matrix: {row}")
            counts[_position(_PLANE[plane], OUTCOMES.index(outcome), marketing, sales)] += n
        return cls(np.reshape(counts, SHAPE), marketing_could_not_tell, sales_could_not_tell, not_due)

    @property
    def _apart(self) -> tuple[int, int, int]:
        return self.marketing_could_not_tell, self.sales_could_not_tell, self.not_due

    def __add__(self, other: RatingMatrix) -> RatingMatrix:
        apart = (mine + theirs for mine, theirs in zip(self._apart, other._apart, strict=True))
        return RatingMatrix(self.counts + other.counts, *apart)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RatingMatrix):
            return NotImplemented
        return self._apart == other._apart and np.array_equal(self.counts, other.counts)

    @property
    def volume(self) -> int:
        """All hand-offs, rated or not."""
        return int(self.counts.sum())

    def ended(self, outcome: str) -> int:
        """Hand-offs that are open, won or lost."""
        return int(self._ended(outcome).sum())

    def _ended(self, outcome: str | None) -> Counts:
        return self.counts if outcome is None else self.counts[:, OUTCOMES.index(outcome), None]

    def pairs(self, outcome: str | None = None) -> Counts:
        """[Marketing's rating 1..5][Sales' rating 1..5] of hand-offs with a real rating by both."""
        counts: Counts = self._ended(outcome)[REAL, :, 1:, 1:].sum(axis=0)
        return counts

    def ratings(self, side: Side, outcome: str | None = None) -> Counts:
        """How often a side gave 1, 2, 3, 4, 5: in or out of pairs, but no defaults."""
        ended = self._ended(outcome)
        counts: Counts = (
            ended[..., 1:].sum(axis=(0, 1, 2)) if side == "sales" else ended[[REAL, LATE], :, 1:].sum(axis=(0, 1, 3))
        )
        return counts

    def defaults(self) -> Counts:
        """How often Marketing expected 1, 2, 3, 4, 5 by source or campaign."""
        counts: Counts = self.counts[DEFAULT, :, 1:].sum(axis=(0, 2))
        return counts

    def unpaired(self, side: Side) -> Counts:
        """How often a side gave 1..5 where no real rating of the other side stands against it."""
        paired: Counts = self.pairs().sum(axis=0 if side == "sales" else 1)
        return self.ratings(side) - paired

    def rated(self, side: Side) -> int:
        """Hand-offs with a rating by the side, defaults apart."""
        return int(self.ratings(side).sum())

    def could_not_tell(self, side: Side) -> int:
        return self.sales_could_not_tell if side == "sales" else self.marketing_could_not_tell
