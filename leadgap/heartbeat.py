"""Whether scheduler and worker are alive: the one sends a beat every minute, the other notes when it came."""

from datetime import datetime

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

KEY = "leadgap:heartbeat"


@shared_task(name="leadgap.heartbeat")
def beat() -> None:
    cache.set(KEY, timezone.now(), timeout=None)


def last_beat() -> datetime | None:
    """None: no beat since the cache was made or emptied, so nothing is known."""
    last: datetime | None = cache.get(KEY)
    return last
