"""Whether a system tells of touches at all, and the lock that keeps its recordings in order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection
from django.db.models import F

from leads.models import HandOff, System

# The earliest touch anybody could know of: an import brings all there are.
EVER = datetime(1900, 1, 1, tzinfo=UTC)


def lock(system: System, *, alone: bool) -> datetime | None:
    """Hold the system until the transaction ends, alone or beside other recordings; return its `touches_from`.

    On SQLite the transaction holds the one write lock already.
    """
    if connection.vendor == "postgresql":
        strength = "NO KEY UPDATE" if alone else "SHARE"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT touches_from FROM leads_system WHERE id = %s FOR {strength}", [system.pk])  # noqa: S608
            (touches_from,) = cursor.fetchone()
            return touches_from
    return System.objects.values_list("touches_from", flat=True).get(pk=system.pk)


def open_from(system: System, since: datetime, *, changed: Iterable[int]) -> None:
    """Say that touches of this system are known from `since` on. Every hand-off but `changed` is to be judged again."""
    System.objects.filter(pk=system.pk).update(touches_from=since)
    # A new revision, for a judge that has read the old one may be about to write.
    others = HandOff.objects.filter(system=system).exclude(pk__any_of=changed)
    others.exclude(judged_revision=0).update(revision=F("revision") + 1)
