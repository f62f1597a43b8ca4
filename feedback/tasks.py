from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def rebuild_facts() -> None:
    """Every minute, and when a change wakes it. Late, doubled or simultaneous runs are harmless."""
    from feedback.ratings.services import apply_expected_ratings
    from feedback.scorecards.facts import rebuild_dirty

    now = timezone.now()
    apply_expected_ratings(now=now)
    rebuild_dirty(now=now)
