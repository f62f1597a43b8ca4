"""How hand-offs are judged today: their lead clocks, read once for all promises that are laid beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from sla.arrays import Flags
from sla.clocks import Verdict
from sla.columns import Among, arrays, code, flag
from sla.judging.stored import VERDICTS
from sla.models import Clock
from sla.timelines.windows import Seconds
from sla.waivers.marks import KINDS, waived

if TYPE_CHECKING:
    from sla.querysets import ClockQuerySet


@dataclass(frozen=True, slots=True)
class Today:
    """Clocks and their hand-offs by key, `kind` by its place in `KINDS`; an overdue clock counts as missed."""

    clock: Seconds
    hand_off: Seconds
    kind: Seconds
    verdict: Seconds
    is_waived: Flags

    @classmethod
    def read(cls, kinds: Collection[str], hand_offs: Iterable[int], now: datetime) -> Today:
        found = arrays(
            lead_clocks(kinds, hand_offs).order_by(),
            clock="pk",
            hand_off="hand_off_id",
            promise="promise_id",
            kind=code("promise__kind", KINDS),
            verdict=code("verdict", VERDICTS),
            is_overdue=flag(Q(verdict=Clock.Verdict.RUNNING, due_at__lt=now)),
        )
        verdict = np.where(found["is_overdue"] == 1, Verdict.MISSED, found["verdict"])
        is_waived = waived(found["hand_off"], found["promise"], np.zeros_like(verdict))
        return cls(found["clock"], found["hand_off"], found["kind"], verdict, is_waived)

    def of(self, kind: str, hand_offs: Seconds) -> Today:
        """Return the clocks of this kind, of these hand-offs."""
        rows = np.flatnonzero((self.kind == KINDS.index(kind)) & np.isin(self.hand_off, hand_offs))
        return Today(self.clock[rows], self.hand_off[rows], self.kind[rows], self.verdict[rows], self.is_waived[rows])


def lead_clocks(kinds: Collection[str], hand_offs: Iterable[int]) -> ClockQuerySet:
    return Clock.objects.filter(Among("hand_off_id", hand_offs), scope=Clock.Scope.LEAD, promise__kind__in=kinds)
