"""What a scorecard needs of the facts, a few grouped queries for all slices at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet, Sum

from feedback.matrix import Cell, RatingMatrix
from feedback.models import ReasonFact
from feedback.scorecards.slices import By
from feedback.statistics import Cluster, Part

if TYPE_CHECKING:
    from feedback.models import RatingFact

CELL = ("marketing", "sales", "outcome", "basis")


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


def read(facts: QuerySet[RatingFact], reasons: QuerySet[ReasonFact], by: By) -> Mapping[int, SliceFacts]:
    """Return the facts of every slice of a cut, by its key; 0 holds what has none. Five queries, whatever the size."""
    slices: defaultdict[int, SliceFacts] = defaultdict(SliceFacts)
    for key, matrix in matrices(facts, by).items():
        slices[key].matrix = matrix
    for key, matrix in matrices(facts.filter(fair="yes"), by).items():
        slices[key].fair = matrix
    for key, rep, pairs, gap_sum in _pairs_by_rep(facts, by):
        slices[key].clusters[rep] = Cluster(pairs, gap_sum)
    for key, segment, sales, outcome, n in (
        facts.values_list(by, "segment", "sales", "outcome").annotate(n=Sum("hand_offs")).order_by()
    ):
        _add_to_segment(slices[key], segment, sales, outcome, n)
    for key, reason, n in reasons.values_list(by, "reason").annotate(n=Sum("hand_offs")).order_by():
        slices[key].reasons[reason] = n
    return slices


def matrices(facts: QuerySet[RatingFact], by: By) -> dict[int, RatingMatrix]:
    """Return the rating matrix of every slice."""
    cells: defaultdict[int, list[Cell]] = defaultdict(list)
    unsure: defaultdict[int, int] = defaultdict(int)
    not_due: defaultdict[int, int] = defaultdict(int)
    rows = facts.values_list(by, *CELL).annotate(n=Sum("hand_offs"), unsure=Sum("sales_unsure"), due=Sum("rating_due"))
    for key, marketing, sales, outcome, basis, n, could_not_tell, due in rows.order_by():
        cells[key].append(Cell(marketing, sales, outcome, n, basis))
        unsure[key] += could_not_tell
        not_due[key] += n - due
    return {
        key: RatingMatrix.from_rows(rows, sales_could_not_tell=unsure[key], not_due=not_due[key])
        for key, rows in cells.items()
    }


def bases(facts: QuerySet[RatingFact]) -> dict[str, int]:
    """Return how many hand-offs Marketing rated on each basis; "late" where it did so after Sales."""
    rated = facts.filter(marketing__gt=0).values_list("basis").annotate(n=Sum("hand_offs"))
    return dict(rated.order_by())


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
