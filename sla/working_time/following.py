"""Calendars that follow another one: what their next version says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sla.models import CalendarVersion

Weekly = Mapping[str, Sequence[Sequence[str]]]
TimeOff = Sequence[Mapping[str, str]]


def follow(changed: CalendarVersion) -> None:
    """Give every owner's calendar that follows this one its days off, and its hours where they keep those."""
    for own in changed.calendar.followers.prefetch_related("versions"):
        before = own.current()
        version = following(
            changed,
            timezone=before.timezone,
            weekly=before.weekly if own.has_own_hours else None,
            time_off=before.time_off,
        )
        version.calendar, version.number = own, before.number + 1
        version.created_at = max(changed.created_at, before.created_at)
        if said(version) != said(before):
            version.save()


def following(base: CalendarVersion, *, timezone: str, weekly: Weekly | None, time_off: TimeOff) -> CalendarVersion:
    """Return a version, without a calendar yet, that follows another one; without `weekly` in its hours too."""
    own = {day: [list(span) for span in spans] for day, spans in (weekly or {}).items() if spans}
    return CalendarVersion(
        timezone=base.timezone if weekly is None else timezone,
        weekly=base.weekly if weekly is None else own,
        holidays=base.holidays,
        exceptions=base.exceptions if weekly is None else [],
        time_off=[dict(off) for off in time_off],
    )


def said(version: CalendarVersion) -> dict[str, Any]:
    """Return all that a version says of working time."""
    return {name: getattr(version, name) for name in ("timezone", "weekly", "holidays", "exceptions", "time_off")}
