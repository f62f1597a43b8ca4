"""What the clocks of a slice add up to. Pure: counts in, rates out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

import numpy as np

from leadgap.rates import SMALL_N, Rate, SmallN
from leadgap.ui.formats import DAY
from sla.compliance.units import Unit
from sla.quantiles import Quantiles, quantiles

COUNTS = (
    *("met", "missed", "running", "ended", "no_data", "unanswered"),
    *("met_self_reported", "missed_self_reported", "met_waived", "missed_waived"),
)

# How facts keep the times of clocks; the longest is 136 years.
SECONDS = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class Times:
    """Bytes of seconds: how long the answered among the met and missed took, and how late the missed are."""

    responses: bytes = b""
    lates: bytes = b""

    @classmethod
    def total(cls, parts: Iterable[Self]) -> Self:
        parts = list(parts)
        return cls(b"".join(part.responses for part in parts), b"".join(part.lates for part in parts))


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of clocks by verdict and their times: apart for those that count working time and those that count real
    time, which no median may mix.

    Slices and days add. `by_promise` are the decided clocks by the key of the promise that judged them, 0 for a promise
    of which none is decided.
    """

    met: int = 0
    missed: int = 0
    running: int = 0
    ended: int = 0
    no_data: int = 0
    unanswered: int = 0  # of the missed: without the promised act so far
    met_self_reported: int = 0
    missed_self_reported: int = 0
    met_waived: int = 0
    missed_waived: int = 0
    working: Times = Times()
    real: Times = Times()
    soon: int = 0  # of the running: due soon
    by_promise: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        counts: Iterable[int | None],
        working: Times,
        real: Times,
        overdue: int = 0,
        overdue_waived: int = 0,
        soon: int = 0,
        by_promise: Mapping[int, int] | None = None,
    ) -> Self:
        """Return figures from the counts in the order of COUNTS, None for 0, and the times.

        `overdue` clocks are written down as running though they are past due: they count as missed, unanswered.
        `overdue_waived` of them are waived. `soon` are due soon, and running all the same.
        """
        named: dict[str, Any] = {name: count or 0 for name, count in zip(COUNTS, counts, strict=True)}
        named["missed"] += overdue
        named["unanswered"] += overdue
        named["missed_waived"] += overdue_waived
        named["running"] = max(0, named["running"] - overdue)
        return cls(
            **named,
            working=working,
            real=real,
            soon=soon,
            by_promise=by_promise or {},
        )

    @classmethod
    def total(cls, parts: Iterable[Self]) -> Self:
        parts = list(parts)
        counts = [sum(getattr(part, name) for part in parts) for name in COUNTS]
        by_promise = Counter[int]()
        for part in parts:
            by_promise.update(part.by_promise)
        return cls.of(
            counts,
            Times.total(part.working for part in parts),
            Times.total(part.real for part in parts),
            soon=sum(part.soon for part in parts),
            by_promise=dict(by_promise),
        )

    @property
    def decided(self) -> int:
        return self.met + self.missed

    @property
    def clocks(self) -> int:
        return self.decided + self.running + self.ended + self.no_data


@dataclass(frozen=True)
class ComplianceRow:
    """The figures of one slice as pages, exports and the API show them.

    `key` is what the slice is cut by: a team, owner, source, campaign or segment by key (0: none), or the first day of
    a week. `goals` are those by which its clocks were judged, the lowest first; none where nothing is promised, when
    `unit` is None too. `unpromised` are the hand-offs that belong to a segment without promises, and have no clock.
    """

    key: int | str
    name: str
    figures: Figures
    goals: tuple[Decimal, ...] = ()
    unit: Unit | None = None
    small_n: SmallN = SMALL_N
    unpromised: int = 0

    @property
    def goal(self) -> Decimal | None:
        """The one by which all its clocks were judged: only against that a rate is held. None of several."""
        return self.goals[0] if len(self.goals) == 1 else None

    @cached_property
    def compliance(self) -> Rate:
        """Met ÷ (met + missed). Of the follow-up promise this is the follow-up rate as it was promised."""
        return Rate.of(self.figures.met, self.figures.decided, self.small_n)

    @cached_property
    def observed(self) -> Rate:
        """The same without the clocks that a self-reported act has stopped."""
        met = self.figures.met - self.figures.met_self_reported
        return Rate.of(met, met + self.figures.missed - self.figures.missed_self_reported, self.small_n)

    @cached_property
    def without_waived(self) -> Rate:
        """The same without the clocks that are waived."""
        met = self.figures.met - self.figures.met_waived
        return Rate.of(met, met + self.figures.missed - self.figures.missed_waived, self.small_n)

    @cached_property
    def waived(self) -> Rate:
        """The waiver rate: waived ÷ (met + missed)."""
        return Rate.of(self.figures.met_waived + self.figures.missed_waived, self.figures.decided, self.small_n)

    @cached_property
    def answered(self) -> Rate:
        """The promised act done at all, in time or late ÷ (met + missed); of touches this is the follow-up rate."""
        return Rate.of(self.figures.decided - self.figures.unanswered, self.figures.decided, self.small_n)

    @property
    def _times(self) -> Times:
        """Those that count as the promise of the row does."""
        return self.figures.real if self.unit and not self.unit.is_working_time else self.figures.working

    @cached_property
    def response(self) -> Quantiles:
        """How long the answered ones took, in the seconds that count."""
        return quantiles(np.frombuffer(self._times.responses, SECONDS))

    @cached_property
    def lateness(self) -> Quantiles:
        """How long after due the missed ones were done or closed, or have waited by now, in the seconds that count."""
        return quantiles(np.frombuffer(self._times.lates, SECONDS))

    @property
    def working_day(self) -> int:
        """The day in which its times are written, in seconds."""
        return self.unit.working_day if self.unit else DAY

    def in_unit(self, seconds: float | None) -> float | None:
        """Return a time in the unit of the promise; None without either."""
        return self.unit.of(seconds) if self.unit else None

    @property
    def self_reported(self) -> int:
        return self.figures.met_self_reported + self.figures.missed_self_reported

    @property
    def is_below_goal(self) -> bool:
        """Whether even the favourable end of the interval misses the goal, and there are enough to say so.

        With the waived clocks and without them: nobody is named for what was waived.
        """
        rates = (self.compliance, self.without_waived)
        return self.goal is not None and all(
            rate.high is not None and not rate.label and rate.high < self.goal for rate in rates
        )
