"""From a promise and what happened to a clock. Pure, over arrays: no Django, no database, no clock reads.

The screen, the jobs, the dry run, the export and the API all come here; judging one hand-off is judging arrays of one.
Instants are epoch seconds, and NEVER stands for None: a target that is not due.

What starts and stops a clock says `sla.runs`. It is judged by the instant: met when its act comes at `due` or before,
even if the hand-off was closed in between. Closed or reassigned by `due` without the act, it is ended; after, missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sla.arrays import Columns, Flags, Rows, Runs
from sla.calendars import NEVER, Pauses
from sla.histories import CalendarHistory, Histories
from sla.timelines.windows import Seconds


class Verdict(IntEnum):
    """How a clock stands, as arrays hold it; `name.lower()` is how tables do."""

    RUNNING = 0
    MET = 1
    MISSED = 2
    ENDED = 3
    NO_DATA = 4


@dataclass(frozen=True, slots=True)
class Clocks(Columns):
    """Runs that were judged. `elapsed` is in seconds that counted, start to act; NEVER while there is none."""

    hand_off: Rows
    assignment: Rows
    started: Seconds
    due: Seconds
    stopped: Seconds
    ended: Seconds
    elapsed: Seconds
    verdict: Seconds
    is_self_reported: Flags


def judge(
    runs: Runs,
    seconds: int | Seconds,
    calendar: CalendarHistory | Histories,
    pauses: Pauses | None,
    now: int,
    may_miss: Flags | None = None,
) -> Clocks:
    """Judge runs against a target, of all or of each. `pauses` name rows of hand-offs and stop all their clocks.

    `may_miss` says of hand-offs whether their clocks can be missed; without it they can. Of the others what is kept is
    kept, and of the rest nothing is known: it may have been due later, or nobody was asked.
    """
    pauses = pauses_of_runs(pauses, runs.hand_off)
    due = calendar.due_many(runs.started, seconds, pauses)
    has_acted, has_ended = runs.acted < NEVER, runs.ended < NEVER
    is_unknown = ~has_acted & ~runs.is_known
    if may_miss is not None:
        is_unknown |= ~may_miss[runs.hand_off]
    verdict = np.select(
        [
            has_acted & (runs.acted <= due),
            is_unknown,
            has_ended & (runs.ended <= due),
            has_acted | has_ended | (due < now),
        ],
        [Verdict.MET, Verdict.NO_DATA, Verdict.ENDED, Verdict.MISSED],
        Verdict.RUNNING,
    )
    # What is done after an end does not count.
    has_acted &= (verdict != Verdict.NO_DATA) & (verdict != Verdict.ENDED)
    elapsed = calendar.elapsed_many(runs.started, np.where(has_acted, runs.acted, runs.started), pauses)
    return Clocks(
        hand_off=runs.hand_off,
        assignment=runs.assignment,
        started=runs.started,
        due=np.where(verdict == Verdict.NO_DATA, NEVER, due),
        stopped=np.where(has_acted, runs.acted, NEVER),
        ended=np.where((verdict != Verdict.MET) & (runs.ended < runs.acted), runs.ended, NEVER),
        elapsed=np.where(has_acted, elapsed, NEVER),
        verdict=verdict,
        is_self_reported=runs.is_self_reported & has_acted,
    )


def pauses_of_runs(pauses: Pauses | None, hand_off: Rows) -> Pauses | None:
    """Give every run the pauses of its hand-off."""
    if pauses is None or not pauses.rows.size:
        return None
    order = np.argsort(pauses.rows, kind="stable")
    sorted_rows = pauses.rows[order]
    first = sorted_rows.searchsorted(hand_off, side="left")
    counts = sorted_rows.searchsorted(hand_off, side="right") - first
    runs = np.repeat(np.arange(hand_off.size), counts)
    if not runs.size:
        return None
    # The nth pause of each run lies n places after the first of its hand-off.
    nth = np.arange(runs.size) - np.repeat(np.cumsum(counts) - counts, counts)
    picked = order[first[runs] + nth]
    return Pauses(runs, pauses.starts[picked], pauses.ends[picked])
