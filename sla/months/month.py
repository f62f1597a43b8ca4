"""One month of Marketing's: what was promised, what is there, day by day, and what that comes to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from leadgap.rates import SMALL_N, Rate, SmallN
from sla.months.burnup import needed, targets
from sla.months.figures import Delivered, of_amount, of_share

VOLUME, VALUE, ACCEPTED_SHARE, COMPLETENESS = "volume", "value", "accepted_share", "completeness"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a burn-up, sums up to its end. `delivered` and `accepted` are None for days to come."""

    day: date
    is_working: bool
    target: float
    delivered: Decimal | int | None
    accepted: Decimal | int | None


@dataclass(frozen=True, slots=True)
class BurnUp:
    """A number of leads, or their value, against what was promised by each day. `today` may lie outside the month."""

    kind: str
    points: Sequence[Point]
    goal: Fraction
    today: date

    @property
    def delivered(self) -> Decimal | int:
        return next((point.delivered for point in reversed(self.points) if point.delivered is not None), 0)

    @property
    def accepted(self) -> Decimal | int:
        return next((point.accepted for point in reversed(self.points) if point.accepted is not None), 0)

    @property
    def attainment(self) -> float | None:
        """Delivered ÷ promised; None where the days promise nothing."""
        return float(Fraction(self.delivered) / self.goal) if self.goal else None

    @property
    def days_left(self) -> list[date]:
        """The working days from today on, today too where it is one."""
        return [point.day for point in self.points if point.is_working and point.day >= self.today]

    @property
    def working_days_left(self) -> int:
        return len(self.days_left)

    @property
    def needed(self) -> float | None:
        """How much a working day it takes from today on; 0 when the goal is reached, None without a day left."""
        rate = needed(self.goal, self.delivered, self.working_days_left)
        return None if rate is None else float(rate)

    @property
    def ahead(self) -> float | None:
        """What was there at the end of yesterday, less what was due by then; None on the first day and afterwards."""
        past = [point for point in self.points if point.day < self.today]
        if not past or past[-1].delivered is None or len(past) == len(self.points):
            return None
        return float(past[-1].delivered) - past[-1].target

    @property
    def is_over(self) -> bool:
        return self.points[-1].day < self.today

    @property
    def verdict(self) -> str:
        return of_amount(self.delivered, Decimal(self.goal.numerator) / self.goal.denominator, is_over=self.is_over)


@dataclass(frozen=True, slots=True)
class Promised:
    """What was in force on a day: a version, its goals by kind."""

    version: int
    goals: Mapping[str, Decimal]


@dataclass(frozen=True)
class Month:
    """`promised` and `is_working` have an entry for each day; `delivered` is by day and version."""

    first: date
    promised: Sequence[Promised | None]
    is_working: Sequence[bool]
    delivered: Mapping[tuple[date, int], Delivered]
    today: date
    small_n: SmallN = SMALL_N

    @property
    def name(self) -> str:
        """2026-03"""
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        """March 2026"""
        return f"{self.first:%B %Y}"

    @cached_property
    def days(self) -> list[date]:
        return [self.first + place * DAY for place in range(len(self.promised))]

    @property
    def last(self) -> date:
        return self.days[-1]

    @property
    def is_over(self) -> bool:
        return self.last < self.today

    @property
    def is_ahead(self) -> bool:
        """Whether it has not begun."""
        return self.first > self.today

    @cached_property
    def goals(self) -> Mapping[str, Decimal]:
        """Goals by kind, of the last version of the month that makes the promise."""
        found: dict[str, Decimal] = {}
        for promised in self.promised:
            found |= promised.goals if promised else {}
        return found

    @cached_property
    def burn_ups(self) -> dict[str, BurnUp]:
        return {kind: self._burn_up(kind) for kind in (VOLUME, VALUE) if kind in self.goals}

    @cached_property
    def all(self) -> Delivered:
        """Everything that a version in force has judged."""
        return Delivered.total(self.delivered.values())

    @property
    def not_qualified(self) -> int:
        return self.all.handed_over - self.all.qualified

    def of(self, kind: str) -> Delivered:
        """Return what was handed over under versions that make this promise."""
        versions = {each.version for each in self.promised if each and kind in each.goals}
        return Delivered.total(part for (_, version), part in self.delivered.items() if version in versions)

    @cached_property
    def accepted(self) -> Rate:
        return self._judged_for_acceptance.accepted_share(self.small_n)

    @cached_property
    def fair(self) -> Rate:
        return self._judged_for_acceptance.fair_share(self.small_n)

    @cached_property
    def complete(self) -> Rate:
        return self.of(COMPLETENESS).completeness(self.small_n)

    @property
    def shares(self) -> dict[str, Rate]:
        """The rates that are promised, by kind."""
        rates = {ACCEPTED_SHARE: self.accepted, COMPLETENESS: self.complete}
        return {kind: rate for kind, rate in rates.items() if kind in self.goals}

    @cached_property
    def adherence(self) -> Rate:
        return self.all.adherence(self.small_n)

    def verdict(self, kind: str) -> str:
        """Return met, missed or running; "" where nothing was promised, or nothing came that could keep it."""
        if kind not in self.goals:
            return ""
        if kind in self.burn_ups:
            return self.burn_ups[kind].verdict
        if kind == COMPLETENESS:
            return of_share(self.complete.part, self.complete.whole, self.goals[kind], is_over=self.is_over)
        rate, open_ = self.accepted, self._judged_for_acceptance.undecided
        return of_share(rate.part, rate.whole, self.goals[kind], is_over=self.is_over, open_=open_)

    @cached_property
    def _judged_for_acceptance(self) -> Delivered:
        return self.of(ACCEPTED_SHARE) if ACCEPTED_SHARE in self.goals else self.all

    def _burn_up(self, kind: str) -> BurnUp:
        goals = [each.goals.get(kind) if each else None for each in self.promised]
        due = targets(goals, self.is_working)
        versions = {each.version for each in self.promised if each and kind in each.goals}
        delivered: Decimal | int = 0
        accepted: Decimal | int = 0
        points = []
        for day, is_working, target in zip(self.days, self.is_working, due, strict=True):
            for version in versions:
                part = self.delivered.get((day, version), Delivered())
                delivered += part.qualified if kind == VOLUME else part.value
                accepted += part.accepted if kind == VOLUME else part.accepted_value
            is_known = day <= self.today
            points.append(
                Point(day, is_working, float(target), delivered if is_known else None, accepted if is_known else None)
            )
        return BurnUp(kind, points, due[-1], self.today)
