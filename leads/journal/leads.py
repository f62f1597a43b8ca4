"""The leads of one recording: those that came are written, those that hand-offs name are looked up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from leads import bulk
from leads.journal.records import LeadRecord, Recorded
from leads.journal.rows import LeadRow, lead_row, merged_lead
from leads.models import ImportRun, Lead, System

Known = dict[str, tuple[int, LeadRow]]


def write_leads(
    system: System,
    records: Iterable[LeadRecord],
    *,
    named: Iterable[str],
    now: datetime,
    batch: ImportRun | None,
    recorded: Recorded,
) -> Known:
    """Write the leads and return, by external id, the key and row of each of them and of those that are `named`."""
    arrived: dict[str, LeadRow] = {}
    for record in records:
        row = lead_row(record)
        before = arrived.get(row.external_id)
        arrived[row.external_id] = merged_lead(before, row) if before else row
    known = _known(system, arrived.keys() | set(named))
    changed = [name for name, row in arrived.items() if name in known and _differs(known[name][1], row)]
    if changed:
        # Read again under the lock: another recording may have added something in between.
        known |= _known(system, changed, locked=True)
        for name in changed:
            known[name] = (known[name][0], merged_lead(known[name][1], arrived[name]))
        bulk.update(Lead, LeadRow._fields, [(key, *row) for key, row in (known[name] for name in changed)])
    new = sorted(name for name in arrived if name not in known)
    ids = dict(zip(new, bulk.new_ids(Lead, len(new)), strict=True)) if new else {}
    system_id, batch_id = system.pk, batch.pk if batch else None
    bulk.insert(
        Lead,
        ("id", "system_id", "recorded_at", "batch_id", *LeadRow._fields),
        [(key, system_id, now, batch_id, *arrived[name]) for name, key in ids.items()],
    )
    recorded.leads_created += len(new)
    recorded.leads_updated += len(changed)
    recorded.leads_unchanged += len(arrived) - len(new) - len(changed)
    return known | {name: (key, arrived[name]) for name, key in ids.items()}


def _differs(old: LeadRow, new: LeadRow) -> bool:
    return merged_lead(old, new) != old


def _known(system: System, names: Iterable[str], *, locked: bool = False) -> Known:
    leads = Lead.objects.filter(system=system, external_id__any_of=names).order_by("pk")
    if locked:
        leads = leads.select_for_update(no_key=True)
    return {row[1]: (row[0], LeadRow._make(row[1:])) for row in leads.values_list("pk", *LeadRow._fields)}
