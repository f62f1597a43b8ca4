"""Is a rep strict, or were the rep's leads poor? Pure: (rep, source) facts in, severities out.

A rep whose leads come from poor sources rates low without being strict, so a rep is compared with what everybody
gave to the same mix of sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

PULL = 20


class Rated(NamedTuple):
    """Sales' ratings by one rep of one source: how many, and their sum."""

    rep: Hashable
    source: Hashable
    n: int
    total: int


@dataclass(frozen=True, slots=True)
class Severity:
    """`value` = (mean − expected) · n ÷ (n + 20), in points: below 0 is stricter than the others, above 0 milder."""

    n: int
    mean: float
    expected: float
    value: float


def severities(facts: Iterable[Rated]) -> dict[Hashable, Severity]:
    """The severity of each rep who rated at all."""
    known = [fact for fact in facts if fact.n]
    means = _means((fact.source, fact.n, fact.total) for fact in known)
    by_rep: defaultdict[Hashable, list[Rated]] = defaultdict(list)
    for fact in known:
        by_rep[fact.rep].append(fact)
    return {rep: _severity(own, means) for rep, own in by_rep.items()}


def _severity(own: list[Rated], means: Mapping[Hashable, float]) -> Severity:
    n = sum(fact.n for fact in own)
    mean = sum(fact.total for fact in own) / n
    expected = sum(fact.n * means[fact.source] for fact in own) / n
    return Severity(n, mean, expected, (mean - expected) * n / (n + PULL))


def adjusted_means(facts: Iterable[Rated]) -> dict[Hashable, float]:
    """Sales' mean rating of each source as if every rep were equally strict ("adjusted for rater")."""
    known = [fact for fact in facts if fact.n]
    strictness = severities(known)
    return _means((fact.source, fact.n, fact.total - fact.n * strictness[fact.rep].value) for fact in known)


def _means(parts: Iterable[tuple[Hashable, int, float]]) -> dict[Hashable, float]:
    counts: defaultdict[Hashable, int] = defaultdict(int)
    totals: defaultdict[Hashable, float] = defaultdict(float)
    for key, n, total in parts:
        counts[key] += n
        totals[key] += total
    return {key: totals[key] / n for key, n in counts.items()}
