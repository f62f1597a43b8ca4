"""Writing down that running clocks have become due."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from leads import dirty
from leads.models import HandOff
from sla.columns import Among
from sla.models import Clock, DirtyClockDay
from sla.signals import verdicts_changed

BATCH = {"sqlite": 1000, "postgresql": 10_000}


def sweep_due(*, now: datetime) -> int:
    """Turn running clocks that are past due into missed ones, and return how many.

    The filter is the lock: of two sweeps, or a sweep and a judge, the second finds nothing to update.
    """
    swept = 0
    while True:
        with transaction.atomic():
            overdue = Clock.objects.overdue(now).order_by("due_at").select_for_update(skip_locked=True)
            rows = dict(overdue.values_list("pk", "hand_off_id")[: BATCH[connection.vendor]])
            if not rows:
                return swept
            Clock.objects.overdue(now).filter(Among("pk", rows)).update(verdict=Clock.Verdict.MISSED)
            ids = sorted(set(rows.values()))
            days = set(HandOff.objects.filter(Among("pk", ids)).order_by().values_list("day", flat=True).distinct())
            dirty.mark(DirtyClockDay, days)
            verdicts_changed.send(sender=Clock, ids=ids, days=days)
        swept += len(rows)
