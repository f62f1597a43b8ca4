"""An attempts promise in words: how many of the promised attempts there were, and what came too late. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leads.models import HandOff
    from sla.models import Clock, Promise


_PLACES = {1: "the first", 2: "the second", 3: "the third"}


def made(hand_off: HandOff, promise: Promise) -> str:
    """3 of 5 attempts"""
    return f"{hand_off.attempts} of {promise.attempts} attempts"


def times(clock: Clock) -> list[datetime]:
    """Return when the promised attempts were made, as far as their time is known; none after the clock had stopped."""
    promised, end = clock.promise.attempts or 0, clock.over_at
    made_at = [datetime.fromtimestamp(seconds, UTC) for seconds in clock.hand_off.attempt_times[:promised]]
    return [at for at in made_at if end is None or at <= end]


def kept(clock: Clock) -> str:
    """Say why an attempts promise was kept: all were made, or the lead was reached or closed before."""
    n, promised = len(times(clock)), clock.promise.attempts
    if n == promised:
        return f"all {promised} attempts were made"
    if clock.stopped_at == clock.hand_off.first_connected_at:
        reached = f"reached at {_PLACES.get(n, f'attempt {n}')}" if n else "reached before the first attempt"
        return f"{reached}, so no more were promised"
    if clock.stopped_at == clock.hand_off.closed_at:
        return f"closed after {n} of {promised} attempts, so no more were promised"
    return f"all {promised} attempts were made"


def miss(clock: Clock, late: str) -> str:
    """Say why an attempts promise was missed; `late` says how late it was, or is so far, "" where it is after hours."""
    hand_off, so_far = clock.hand_off, made(clock.hand_off, clock.promise)
    when = late or "after hours"
    if clock.stopped_at is None and clock.ended_at:
        return f"{so_far}, passed on {when}"
    if clock.stopped_at is None:
        return f"{so_far}, {f'{late} so far' if late else 'due at the close of hours'}"
    if clock.stopped_at == hand_off.first_connected_at:
        return f"Reached only {when}"
    if clock.stopped_at == hand_off.closed_at:
        return f"{so_far}, closed {when}"
    return f"The last of {clock.promise.attempts} attempts came {when}"
