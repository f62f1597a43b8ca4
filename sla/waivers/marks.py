"""Which clocks are waived, and why: by what tells clocks apart, for their rows come and go."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sla.arrays import Flags, Rows
from sla.columns import Among, arrays, code
from sla.models import Clock, Promise, WaivedClock, Waiver
from sla.timelines.windows import Seconds

KINDS: list[str] = Promise.Kind.values


def waived(hand_off: Seconds, promise: Seconds, number: Seconds) -> Flags:
    """Say of each clock, by the keys of its hand-off and promise, whether a waiver in force covers it."""
    ids = np.unique(hand_off)
    theirs = WaivedClock.objects.in_force().filter(Among("hand_off_id", ids)).order_by()
    if not theirs.exists():
        return np.zeros(hand_off.size, np.bool_)
    found = arrays(
        theirs.numbered().filter(number__isnull=False),
        hand_off="hand_off_id",
        kind=code("kind", KINDS),
        number="number",
    )
    keys, places = np.unique(promise, return_inverse=True)
    kinds = dict(Promise.objects.order_by().values_list("pk", "kind"))
    kind = np.array([KINDS.index(kinds[key]) for key in keys.tolist()], np.int64)[places]
    covered = _names(ids.searchsorted(found["hand_off"]), found["kind"], found["number"])
    return np.isin(_names(ids.searchsorted(hand_off), kind, number), covered)


def waivers_of(clocks: Iterable[Clock]) -> dict[int, Waiver]:
    """Return the waiver in force of each clock that has one, the latest, by the clock's key."""
    clocks = list(clocks)
    ids = {clock.hand_off_id for clock in clocks}
    covered = WaivedClock.objects.in_force().numbered().filter(Among("hand_off_id", ids))
    found = {
        (each.hand_off_id, each.kind, each.scope, each.number): each.waiver
        for each in covered.select_related("waiver__made_by").order_by("waiver__made_at", "pk")
    }
    names = {clock.pk: (clock.hand_off_id, clock.promise.kind, clock.scope, clock.number) for clock in clocks}
    return {key: found[name] for key, name in names.items() if name in found}


def _names(hand_off: Rows, kind: Seconds, number: Seconds) -> Seconds:
    """Return one number for what tells clocks apart: 20 bits each for number and kind, the rest for the place."""
    return (hand_off.astype(np.int64) << 40) | (kind << 20) | number
