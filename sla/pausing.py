"""What pauses the clocks of a promise: waiting for the lead, and stages. Pure, over arrays.

A clock stands still while Sales waits for the lead, whatever the reason or for one that the promise names, and while
the hand-off is in a stage that it names. What is both at once, or lies outside hours, is taken away once: the pauses
come in any order and may overlap (`sla.timelines.pauses`).

A stage lasts from its first known time until that of a later one, as `leads.projection` has it: who has qualified is
not accepted again, and an end is for good. Where a step was taken at a time that nobody knows, no stage pauses
anything, and what was not done by then may have been due later: nobody can say that it was missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leads.lifecycle import ENDED, Stage
from sla.arrays import Columns, Flags
from sla.calendars import Pauses
from sla.timelines.windows import Seconds

# In the others nothing is expected of Sales any more.
STAGES = tuple(stage.value for stage in Stage if stage not in ENDED)


@dataclass(frozen=True, slots=True)
class Pausing:
    """What a promise says of its pauses. Without `reasons` any wait is one, if it waits at all."""

    waits: bool
    reasons: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()

    def takes(self, reason: str) -> bool:
        """Whether a wait for this reason, "" for none given, is a pause."""
        return self.waits and (not self.reasons or reason in self.reasons)


class Waits(NamedTuple):
    """When Sales waited for the leads of some hand-offs, and why. No `reasons`: nobody has asked for them."""

    pauses: Pauses
    reasons: NDArray[np.str_] = np.empty(0, np.str_)

    def taken_by(self, pausing: Pausing) -> Pauses | None:
        """Keep those that are pauses; None where none can be."""
        if not pausing.waits:
            return None
        if not pausing.reasons:
            return self.pauses
        kept = np.isin(self.reasons, sorted(pausing.reasons))
        return Pauses(*(column[kept] for column in self.pauses))


@dataclass(frozen=True, slots=True)
class Stages(Columns):
    """When hand-offs came into their stages, NEVER: not, or nobody knows; and whether all that happened is known."""

    handed_off: Seconds
    accepted: Seconds
    qualified: Seconds
    closed: Seconds
    are_known: Flags

    def during(self, stage: str) -> Pauses:
        """Return when the hand-offs, by their places, were in a stage."""
        since, until = {
            Stage.NEW.value: (self.handed_off, np.minimum(np.minimum(self.accepted, self.qualified), self.closed)),
            Stage.ACCEPTED.value: (self.accepted, np.minimum(self.qualified, self.closed)),
            Stage.QUALIFIED.value: (self.qualified, self.closed),
        }[stage]
        rows = np.flatnonzero(self.are_known & (since < until))
        return Pauses(rows, since[rows], until[rows])


def pauses_under(pausing: Pausing, waits: Waits, stages: Stages | None) -> Pauses | None:
    """Return the pauses of hand-offs under a promise that says so; `stages` where it names any."""
    parts = list(_parts(pausing, waits, stages))
    if len(parts) < 2:
        return parts[0] if parts else None
    return Pauses(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _parts(pausing: Pausing, waits: Waits, stages: Stages | None) -> Iterator[Pauses]:
    waited = waits.taken_by(pausing)
    if waited is not None:
        yield waited
    if stages is not None:
        yield from (stages.during(stage) for stage in sorted(pausing.stages))
