"""Daily facts of what was handed over, rebuilt with the facts of clocks: whole days, safe twice.

A few weeks are read by one query, ahead of the days' own transactions. A change that comes between is not lost: it
marks its day anew, which then is not cleared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from leadgap.accounts.models import Organisation
from leads import bulk
from leads.models import HandOff
from sla.models import DeliveryFact
from sla.months.counting import Judge, counted
from sla.months.figures import NAMES, Delivered
from sla.months.reigns import reigns_of, signed_versions

COLUMNS = ("day", "version_id", "source", *NAMES)
TOGETHER = 40

Rows = list[tuple[Any, ...]]


class Deliveries:
    """What the signed versions say of some days, by hand-offs that were not read before the days were marked."""

    def __init__(self, days: Sequence[date]) -> None:
        self._days = list(days)
        self._zone = Organisation.current().zone
        self._reigns = [(reign, Judge.of(reign.version)) for reign in reigns_of(signed_versions(), self._zone)]
        self._read: dict[date, Rows] = {}

    def replace(self, day: date) -> None:
        """Put the facts of a day in the place of the old ones, in the caller's transaction."""
        DeliveryFact.objects.filter(day=day)._raw_delete("default")
        bulk.insert(DeliveryFact, COLUMNS, self.facts_of(day))

    def facts_of(self, day: date) -> Rows:
        """Return the facts of one of the days as rows of COLUMNS."""
        if day not in self._read:
            place = self._days.index(day)
            self._read = self._of(self._days[place : place + TOGETHER])
        return self._read[day]

    def check(self) -> list[str]:
        """Compare the stored facts of the days with what the hand-offs say; return what differs, in words."""
        return [
            f"{day}: what was handed over is not what its facts say"
            for day in self._days
            if set(DeliveryFact.objects.filter(day=day).values_list(*COLUMNS)) != set(self.facts_of(day))
        ]

    def _of(self, days: Sequence[date]) -> dict[date, Rows]:
        found: defaultdict[tuple[date, int, int], Delivered] = defaultdict(Delivered)
        for reign, judge in self._reigns:
            if mine := [day for day in days if reign.touches(day, self._zone)]:
                hand_offs = HandOff.objects.filter(reign.hand_offs, day__in=mine)
                for (day, source), delivered in counted(hand_offs, judge).items():
                    found[day, judge.version, source] += delivered
        rows: dict[date, Rows] = {day: [] for day in days}
        for key in sorted(found):
            rows[key[0]].append((*key, *(getattr(found[key], name) for name in NAMES)))
        return rows
