"""Events of hand-offs that are not known yet: kept aside, and taken when the hand-off arrives."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from leads.journal.arrivals import Arrival, arrival, teams_of
from leads.journal.records import EventRecord
from leads.models import ImportRun, ParkedEvent, System


def park(system: System, records: Iterable[EventRecord], *, now: datetime, batch: ImportRun | None) -> int:
    """Keep events aside, once a key: the higher version, else the later. Return how many are new or changed."""
    # Of one version the later stands last, and the last of a key is the one that stays.
    payloads = {record.key: _payload(record) for record in sorted(records, key=attrgetter("version"))}
    known = {parked.key: parked for parked in ParkedEvent.objects.filter(system=system, key__any_of=payloads)}
    new = [
        ParkedEvent(
            system=system,
            hand_off_external_id=payload["hand_off_external_id"],
            key=key,
            payload=payload,
            recorded_at=now,
            batch=batch,
        )
        for key, payload in payloads.items()
        if key not in known
    ]
    ParkedEvent.objects.bulk_create(new)
    changed = [
        parked
        for key, parked in known.items()
        if parked.payload != payloads[key] and parked.payload["version"] <= payloads[key]["version"]
    ]
    for parked in changed:
        parked.payload = payloads[parked.key]
        parked.hand_off_external_id = parked.payload["hand_off_external_id"]
    ParkedEvent.objects.bulk_update(changed, ["payload", "hand_off_external_id"])
    return len(new) + len(changed)


def take(system: System, external_ids: Collection[str]) -> list[Arrival]:
    """Take the events that wait for these hand-offs, oldest first, as they arrived."""
    waiting = list(ParkedEvent.objects.filter(system=system, hand_off_external_id__any_of=external_ids).order_by("pk"))
    if waiting:
        ParkedEvent.objects.filter(pk__any_of=[parked.pk for parked in waiting]).delete()
    records = [_record(parked.payload) for parked in waiting]
    teams = teams_of(records)
    return [
        arrival(record, teams=teams, recorded_at=parked.recorded_at, batch_id=parked.batch_id)
        for record, parked in zip(records, waiting, strict=True)
    ]


def _payload(record: EventRecord) -> dict[str, Any]:
    return asdict(record) | {
        "kind": str(record.kind),
        "occurred_at": record.occurred_at.isoformat() if record.occurred_at else None,
        "amount": None if record.amount is None else str(record.amount),
        "reasons": list(record.reasons),
    }


def _record(payload: dict[str, Any]) -> EventRecord:
    at, amount = payload["occurred_at"], payload["amount"]
    return EventRecord(
        **payload
        | {
            "occurred_at": datetime.fromisoformat(at) if at else None,
            "amount": None if amount is None else Decimal(amount),
        }
    )
