"""What `manage.py check --deploy` says about an installation that would run, but not well.

What cannot run at all is refused by the settings themselves, in a sentence.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from leadgap.heartbeat import last_beat

SILENCE = timedelta(minutes=10)


@register(Tags.security, deploy=True)
def address_is_secure(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.ON_HTTPS or settings.ON_LOOPBACK:
        return []
    return [
        Warning(
            f"LEADGAP_URL is {settings.LEADGAP_URL}: passwords and sessions travel unencrypted.",
            hint="Put a proxy with a certificate in front, and set LEADGAP_URL to its https address.",
            id="leadgap.W001",
        )
    ]


@register(deploy=True)
def queue_fits_database(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.REDIS_URL or settings.ON_SQLITE:
        return []
    return [
        Warning(
            "The database is a server, but the queue is a folder of files, which only one machine sees.",
            hint="Set REDIS_URL.",
            id="leadgap.W002",
        )
    ]


@register(Tags.database)
def scheduler_is_alive(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Runs with `check --database default`: it looks into the cache of the running installation."""
    try:
        last = last_beat() if databases else None
    except DatabaseError:  # the first `migrate`: there is no cache table yet
        return []
    if last is None or timezone.now() - last < SILENCE:
        return []
    return [
        Warning(
            f"No sign of life from scheduler and worker since {last:%Y-%m-%d %H:%M} UTC: clocks are not judged.",
            hint="Start `celery -A leadgap worker` and `celery -A leadgap beat`, or look into their logs.",
            id="leadgap.W003",
        )
    ]
