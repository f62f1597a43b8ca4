"""The curve of a promise: which share of hand-offs is answered within any time, as one person may see it.

The daily facts keep the times of answered clocks, and of the others since when they wait: leaving these out would bend
the curve the more the younger they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from django.db.models import Q

from sla.columns import Epoch, arrays
from sla.compliance.figures import SECONDS
from sla.compliance.promised import goals_of, in_other_time, promised
from sla.compliance.reading import Selection, seconds_by
from sla.compliance.slices import By, scopes_of
from sla.compliance.wall import within_only
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
WAITING = Q(verdict__in=[Clock.Verdict.RUNNING, Clock.Verdict.MISSED, Clock.Verdict.ENDED], stopped_at=None)

# Those whose times facts keep.
ANSWERED = Q(verdict__in=[Clock.Verdict.MET, Clock.Verdict.MISSED], elapsed__isnull=False)


# What facts keep of both.
KEPT = ("responses", "waits", "waiting", "open_waits")
NOTHING = (np.zeros(0, np.int64), np.zeros(0, np.int64))


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


class _Watched(NamedTuple):
    """How long clocks took until the act, and how long the others have run without it."""

    answered: Seconds
    waited: Seconds

    @classmethod
    def of(cls, kept: Sequence[bytes], now: datetime, calendars: Calendars) -> Self:
        responses, waits, *waiting = kept
        on = seconds_by(now, b"".join(waiting), "waited", calendars)
        return cls(np.frombuffer(responses, SECONDS), np.append(np.frombuffer(waits, SECONDS), on))

    @classmethod
    def total(cls, parts: Iterable[Self]) -> Self:
        answered, waited = zip(cls(*NOTHING), *parts, strict=True)
        return cls(np.concatenate(answered), np.concatenate(waited))


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
    watched = {promise: _Watched.of(kept, now, calendars) for (_, promise), kept in selection.kept(*KEPT).items()}
    by_promise = Counter({key: each.answered.size + each.waited.size for key, each in watched.items()})
    promise = promises.main(by_promise)
    judges = promises.judges(by_promise, otherwise=promise)
    others = in_other_time(judges, promise)
    judges = [each for each in judges if each.pk not in others]
    answered, waited = _Watched.total(each for key, each in watched.items() if key not in others)
    waived = selection.clocks().exclude(promise__in=others).filter(WAITING | ANSWERED).waived()
    if without_waived:
        answered = _without(answered, arrays(waived.filter(ANSWERED), elapsed="elapsed")["elapsed"])
        waited = _without(waited, _waited(waived.filter(WAITING), int(now.timestamp()), calendars))
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
        waived=waived.count(),
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


def _waited(clocks: ClockQuerySet, now: int, calendars: Calendars) -> Seconds:
    """Return how long each clock has run without the act, in the seconds that count."""
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
        return ends
    pauses = pauses_of_clocks(found["hand_off"], found["promise"])
    zones = Zones.of_clocks(found["hand_off"], found["promise"], found["calendar"])
    together = calendars.together(calendars.read_in(found["calendar"], zones))
    return together.elapsed_many(found["started"], ends, pauses)
