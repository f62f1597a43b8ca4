"""The time zones of leads, as their hand-offs have frozen them. A clock may go by a calendar read in one.

The zone needs no pin of its own: what a hand-off has frozen never changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np

from leads.models import HandOff
from sla.arrays import Rows
from sla.calendars import NEVER
from sla.columns import Among
from sla.models import Clock, Promise
from sla.timelines.hours import read_zone
from sla.timelines.windows import Seconds


class Zones(NamedTuple):
    """The zone of each row: its place among the names, of which the first, "", is that of no known zone."""

    which: Rows
    names: list[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        found = list(names)
        unique = sorted({"", *found})
        places = {name: place for place, name in enumerate(unique)}
        return cls(np.array([places[name] for name in found], np.intp), unique)

    @classmethod
    def of_leads(cls, hand_off_ids: Seconds) -> Self:
        """Return the lead's zone of each hand-off, by one query."""
        rows = HandOff.objects.filter(Among("pk", hand_off_ids.tolist()), snapshot__has_key="timezone")
        known = dict(rows.order_by().values_list("pk", "snapshot__timezone"))
        return cls.of(readable(known.get(key)) for key in hand_off_ids.tolist())

    @classmethod
    def of_clocks(cls, hand_off: Seconds, promise: Seconds, version: Seconds) -> Self | None:
        """Return the zone in which the calendar of each clock is read, "" for its own; None where all are."""
        promises = Promise.objects.filter(
            pk__in=np.unique(promise).tolist(), calendar_of=Promise.CalendarOf.LEAD
        ).values_list("pk", flat=True)
        rows = np.flatnonzero(np.isin(promise, list(promises)) & (version != NEVER))
        if not rows.size:
            return None
        there = cls.of_leads(hand_off[rows])
        which = np.full(promise.size, there.names.index(""), np.intp)
        which[rows] = there.which
        return cls(which, there.names)

    def take(self, rows: Rows) -> Zones:
        return Zones(self.which[rows], self.names)


@lru_cache(maxsize=1024)
def readable(name: str | None) -> str:
    """Return a zone by whose clock a calendar can be read; "" for none, and for a name that nobody knows."""
    try:
        return read_zone(name) if name else ""
    except (ValueError, TypeError):
        return ""


def zone_of(clock: Clock) -> str:
    """Return the lead's zone by whose clock a calendar is read for this clock; "" where it is read in its own."""
    return readable(clock.hand_off.snapshot.get("timezone")) if clock.promise.is_read_in_leads_zone else ""
