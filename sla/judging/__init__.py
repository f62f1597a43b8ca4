"""Judging hand-offs: their clocks are worked out and written where they changed.

Level-triggered: `judge_stale` asks the database which hand-offs have changed since they were judged, and `sweep_due`
which running clocks are due by now. Running twice, late or two at once changes nothing.
"""

from sla.judging.judging import judge, judge_stale
from sla.judging.spreading import make_owner_running_stale, make_running_stale, spread_agreements, spread_calendars
from sla.judging.sweeping import sweep_due

__all__ = [
    "judge",
    "judge_stale",
    "make_owner_running_stale",
    "make_running_stale",
    "spread_agreements",
    "spread_calendars",
    "sweep_due",
]
