"""What an agreement would have said of past hand-offs, as if it had been in force, beside what is said today.

Nothing is written: it is the same work as the judgement, on lead clocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.db.models import Q

from leadgap.accounts.models import Organisation
from leadgap.rates import Rate
from leads.models import HandOff
from sla import criteria
from sla.agreements.load import Due, Load, loads_of
from sla.agreements.today import Today, lead_clocks
from sla.arrays import Flags
from sla.calendars import NEVER
from sla.clocks import Verdict
from sla.columns import Among, Epoch, arrays
from sla.definitions import condition
from sla.judging.calendars import WALL_TIME
from sla.judging.reading import read
from sla.judging.segmenting import segments_of
from sla.judging.stored import VERDICTS
from sla.judging.terms import Agreement, Version
from sla.judging.working import Judged, work_out
from sla.models import AgreementVersion, CalendarVersion, Clock, Promise
from sla.quantiles import Quantiles, quantiles
from sla.timelines.windows import Seconds

if TYPE_CHECKING:
    from leadgap.periods import Period

# The newest hand-offs that are looked at, so that the page stays quick however large the company.
AT_MOST = 50_000
_BATCH = 10_000
_DECIDED = (Verdict.MET, Verdict.MISSED)


@dataclass(frozen=True, slots=True)
class Flip:
    """A hand-off by key whose clock is met in one way of judging and missed in the other; `clock` is today's."""

    hand_off: int
    clock: int
    today: str
    then: str


class Beside(NamedTuple):
    """What stands beside a rate: the same without the hand-offs that are waived today, and their share of it."""

    without_waived: Rate
    waived: Rate


@dataclass(frozen=True, slots=True)
class PromiseDryRun:
    """How one promise would have been kept, and `today`: how the promises of its kind are, on the same hand-offs.

    `newly` and `no_longer` count hand-offs that are decided in one way of judging and have no clock in the other.
    """

    promise: Promise
    kept: Rate
    running: int
    ended: int
    no_data: int
    response: Quantiles
    working_day: int  # seconds, for writing times
    today: Rate
    kept_beside: Beside
    today_beside: Beside
    flips: list[Flip]
    newly: int
    no_longer: int
    teams: dict[int, Rate]  # kept, by the key of the hand-off's team

    @property
    def name(self) -> str:
        """First response; First response, Hot inbound"""
        return ", ".join(map(str, filter(None, [self.promise.get_kind_display(), self.promise.segment])))

    @property
    def not_judged(self) -> int:
        return self.running + self.ended + self.no_data

    @property
    def better(self) -> int:
        """How many that are missed today would have been met."""
        return sum(flip.then == Clock.Verdict.MET for flip in self.flips)

    @property
    def worse(self) -> int:
        """How many that are met today would have been missed."""
        return len(self.flips) - self.better


@dataclass(frozen=True, slots=True)
class DryRun:
    """`hand_offs` were looked at, `qualified` of them have a lead that meets the definition.

    `unpromised` belong to segments without promises. The others are judged by the promises to their segment.
    `load` is what the first response asks of a rep, and `load_today` what it does by today's agreement on the same
    hand-offs, in the same hours; None where it is not promised, or of nobody.
    """

    period: Period
    hand_offs: int
    is_all: bool
    qualified: int
    unpromised: int
    promises: list[PromiseDryRun]
    load: Load | None
    load_today: Load | None

    @property
    def kinds_of_segments(self) -> set[str]:
        """Return the kinds of promises that differ by segment."""
        return {row.promise.kind for row in self.promises if row.promise.segment_id}

    @property
    def judges_others(self) -> bool:
        """Whether any hand-off is met or missed in only one of the two ways of judging."""
        return any(row.newly or row.no_longer for row in self.promises)

    @property
    def qualified_share(self) -> Rate:
        """Qualified ÷ hand-offs."""
        return Rate.of(self.qualified, self.hand_offs)


def dry_run(version: AgreementVersion, *, period: Period, now: datetime, only: Q | None = None) -> DryRun:
    """Judge the hand-offs of a period by a version, signed or not; `only` keeps some of them."""
    recent = HandOff.objects.filter(only or Q(), handed_off_at__lte=now, **period.days()).newest_first()
    ids = list(recent.values_list("pk", flat=True)[: AT_MOST + 1])
    looked_at = sorted(ids[:AT_MOST])
    promises = list(version.promises.select_related("version", "segment"))
    segments = [segment.rule for segment in version.segments.all()]
    draft = Version(0, True, criteria.read(version.definition), promises, version.calendar_id, segments)
    agreement = Agreement.as_if(draft)
    keys = np.array(looked_at, np.int64)
    belong = segments_of(keys, segments) if segments else np.full(keys.size, NEVER)
    then = Judged.joined(list(_judged(looked_at, agreement, int(now.timestamp()))))
    today = Today.read({promise.kind for promise in promises}, looked_at, now)
    load, load_today = _loads(then, promises, looked_at)
    return DryRun(
        period=period,
        hand_offs=len(looked_at),
        is_all=len(ids) <= AT_MOST,
        qualified=_qualified(looked_at, version),
        unpromised=int(np.isin(belong, [segment.key for segment in segments if not segment.is_promised]).sum()),
        promises=[
            _of_promise(
                promise,
                then,
                today.of(promise.kind, keys[draft.falls_under(promise, belong)]),
                _working_day(promise, agreement),
            )
            for promise in promises
        ],
        load=load,
        load_today=load_today,
    )


def _judged(ids: list[int], agreement: Agreement, now: int) -> Iterator[Judged]:
    """Yield the lead clocks, `hand_off` being the key and no longer the place in the batch."""
    for start in range(0, len(ids), _BATCH):
        batch = read(ids[start : start + _BATCH], agreement.asked_for)
        judged = work_out(batch, agreement, now=now)
        clocks = judged.take(np.flatnonzero(judged.number == 0))
        yield replace(clocks, hand_off=batch.ids[clocks.hand_off])


def _qualified(ids: list[int], version: AgreementVersion) -> int:
    definition = condition(criteria.read(version.definition))
    return HandOff.objects.filter(Among("pk", ids)).filter(definition).count()


def _loads(then: Judged, promises: list[Promise], looked_at: list[int]) -> list[Load | None]:
    """Return what first response asks of a rep by these promises, and by today's."""
    asked = [promise.pk for promise in promises if promise.kind == Promise.Kind.FIRST_RESPONSE]
    mine = then.take(np.flatnonzero(np.isin(then.promise, asked)))
    today = arrays(
        lead_clocks([Promise.Kind.FIRST_RESPONSE], looked_at).order_by(),
        due=Epoch("due_at"),
        calendar="calendar_version_id",
        owner="owner_id",
    )
    zones = dict(CalendarVersion.objects.order_by().values_list("pk", "timezone"))
    of_real_time = Organisation.current().timezone

    def dues(due: Seconds, calendar: Seconds, owner: Seconds) -> Iterator[Due]:
        for at, key, whose in zip(due.tolist(), calendar.tolist(), owner.tolist(), strict=True):
            yield Due(at, zones.get(key, of_real_time), whose)

    return loads_of(
        dues(mine.due, mine.calendar_version, mine.owner), dues(today["due"], today["calendar"], today["owner"])
    )


def _working_day(promise: Promise, agreement: Agreement) -> int:
    """Return how many seconds a day of this promise has, on the agreement's own calendar."""
    key = agreement.calendars.newest(promise.version.calendar_id) if promise.is_business_time else WALL_TIME
    return agreement.calendars.history(key).working_day


def _of_promise(promise: Promise, then: Judged, today: Today, working_day: int) -> PromiseDryRun:
    mine = then.take(np.flatnonzero(then.promise == promise.pk))
    counts = np.bincount(mine.verdict, minlength=len(Verdict)).tolist()
    is_decided, was_decided = (np.isin(each.verdict, _DECIDED) for each in (mine, today))
    is_waived_then = np.isin(mine.hand_off, today.hand_off[today.is_waived])
    _, here, there = np.intersect1d(mine.hand_off, today.hand_off, return_indices=True)
    is_flip = is_decided[here] & was_decided[there] & (mine.verdict[here] != today.verdict[there])
    flips = [
        Flip(key, clock, VERDICTS[before], VERDICTS[after])
        for key, clock, before, after in zip(
            mine.hand_off[here][is_flip].tolist(),
            today.clock[there][is_flip].tolist(),
            today.verdict[there][is_flip].tolist(),
            mine.verdict[here][is_flip].tolist(),
            strict=True,
        )
    ]
    return PromiseDryRun(
        promise=promise,
        kept=Rate.of(counts[Verdict.MET], counts[Verdict.MET] + counts[Verdict.MISSED]),
        running=counts[Verdict.RUNNING],
        ended=counts[Verdict.ENDED],
        no_data=counts[Verdict.NO_DATA],
        response=quantiles(mine.elapsed[is_decided & (mine.elapsed < NEVER)]),
        working_day=working_day,
        today=Rate.of(int((today.verdict == Verdict.MET).sum()), int(was_decided.sum())),
        kept_beside=_beside(mine.verdict, is_waived_then),
        today_beside=_beside(today.verdict, today.is_waived),
        flips=flips[::-1],
        newly=int(is_decided.sum() - is_decided[here].sum()),
        teams=_by_team(mine),
        no_longer=int(was_decided.sum() - was_decided[there].sum()),
    )


def _beside(verdict: Seconds, is_waived: Flags) -> Beside:
    met, decided = verdict == Verdict.MET, np.isin(verdict, _DECIDED)
    return Beside(
        Rate.of(int((met & ~is_waived).sum()), int((decided & ~is_waived).sum())),
        Rate.of(int((decided & is_waived).sum()), int(decided.sum())),
    )


def _by_team(mine: Judged) -> dict[int, Rate]:
    decided = mine.take(np.flatnonzero(np.isin(mine.verdict, _DECIDED)))
    of_team = {team: decided.verdict[decided.team == team] == Verdict.MET for team in np.unique(decided.team).tolist()}
    return {team: Rate.of(int(is_met.sum()), is_met.size) for team, is_met in of_team.items() if team < NEVER}
