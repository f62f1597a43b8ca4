"""Daily facts of what was handed over, rebuilt with the facts of clocks: whole days, safe twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from leadgap.accounts.models import Organisation
from leads import bulk
from leads.models import HandOff
from sla.models import DeliveryFact
from sla.months.counting import Judge, counted
from sla.months.figures import NAMES, Delivered
from sla.months.reigns import Reign, reigns_of, signed_versions

COLUMNS = ("day", "version_id", "source", *NAMES)


class Deliveries:
    """What the signed versions say of a day. Read the days to rebuild first: a version signed later marks them anew."""

    def __init__(self) -> None:
        self._zone = Organisation.current().zone
        self._reigns = [(reign, Judge.of(reign.version)) for reign in reigns_of(signed_versions(), self._zone)]

    def replace(self, day: date) -> None:
        """Put the facts of a day in the place of the old ones, in the caller's transaction."""
        DeliveryFact.objects.filter(day=day)._raw_delete("default")
        bulk.insert(DeliveryFact, COLUMNS, self.facts_of(day))

    def facts_of(self, day: date) -> list[tuple[Any, ...]]:
        """Return the facts of one day as rows of COLUMNS. One query for each version in force on it."""
        found: defaultdict[tuple[int, int], Delivered] = defaultdict(Delivered)
        for reign, judge in self._on(day):
            for (_, source), delivered in counted(HandOff.objects.filter(reign.hand_offs, day=day), judge).items():
                found[judge.version, source] += delivered
        return [(day, *key, *(getattr(found[key], name) for name in NAMES)) for key in sorted(found)]

    def check(self, days: Iterable[date]) -> list[str]:
        """Compare the stored facts of these days with what the hand-offs say; return what differs, in words."""
        return [
            f"{day}: what was handed over is not what its facts say"
            for day in days
            if set(DeliveryFact.objects.filter(day=day).values_list(*COLUMNS)) != set(self.facts_of(day))
        ]

    def _on(self, day: date) -> Sequence[tuple[Reign, Judge]]:
        return [each for each in self._reigns if each[0].touches(day, self._zone)]
