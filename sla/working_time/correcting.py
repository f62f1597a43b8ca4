"""Hours by which nothing was judged yet: a change corrects them, instead of counting from now on.

A clock that was met, missed or ended is pinned to its calendar version, and one that is past due will be. As long as
there is none, nobody was told a verdict by these hours. A copy that an owner's calendar took of them is the same hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from sla.models import Calendar, CalendarVersion, Clock
from sla.working_time.following import following, said

_CLOSED = [Clock.Verdict.MET, Clock.Verdict.MISSED, Clock.Verdict.ENDED]


def is_correctable(version: CalendarVersion, now: datetime) -> bool:
    """Return whether a change of this version, the newest of its calendar, corrects it: nothing was judged by it."""
    judged = Clock.objects.filter(Q(verdict__in=_CLOSED) | Q(verdict=Clock.Verdict.RUNNING, due_at__lt=now))
    ids = [version.pk, *(copy.pk for _, copy in _copies(version))]
    # The newest clocks first: they are the likeliest to go by the newest hours.
    return not judged.filter(calendar_version__in=ids).order_by("-pk").values_list("pk")[:1]


def correct(before: CalendarVersion, version: CalendarVersion) -> None:
    """Put what `version` says in the place of what was said before, in the copies too, and keep since when it counts.

    In the caller's transaction, which holds the calendar. The clocks on it are judged anew by a job.
    """
    # Nobody gives an owner other hours meanwhile.
    list(before.calendar.followers.order_by("pk").select_for_update(no_key=True))
    copies = list(_copies(before))
    version.pk, version._state.adding = before.pk, False
    version.number, version.created_at = before.number, before.created_at
    version.counts_from, version.is_spread = before.counts_from, False
    version.save()
    for own, copy in copies:
        is_newest = copy.number == own.current().number
        keeps_hours = own.has_own_hours if is_newest else _hours(copy) != _hours(before)
        corrected = following(
            version, timezone=copy.timezone, weekly=copy.weekly if keeps_hours else None, time_off=copy.time_off
        )
        if said(corrected) != said(copy):
            CalendarVersion.objects.filter(pk=copy.pk).update(**said(corrected), is_spread=False)


def _copies(version: CalendarVersion) -> Iterable[tuple[Calendar, CalendarVersion]]:
    """Yield the versions of owners' calendars that were written out since this one began."""
    for own in version.calendar.followers.prefetch_related("versions"):
        for copy in own.versions.all():
            if version.number == 1 or copy.created_at >= version.created_at:
                yield own, copy


def _hours(version: CalendarVersion) -> tuple[object, ...]:
    return version.timezone, version.weekly, version.exceptions
