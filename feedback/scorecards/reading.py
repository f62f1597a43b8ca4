"""What a scorecard needs of the facts, a few grouped queries for all slices at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet, Sum

from feedback.matrix import Cell, RatingMatrix
from feedback.models import ReasonFact
from feedback.scorecards.slices import By
from feedback.statistics import Cluster, Part
from leadgap.snapshots import one_snapshot

if TYPE_CHECKING:
    from feedback.models import RatingFact

CELL = ("marketing", "sales", "outcome", "basis")
SUMS = {"n": Sum("hand_offs"), "unsure": Sum("sales_unsure"), "due": Sum("rating_due")}


@dataclass(slots=True)
class SliceFacts:
    """One slice: its matrix, that of the hand-offs that got a fair shot, its pairs by rep, and its segments."""

    matrix: RatingMatrix = field(default_factory=RatingMatrix)
    fair: RatingMatrix = field(default_factory=RatingMatrix)
    clusters: dict[int, Cluster] = field(default_factory=dict)
    # By company size: won of closed, and the sum of Sales' ratings of those it rated.
    conversion: dict[str, Part] = field(default_factory=dict)
    ratings: dict[str, Part] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    # How many hand-offs Marketing rated on each basis; "late" where it did so after Sales.
    bases: Counter[str] = field(default_factory=Counter)


def read(facts: QuerySet[RatingFact], reasons: QuerySet[ReasonFact], by: By) -> Mapping[int, SliceFacts]:
    """Return the facts of every slice of a cut, by its key; 0 holds what has none. Three queries, whatever the size."""
    with one_snapshot():
        return _read(facts, reasons, by)


def _read(facts: QuerySet[RatingFact], reasons: QuerySet[ReasonFact], by: By) -> Mapping[int, SliceFacts]:
    slices: defaultdict[int, SliceFacts] = defaultdict(SliceFacts)
    cells: defaultdict[int, _Cells] = defaultdict(_Cells)
    fair: defaultdict[int, _Cells] = defaultdict(_Cells)
    # One reading of the facts for both matrices and the segments: a year of them may be a million.
    for key, is_fair, segment, marketing, sales, outcome, basis, n, unsure, due in (
        facts.values_list(by, "fair", "segment", *CELL).annotate(**SUMS).order_by()
    ):
        cell = Cell(marketing, sales, outcome, n, basis)
        cells[key].add(cell, unsure, due)
        if is_fair == "yes":
            fair[key].add(cell, unsure, due)
        if marketing:
            slices[key].bases[basis] += n
        _add_to_segment(slices[key], segment, sales, outcome, n)
    for key, counted in cells.items():
        slices[key].matrix, slices[key].fair = counted.matrix(), fair[key].matrix()
    for key, rep, pairs, gap_sum in _pairs_by_rep(facts, by):
        slices[key].clusters[rep] = Cluster(pairs, gap_sum)
    for key, reason, n in reasons.values_list(by, "reason").annotate(n=Sum("hand_offs")).order_by():
        slices[key].reasons[reason] = n
    return slices


def matrices(facts: QuerySet[RatingFact], by: By) -> dict[int, RatingMatrix]:
    """Return the rating matrix of every slice."""
    cells: defaultdict[int, _Cells] = defaultdict(_Cells)
    for key, marketing, sales, outcome, basis, n, unsure, due in (
        facts.values_list(by, *CELL).annotate(**SUMS).order_by()
    ):
        cells[key].add(Cell(marketing, sales, outcome, n, basis), unsure, due)
    return {key: counted.matrix() for key, counted in cells.items()}


def whole(facts: QuerySet[RatingFact]) -> tuple[RatingMatrix, list[Cluster]]:
    """Return the rating matrix of all facts, and the pairs of each rep."""
    cells = _Cells()
    with one_snapshot():
        for marketing, sales, outcome, basis, n, unsure, due in facts.values_list(*CELL).annotate(**SUMS).order_by():
            cells.add(Cell(marketing, sales, outcome, n, basis), unsure, due)
        clusters = [Cluster(pairs, gap_sum) for _, _, pairs, gap_sum in _pairs_by_rep(facts, By.OWNER)]
    return cells.matrix(), clusters


@dataclass(slots=True)
class _Cells:
    """The cells of a matrix while they are counted."""

    cells: list[Cell] = field(default_factory=list)
    unsure: int = 0
    not_due: int = 0

    def add(self, cell: Cell, unsure: int, due: int) -> None:
        self.cells.append(cell)
        self.unsure += unsure
        self.not_due += cell.n - due

    def matrix(self) -> RatingMatrix:
        return RatingMatrix.from_rows(self.cells, sales_could_not_tell=self.unsure, not_due=self.not_due)


def _pairs_by_rep(facts: QuerySet[RatingFact], by: By) -> QuerySet[RatingFact, tuple[int, int, int, int]]:
    paired = facts.filter(marketing__gt=0, sales__gt=0).exclude(basis__in=["default", "late"])
    by_rep = paired.values(by, rep=F("owner")).annotate(
        pairs=Sum("hand_offs"), gap_sum=Sum(F("hand_offs") * (F("marketing") - F("sales")))
    )
    return by_rep.order_by().values_list(by, "rep", "pairs", "gap_sum")


def _add_to_segment(facts: SliceFacts, segment: str, sales: int, outcome: str, n: int) -> None:
    if outcome != "open":
        won, closed = facts.conversion.get(segment, Part(0, 0))
        facts.conversion[segment] = Part(won + n * (outcome == "won"), closed + n)
    if sales:
        total, rated = facts.ratings.get(segment, Part(0, 0))
        facts.ratings[segment] = Part(total + n * sales, rated + n)
