"""When Sales waited for the lead, and why. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from leads.lifecycle import Kind
from leads.projection.state import Projection
from leads.standing import Happening

PAUSED = Kind.PAUSED.value


def pause(state: Projection, handed_off_at: datetime | None, events: list[Happening]) -> None:
    """Keep the stretches between pausing and resuming that lie after the hand-off, in epoch seconds, and why.

    The events come in order. Neighbours for the same reason are one. Who waits already and gives another reason waits
    for that from then on; who gives none says nothing new.
    """
    opened = handed_off_at.timestamp() if handed_off_at else float("-inf")
    since: int | None = None
    reason = ""
    for event in events:
        if event.occurred_at is None:
            continue
        at = int(max(event.occurred_at.timestamp(), opened))
        said = next(iter(event.reasons), "") if event.kind == PAUSED else ""
        if since is not None and (event.kind != PAUSED or said not in ("", reason)):
            _add_pause(state.pauses, since, at, reason)
            since = None
        if since is None and event.kind == PAUSED:
            since, reason = at, said
    if since is not None:
        _add_pause(state.pauses, since, None, reason)


def _add_pause(pauses: list[list[Any]], start: int, end: int | None, reason: str) -> None:
    if start == end:
        return
    why = [reason] if reason else []
    if pauses and pauses[-1][1] == start and pauses[-1][2:] == why:
        pauses[-1][1] = end
    else:
        pauses.append([start, end, *why])
