"""What sla does when the journal reports a change, in the journal's transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from leadgap.jobs.waking import wake
from leads import dirty
from sla.models import DirtyClockDay

# The most hand-offs that are judged while somebody waits for the journal.
FEW = 50


def judge_changes(*, ids: Collection[int], days: Collection[date], now: datetime, **_: Any) -> None:
    """Judge a few hand-offs at once. Of many, mark the days and wake the job: they are marked as stale."""
    from sla.judging import judge
    from sla.tasks import judge_stale

    if len(ids) <= FEW:
        judge(ids, now=now, days=days)
    else:
        dirty.mark(DirtyClockDay, days)
        wake(judge_stale)
