"""Patterns in first responses, decisions and calls, as one person may see them: reps first, then the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.db.models import F, Q

from leadgap.accounts.models import Role
from leadgap.rates import Rate, SmallN
from leads.models import HandOff
from sla.calendars import NEVER
from sla.columns import Arrays, Epoch, arrays, flag
from sla.compliance.calls import measured_calls
from sla.compliance.reading import Selection
from sla.compliance.slices import By
from sla.compliance.wall import within_only
from sla.judging.calendars import Calendars, targets
from sla.models import Clock, Promise
from sla.patterns import AroundDue, Flags, around_due, in_bursts, in_short_rows, just_before
from sla.timelines.windows import Seconds

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period
    from sla.querysets import ClockQuerySet

# So many clocks of a promise are enough to see a pattern: of more, only the newest days are looked at. And how many
# hand-offs are named of each pattern.
ENOUGH, NAMED = 20_000, 25
LATER = timedelta(days=7)
Within = Mapping[str, set[int]]
RESPONSE, DECISION = Promise.Kind.FIRST_RESPONSE, Promise.Kind.DECISION


class Cases(NamedTuple):
    """Where a pattern was found, the newest first: hand-offs, and the instant or the seconds that tell of each."""

    hand_off: Seconds
    told: Seconds


@dataclass(frozen=True, slots=True)
class Patterns:
    """Over the lead clocks that were met or missed in a period, each with its cases: of first response, and of the
    decision where it is named.

    - `not_contacted`: of the accepted whose system reports touches, those without a genuine one to this day.
    - `just_in_time`: of the met, those in the last twentieth of their time; `around` sets them against just after.
    - `decided_just_in_time`, `around_decision`: the same of accepting and rejecting, where a status flips before due.
    - `in_bursts`: of the answered, those whose first genuine touch is one of five of one owner within a minute.
    - `short_calls`: of the calls that reached the lead and were measured, those under a minute, five in a row. These
      are calls, on all hand-offs with such a promise, and old enough by their own time.
    """

    period: Period
    not_contacted: Rate
    just_in_time: Rate
    around: AroundDue
    self_reported: int  # of those just in time
    decided_just_in_time: Rate
    around_decision: AroundDue
    in_bursts: Rate
    short_calls: Rate
    cases: dict[str, Cases]
    examples: dict[str, list[HandOff]]  # their newest hand-offs
    since: date | None  # the day of the oldest hand-offs that were looked at; None: of all
    waived: int = 0  # of the clocks here, counted or left out as was asked


def patterns(
    user: User,
    *,
    period: Period,
    organisation: Organisation,
    now: datetime,
    only: Mapping[str, int] | None = None,
    without_waived: bool = False,
) -> Patterns:
    """Return the patterns among the clocks in this person's scope. None is held against a single person."""
    within = within_only(user, only or {})
    looked_at = period if user.role == Role.REP else _older(period, now.astimezone(organisation.zone).date())
    promises = {each.pk: each for each in Promise.objects.filter(kind__in=(RESPONSE, DECISION)).order_by()}
    since = _since(looked_at, within, promises.values())
    looked_at = replace(looked_at, start=since or period.start)
    clocks, decisions = (_clocks(kind, user, looked_at, now, within) for kind in (RESPONSE, DECISION))
    found, decided = (_read(each.counted(without_waived=without_waived)) for each in (clocks, decisions))
    calendars = Calendars.all()
    target, time_to_decide = (_targets(each, promises, calendars) for each in (found, decided))
    elapsed, is_met = found["elapsed"], found["is_met"] == 1
    accepted, answered = (found["accepted"] < NEVER) & (found["is_fed"] == 1), found["answered"] < NEVER
    untouched = accepted & (found["attempts"] == 0)
    just = is_met & just_before(elapsed, target)
    decided_met = decided["is_met"] == 1
    decided_just = decided_met & just_before(decided["elapsed"], time_to_decide)
    burst = in_bursts(found["owner"], found["answered"]) & (found["owner"] != NEVER)
    calls = _calls(user, looked_at, now, within, without_waived=without_waived)
    short = in_short_rows(calls["owner"], calls["at"], calls["length"])
    small_n = SmallN(organisation.few, organisation.indicative)
    cases = {
        "not_contacted": Cases(found["hand_off"][untouched], found["accepted"][untouched]),
        "just_in_time": Cases(found["hand_off"][just], (target - elapsed)[just]),
        "decided_just_in_time": Cases(
            decided["hand_off"][decided_just], (time_to_decide - decided["elapsed"])[decided_just]
        ),
        "in_bursts": Cases(found["hand_off"][burst], found["answered"][burst]),
        "short_calls": Cases(calls["hand_off"][short], calls["at"][short]),
    }

    def share(part: Flags, whole: Flags) -> Rate:
        return Rate.of(int((part & whole).sum()), int(whole.sum()), small_n)

    return Patterns(
        period,
        not_contacted=share(untouched, accepted),
        just_in_time=share(just, is_met),
        around=around_due(elapsed, target),
        self_reported=int((just & (found["is_self_reported"] == 1)).sum()),
        decided_just_in_time=share(decided_just, decided_met),
        around_decision=around_due(decided["elapsed"], time_to_decide),
        in_bursts=share(burst, answered),
        short_calls=Rate.of(int(short.sum()), short.size, small_n),
        cases=cases,
        examples=_named(cases),
        since=since,
        waived=clocks.waived().count() + decisions.waived().count(),
    )


def _older(period: Period, today: date) -> Period:
    """Return its days without those of which nothing is old enough for others than the reps."""
    until = today - LATER + timedelta(days=1)
    return replace(period, end=min(period.end or until, until))


def _since(period: Period, within: Within, promises: Collection[Promise]) -> date | None:
    of_kinds = (
        Selection(kind, Clock.Scope.LEAD, period, within).since(ENOUGH, [p.pk for p in promises if p.kind == kind])
        for kind in (RESPONSE, DECISION)
    )
    return max(filter(None, of_kinds), default=None)


def _clocks(kind: str, user: User, period: Period, now: datetime, within: Within) -> ClockQuerySet:
    clocks = Selection(kind, Clock.Scope.LEAD, period, within).clocks().decided(now)
    return clocks if user.role == Role.REP else clocks.filter(started_at__lt=now - LATER)


def _calls(user: User, period: Period, now: datetime, within: Within, *, without_waived: bool) -> Arrays:
    # Of a call it is who made it that counts, not whose the lead was at first.
    wider = {name: keys for name, keys in within.items() if name != By.OWNER}
    clocks = Selection(RESPONSE, Clock.Scope.LEAD, period, wider).clocks().visible_to(user)
    counted = clocks.counted(without_waived=without_waived)
    return measured_calls(user, counted.values("hand_off"), before=now - LATER)


def _read(clocks: ClockQuerySet) -> Arrays:
    return arrays(
        clocks.order_by("-started_at"),
        hand_off="hand_off_id",
        promise="promise_id",
        calendar="calendar_version_id",
        started=Epoch("started_at"),
        elapsed="elapsed",
        is_met=flag(Q(verdict=Clock.Verdict.MET)),
        is_self_reported=flag(Q(is_self_reported=True)),
        accepted=Epoch("hand_off__accepted_at"),
        # Without a feed of touches nobody knows whether there were any.
        is_fed=flag(Q(hand_off__system__touches_from__lte=F("hand_off__handed_off_at"))),
        attempts="hand_off__attempts",
        answered=Epoch("hand_off__first_genuine_at"),
        owner="owner_id",
    )


def _targets(found: Arrays, promises: Mapping[int, Promise], calendars: Calendars) -> Seconds:
    """Return the target of each clock in seconds that count, by its own promise and calendar."""
    seconds = np.zeros(found["promise"].size, np.int64)
    for key, promise in promises.items():
        rows = np.flatnonzero(found["promise"] == key)
        if rows.size:
            seconds[rows] = targets(promise, calendars.together(found["calendar"][rows]), found["started"][rows])
    return seconds


def _named(cases: Mapping[str, Cases]) -> dict[str, list[HandOff]]:
    newest = {name: list(dict.fromkeys(each.hand_off.tolist()))[:NAMED] for name, each in cases.items()}
    rows = HandOff.objects.for_list().in_bulk([key for each in newest.values() for key in each])
    return {name: [rows[key] for key in each if key in rows] for name, each in newest.items()}
