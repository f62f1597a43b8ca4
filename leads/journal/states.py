"""Known hand-offs: locked in key order, re-read, projected from all their events, and written where they changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from leads import bulk
from leads.journal.arrivals import Arrival, counted
from leads.journal.rows import EventRow, day_of
from leads.models import Assignment, Event, EventNote, HandOff, Source, System
from leads.projection import COLUMNS, Stretch, project, values

EVENT_COLUMNS = ("id", "hand_off_id", "system_id", "recorded_at", "batch_id", *EventRow._fields)
STRETCH_COLUMNS = tuple(Stretch.__slots__)
stretch_row: Callable[[Stretch], tuple[Any, ...]] = attrgetter(*STRETCH_COLUMNS)


class Given(NamedTuple):
    """What a hand-off is told to be. The rest of its columns is the projection."""

    version: int
    lead_id: int
    source_id: int
    campaign_id: int | None
    handed_off_at: datetime | None


@dataclass(slots=True)
class Changes:
    """What changed: hand-offs by key, the days whose facts are touched, and events by what came of them."""

    ids: list[int] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    events_created: int = 0
    events_updated: int = 0
    events_unchanged: int = 0
    # Something that was told before may count no more, or does again; and the times of what was told otherwise now.
    is_retold: bool = False
    replaced: set[datetime | None] = field(default_factory=set)


def change(
    system: System,
    ids: Collection[int],
    *,
    arrivals: Mapping[int, Sequence[Arrival]],
    given: Mapping[int, Given],
    zone: ZoneInfo,
    anew: bool = False,
) -> Changes:
    """Record events of known hand-offs and what they are given, both by the hand-off's key, and project them anew.

    Those of which nothing new was told are projected only where `anew` says so: something else about them has changed.
    """
    changes = Changes()
    if not ids:
        return changes
    rows = (
        HandOff.objects.filter(pk__any_of=ids)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", "revision", "day", *Given._fields, *COLUMNS)
    )
    states = {row[0]: row for row in rows}
    stored = {
        row[2]: (row[0], row[1], EventRow._make(row[2:]))
        for row in Event.objects.filter(hand_off__id__any_of=ids)
        .order_by()
        .values_list("pk", "hand_off_id", *EventRow._fields)
    }
    touched = _write_events(system, stored, arrivals, changes) | (set(states) if anew else set())
    events: dict[int, list[EventRow]] = {}
    for _, hand_off_id, row in stored.values():
        events.setdefault(hand_off_id, []).append(row)
    _write_states(states, events, given, touched, zone, changes)
    return changes


def _write_events(
    system: System,
    stored: dict[str, tuple[int, int, EventRow]],
    arrivals: Mapping[int, Sequence[Arrival]],
    changes: Changes,
) -> set[int]:
    """Write the events that say something new, into `stored` too. Return the hand-offs that they belong to."""
    touched: set[int] = set()
    new: list[tuple[int, Arrival]] = []
    changed: list[tuple[Any, ...]] = []
    for hand_off_id, events in arrivals.items():
        for event in events:
            key = event.row.key
            if key not in stored:
                new.append((hand_off_id, event))
                continue
            event_id, was_of, old = stored[key]
            row = counted(old, event)
            if row is old or (row == old and was_of == hand_off_id):
                changes.events_unchanged += 1
                continue
            touched |= {was_of, hand_off_id}
            changes.replaced.add(old.occurred_at)
            stored[key] = (event_id, hand_off_id, row)
            changed.append((event_id, hand_off_id, *row))
    changes.is_retold |= bool(changed) or any(event.row.voids for _, event in new)
    changes.events_created += len(new)
    changes.events_updated += len(changed)
    bulk.update(Event, ("hand_off_id", *EventRow._fields), changed)
    for event_id, hand_off_id, event in insert_events(system, new):
        stored[event.row.key] = (event_id, hand_off_id, event.row)
        touched.add(hand_off_id)
    write_notes(
        {
            stored[event.row.key][0]: event.note
            for events in arrivals.values()
            for event in events
            if event.note and stored[event.row.key][2].version <= event.row.version
        }
    )
    return touched


def insert_events(system: System, events: list[tuple[int, Arrival]]) -> list[tuple[int, int, Arrival]]:
    """Insert new events of the hand-offs whose keys they come with; return them with the events' keys."""
    if not events:
        return []
    events.sort(key=lambda each: each[1].row.key)
    system_id = system.pk
    inserted = [(key, *each) for key, each in zip(bulk.new_ids(Event, len(events)), events, strict=True)]
    bulk.insert(
        Event,
        EVENT_COLUMNS,
        (
            (key, hand_off_id, system_id, event.recorded_at, event.batch_id, *event.row)
            for key, hand_off_id, event in inserted
        ),
    )
    return inserted


def write_notes(notes: Mapping[int, str]) -> None:
    """Keep the free text of events, by the event's key; a later text replaces an earlier one."""
    if not notes:
        return
    stored = dict(EventNote.objects.filter(event__id__any_of=notes).values_list("event_id", "text"))
    EventNote.objects.bulk_create(
        [EventNote(event_id=key, text=text) for key, text in sorted(notes.items()) if stored.get(key) != text],
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=["text"],
    )


def _write_states(
    states: Mapping[int, tuple[Any, ...]],
    events: Mapping[int, Sequence[EventRow]],
    given: Mapping[int, Given],
    touched: Collection[int],
    zone: ZoneInfo,
    changes: Changes,
) -> None:
    rows, stretches = [], {}
    split = 3 + len(Given._fields)
    told = []
    for hand_off_id, stored in states.items():
        old = Given._make(stored[3:split])
        new = merged(old, given[hand_off_id]) if hand_off_id in given else old
        if new != old or hand_off_id in touched:
            changes.is_retold |= new.handed_off_at != old.handed_off_at
            told.append((hand_off_id, *stored[1:3], new))
    of_marketing = _of_marketing({new.source_id for *_, new in told})
    for hand_off_id, revision, old_day, new in told:
        is_of_marketing = new.source_id in of_marketing
        state = project(new.handed_off_at, events.get(hand_off_id, ()), is_of_marketing=is_of_marketing)
        new_day = day_of(new.handed_off_at, zone)
        rows.append((hand_off_id, revision + 1, new_day, *new, *values(state)))
        stretches[hand_off_id] = state.assignments
        changes.ids.append(hand_off_id)
        changes.days |= {old_day, new_day}
    bulk.update(HandOff, ("revision", "day", *Given._fields, *COLUMNS), rows)
    _write_assignments(stretches)


def _of_marketing(sources: Collection[int]) -> set[int]:
    """Return those of the sources that belong to Marketing, by key."""
    if not sources:
        return set()
    return set(Source.objects.of_marketing().filter(pk__in=sources).values_list("pk", flat=True))


def merged(old: Given, new: Given) -> Given:
    """Return what is known after `new` was told later than `old`. What is left unknown stays as it was."""
    if new.version < old.version:
        return old
    return Given._make(mine if theirs is None else theirs for mine, theirs in zip(old, new, strict=True))


def _write_assignments(wanted: Mapping[int, Sequence[Stretch]]) -> None:
    if not wanted:
        return
    stored: dict[int, list[tuple[Any, ...]]] = {}
    for hand_off_id, *row in (
        Assignment.objects.filter(hand_off__id__any_of=wanted)
        .order_by("hand_off_id", "number")
        .values_list("hand_off_id", *STRETCH_COLUMNS)
    ):
        stored.setdefault(hand_off_id, []).append(tuple(row))
    changed = {
        hand_off_id: stretches
        for hand_off_id, stretches in wanted.items()
        if [stretch_row(stretch) for stretch in stretches] != stored.get(hand_off_id, [])
    }
    if stale := [hand_off_id for hand_off_id in changed if hand_off_id in stored]:
        Assignment.objects.filter(hand_off__id__any_of=stale).delete()
    insert_assignments(changed)


def insert_assignments(wanted: Mapping[int, Sequence[Stretch]]) -> None:
    """Insert the assignments of hand-offs that have none stored."""
    rows = [
        (hand_off_id, number, *stretch_row(stretch))
        for hand_off_id, stretches in wanted.items()
        for number, stretch in enumerate(stretches, 1)
    ]
    bulk.insert(Assignment, ("hand_off_id", "number", *STRETCH_COLUMNS), rows)
