"""From when a miss is announced. Pure: no Django, no database, no clock reads.

A system that tells of its touches late makes misses that tonight's events take back. For the time of grace an
unanswered clock that is past due is missed, and counts so in every rate, but no list and no notice names it: the miss
is not yet confirmed. An act that came too late confirms it at once, and so does the close of the hand-off.
"""

from __future__ import annotations

from datetime import datetime, timedelta


def is_confirmed(*, due_at: datetime, is_over: bool, grace: timedelta, now: datetime) -> bool:
    """Return whether a miss may be announced. `is_over`: the late act has come, or the hand-off is closed."""
    return is_over or confirmed_at(due_at, grace) <= now


def confirmed_at(due_at: datetime, grace: timedelta) -> datetime:
    """Return the instant from which nobody waits for late events any more, in real time."""
    return due_at + grace
