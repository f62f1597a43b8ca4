from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def roll_demo() -> None:
    """Every few minutes: let the demo company live on. Late or doubled runs are harmless, and none without a demo."""
    from leadgap.home.demo.loading import roll

    roll(now=timezone.now())
