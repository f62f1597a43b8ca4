"""Recording in bulk what source systems tell: `record`, step by step.

Every recording takes its locks in one order (the system, leads, new hand-offs by external id, known hand-offs by key,
events by key), so that no two wait for each other in a circle. What another recording put in meanwhile is found by
the database's own uniqueness: the second attempt then has the system to itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from leadgap.accounts.models import Organisation
from leads import bulk, stale
from leads.journal import feed, parking
from leads.journal.arrivals import Arrival, arrival, existing, newest, teams_of
from leads.journal.leads import Known, write_leads
from leads.journal.records import EventRecord, HandOffRecord, LeadRecord, Recorded
from leads.journal.refusals import UnknownLead
from leads.journal.rows import day_of, instant, snapshot_of
from leads.journal.states import Changes, Given, change, insert_assignments, insert_events, write_notes
from leads.journal.turns import MustBeAlone, in_turn
from leads.models import Campaign, Event, HandOff, ImportRun, Source, System
from leads.projection import COLUMNS, Stretch, project, values
from leads.signals import handoffs_changed

HAND_OFF_COLUMNS = (
    "id",
    "system_id",
    "external_id",
    "recorded_at",
    "batch_id",
    "revision",
    "day",
    "snapshot",
    *Given._fields,
    *COLUMNS,
)


@dataclass(slots=True)
class _Call:
    """One call of `record`: what was said, and what has come of it so far."""

    system: System
    leads: list[LeadRecord]
    hand_offs: dict[str, HandOffRecord]
    events: list[EventRecord]
    told: list[Arrival]
    now: datetime
    batch: ImportRun | None
    zone: ZoneInfo
    # No other recording of the system runs beside this one.
    alone: bool
    # Look for events that have come with another hand-off before.
    thorough: bool
    recorded: Recorded = field(default_factory=Recorded)
    days: set[date] = field(default_factory=set)

    @property
    def batch_id(self) -> int | None:
        return self.batch.pk if self.batch else None

    def be_alone(self) -> None:
        if not self.alone:
            raise MustBeAlone


def record(
    *,
    system: System,
    leads: Iterable[LeadRecord] = (),
    hand_offs: Iterable[HandOffRecord] = (),
    events: Iterable[EventRecord] = (),
    now: datetime,
    batch: ImportRun | None = None,
) -> Recorded:
    """Record leads, hand-offs and events of one system in one transaction, and say what came of them.

    The same records again change nothing, raise no revision and send no signal. Under one key the highest version
    counts, else the later arrival. Events of unknown hand-offs are parked until their hand-off arrives. Give a few
    thousand rows a call: on SQLite nobody else writes meanwhile.
    """
    leads, events = list(leads), list(events)
    by_id: dict[str, HandOffRecord] = {}
    for hand_off in hand_offs:
        known = by_id.get(hand_off.external_id)
        by_id[hand_off.external_id] = _told_twice(known, hand_off) if known else hand_off
    zone, teams, batch_id = Organisation.current().zone, teams_of(events), batch.pk if batch else None
    now = instant(now) or now
    told = [arrival(event, teams=teams, recorded_at=now, batch_id=batch_id) for event in events]

    def attempt(again: bool) -> Recorded:
        call = _Call(
            system=system,
            leads=leads,
            hand_offs=by_id,
            events=events,
            told=told,
            now=now,
            batch=batch,
            zone=zone,
            # On SQLite a transaction that writes is alone anyway.
            alone=again
            or connection.vendor == "sqlite"
            or feed.may_open(feed.last_known(system), (event.row for event in told)),
            thorough=again,
        )
        _record(call)
        return call.recorded

    return in_turn(attempt)


def _told_twice(old: HandOffRecord, new: HandOffRecord) -> HandOffRecord:
    """Return what one call has told of a hand-off, as if each telling had been a call."""
    if new.version < old.version:
        return old
    return replace(
        new,
        campaign_id=old.campaign_id if new.campaign_id is None else new.campaign_id,
        handed_off_at=new.handed_off_at or old.handed_off_at,
        snapshot=old.snapshot,
    )


def _record(call: _Call) -> None:
    known_from = feed.lock(call.system, alone=call.alone)
    leads = write_leads(
        call.system,
        call.leads,
        named={hand_off.lead_external_id for hand_off in call.hand_offs.values()},
        now=call.now,
        batch=call.batch,
        recorded=call.recorded,
    )
    told = call.told
    known = _ids(call, call.hand_offs.keys() | {event.hand_off for event in told})
    new = sorted(call.hand_offs.keys() - known.keys())
    arrivals = newest([*parking.take(call.system, new), *told])
    call.recorded.events_unchanged += len(told) - len({event.row.key for event in told})
    _park(call, {event.hand_off for event in arrivals.values()} - known.keys() - set(new))

    moved = _moved(call, arrivals, known) if call.thorough else {}
    events: dict[str, list[Arrival]] = {}
    late: dict[str, list[Arrival]] = {}
    for key, event in arrivals.items():
        (late if event.hand_off in known or key in moved else events).setdefault(event.hand_off, []).append(event)
    known |= _create(call, new, leads, events)
    changes = _change(call, known, leads, late, moved)
    _learn(call, known_from, arrivals, changes)
    if call.recorded.hand_off_ids:
        stale.mark(call.recorded.hand_off_ids)
        handoffs_changed.send(sender=HandOff, ids=call.recorded.hand_off_ids, days=call.days, now=call.now)


def _ids(call: _Call, external_ids: Iterable[str]) -> dict[str, int]:
    rows = HandOff.objects.filter(system=call.system, external_id__any_of=external_ids).order_by()
    return dict(rows.values_list("external_id", "pk"))


def _park(call: _Call, strangers: set[str]) -> None:
    if strangers:
        # Beside another recording, the hand-off could arrive unseen, and the event would wait for ever.
        call.be_alone()
        waiting = [event for event in call.events if event.hand_off_external_id in strangers]
        call.recorded.parked = parking.park(call.system, waiting, now=call.now, batch=call.batch)
        call.recorded.events_unchanged += len({event.key for event in waiting}) - call.recorded.parked


def _moved(call: _Call, arrivals: Mapping[str, Arrival], known: Mapping[str, int]) -> dict[str, int]:
    """Return the keys that are stored under another hand-off than they now come with, and that hand-off."""
    stored = Event.objects.filter(system=call.system, key__any_of=arrivals).order_by()
    return {
        key: hand_off_id
        for key, hand_off_id in stored.values_list("key", "hand_off_id")
        if hand_off_id != known.get(arrivals[key].hand_off)
    }


def _given(record: HandOffRecord, leads: Known) -> Given:
    if record.lead_external_id not in leads:
        raise UnknownLead(f"Hand-off {record.external_id} names lead {record.lead_external_id}, which is not known.")
    return Given(
        record.version,
        leads[record.lead_external_id][0],
        record.source_id,
        record.campaign_id,
        instant(record.handed_off_at),
    )


def _create(call: _Call, new: list[str], leads: Known, events: Mapping[str, list[Arrival]]) -> dict[str, int]:
    """Insert new hand-offs with their events, projected before they are written. Return their keys."""
    if not new:
        return {}
    records = [call.hand_offs[name] for name in new]
    sources = {key: rest for key, *rest in existing(Source, {each.source_id for each in records}, "pk", "name", "side")}
    campaigns = dict(existing(Campaign, {each.campaign_id for each in records}, "pk", "name"))
    ids = dict(zip(new, bulk.new_ids(HandOff, len(new)), strict=True))
    system_id, now, batch_id = call.system.pk, call.now, call.batch_id
    stretches: dict[int, list[Stretch]] = {}

    def rows() -> Iterator[tuple[Any, ...]]:
        for record in records:
            key, given = ids[record.external_id], _given(record, leads)
            name, side = sources[record.source_id]
            told = [event.row for event in events.get(record.external_id, ())]
            state = project(given.handed_off_at, told, is_of_marketing=side == Source.Side.MARKETING)
            snapshot = record.snapshot
            if snapshot is None:
                lead = leads[record.lead_external_id][1]
                snapshot = snapshot_of(lead, name, campaigns.get(record.campaign_id or 0, ""))
            day = day_of(given.handed_off_at, call.zone)
            stretches[key] = state.assignments
            call.days.add(day)
            yield (key, system_id, record.external_id, now, batch_id, 1, day, snapshot, *given, *values(state))

    bulk.insert(HandOff, HAND_OFF_COLUMNS, rows())
    inserted = insert_events(call.system, [(ids[name], event) for name in new for event in events.get(name, ())])
    insert_assignments(stretches)
    write_notes({key: event.note for key, _, event in inserted if event.note})
    call.recorded.created += len(new)
    call.recorded.events_created += len(inserted)
    call.recorded.hand_off_ids += ids.values()
    return ids


def _change(
    call: _Call,
    known: Mapping[str, int],
    leads: Known,
    events: Mapping[str, list[Arrival]],
    moved: Mapping[str, int],
) -> Changes:
    """Record what was said about hand-offs that were known before."""
    created = set(call.recorded.hand_off_ids)
    given = {
        known[name]: _given(record, leads) for name, record in call.hand_offs.items() if known[name] not in created
    }
    arrivals = {known[name]: some for name, some in events.items() if name in known}
    ids = given.keys() | arrivals.keys() | set(moved.values())
    changes = change(call.system, ids, arrivals=arrivals, given=given, zone=call.zone)
    updated = [key for key in changes.ids if key not in created]
    recorded = call.recorded
    recorded.updated += len(updated)
    recorded.unchanged += len(ids - created) - len(updated)
    recorded.events_created += changes.events_created
    recorded.events_updated += changes.events_updated
    recorded.events_unchanged += changes.events_unchanged
    recorded.hand_off_ids += updated
    call.days |= changes.days
    return changes


def _learn(call: _Call, since: feed.Feeds, arrivals: Mapping[str, Arrival], changes: Changes) -> None:
    """An act that a system observed says that it tells of such acts from then on."""
    ids = call.recorded.hand_off_ids
    if changes.is_retold:
        feed.unlearn(call.system, since, ids, replaced=changes.replaced, alone=call.alone)
    if changes.is_retold or feed.may_open(since, (event.row for event in arrivals.values())):
        feed.learn(call.system, since, ids, alone=call.alone)
