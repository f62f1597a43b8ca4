"""The promises of a version as they are written, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Self

from leadgap.ui.formats import percent
from sla.agreements.pauses import wrong_with_pauses
from sla.judging.calendars import seconds_in
from sla.models import CalendarVersion, Promise, Signature
from sla.models.promises import CHOOSING, DAYS_A_YEAR, FEWEST_ATTEMPTS, MOST_ATTEMPTS, side_of
from sla.timelines.windows import DAY


@dataclass(frozen=True, slots=True)
class PromiseTerms:
    """One promise as it is written."""

    kind: str
    target: int
    unit: str
    goal: Decimal
    attempts: int | None = None
    calendar_of: str = Promise.CalendarOf.TEAM
    starts: str = Promise.Start.HAND_OFF.value
    stops: str = Promise.Stop.GENUINE.value
    paused_by: str = Promise.PausedBy.LEAD.value
    paused_for: Sequence[str] = ()  # in order, each once, as are the stages
    paused_in: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name in ("paused_for", "paused_in"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))

    @classmethod
    def of(cls, promise: Promise) -> Self:
        return cls(**{name.name: getattr(promise, name.name) for name in fields(cls)})

    def __str__(self) -> str:
        """The promise as the audit log writes it, in a line."""
        promise = Promise(**{name.name: getattr(self, name.name) for name in fields(self)})
        said = [f"{promise} for {percent(self.goal, 0 if self.goal * 100 % 1 == 0 else 2)}"]
        if (self.starts, self.stops) != (Promise.Start.HAND_OFF, Promise.Stop.GENUINE):
            said.append(f"from {promise.get_starts_display()} to {promise.get_stops_display()}")
        if self.calendar_of != Promise.CalendarOf.TEAM:
            said.append(f"by the hours of {promise.get_calendar_of_display()}")
        if self.paused_by == Promise.PausedBy.NOTHING:
            said.append("paused by no wait")
        if self.paused_for:
            said.append(f"paused by waiting for {' or '.join(self.paused_for)}")
        if self.paused_in:
            said.append(f"paused in {' or '.join(self.paused_in)}")
        return ", ".join(said)


def twice(promises: Sequence[PromiseTerms]) -> list[str]:
    """Say whether a promise is made twice."""
    kinds = [promise.kind for promise in promises]
    return ["The same promise cannot be made twice."] if len(set(kinds)) < len(kinds) else []


def wrong_with(promise: PromiseTerms, hours: CalendarVersion) -> list[str]:
    """Say everything that is wrong with a promise in an agreement of these hours."""
    name = Promise.Kind(promise.kind).label
    return [f"{name}: {text}" for text in (*_wrong_with_numbers(promise, hours), *_wrong_with_choices(promise))]


def a_year(unit: str, hours: CalendarVersion) -> int:
    """Return how many of a unit a year has: of working time as many as its weeks of these hours."""
    week = 7 * DAY if unit.startswith("wall_") else hours.working_week
    return week * DAYS_A_YEAR // (7 * seconds_in(unit, hours.working_day))


def _wrong_with_numbers(promise: PromiseTerms, hours: CalendarVersion) -> Iterator[str]:
    # A calendar that never opens is refused by itself: nothing can be said of its year.
    longest = a_year(promise.unit, hours) if hours.working_week else promise.target
    if promise.target < 1:
        yield "a promise of zero cannot be kept. The target must be at least 1."
    elif promise.target > longest:
        unit = Promise.Unit(promise.unit).label
        yield f"nobody waits for more than a year, which has {longest} {unit} here. Choose a shorter target."
    if promise.kind == Promise.Kind.ATTEMPTS:
        if promise.attempts not in range(FEWEST_ATTEMPTS, MOST_ATTEMPTS + 1):
            yield f"promise from {FEWEST_ATTEMPTS} to {MOST_ATTEMPTS} of them. One is a first response."
    elif promise.attempts is not None:
        yield "only a promise of attempts says how many."
    if not 0 < promise.goal <= 1:
        yield "the goal is a share above 0 % and up to 100 %."


def _wrong_with_choices(promise: PromiseTerms) -> Iterator[str]:
    """Say what cannot be chosen for a promise of this kind, which the editor does not offer."""
    is_usual = (promise.starts, promise.stops) == (Promise.Start.HAND_OFF, Promise.Stop.GENUINE)
    if promise.kind not in CHOOSING and not is_usual:
        yield "only a first response and a follow-up choose what starts and stops them."
    elif promise.starts == Promise.Start.ACCEPTANCE and promise.stops == Promise.Stop.ACCEPTED:
        yield "the acceptance cannot both start and stop a clock."
    yield from wrong_with_pauses(
        promise.kind, promise.starts, promise.stops, promise.paused_by, promise.paused_for, promise.paused_in
    )
    if promise.calendar_of == Promise.CalendarOf.TEAM:
        return
    if promise.unit.startswith("wall_"):
        yield "real time goes by nobody’s calendar."
    elif side_of(promise.kind) != Signature.Side.SALES:
        yield "Marketing’s promises go by the agreement’s own hours."
