"""What an agreement would have said of the last 90 days, as if it had been in force. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from leadgap.rates import Rate
from leads.models import HandOff
from sla import criteria
from sla.calendars import NEVER
from sla.clocks import Verdict
from sla.columns import Among
from sla.definitions import condition
from sla.judging.reading import read
from sla.judging.terms import WALL_TIME, Agreement, Version
from sla.judging.working import Judged, work_out
from sla.models import AgreementVersion, Promise
from sla.quantiles import Quantiles, quantiles

LAST = timedelta(days=90)

# The newest hand-offs that are looked at, so that the page stays quick however large the company.
AT_MOST = 50_000
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class PromisePreview:
    """How one promise would have been kept, lead clocks only."""

    promise: Promise
    kept: Rate
    running: int
    ended: int
    no_data: int
    response: Quantiles
    working_day: int  # seconds, for writing times

    @property
    def is_kept(self) -> bool | None:
        return None if self.kept.value is None else self.kept.value >= self.promise.goal


@dataclass(frozen=True, slots=True)
class Preview:
    """`hand_offs` were looked at, `qualified` of them have a lead that meets the definition."""

    since: datetime
    hand_offs: int
    is_all: bool
    qualified: int
    promises: list[PromisePreview]

    @property
    def qualified_share(self) -> Rate:
        """Qualified ÷ hand-offs."""
        return Rate.of(self.qualified, self.hand_offs)


def preview(version: AgreementVersion, *, now: datetime) -> Preview:
    """Judge the hand-offs of the last 90 days by a version, signed or not."""
    since = now - LAST
    recent = HandOff.objects.filter(handed_off_at__gte=since, handed_off_at__lte=now).order_by("-handed_off_at", "-pk")
    ids = list(recent.values_list("pk", flat=True)[: AT_MOST + 1])
    promises = list(version.promises.all())
    agreement = Agreement.of([Version(0, True, criteria.read(version.definition), promises, version.calendar_id)])
    looked_at = sorted(ids[:AT_MOST])
    clocks = Judged.joined(list(_judged(looked_at, agreement, int(now.timestamp()))))
    return Preview(
        since=since,
        hand_offs=len(looked_at),
        is_all=len(ids) <= AT_MOST,
        qualified=_qualified(looked_at, version),
        promises=[_of_promise(promise, clocks, _working_day(promise, agreement)) for promise in promises],
    )


def _judged(ids: list[int], agreement: Agreement, now: int) -> Iterator[Judged]:
    for start in range(0, len(ids), _BATCH):
        judged = work_out(read(ids[start : start + _BATCH]), agreement, now=now)
        yield judged.take(np.flatnonzero(judged.number == 0))


def _qualified(ids: list[int], version: AgreementVersion) -> int:
    definition = condition(criteria.read(version.definition))
    return HandOff.objects.filter(Among("pk", ids)).filter(definition).count()


def _working_day(promise: Promise, agreement: Agreement) -> int:
    """Return how many seconds a day of this promise has, on the agreement's own calendar."""
    key = agreement.calendars.newest(promise.version.calendar_id) if promise.is_business_time else WALL_TIME
    return agreement.calendars.history(key).longest_day


def _of_promise(promise: Promise, clocks: Judged, working_day: int) -> PromisePreview:
    mine = clocks.take(np.flatnonzero(clocks.promise == promise.pk))
    counts = np.bincount(mine.verdict, minlength=len(Verdict)).tolist()
    met, missed = counts[Verdict.MET], counts[Verdict.MISSED]
    is_decided = (mine.verdict == Verdict.MET) | (mine.verdict == Verdict.MISSED)
    return PromisePreview(
        promise=promise,
        kept=Rate.of(met, met + missed),
        running=counts[Verdict.RUNNING],
        ended=counts[Verdict.ENDED],
        no_data=counts[Verdict.NO_DATA],
        response=quantiles(mine.elapsed[is_decided & (mine.elapsed < NEVER)]),
        working_day=working_day,
    )
