"""Owners who were given a team after their hand-offs came in: told again, the journal fills what it left open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from leads.journal.recording import record
from leads.journal.records import EventRecord
from leads.journal.rows import EventRow
from leads.models import Assignment, Event, System

HAND_OFFS_AT_ONCE = 500


def give_teams(owner_ids: Collection[int], *, after: int = 0, now: datetime) -> int | None:
    """Fill the teams of the next few hand-offs that these owners held without one. Twice changes nothing.

    Return the key of the last hand-off looked at, from which to go on; None: there are no more. Teams that an
    import named, or that the owner had when the event came in, stay.
    """
    ids = list(
        Assignment.objects.filter(owner__in=owner_ids, owner__team__isnull=False, team=None, hand_off__gt=after)
        .order_by("hand_off")
        .values_list("hand_off", flat=True)
        .distinct()[:HAND_OFFS_AT_ONCE]
    )
    if not ids:
        return None
    told = (
        Event.objects.filter(hand_off__in=ids, owner__in=owner_ids, team=None)
        .order_by("system", "pk")
        .values_list("system", "hand_off__external_id", *EventRow._fields)
    )
    systems = System.objects.in_bulk()
    for system_id, rows in groupby(told, key=lambda row: row[0]):
        events = [EventRecord(hand_off_external_id=row[1], **EventRow._make(row[2:])._asdict()) for row in rows]
        record(system=systems[system_id], events=events, now=now)
    return ids[-1]
