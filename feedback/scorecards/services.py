"""Scorecards: what both sides say, by slice and period, for the eyes of one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from feedback.matrix import RatingMatrix
from feedback.models import RatingFact, ReasonFact
from feedback.scorecards.reading import SliceFacts, matrices, read, whole
from feedback.scorecards.slices import By, names_of
from feedback.statistics import Cluster, Comparison, Scorecard, Signal, compare, flagged, gap, league, scorecard
from leadgap.rates import Rate, SmallN
from leads.models import Reason

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period

# Comparing every slice with every other is for the largest ones.
COMPARED = 8


@dataclass(frozen=True, slots=True)
class Card:
    """The scorecard of one slice; `fair` is over the hand-offs for which Sales kept its first-response promise."""

    key: int
    name: str
    scorecard: Scorecard
    fair: Scorecard
    reasons: tuple[tuple[str, Rate], ...]
    # Whether its gap survives the correction for many slices, in this period and in the one before.
    is_flagged: bool = False


@dataclass(frozen=True, slots=True)
class Reversal:
    """Two slices whose order turns round when both have the same mix of company sizes."""

    first: str
    second: str
    measure: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class League:
    """All hand-offs in scope, the slices of one cut with the surest gap first, and the reversals among them."""

    by: By
    period: Period
    total: Card
    cards: tuple[Card, ...]
    reversals: tuple[Reversal, ...]
    # How many hand-offs Marketing rated on each basis.
    bases: Mapping[str, int]


def scorecards(
    user: User,
    *,
    by: By,
    period: Period,
    organisation: Organisation,
    only: dict[str, int] | None = None,
    is_flagged: bool = True,
) -> League:
    """Return the scorecards of every slice that this person may see. `only` keeps a slice of another cut.

    Unless `is_flagged`, the period before is not read, and no slice has its flag.
    """
    facts = RatingFact.objects.visible_to(user).filter(**(only or {}))
    reasons = ReasonFact.objects.visible_to(user).filter(**(only or {}), **period.days())
    slices = read(facts.filter(**period.days()), reasons, by)
    labels = dict(Reason.objects.values_list("key", "label"))
    card = _Maker(organisation, labels).card

    names = names_of(by, slices, user=user, organisation=organisation)
    before = period.before() if is_flagged else None
    earlier = matrices(facts.filter(**before.days()), by) if before else {}
    held = _held(slices, earlier, float(organisation.gap_margin))
    cards = [card(key, name, slices[key], key in held) for key, name in names.items() if name is not None]
    total = card(0, "All hand-offs", _sum(list(slices.values())), False)
    bases = sum((facts.bases for facts in slices.values()), Counter[str]())
    return League(by, period, total, tuple(_surest_first(cards)), tuple(_reversals(slices, names)), bases)


def total(*, period: Period, organisation: Organisation) -> Scorecard:
    """Return what both sides say of all hand-offs of the organisation; anybody who signed in may see it."""
    matrix, clusters = whole(RatingFact.objects.filter(**period.days()))
    return scorecard(
        matrix,
        margin=float(organisation.gap_margin),
        clusters=clusters,
        small_n=SmallN(organisation.few, organisation.indicative),
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    organisation: Organisation
    labels: dict[str, str]

    def card(self, key: int, name: str, facts: SliceFacts, is_flagged: bool) -> Card:
        small_n = SmallN(self.organisation.few, self.organisation.indicative)
        margin = float(self.organisation.gap_margin)
        made = scorecard(facts.matrix, margin=margin, clusters=list(facts.clusters.values()), small_n=small_n)
        fair = scorecard(facts.fair, margin=margin, small_n=small_n)
        counts = sorted(facts.reasons.items(), key=lambda reason: (-reason[1], reason[0]))
        rated = max(made.sales.n + made.sales.could_not_tell, *facts.reasons.values(), 0)
        reasons = tuple((self.labels.get(key, key), Rate.of(n, rated, small_n)) for key, n in counts)
        return Card(key, name, made, fair, reasons, is_flagged)


def _sum(slices: Sequence[SliceFacts]) -> SliceFacts:
    whole = SliceFacts()
    for part in slices:
        whole.matrix += part.matrix
        whole.fair += part.fair
        for rep, (pairs, gap_sum) in part.clusters.items():
            known = whole.clusters.get(rep, Cluster(0, 0))
            whole.clusters[rep] = Cluster(known.pairs + pairs, known.gap_sum + gap_sum)
        for reason, n in part.reasons.items():
            whole.reasons[reason] = whole.reasons.get(reason, 0) + n
    return whole


def _surest_first(cards: list[Card]) -> list[Card]:
    """By the bound that is against the claim "this one is overrated"; then what has no interval, by volume."""
    by_volume = sorted(cards, key=lambda card: (-card.scorecard.volume, card.name))
    return league(by_volume, lambda card: card.scorecard.gap.interval, claim="high")


def _held(now: Mapping[int, SliceFacts], before: Mapping[int, RatingMatrix], margin: float) -> frozenset[int]:
    """The slices whose gap was there in both periods, corrected for having looked at all of them."""
    return flagged(_signals({key: facts.matrix for key, facts in now.items()}, margin), _signals(before, margin))


def _signals(matrices: Mapping[int, RatingMatrix], margin: float) -> dict[int, Signal]:
    signals = {}
    for key, matrix in matrices.items():
        found = gap(matrix.pairs(), margin=margin)
        if found.mean is not None and found.p_value is not None:
            signals[key] = Signal(found.mean, found.p_value)
    return signals


def _reversals(slices: Mapping[int, SliceFacts], names: Mapping[int, str | None]) -> Iterator[Reversal]:
    known = [key for key, name in names.items() if name is not None]
    largest = sorted(known, key=lambda key: -slices[key].matrix.volume)[:COMPARED]
    for first, second in combinations(largest, 2):
        for measure in ("conversion", "ratings"):
            found = compare(getattr(slices[first], measure), getattr(slices[second], measure))
            if found.flips:
                yield Reversal(str(names[first]), str(names[second]), measure, found)
