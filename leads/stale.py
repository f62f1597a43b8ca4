"""Hand-offs that changed since they were judged: marked, and taken so that no change is lost.

The mark is the lock. Whoever changes a hand-off marks it in the same transaction; whoever judges one takes its mark
first, and holds it until the clocks are written. So a change that comes meanwhile waits, and marks anew what the judge
could not see; and no two judge one hand-off at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from leads.models import HandOff, StaleHandOff

_TABLE = StaleHandOff._meta.db_table
_KEYS = {
    "postgresql": "SELECT key FROM unnest(%s::bigint[]) AS key",
    "sqlite": "SELECT value FROM json_each(%s) WHERE true",
}


def mark(hand_off_ids: Iterable[int]) -> None:
    """Mark hand-offs in the caller's transaction, in key order; twice is once more."""
    ids = sorted(set(hand_off_ids))
    if not ids:
        return
    _mark(_KEYS[connection.vendor], [ids if connection.vendor == "postgresql" else json.dumps(ids)])


def mark_all(hand_offs: QuerySet[HandOff]) -> None:
    """Mark the hand-offs of a query that has a condition, however many they are."""
    _mark(*hand_offs.order_by("pk").values_list("pk").query.sql_with_params())


def take(limit: int) -> list[int]:
    """Take up to `limit` marks that nobody else holds, and return whose they are. They are back if this is undone."""
    free = StaleHandOff.objects.order_by("pk").select_for_update(skip_locked=True)
    ids = list(free.values_list("pk", flat=True)[:limit])
    _remove(ids)
    return ids


def hold(hand_off_ids: Iterable[int]) -> None:
    """Take the marks of these hand-offs, whether they have one or not; wait for whoever holds one."""
    ids = list(hand_off_ids)
    mark(ids)
    _remove(ids)


def _mark(keys: str, params: Any) -> None:
    with connection.cursor() as cursor:
        # A mark that is there is locked and not written: nobody takes it before this transaction ends.
        cursor.execute(
            f"INSERT INTO {_TABLE} (hand_off_id) {keys} "
            "ON CONFLICT (hand_off_id) DO UPDATE SET hand_off_id = excluded.hand_off_id WHERE false",
            params,
        )


def _remove(ids: list[int]) -> None:
    StaleHandOff.objects.filter(hand_off__id__any_of=ids)._raw_delete("default")
