"""What a system tells of at all, touches, decisions and replies, and the lock that keeps its recordings in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.db import connection

from leads import stale
from leads.lifecycle import Kind
from leads.models import HandOff, System

# The earliest act anybody could know of: an import brings all there are.
EVER = datetime(1900, 1, 1, tzinfo=UTC)

# From when on events of a kind are known.
FIELDS: Mapping[str, str] = {
    Kind.TOUCHED.value: "touches_from",
    Kind.ACCEPTED.value: "decisions_from",
    Kind.REJECTED.value: "decisions_from",
    Kind.REPLIED.value: "replies_from",
}
# From a person's first word on, Marketing can be expected to answer here. An import of ratings says nothing of that.
TALK: Mapping[str, str] = dict.fromkeys(
    (Kind.RATED.value, Kind.ASKED.value, Kind.DISPUTED.value, Kind.REPLIED.value), "replies_from"
)
_COLUMNS = ("touches_from", "decisions_from", "replies_from")

Feeds = Mapping[str, datetime | None]


def lock(system: System, *, alone: bool) -> Feeds:
    """Hold the system until the transaction ends, alone or beside other recordings; return from when on what is known.

    On SQLite the transaction holds the one write lock already.
    """
    if connection.vendor == "postgresql":
        strength = "NO KEY UPDATE" if alone else "SHARE"
        with connection.cursor() as cursor:
            columns = ", ".join(_COLUMNS)
            cursor.execute(f"SELECT {columns} FROM leads_system WHERE id = %s FOR {strength}", [system.pk])  # noqa: S608
            return dict(zip(_COLUMNS, cursor.fetchone(), strict=True))
    return known(system)


def known(system: System) -> Feeds:
    return System.objects.values(*_COLUMNS).get(pk=system.pk)


def open_from(system: System, since: Mapping[str, datetime], *, changed: Iterable[int]) -> None:
    """Say from when on what is known of this system. Those it means, but for `changed`, are judged again."""
    System.objects.filter(pk=system.pk).update(**since)
    others = HandOff.objects.filter(system=system).exclude(pk__any_of=changed)
    if since.keys() == {"replies_from"}:
        others = others.filter(raised_at__gte=since["replies_from"])
    stale.mark_all(others)
