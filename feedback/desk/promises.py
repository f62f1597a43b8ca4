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
from sla.judging.calendars import Calendars, seconds_of
from sla.models import Clock, Waiver
from sla.waivers.marks import waivers_of


@dataclass(frozen=True, slots=True)
class Counted:
    """A clock with the time that counted: until it stopped, or so far."""

    clock: Clock
    verdict: str  # a clock past due is missed, also before the sweep has written it down
    seconds: int | None  # None: not known
    is_open: bool
    late: int  # seconds beyond the target of a miss, so far where it is open
    working_day: int  # how many such seconds make a day
    waiver: Waiver | None
    is_unconfirmed: bool  # a miss that late events may still take back

    @property
    def is_paused(self) -> bool:
        """Whether it stands still without an end, so that nobody can say when it is due."""
        return self.is_open and self.clock.due_at is None


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
        """Read once, and only for a miss or where the time of a clock is not written down."""
        return Calendars.all()

    def count(self, clock: Clock) -> Counted:
        clock.hand_off = self.hand_off
        named = self.waivers.get(clock.pk), clock.is_unconfirmed(self.now, self.grace)
        verdict = Clock.Verdict.MISSED if clock.is_overdue(self.now) else Clock.Verdict(clock.verdict)
        seconds, is_open = clock.elapsed, False
        day = clock.calendar_version.working_day if clock.calendar_version else DAY
        if seconds is None and verdict != Clock.Verdict.NO_DATA:
            explanation = explain(clock, now=self.now, calendars=self.calendars)
            seconds, is_open, day = explanation.counted, clock.ended_at is None, explanation.working_day
        late = self._late(clock, seconds) if verdict == Clock.Verdict.MISSED and seconds is not None else 0
        return Counted(clock, verdict, seconds, is_open, late, day, *named)

    def _late(self, clock: Clock, seconds: int) -> int:
        """Return the seconds beyond the target, whose days are as long as they were when the clock started."""
        working_day = self.calendars.history(self.calendars.of(clock)).working_day_at(clock.started_at)
        return max(0, seconds - seconds_of(clock.promise, working_day))
