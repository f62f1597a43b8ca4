"""Is it the leads, or is it the rater? How strict each rep rates, and what both sides would say without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Sum

from feedback.matrix import RatingMatrix
from feedback.models import RatingFact
from feedback.scorecards.reading import matrices
from feedback.scorecards.slices import By, names_of
from feedback.statistics import Cluster, Rated, Severity, adjusted_means, gap, severities
from leadgap.rates import SmallN

if TYPE_CHECKING:
    from feedback.statistics.gaps import Gap
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period


@dataclass(frozen=True, slots=True)
class Rater:
    """One rep: how strict, and the gap of all the others. `label` says how far the number of ratings carries."""

    key: int
    name: str
    severity: Severity
    label: str
    without: Gap


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Sales' mean rating of one source, as it is and as if every rep were equally strict."""

    name: str
    n: int
    mean: float
    adjusted: float


@dataclass(frozen=True, slots=True)
class Raters:
    """The reps that rated, strictest first, and the sources that they rated. `gap` is that of all of them."""

    gap: Gap
    rows: list[Rater]
    sources: list[Adjusted]


def raters(user: User, *, period: Period, organisation: Organisation, only: Mapping[str, Any] | None = None) -> Raters:
    """Return the raters among the hand-offs that this person may see. Reps not shown apart have no row."""
    facts = RatingFact.objects.visible_to(user).filter(**period.days(), **(only or {}))
    summed = (
        facts.filter(sales__gt=0)
        .values_list("owner", "source")
        .annotate(n=Sum("hand_offs"), total=Sum(F("hand_offs") * F("sales")))
    )
    rated = [Rated(*row) for row in summed.order_by()]
    strictness = severities(rated)
    by_rep = matrices(facts, By.OWNER)
    names = names_of(By.OWNER, [int(str(rep)) for rep in strictness], user=user, organisation=organisation)
    small_n, margin = SmallN(organisation.few, organisation.indicative), float(organisation.gap_margin)

    def gap_of(parts: Sequence[RatingMatrix]) -> Gap:
        whole = sum(parts, RatingMatrix())
        return gap(whole.pairs(), margin=margin, clusters=[Cluster.of(part) for part in parts], small_n=small_n)

    rows = []
    for key, severity in strictness.items():
        rep = int(str(key))
        if (name := names.get(rep)) is not None:
            others = [matrix for other, matrix in by_rep.items() if other != rep]
            rows.append(Rater(rep, name, severity, small_n.label(severity.n), gap_of(others)))
    return Raters(
        gap_of(list(by_rep.values())),
        sorted(rows, key=lambda row: (row.severity.value, row.name)),
        _sources(rated, user, organisation),
    )


def _sources(rated: Sequence[Rated], user: User, organisation: Organisation) -> list[Adjusted]:
    adjusted = adjusted_means(rated)
    names = names_of(By.SOURCE, [int(str(key)) for key in adjusted], user=user, organisation=organisation)
    found = []
    for key, mean in adjusted.items():
        own = [each for each in rated if each.source == key]
        n = sum(each.n for each in own)
        found.append(Adjusted(names.get(int(str(key))) or "", n, sum(each.total for each in own) / n, mean))
    return sorted(found, key=lambda source: (-source.n, source.name))
