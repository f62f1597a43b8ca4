"""What has paused clocks that are in the table: for figures as arrays, for people with its reason or its stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext

from leadgap.ui import words
from leads.models import HandOff
from sla.calendars import NEVER, Pauses
from sla.clocks import pauses_of_runs
from sla.columns import Among, Epoch, arrays, flag
from sla.judging.reading import STAGES_ARE_KNOWN, waits_of
from sla.models import Clock, Promise
from sla.pausing import STAGES, Pausing, Stages, pauses_under
from sla.timelines.windows import Seconds


class Pause(NamedTuple):
    """Time during which a clock stood still, in epoch seconds: for waiting, or in a stage."""

    start: int
    end: int | None  # None: it still does
    reason: str = ""  # of waiting; "": none was given
    stage: str = ""  # "": Sales waited

    @property
    def words(self) -> str:
        if self.stage:
            return gettext("stage %(stage)s") % {"stage": str(words.STAGES[self.stage].text)}
        return gettext("waiting for the lead")


def pauses_of_clocks(hand_offs: Seconds, promises: Seconds) -> Pauses | None:
    """Return the pauses of clocks, by the keys of their hand-offs and promises; None where there are none."""
    ids = np.unique(hand_offs)
    by_pausing: defaultdict[Pausing, list[int]] = defaultdict(list)
    for promise in Promise.objects.in_bulk(np.unique(promises).tolist()).values():
        by_pausing[promise.pausing].append(promise.pk)
    waited = arrays(HandOff.objects.filter(Among("pk", ids)).exclude(pauses=[]).order_by(), id="pk")["id"]
    waits = waits_of(ids, waited, reasons=any(pausing.reasons for pausing in by_pausing))
    stages = _stages_of(ids) if any(pausing.stages for pausing in by_pausing) else None
    parts: list[Pauses] = []
    for pausing, keys in by_pausing.items():
        rows = np.flatnonzero(np.isin(promises, keys))
        found = pauses_of_runs(pauses_under(pausing, waits, stages), ids.searchsorted(hand_offs[rows]))
        if found is not None:
            parts.append(found._replace(rows=rows[found.rows]))
    return Pauses(*map(np.concatenate, zip(*parts, strict=True))) if parts else None


def pauses_told(clocks: Sequence[Clock]) -> list[list[Pause]]:
    """Return what has paused each clock, with its reason or its stage. One query, where a promise names stages."""
    found = [
        [Pause(*wait) for wait in clock.hand_off.waits if clock.promise.pausing.takes(wait.reason)] for clock in clocks
    ]
    places = [place for place, clock in enumerate(clocks) if clock.promise.pausing.stages]
    if not places:
        return found
    stages = _stages_of_rows([clocks[place].hand_off for place in places])
    for stage in STAGES:
        for row, start, end in zip(*(column.tolist() for column in stages.during(stage)), strict=True):
            if stage in clocks[places[row]].promise.pausing.stages:
                found[places[row]].append(Pause(start, None if end == NEVER else end, stage=stage))
    return found


def together(pauses: Iterable[Sequence[Pause]]) -> Pauses | None:
    """Return the pauses of clocks as arrays, by their places; None where there are none."""
    flat = [
        (place, each.start, NEVER if each.end is None else each.end)
        for place, some in enumerate(pauses)
        for each in some
    ]
    rows, starts, ends = np.array(flat, np.int64).reshape(-1, 3).T
    return Pauses(rows, starts, ends) if flat else None


def _stages_of(ids: Seconds) -> Stages:
    """Read the stages of these hand-offs, which are in order."""
    found = arrays(
        HandOff.objects.filter(Among("pk", ids)).order_by("pk"),
        handed_off=Epoch("handed_off_at"),
        accepted=Epoch("accepted_at"),
        qualified=Epoch("qualified_at"),
        closed=Epoch("closed_at"),
        are_known=flag(STAGES_ARE_KNOWN),
    )
    return Stages(**found | {"are_known": found["are_known"] == 1})


def _stages_of_rows(hand_offs: Sequence[HandOff]) -> Stages:
    asked = HandOff.objects.filter(STAGES_ARE_KNOWN, pk__in={each.pk for each in hand_offs})
    known = set(asked.order_by().values_list("pk", flat=True))
    return Stages(
        handed_off=_epochs(each.handed_off_at for each in hand_offs),
        accepted=_epochs(each.accepted_at for each in hand_offs),
        qualified=_epochs(each.qualified_at for each in hand_offs),
        closed=_epochs(each.closed_at for each in hand_offs),
        are_known=np.array([each.pk in known for each in hand_offs], np.bool_),
    )


def _epochs(instants: Iterable[datetime | None]) -> Seconds:
    return np.array([NEVER if each is None else int(each.timestamp()) for each in instants], np.int64)
