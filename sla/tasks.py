"""Celery entrances. Each asks the database what there is to do by now: late, doubled and lost runs are harmless."""

from __future__ import annotations

from celery import Task, shared_task
from django.db import connection
from django.utils import timezone

from leadgap.jobs.waking import wake, wake_another

# Days of facts that one process counts in some seconds, however many hand-offs a day has.
FEW_DAYS = 14


@shared_task(bind=True, ignore_result=True)
def judge_stale(self: Task) -> None:
    """Judge what has changed since it was judged, and wake the keeping of facts when anything was."""
    from leads.models import StaleHandOff
    from sla.judging import judge_stale, spread_agreements, spread_calendars
    from sla.judging.judging import BATCH

    spread_agreements()
    spread_calendars()
    now = timezone.now()
    if judge_stale(now=now, limit=1):
        wake_another(self, StaleHandOff.objects.all(), above=BATCH[connection.vendor])
        judge_stale(now=now)
        wake(rebuild_facts)


@shared_task(ignore_result=True)
def sweep_due() -> None:
    """Write down that running clocks have become due."""
    from sla.judging import sweep_due

    if sweep_due(now=timezone.now()):
        wake(rebuild_facts)


@shared_task(bind=True, ignore_result=True)
def rebuild_facts(self: Task) -> None:
    """Rebuild the facts of the days that changed."""
    from sla.facts import rebuild_facts
    from sla.models import DirtyClockDay

    if rebuild_facts(limit=1):
        wake_another(self, DirtyClockDay.objects.all(), above=FEW_DAYS)
    rebuild_facts()
