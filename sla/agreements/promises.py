"""The promises of a version as they are written, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Self

from sla.models import Promise, Signature
from sla.models.agreements import CHOOSING, FEWEST_ATTEMPTS, MOST_ATTEMPTS, side_of

# The longest target, a year, in each unit.
A_YEAR: Mapping[str, int] = {
    Promise.Unit.MINUTES: 366 * 1440,
    Promise.Unit.HOURS: 366 * 24,
    Promise.Unit.DAYS: 366,
    Promise.Unit.WALL_MINUTES: 366 * 1440,
    Promise.Unit.WALL_HOURS: 366 * 24,
    Promise.Unit.WALL_DAYS: 366,
}


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

    @classmethod
    def of(cls, promise: Promise) -> Self:
        return cls(**{name.name: getattr(promise, name.name) for name in fields(cls)})

    def __str__(self) -> str:
        """The promise as the audit log writes it."""
        times = f" ×{self.attempts}" if self.attempts else ""
        of = "" if self.calendar_of == Promise.CalendarOf.TEAM else f" by {self.calendar_of}"
        is_usual = (self.starts, self.stops) == (Promise.Start.HAND_OFF, Promise.Stop.GENUINE)
        chosen = "" if is_usual else f" {self.starts}→{self.stops}"
        return f"{self.kind}{times}{chosen} {self.target} {self.unit}{of} {self.goal.normalize():f}"


def twice(promises: Sequence[PromiseTerms]) -> list[str]:
    """Say whether a promise is made twice."""
    kinds = [promise.kind for promise in promises]
    return ["The same promise cannot be made twice."] if len(set(kinds)) < len(kinds) else []


def wrong_with(promise: PromiseTerms) -> list[str]:
    """Say everything that is wrong with a promise."""
    name = Promise.Kind(promise.kind).label
    return [f"{name}: {text}" for text in (*_wrong_with_numbers(promise), *_wrong_with_choices(promise))]


def _wrong_with_numbers(promise: PromiseTerms) -> Iterator[str]:
    if promise.target < 1:
        yield "a promise of zero cannot be kept. The target must be at least 1."
    elif promise.target > A_YEAR[promise.unit]:
        yield "nobody waits for more than a year. Choose a shorter target."
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
    if promise.calendar_of == Promise.CalendarOf.TEAM:
        return
    if promise.unit.startswith("wall_"):
        yield "real time goes by nobody’s calendar."
    elif side_of(promise.kind) != Signature.Side.SALES:
        yield "Marketing’s promises go by the agreement’s own hours."
