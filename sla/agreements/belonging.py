"""How many of the latest leads fall into each segment of a draft: the same choice as the judge's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leads.models import HandOff
from sla.agreements.segments import SegmentTerms
from sla.calendars import NEVER
from sla.criteria import read
from sla.judging.segmenting import segments_of
from sla.segments import Segment
from sla.timelines.windows import Seconds

# The newest hand-offs that are looked at, so that the page stays quick however large the company.
AT_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Belonging:
    """How many hand-offs were looked at, and of these how many belong to each segment, by its place."""

    hand_offs: int
    is_all: bool
    counts: list[int]

    @property
    def rest(self) -> int:
        """How many belong to none."""
        return self.hand_offs - sum(self.counts)


def belonging(segments: Sequence[SegmentTerms], *, now: datetime) -> Belonging:
    """Return how the hand-offs of the last 90 days fall into segments that can be read."""
    ids, is_all = latest(now)
    found = np.empty(0, np.int64)
    if segments:
        rules = [Segment(place, each.name, read(each.conditions)) for place, each in enumerate(segments)]
        found = segments_of(ids, rules)
    counts = np.bincount(found[found != NEVER], minlength=len(segments))
    return Belonging(ids.size, is_all, counts.tolist())


def latest(now: datetime) -> tuple[Seconds, bool]:
    """Return the keys of the hand-offs of the last 90 days, in order, and whether these are all of them."""
    lately = period("90d", today=now.astimezone(Organisation.current().zone).date())
    recent = HandOff.objects.filter(handed_off_at__lte=now, **lately.days()).newest_first()
    newest = list(recent.values_list("pk", flat=True)[: AT_MOST + 1])
    return np.sort(np.array(newest[:AT_MOST], np.int64)), len(newest) <= AT_MOST
