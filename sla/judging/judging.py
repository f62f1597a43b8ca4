"""Judging: take the marks, read, work out, write the difference, say which days it touches. One transaction a batch.

Who holds the mark of a hand-off is the only one who judges it, and what is read stays true until it is written
(`leads.stale`). The agreement is read after that: a newer one marks the hand-offs anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction

from leadgap.jobs.waking import wake
from leads import dirty, stale
from sla.judging.reading import read
from sla.judging.stored import Stored
from sla.judging.terms import Agreement
from sla.judging.working import work_out
from sla.judging.writing import write
from sla.models import Clock, DirtyClockDay
from sla.signals import verdicts_changed
from sla.tasks import rebuild_facts

# Hand-offs judged in one transaction. On SQLite nobody else writes meanwhile, and each has about five clocks.
BATCH = {"sqlite": 400, "postgresql": 20_000}


def judge(hand_off_ids: Iterable[int], *, now: datetime, days: Iterable[date] = (), anew: bool = False) -> int:
    """Judge these hand-offs in one transaction, and return of how many a clock says something else than before.

    `days` are marked dirty with those that the judgement touches; where one of them was clean, their facts are
    counted at once, for somebody looks at what became of an act. The second call finds nothing to change.
    `anew` judges also what is closed by the calendars of today, as if it had never been judged.
    """
    ids = sorted(set(hand_off_ids))
    with transaction.atomic():
        stale.hold(ids)
        touched, changed = _judge(ids, now, anew)
        if dirty.mark(DirtyClockDay, touched.union(days)):
            wake(rebuild_facts)
    return changed


def judge_stale(*, now: datetime, limit: int = 1_000_000) -> int:
    """Judge hand-offs that changed since they were judged, at most about `limit`; return how many were judged.

    Several may run side by side: each takes hand-offs that no other holds.
    """
    judged = 0
    while judged < limit:
        with transaction.atomic():
            ids = stale.take(BATCH[connection.vendor])
            if not ids:
                break
            dirty.mark(DirtyClockDay, _judge(ids, now)[0])
        judged += len(ids)
    return judged


def _judge(ids: list[int], now: datetime, anew: bool = False) -> tuple[set[date], int]:
    """Judge hand-offs whose marks are held; return the days this touches, and of how many a clock reads otherwise."""
    agreement = Agreement.signed()
    batch = read(ids, agreement.asked_for)
    stored = Stored.read(batch.ids)
    judged = work_out(batch, agreement, now=int(now.timestamp()), pins=None if anew else stored.pins)
    difference = stored.compare(judged, agreement.kinds)
    write(batch, difference)
    changed = difference.hand_offs
    days = batch.days_of(changed)
    if changed.size:
        verdicts_changed.send(sender=Clock, ids=batch.ids[changed].tolist(), days=days)
    return days, int(difference.told_otherwise.size)
