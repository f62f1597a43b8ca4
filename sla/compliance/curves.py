"""The curve of a promise: which share of hand-offs is answered within any time, as one person may see it.

Answered clocks come from the daily facts with their times. Those still waiting are looked up, for how long they have
waited by now: leaving them out would bend the curve the more the younger they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from sla.columns import Epoch, arrays
from sla.compliance.figures import SECONDS
from sla.compliance.promised import goals_of, in_other_time, promised
from sla.compliance.reading import Selection
from sla.compliance.slices import By, scopes_of
from sla.compliance.table import within_only
from sla.curve import Curve, Point, curve
from sla.histories import CalendarHistory
from sla.judging.calendars import WALL_TIME, Calendars, seconds_of
from sla.judging.pausing import pauses_of_clocks
from sla.judging.zones import Zones
from sla.models import Clock, Promise
from sla.timelines.windows import Seconds

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period
    from sla.querysets import ClockQuerySet

MINUTE, HOUR = 60, 3600
IN_HOURS = (*(MINUTE * each for each in (5, 10, 15, 30, 45)), *(HOUR * each for each in (1, 2, 3, 4, 6)))
IN_DAYS = (1, 2, 3, 5, 10, 20, 40)

# Without the promised act so far. One that ended is watched until then: what would have come after is not known.
WAITING = Q(verdict__in=[Clock.Verdict.RUNNING, Clock.Verdict.MISSED], stopped_at=None) | Q(verdict=Clock.Verdict.ENDED)

# Those whose times facts keep.
ANSWERED = Q(verdict__in=[Clock.Verdict.MET, Clock.Verdict.MISSED], elapsed__isnull=False)


class Within(NamedTuple):
    """The share answered within so many seconds that count."""

    seconds: int
    point: Point


@dataclass(frozen=True, slots=True)
class PromiseCurve:
    """One kind of promise over one period. Times are seconds that count, `working_day` of them a day.

    `promise` is of the version that judged the most clocks, None where nothing was promised yet, and `scale` its time.
    `targets` and `goals` are all by which those of the curve were judged: only where there is one is it compared.
    `left_out` are clocks, by the key of the promise that judges them, which are not on the curve: they count real time
    and `promise` working time, or the other way round.
    """

    kind: str
    scope: str
    period: Period
    promise: Promise | None
    scale: int | None
    targets: list[int]
    goals: tuple[Decimal, ...]
    working_day: int
    curve: Curve
    left_out: Mapping[int, int] = field(default_factory=dict)
    waived: int = 0  # of the clocks here, counted or left out as was asked

    @property
    def in_other_time(self) -> int:
        return sum(self.left_out.values())

    @property
    def target(self) -> int | None:
        return self.targets[0] if len(self.targets) == 1 else None

    @property
    def goal(self) -> Decimal | None:
        """The one promised share within the one promised time."""
        return self.goals[0] if len(self.goals) == 1 and self.target is not None else None

    @property
    def at_target(self) -> Point | None:
        return None if self.target is None else self.curve.at(self.target)

    @property
    def median(self) -> float | None:
        return self.curve.within(0.5)

    @property
    def reached(self) -> float | None:
        """Return within which time the promised share is answered; None where it never is."""
        return None if self.goal is None else self.curve.within(float(self.goal))

    def points(self) -> list[Within]:
        """Return the curve at round times and at the target, up to where nothing more happens or is known."""
        known = [Within(seconds, point) for seconds in self._times() if (point := self.curve.at(seconds))]
        last = next((place for place, (_, point) in enumerate(known) if point.share >= known[-1][1].share), 0)
        of_target = [place for place, (seconds, _) in enumerate(known) if seconds == self.target]
        return known[: max([last, *of_target]) + 1]

    def _times(self) -> list[int]:
        days = [days * self.working_day for days in IN_DAYS]
        hours = [seconds for seconds in IN_HOURS if seconds < self.working_day]
        return sorted({*hours, *days, *([self.target] if self.target else [])})


def promise_curve(
    user: User,
    *,
    promise_kind: str,
    period: Period,
    organisation: Organisation,
    now: datetime,
    only: Mapping[str, int] | None = None,
    without_waived: bool = False,
) -> PromiseCurve:
    """Return the curve of a kind of promise over the clocks that this person may see; of reps, their owner clocks."""
    scope = scopes_of(user, By.SOURCE, organisation)[0]
    selection = Selection(promise_kind, scope, period, within_only(user, only or {}))
    calendars = Calendars.all()
    promises = promised(promise_kind, period, organisation, now, segment=(only or {}).get(By.SEGMENT))
    responses = selection.responses()
    watched = selection.clocks().filter(WAITING | ANSWERED)
    waiting = watched.filter(WAITING).counted(without_waived=without_waived)
    waited, of_waiting = _waited(waiting, int(now.timestamp()), calendars)
    by_promise = Counter({key: len(times) // SECONDS.itemsize for key, times in responses.items()})
    by_promise.update(of_waiting.tolist())
    promise = promises.main(by_promise)
    judges = promises.judges(by_promise, otherwise=promise)
    others = in_other_time(judges, promise)
    judges = [each for each in judges if each.pk not in others]
    watched = watched.exclude(promise__in=others)
    waited = waited[~np.isin(of_waiting, list(others))]
    pieces = (times for key, times in responses.items() if key not in others)
    answered = np.frombuffer(b"".join(pieces), SECONDS).astype(np.int64)
    if without_waived:
        answered = _without(answered, arrays(watched.filter(ANSWERED).waived(), elapsed="elapsed")["elapsed"])
    working_day = _history(promise, calendars).working_day
    return PromiseCurve(
        kind=promise_kind,
        scope=scope,
        period=period,
        promise=promise,
        scale=seconds_of(promise, working_day) if promise else None,
        targets=sorted({seconds_of(each, _history(each, calendars).working_day) for each in judges}),
        goals=goals_of(judges),
        working_day=working_day,
        curve=curve(np.append(answered, waited), np.arange(answered.size + waited.size) < answered.size),
        left_out={key: by_promise[key] for key in others},
        waived=watched.waived().count(),
    )


def _history(promise: Promise | None, calendars: Calendars) -> CalendarHistory:
    """Return the hours by which its time is read: the agreement's as they are now, or the time of the day."""
    if promise is None or not promise.is_business_time:
        return calendars.history(WALL_TIME)
    return calendars.history(calendars.newest(promise.version.calendar_id))


def _without(times: Seconds, some: Seconds) -> Seconds:
    """Take times away from others, each as often as it is among them."""
    values, counts = np.unique(times, return_counts=True)
    known = some[np.isin(some, values)]
    np.subtract.at(counts, values.searchsorted(known), 1)
    return np.repeat(values, counts.clip(min=0))


def _waited(clocks: ClockQuerySet, now: int, calendars: Calendars) -> tuple[Seconds, NDArray[np.int64]]:
    """Return how long each clock has run without the act, in the seconds that count, and its promise."""
    found = arrays(
        clocks,
        hand_off="hand_off_id",
        promise="promise_id",
        calendar="calendar_version_id",
        started=Epoch("started_at"),
        ended=Epoch("ended_at"),
    )
    ends = np.minimum(found["ended"], now)
    if not ends.size:
        return ends, found["promise"]
    pauses = pauses_of_clocks(found["hand_off"], found["promise"])
    zones = Zones.of_clocks(found["hand_off"], found["promise"], found["calendar"])
    together = calendars.together(calendars.read_in(found["calendar"], zones))
    return together.elapsed_many(found["started"], ends, pauses), found["promise"]
