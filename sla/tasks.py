"""Celery entrances. Each asks the database what there is to do by now: late, doubled and lost runs are harmless."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from leadgap.jobs.waking import wake


@shared_task(ignore_result=True)
def judge_stale() -> None:
    """Judge what has changed since it was judged, and wake the keeping of facts when anything was."""
    from sla.judging import judge_stale, spread_agreements, spread_calendars

    spread_agreements()
    spread_calendars()
    if judge_stale(now=timezone.now()):
        wake(rebuild_facts)


@shared_task(ignore_result=True)
def sweep_due() -> None:
    """Write down that running clocks have become due."""
    from sla.judging import sweep_due

    if sweep_due(now=timezone.now()):
        wake(rebuild_facts)


@shared_task(ignore_result=True)
def rebuild_facts() -> None:
    """Rebuild the facts of the days that changed."""
    from sla.facts import rebuild_facts

    rebuild_facts()
