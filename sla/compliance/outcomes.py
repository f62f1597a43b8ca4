"""Speed against outcome: whether what was answered in time was won more often, as one person may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from leadgap.rates import SmallN
from sla.calendars import NEVER
from sla.columns import arrays, flag
from sla.compliance.reading import ROUTES, Selection
from sla.compliance.slices import By
from sla.compliance.wall import within_only
from sla.models import Clock
from sla.speed import CLOSED, NOT_DONE, SpeedAndOutcome, speed_and_outcome
from sla.waivers.marks import waived

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period
    from sla.compliance.curves import PromiseCurve
    from sla.querysets import ClockQuerySet

OF_TARGET = (0.25, 0.5, 1, 2, 4)  # where the stretches end
Closed = NDArray[np.void]


def outcome_by_speed(
    user: User,
    *,
    promise_kind: str,
    period: Period,
    organisation: Organisation,
    now: datetime,
    curve: PromiseCurve,
    only: Mapping[str, int] | None = None,
    without_waived: bool = False,
) -> SpeedAndOutcome:
    """Return how closed hand-offs ended, by how long they waited: those of the clocks whose curve this is.

    Those are lead clocks, for whoever asks. What was closed before its due instant without an answer is left out: it
    was neither in time nor late.
    """
    selection = Selection(promise_kind, Clock.Scope.LEAD, period, within_only(user, only or {}))
    parts = list(_closed(selection, now, left_out=curve.left_out))
    closed = np.concatenate([np.zeros(0, CLOSED), *(part for _, part in parts)])
    source = np.repeat([key for key, _ in parts], [part.size for _, part in parts]).astype(np.int64)
    if without_waived:
        closed, source = closed[~closed["is_waived"]], source[~closed["is_waived"]]
    return speed_and_outcome(
        np.where(closed["elapsed"] == NOT_DONE, NEVER, closed["elapsed"].astype(np.int64)),
        in_time=closed["is_met"],
        won=closed["is_won"],
        source=source,
        ends=sorted({max(60, round((curve.scale or 0) * part)) for part in OF_TARGET}),
        small_n=SmallN(organisation.few, organisation.indicative),
    )


def _closed(selection: Selection, now: datetime, *, left_out: Collection[int]) -> Iterator[tuple[int, Closed]]:
    """Yield sources with closed hand-offs of theirs, as facts keep them, but for those by promises to leave out."""
    if By.OWNER in selection.within:  # facts of lead clocks know no owner, and one person's are few
        clocks = selection.clocks().decided(now)
    else:
        clocks = selection.overdue(now)
        for (source, promise), (kept,) in selection.kept("closed", by=By.SOURCE, grain=ROUTES).items():
            if promise not in left_out:
                yield source, np.frombuffer(kept, CLOSED)
    yield from _read(clocks.exclude(promise__in=list(left_out)))


def _read(clocks: ClockQuerySet) -> Iterator[tuple[int, Closed]]:
    found = arrays(
        clocks.filter(hand_off__outcome__in=["won", "lost"]),
        hand_off="hand_off_id",
        promise="promise_id",
        number="number",
        elapsed="elapsed",
        is_met=flag(Q(verdict=Clock.Verdict.MET)),
        is_won=flag(Q(hand_off__outcome="won")),
        source="hand_off__source_id",
    )
    closed = np.empty(found["source"].size, CLOSED)
    closed["elapsed"] = np.where(found["elapsed"] == NEVER, NOT_DONE, found["elapsed"])
    closed["is_met"], closed["is_won"] = found["is_met"] == 1, found["is_won"] == 1
    closed["is_waived"] = waived(found["hand_off"], found["promise"], found["number"])
    for key in np.unique(found["source"]).tolist():
        yield key, closed[found["source"] == key]
