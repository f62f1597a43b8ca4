"""The clocks that a batch has in the table, and what of them a new judgement changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from sla.arrays import Flags, Rows
from sla.calendars import NEVER
from sla.clocks import Verdict
from sla.columns import GIVEN, Among, Epoch, Prepared, code, flag
from sla.judging.working import Judged
from sla.models import Clock, Promise
from sla.timelines.windows import Seconds

VERDICTS = [verdict.name.lower() for verdict in Verdict]
FIRST = 1  # the number of the first assignment
CLOSED = (Verdict.MET, Verdict.MISSED, Verdict.ENDED)


@dataclass(frozen=True, slots=True)
class Stored:
    """Clocks of a batch by their keys in the table, in the order of what tells them apart."""

    ids: Seconds
    clocks: Judged

    @classmethod
    def read(cls, hand_off_ids: Seconds) -> Stored:
        found: dict[str, Any] = stored_clocks().of(hand_off_ids)
        ids = found.pop("id")
        found["hand_off"] = hand_off_ids.searchsorted(found["hand_off"])
        clocks = Judged(**found | {"is_self_reported": found["is_self_reported"] == 1})
        order = np.argsort(_names(clocks.hand_off, clocks.promise, clocks.number))
        return cls(ids[order], clocks.take(order))

    def pins(self, hand_off: Rows, promise: Promise, number: Seconds, owner: Seconds, team: Seconds) -> Seconds:
        """Return the calendar version of each clock that runs no longer; NEVER for running and for new ones.

        `owner` and `team` are those by whose calendar each counts. An assignment that is told late moves the numbers
        of those after it, and may be the first: what counted by the calendar of somebody else pins nothing.
        """
        promises = np.full(hand_off.size, promise.pk)
        places, is_known = self._find(hand_off, promises, number)
        pinned = np.full(hand_off.size, NEVER)
        known = np.flatnonzero(is_known)
        clocks = self.clocks.take(places[known])
        is_theirs = self._is_theirs(hand_off, promise, number, owner, team)
        closed = is_theirs[known] & np.isin(clocks.verdict, CLOSED)
        pinned[known[closed]] = clocks.calendar_version[closed]
        return pinned

    def _is_theirs(
        self, hand_off: Rows, promise: Promise, number: Seconds, owner: Seconds, team: Seconds
    ) -> NDArray[np.bool_]:
        """Say of each clock whether it was held by the same when it was judged: a lead clock by the first assignment,
        as far as this decides by which calendar it counts.
        """
        places, is_known = self._find(hand_off, np.full(hand_off.size, promise.pk), np.maximum(number, FIRST))
        holders = self.clocks.take(places[is_known])
        is_led, whose = number[is_known] == 0, promise.calendar_of
        any_owner = is_led & (whose != Promise.CalendarOf.OWNER)
        any_team = is_led & (whose not in {Promise.CalendarOf.OWNER, Promise.CalendarOf.TEAM})
        is_theirs = np.ones(hand_off.size, np.bool_)
        is_theirs[is_known] = (any_owner | (holders.owner == owner[is_known])) & (
            any_team | (holders.team == team[is_known])
        )
        return is_theirs

    def compare(self, judged: Judged, kinds: Mapping[int, str]) -> Difference:
        """Return what must be written so that the table holds these clocks and no others of the batch.

        By another version a clock is judged by another promise of its kind, and stays the row that it is: people and
        systems know it by its key. `kinds` are those of the promises.
        """
        places, is_known = self._find(judged.hand_off, judged.promise, judged.number)
        differs, is_pinned_anew = np.zeros((2, places.size), np.bool_)
        for column in fields(Judged):
            old = getattr(self.clocks, column.name)
            found = is_pinned_anew if column.name == "calendar_version" else differs
            found[is_known] |= old[places[is_known]] != getattr(judged, column.name)[is_known]
        only_pinned = is_pinned_anew & ~differs
        differs |= is_pinned_anew
        gone = np.ones(self.ids.size, np.bool_)
        gone[places[is_known]] = False
        new, left = np.flatnonzero(~is_known), np.flatnonzero(gone)
        _, moved, stays = np.intersect1d(
            _names_by_kind(judged.take(new), kinds), _names_by_kind(self.clocks.take(left), kinds), return_indices=True
        )
        changed = np.concatenate([np.flatnonzero(differs), new[moved]])
        left_for_good = np.delete(left, stays)
        return Difference(
            new=judged.take(np.delete(new, moved)),
            changed=judged.take(changed),
            changed_ids=np.concatenate([self.ids[places[differs]], self.ids[left[stays]]]),
            gone=self.clocks.take(left_for_good),
            gone_ids=self.ids[left_for_good],
            only_pinned=only_pinned[changed],
        )

    def _find(self, hand_off: Rows, promise: Seconds, number: Seconds) -> tuple[Rows, Flags]:
        """Return where each clock stands in here, and whether it does."""
        mine = _names(self.clocks.hand_off, self.clocks.promise, self.clocks.number)
        names = _names(hand_off, promise, number)
        if not mine.size:
            return np.zeros(names.size, np.intp), np.zeros(names.size, np.bool_)
        places = mine.searchsorted(names).clip(max=mine.size - 1)
        return places, mine[places] == names


@dataclass(frozen=True, slots=True)
class Difference:
    new: Judged
    changed: Judged
    changed_ids: Seconds
    gone: Judged
    gone_ids: Seconds
    only_pinned: Flags  # of the changed ones: another version of the hours judges them, and says the same

    @property
    def hand_offs(self) -> Rows:
        """Return the places of the hand-offs with any of this."""
        return np.unique(np.concatenate([self.new.hand_off, self.changed.hand_off, self.gone.hand_off]))

    @property
    def told_otherwise(self) -> Rows:
        """Return the places of those of which a clock says something else than before."""
        changed = self.changed.hand_off[~self.only_pinned]
        return np.unique(np.concatenate([self.new.hand_off, changed, self.gone.hand_off]))


@cache
def stored_clocks() -> Prepared:
    """Return the clocks of hand-offs, to be read of their keys: verdicts by their places in VERDICTS."""
    return Prepared(
        Clock.objects.filter(Among("hand_off_id", GIVEN)).order_by(),
        id="pk",
        hand_off="hand_off_id",
        promise="promise_id",
        number="number",
        calendar_version="calendar_version_id",
        owner="owner_id",
        team="team_id",
        segment="segment_id",
        started=Epoch("started_at"),
        due=Epoch("due_at"),
        stopped=Epoch("stopped_at"),
        ended=Epoch("ended_at"),
        elapsed="elapsed",
        verdict=code("verdict", VERDICTS),
        is_self_reported=flag(Q(is_self_reported=True)),
    )


def _names_by_kind(clocks: Judged, kinds: Mapping[int, str]) -> Seconds:
    """Return the same with the kind for the promise; for one that may judge no more, a kind of its own."""
    promises, places = np.unique(clocks.promise, return_inverse=True)
    every = sorted(set(kinds.values()))
    found = [every.index(kinds[key]) if key in kinds else len(every) + key for key in promises.tolist()]
    return _names(clocks.hand_off, np.array(found, np.int64)[places], clocks.number)


def _names(hand_off: Rows, promise: Seconds, number: Seconds) -> Seconds:
    """Return one number for what tells clocks of a batch apart; scope says no more than whether the number is 0.

    Keys of promises are few and small: 20 bits for the promise, 20 for the number, the rest for the hand-off's place.
    """
    if promise.max(initial=0) >> 20 or number.max(initial=0) >> 20:
        raise OverflowError("A clock cannot be named: more than a million promises, or assignments of one hand-off.")
    return (hand_off.astype(np.int64) << 40) | (promise << 20) | number
