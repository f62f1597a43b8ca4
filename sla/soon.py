"""Due soon: of a running clock at most an hour is left of the time that counts for it, as the queue marks it.

On a Friday at half past four that is also what is due on Monday at nine; in real time, what is due within the hour.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

import numpy as np
from django.db.models import Q

from leadgap.ui.tags.badges import SOON
from sla.arrays import Flags
from sla.judging.calendars import Calendars
from sla.models import Calendar, Promise
from sla.timelines.windows import HOUR, Seconds

# What a lead's zone can be before or behind a calendar's own, a clock change included.
APART = 28 * HOUR


def near(calendars_of: Collection[str], *, now: datetime, calendars: Calendars) -> Q:
    """Return the condition on running clocks without which none is due soon or overdue.

    By calendar: where nobody works until Monday, its dues are read until then, and no others. `calendars_of` says
    whose hours the promises count.
    """
    if Promise.CalendarOf.OWNER in calendars_of:
        calendars.bring(Calendar.objects.filter(owner__isnull=False).values_list("pk", flat=True))
    instant, newest = int(now.timestamp()), calendars.all_newest()
    found = Q(due_at__lte=_utc(instant + SOON))
    if newest.size:
        apart = APART if Promise.CalendarOf.LEAD in calendars_of else 0
        untils = calendars.together(newest).due_many(np.full(newest.size, instant + apart), SOON) + apart
        for until in np.unique(untils).tolist():
            found |= Q(calendar_version__in=newest[untils == until].tolist(), due_at__lte=_utc(until))
    return found


def are_due_soon(due: Seconds, keys: Seconds, *, now: datetime, calendars: Calendars) -> Flags:
    """Say of running clocks, by their dues and the keys of their calendars, which are due soon. There are some."""
    instant = int(now.timestamp())
    left = calendars.together(keys).elapsed_many(np.full(due.size, instant), due)
    return (due >= instant) & (left <= SOON)


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
