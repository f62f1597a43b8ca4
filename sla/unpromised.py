"""Daily facts of the hand-offs that are promised nothing: those of the segments that the agreement leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from leads import bulk
from leads.models import HandOff
from sla.calendars import NEVER
from sla.columns import Epoch, arrays
from sla.judging.segmenting import segments_of
from sla.judging.terms import Agreement
from sla.models import UnpromisedFact

SLICE = ("segment", "team", "first_team", "answering_team", "owner", "source", "campaign")
COLUMNS = ("day", *SLICE, "hand_offs")


class Unpromised:
    """What the signed versions leave out. Read the days to rebuild first: a version signed later marks them anew."""

    def __init__(self) -> None:
        self._agreement = Agreement.signed()
        self._left_out: dict[int, list[int]] = {
            place: keys
            for place, version in enumerate(self._agreement.versions)
            if (keys := [segment.key for segment in version.segments if not segment.is_promised])
        }

    def replace(self, day: date) -> None:
        """Put the facts of a day in the place of the old ones, in the caller's transaction."""
        UnpromisedFact.objects.filter(day=day)._raw_delete("default")
        bulk.insert(UnpromisedFact, COLUMNS, self.facts_of(day))

    def check(self, days: Iterable[date]) -> list[str]:
        """Compare the stored facts of these days with what the hand-offs say; return what differs, in words."""
        return [
            f"{day}: who is promised nothing is not who its facts say"
            for day in days
            if set(UnpromisedFact.objects.filter(day=day).values_list(*COLUMNS)) != set(self.facts_of(day))
        ]

    def facts_of(self, day: date) -> list[tuple[Any, ...]]:
        """Return the facts of one day as rows of COLUMNS. One query for each version that leaves somebody out."""
        if not self._left_out:
            return []
        found = arrays(
            HandOff.objects.filter(day=day).order_by("pk"),
            id="pk",
            handed_off=Epoch("handed_off_at"),
            **{name: f"{name}_id" for name in SLICE[1:]},
        )
        found["segment"] = np.full(found["id"].size, NEVER)
        places = self._agreement.places(found["handed_off"])
        for place, left_out in self._left_out.items():
            rows = np.flatnonzero(places == place)
            segments = segments_of(found["id"][rows], self._agreement.versions[place].segments)
            found["segment"][rows] = np.where(np.isin(segments, left_out), segments, NEVER)
        names = np.array([found[name] for name in SLICE])[:, found["segment"] != NEVER]
        slices, counts = np.unique(np.where(names == NEVER, 0, names), axis=1, return_counts=True)
        return [(day, *name, n) for name, n in zip(slices.T.tolist(), counts.tolist(), strict=True)]
