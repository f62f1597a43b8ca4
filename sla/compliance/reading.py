"""Reading the facts: counts added by the database, times collected here.

Facts say what the last sweep has written down. A clock that has become due since, a minute's worth while the sweep
runs, still stands there as running; it is looked up by the index of running clocks, and counts as missed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Sum

from sla.compliance.figures import COUNTS, Figures
from sla.compliance.slices import By, Key, monday_of
from sla.models import Clock, ClockFact

if TYPE_CHECKING:
    from leadgap.periods import Period
    from sla.querysets import ClockQuerySet

# Where a clock has what its fact has.
OF_CLOCKS: Mapping[str, str] = {
    "team": "team_id",
    "first_team": "hand_off__first_team_id",
    "answering_team": "hand_off__answering_team_id",
    "owner": "owner_id",
    "source": "hand_off__source_id",
    "week": "hand_off__day",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Clocks of one promise kind, scope and period; `within` keeps those of some teams, owners or sources."""

    kind: str
    scope: str
    period: Period
    within: Mapping[str, Collection[int]]

    def slices(self, by: By, now: datetime) -> dict[Key, Figures]:
        """Return the figures of each slice, with three queries."""
        facts, column = self._facts(), "day" if by is By.WEEK else by.value
        counts: defaultdict[Key, list[int]] = defaultdict(lambda: [0] * len(COUNTS))
        for key, *numbers in facts.values_list(column).annotate(*(Sum(name) for name in COUNTS)):
            counts[_key(key)] = [one + more for one, more in zip(counts[_key(key)], numbers, strict=True)]
        times: defaultdict[Key, list[bytes]] = defaultdict(list)
        for key, some in facts.exclude(responses=b"").values_list(column, "responses"):
            times[_key(key)].append(bytes(some))
        overdue = self._overdue(by, now)
        return {key: Figures.of(counts[key], times[key], overdue[key]) for key in {**counts, **overdue}}

    def weeks(self, now: datetime) -> dict[Key, Figures]:
        """Return the counts of each week without times, with two queries."""
        overdue = self._overdue(By.WEEK, now)
        counts: defaultdict[Key, list[int]] = defaultdict(lambda: [0] * len(COUNTS))
        for day, *numbers in self._facts().values_list("day").annotate(*(Sum(name) for name in COUNTS)):
            counts[_key(day)] = [one + more for one, more in zip(counts[_key(day)], numbers, strict=True)]
        return {key: Figures.of(counts[key], overdue=overdue[key]) for key in {**counts, **overdue}}

    def responses(self) -> bytes:
        """Return the times of all answered clocks among the met and missed, as facts keep them."""
        some = self._facts().exclude(responses=b"").values_list("responses", flat=True)
        return b"".join(bytes(each) for each in some)

    def clocks(self) -> ClockQuerySet:
        """Return the clocks behind the facts, as they are now."""
        within = {f"{OF_CLOCKS[name]}__in": keys for name, keys in self.within.items()}
        return Clock.objects.filter(
            promise__kind=self.kind, scope=self.scope, **self.period.days("hand_off__day"), **within
        ).order_by()

    def _facts(self) -> QuerySet[ClockFact]:
        within = {f"{name}__in": keys for name, keys in self.within.items()}
        return ClockFact.objects.filter(
            promise__kind=self.kind, scope=self.scope, **self.period.days(), **within
        ).order_by()

    def _overdue(self, by: By, now: datetime) -> Counter[Key]:
        found: Counter[Key] = Counter()
        for key, n in self.clocks().overdue(now).values_list(OF_CLOCKS[by]).annotate(Count("pk")):
            found[_key(key or 0)] += n
        return found


def _key(value: int | date) -> Key:
    """Return a slice's key: a week is named by its Monday."""
    return value if isinstance(value, int) else monday_of(value).isoformat()
