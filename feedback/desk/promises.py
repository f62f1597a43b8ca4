"""The clocks of one hand-off as its page shows them: a row a promise, the owner clocks beneath the lead clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby

from leadgap.ui.formats import DAY
from leads.models import HandOff
from sla.explain import explain
from sla.judging.calendars import Calendars
from sla.models import Clock, Waiver
from sla.waivers.marks import waivers_of


@dataclass(frozen=True, slots=True)
class Counted:
    """A clock with the time that counted: until it stopped, or so far."""

    clock: Clock
    verdict: str  # a clock past due is missed, also before the sweep has written it down
    seconds: int | None  # None: not known
    is_open: bool
    working_day: int  # how many such seconds make a day
    waiver: Waiver | None
    is_unconfirmed: bool  # a miss that late events may still take back


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise: its lead clock, and the clocks of those who had the hand-off."""

    main: Counted
    owners: list[Counted]


def promise_rows(hand_off: HandOff, clocks: Iterable[Clock], *, grace: timedelta, now: datetime) -> list[PromiseRow]:
    """Group the clocks of a hand-off, which come lead clocks first, by promise in the order of the agreement."""
    ordered = sorted(clocks, key=lambda clock: (clock.promise.position, clock.promise_id))
    counter = _Counter(hand_off, now, grace, waivers_of(ordered))
    found: list[PromiseRow] = []
    for _, group in groupby(ordered, lambda clock: clock.promise_id):
        main, *owners = (counter.count(clock) for clock in group)
        found.append(PromiseRow(main, owners))
    return found


class _Counter:
    def __init__(self, hand_off: HandOff, now: datetime, grace: timedelta, waivers: Mapping[int, Waiver]) -> None:
        self.hand_off = hand_off
        self.grace = grace
        self.waivers = waivers
        self.now = now

    @cached_property
    def calendars(self) -> Calendars:
        """Read once, and only where the time of a clock is not written down."""
        return Calendars.all()

    def count(self, clock: Clock) -> Counted:
        clock.hand_off = self.hand_off
        named = self.waivers.get(clock.pk), clock.is_unconfirmed(self.now, self.grace)
        verdict = Clock.Verdict.MISSED if clock.is_overdue(self.now) else Clock.Verdict(clock.verdict)
        if clock.elapsed is None and verdict != Clock.Verdict.NO_DATA:
            explanation = explain(clock, now=self.now, calendars=self.calendars)
            is_open, day = clock.ended_at is None, explanation.working_day
            return Counted(clock, verdict, explanation.counted, is_open, day, *named)
        day = clock.calendar_version.working_day if clock.calendar_version else DAY
        return Counted(clock, verdict, clock.elapsed, False, day, *named)
