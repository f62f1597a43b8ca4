"""Matrices to test with: from short notation, from the file of known answers, and any at all."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from feedback.matrix import OUTCOMES, PLANES, Cell, Counts, RatingMatrix
from feedback.statistics.gaps import Cluster

# STATISTICS: the pairs of the known answers, as Marketing's rating, Sales' rating : count.
KNOWN = "55:6 54:6 53:5 52:3 51:1 45:2 44:8 43:8 42:5 41:1 34:2 33:5 32:4 31:1 23:1 22:1 21:1"
EMPTY = RatingMatrix()


def cells(notation: str, outcome: str = "open", plane: str = "real") -> list[Cell]:
    """ "54:6 50:2" is six hand-offs rated 5 by Marketing and 4 by Sales, and two that Sales did not rate."""
    return [
        Cell(int(ratings[0]), int(ratings[1]), outcome, int(n), plane)
        for ratings, n in (word.split(":") for word in notation.split())
    ]


def matrix(notation: str, outcome: str = "open", plane: str = "real", **apart: int) -> RatingMatrix:
    return RatingMatrix.from_rows(cells(notation, outcome, plane), **apart)


def pairs(notation: str) -> Counts:
    return matrix(notation).pairs()


def spread(counts: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Counted pairs as two columns of ratings, one entry a pair: what the oracles read."""
    marketing, sales = np.indices((5, 5)) + 1
    return np.repeat(marketing.ravel(), counts.ravel()), np.repeat(sales.ravel(), counts.ravel())


def _is_possible(cell: tuple[str, str, int, int]) -> bool:
    plane, _, marketing, sales = cell
    return plane == "real" or (marketing > 0 and (sales > 0 or plane == "default"))


POSSIBLE = [cell for cell in product(PLANES, OUTCOMES, range(6), range(6)) if _is_possible(cell)]


@st.composite
def matrices(draw: st.DrawFn, *, largest: int = 30) -> RatingMatrix:
    """Any matrix: few cells or many, empty or full, with any number counted apart."""
    counted = draw(st.dictionaries(st.sampled_from(POSSIBLE), st.integers(0, largest), max_size=40))
    rows = [Cell(m, s, outcome, n, plane) for (plane, outcome, m, s), n in counted.items()]
    by_sales = sum(row.n for row in rows if row.sales == 0)
    by_marketing = sum(row.n for row in rows if row.marketing == 0)
    return RatingMatrix.from_rows(
        rows,
        marketing_could_not_tell=draw(st.integers(0, by_marketing)),
        sales_could_not_tell=draw(st.integers(0, by_sales)),
        not_due=draw(st.integers(0, by_sales)),
    )


@st.composite
def pair_counts(draw: st.DrawFn, *, largest: int = 20) -> Counts:
    """Any counts [Marketing 1..5][Sales 1..5], often with few cells: that is where denominators vanish."""
    counted = draw(
        st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, largest), max_size=25)
    )
    counts = np.zeros((5, 5), np.int64)
    for cell, n in counted.items():
        counts[cell] = n
    return counts


def reps(*notations: str) -> tuple[np.ndarray, list[Cluster]]:
    """The pairs of all reps together, and the clusters of each."""
    matrices = [matrix(notation) for notation in notations]
    return sum(matrices, matrix("")).pairs(), [Cluster.of(one) for one in matrices]
