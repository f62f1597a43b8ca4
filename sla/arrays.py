"""What the judge reads of many hand-offs at once, and what it makes of them before they are judged. Pure, over arrays.

Instants are epoch seconds, and NEVER stands for None: an act that has not come.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sla.timelines.windows import Seconds

Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

LEAD = -1  # instead of the place of an assignment: this is the lead clock


@dataclass(frozen=True, slots=True)
class Columns:
    """Arrays of one length, row by row."""

    def take(self, rows: Rows) -> Self:
        """Return some of the rows, in the order asked for."""
        return replace(self, **{column.name: getattr(self, column.name)[rows] for column in fields(self)})


@dataclass(frozen=True, slots=True)
class HandOffs(Columns):
    """What the judge reads of hand-offs. One that is undated, NEVER in `handed_off`, has no clocks."""

    handed_off: Seconds
    assigned: Seconds  # first
    first_personal: Seconds
    first_genuine: Seconds
    first_connected: Seconds
    accepted: Seconds
    qualified: Seconds
    closed: Seconds
    decided: Seconds  # first accepted or rejected
    raised: Seconds  # Sales' first low rating, question or dispute
    replied: Seconds  # Marketing's first reply to that
    answered: Seconds  # Sales' first answer to the rating question
    last_attempt: Seconds  # the last of the promised genuine touches; NEVER also where none are promised
    touches_are_known: Flags  # a touch would have been reported, and with its time
    decisions_are_known: Flags  # a decision would have been reported, and with its time
    qualifying_is_known: Flags  # so would a qualification
    answers_are_known: Flags  # Sales has not rated at an unknown time
    replies_are_known: Flags  # both sides talked here when it was raised
    attempts_are_known: Flags  # the last promised one would have been reported, and with its time
    ends_are_known: Flags  # it is not over since an unknown time
    is_self_reported: Flags  # the first genuine touch


@dataclass(frozen=True, slots=True)
class Assignments(Columns):
    """Stretches in the hands of one owner or team. One whose beginning is unknown, NEVER, has no clocks."""

    hand_off: Rows  # the place of its hand-off
    assigned: Seconds
    until: Seconds
    first_personal: Seconds
    first_genuine: Seconds
    first_connected: Seconds


@dataclass(frozen=True, slots=True)
class Runs(Columns):
    """Stretches of time in which one promise could be kept: what a clock is before it is judged."""

    hand_off: Rows  # the place of its hand-off
    assignment: Rows  # the place of its assignment; LEAD for the lead clock
    started: Seconds
    acted: Seconds  # the promised act, never before the start
    ended: Seconds  # from here on the act is no longer expected
    is_known: Flags  # whether the act would be known
    is_self_reported: Flags
