"""Working out the clocks of a batch. Nothing is written here, so that a dry run is the same work as the judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np

from leads.models import HandOff
from sla.arrays import Columns, Flags, HandOffs, Rows, Runs
from sla.calendars import NEVER
from sla.clocks import Clocks, Verdict, judge
from sla.columns import Among, arrays
from sla.criteria import Definition
from sla.definitions import condition
from sla.judging.calendars import targets
from sla.judging.reading import Batch
from sla.judging.segmenting import segments_of
from sla.judging.terms import Agreement, Version
from sla.judging.zones import Zones
from sla.models import Promise, Signature
from sla.pausing import pauses_under
from sla.runs import lead_runs, owner_runs
from sla.timelines.windows import Seconds

# Promises that do not ask whether the lead is qualified.
OF_ALL_LEADS = frozenset({Promise.Kind.RATING, Promise.Kind.REPLY})

# From the places of hand-offs, a promise, and the numbers of clocks with the owners and teams by whose calendar they
# count to the calendar version of each; NEVER: not pinned.
Pins = Callable[[Rows, Promise, Seconds, Seconds, Seconds], Seconds]


@dataclass(frozen=True, slots=True)
class Judged(Columns):
    """Clocks as the table has them. `hand_off` is the place in the batch; NEVER stands for NULL."""

    hand_off: Rows
    promise: Seconds
    number: Seconds  # 0: the lead clock
    calendar_version: Seconds
    owner: Seconds
    team: Seconds
    segment: Seconds
    started: Seconds
    due: Seconds
    stopped: Seconds
    ended: Seconds
    elapsed: Seconds
    verdict: Seconds
    is_self_reported: Flags

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """Return all the clocks of several parts."""
        columns: dict[str, Any] = {}
        for column in fields(cls):
            found = [getattr(part, column.name) for part in parts]
            columns[column.name] = np.concatenate(found) if found else np.empty(0, np.int64)
        return cls(**columns)


@dataclass(frozen=True, slots=True)
class _Side:
    """All runs of one kind in one scope, with what the table keeps of each beside the clock."""

    runs: Runs
    numbers: Seconds
    owners: Seconds
    teams: Seconds
    calendar_teams: Seconds  # whose calendar counts, as is the next
    calendar_owners: Seconds


def work_out(batch: Batch, agreement: Agreement, *, now: int, pins: Pins | None = None) -> Judged:
    """Return all clocks that these hand-offs have at `now`."""
    agreement.meet(np.concatenate([batch.first_owners, batch.assignment_owners]))
    segments = _segments(batch, agreement)
    if agreement.goes_by_leads:
        batch = replace(batch, zones=Zones.of_leads(batch.ids))
    promised = list(_promised(batch, agreement, segments))
    sides: dict[str, list[_Side]] = {}
    parts: list[Judged] = []
    for version, promise, is_promised in promised:
        name = f"{promise.kind} {promise.attempts} {promise.starts} {promise.stops}"
        if name not in sides:
            sides[name] = _sides(batch, promise, _hand_offs_under(promise, batch, promised))
        for side in sides[name]:
            rows = np.flatnonzero(is_promised[side.runs.hand_off])
            newest = agreement.newest(promise, version, side.calendar_teams[rows], side.calendar_owners[rows])
            parts += _judged(batch, agreement, promise, newest, side, rows, now, pins)
    judged = Judged.joined(parts)
    return replace(judged, segment=segments[judged.hand_off])


def _segments(batch: Batch, agreement: Agreement) -> Seconds:
    """Return the key of each hand-off's segment, NEVER for none."""
    places = agreement.places(batch.hand_offs.handed_off)
    segments = np.full(batch.ids.size, NEVER)
    for place in np.unique(places[places >= 0]).tolist():
        if version_segments := agreement.versions[place].segments:
            is_judged = places == place
            segments[is_judged] = segments_of(batch.ids[is_judged], version_segments)
    return segments


def _promised(batch: Batch, agreement: Agreement, segments: Seconds) -> Iterator[tuple[Version, Promise, Flags]]:
    """Yield every promise that judges some of the batch, and say of which hand-offs."""
    places = agreement.places(batch.hand_offs.handed_off)
    for place in np.unique(places[places >= 0]).tolist():
        version = agreement.versions[place]
        is_judged = places == place
        is_qualified = is_judged & _qualified(batch, np.flatnonzero(is_judged), version.definition)
        for promise in version.promises:
            is_promised = is_judged if promise.kind in OF_ALL_LEADS else is_qualified
            if version.segments:
                is_promised = is_promised & version.falls_under(promise, segments)
            yield version, promise, is_promised


def _hand_offs_under(promise: Promise, batch: Batch, promised: list[tuple[Version, Promise, Flags]]) -> HandOffs:
    """Return the hand-offs as this promise looks at them: a rating is due from the last of the promised attempts on."""
    if promise.attempts:
        return batch.promised(promise.attempts)
    if promise.kind != Promise.Kind.RATING:
        return batch.hand_offs
    last = batch.hand_offs.last_attempt.copy()
    for _, each, is_promised in promised:
        if each.attempts:
            last[is_promised] = batch.promised(each.attempts).last_attempt[is_promised]
    return replace(batch.hand_offs, last_attempt=last)


def _qualified(batch: Batch, rows: Rows, definition: Definition) -> Flags:
    """Say of every hand-off of the batch whether it is among these rows and its lead meets the definition."""
    if definition.takes_all:
        return np.ones(batch.ids.size, np.bool_)
    hand_offs = HandOff.objects.filter(Among("pk", batch.ids[rows])).filter(condition(definition)).order_by("pk")
    return np.isin(batch.ids, arrays(hand_offs, id="pk")["id"])


def _sides(batch: Batch, promise: Promise, hand_offs: HandOffs) -> list[_Side]:
    kind, starts, stops = promise.kind, promise.starts, promise.stops
    leads = lead_runs(kind, hand_offs, starts, stops)
    owners = owner_runs(kind, hand_offs, batch.assignments, starts, stops)
    nobody = np.full(leads.hand_off.size, NEVER)
    is_of_sales = promise.side == Signature.Side.SALES
    return [
        _Side(
            leads,
            np.zeros(leads.hand_off.size, np.int64),
            batch.owners[leads.hand_off] if is_of_sales else nobody,
            batch.teams[leads.hand_off],
            # Marketing keeps the hours of the agreement.
            batch.first_teams[leads.hand_off] if is_of_sales else nobody,
            batch.first_owners[leads.hand_off] if is_of_sales else nobody,
        ),
        _Side(
            owners,
            batch.numbers[owners.assignment],
            batch.assignment_owners[owners.assignment],
            batch.assignment_teams[owners.assignment],
            batch.assignment_teams[owners.assignment],
            batch.assignment_owners[owners.assignment],
        ),
    ]


def _judged(
    batch: Batch,
    agreement: Agreement,
    promise: Promise,
    newest: Seconds,
    side: _Side,
    rows: Rows,
    now: int,
    pins: Pins | None,
) -> Iterator[Judged]:
    """Judge some runs of a side under one promise: closed clocks on the calendar they are pinned to, if it changed."""
    if not rows.size:
        return
    on = newest
    if pins is not None and promise.is_business_time:
        theirs = (side.numbers[rows], side.calendar_owners[rows], side.calendar_teams[rows])
        pinned = pins(side.runs.hand_off[rows], promise, *theirs)
        on = np.where(pinned == NEVER, newest, pinned)
    is_pinned = on != newest
    if is_pinned.any():
        places = np.flatnonzero(is_pinned)
        clocks = _clocks(batch, agreement, promise, on[places], side, rows[places], now)
        # What runs again, for what had stopped it was taken back, is no longer pinned.
        runs_again = clocks.verdict == Verdict.RUNNING
        is_pinned[places[runs_again]] = False
        stays = np.flatnonzero(~runs_again)
        yield _as_kept(promise, on[places[stays]], side, rows[places[stays]], clocks.take(stays))
    places = np.flatnonzero(~is_pinned)
    if not places.size:
        return
    clocks = _clocks(batch, agreement, promise, newest[places], side, rows[places], now)
    yield _as_kept(promise, newest[places], side, rows[places], clocks)


def _clocks(
    batch: Batch, agreement: Agreement, promise: Promise, keys: Seconds, side: _Side, rows: Rows, now: int
) -> Clocks:
    """Judge rows, each on the calendar version of its key, all together."""
    runs, calendars = side.runs.take(rows), agreement.calendars
    if batch.zones is not None and promise.is_read_in_leads_zone:
        keys = calendars.read_in(keys, batch.zones.take(runs.hand_off))
    together = calendars.together(keys)
    pausing = promise.pausing
    pauses = pauses_under(pausing, batch.waits, batch.stages)
    may_miss = _may_miss(batch, agreement, promise)
    return judge(runs, targets(promise, together, runs.started), together, pauses, now, may_miss)


def _may_miss(batch: Batch, agreement: Agreement, promise: Promise) -> Flags | None:
    """Say of the hand-offs whether this promise to them can be missed; None: all of them.

    Not where nobody knows when they came into stages that pause it, or where nobody had ever asked Sales for a rating.
    """
    may_miss = batch.stages.are_known if batch.stages is not None and promise.pausing.stages else None
    if promise.kind != Promise.Kind.RATING:
        return may_miss
    is_asked = batch.ratings_are_known | (batch.hand_offs.handed_off >= agreement.ratings_asked_from)
    return is_asked if may_miss is None else is_asked & may_miss


def _as_kept(promise: Promise, keys: Seconds, side: _Side, rows: Rows, clocks: Clocks) -> Judged:
    return Judged(
        hand_off=clocks.hand_off,
        promise=np.full(rows.size, promise.pk),
        number=side.numbers[rows],
        calendar_version=keys,
        owner=side.owners[rows],
        team=side.teams[rows],
        segment=np.full(rows.size, NEVER),  # the same for all clocks of a hand-off
        started=clocks.started,
        due=clocks.due,
        stopped=clocks.stopped,
        ended=clocks.ended,
        elapsed=clocks.elapsed,
        verdict=clocks.verdict,
        is_self_reported=clocks.is_self_reported,
    )
