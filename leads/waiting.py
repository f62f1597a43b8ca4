"""Saying that Sales waits for the lead, and why. Pure: no Django, no database, no clock reads.

Whoever has the lead says so only after a genuine touch of the time since they have had it: a first response that is
still owed cannot be put off by it. What an import tells of waiting is a fact, and is taken as it comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from leads.lifecycle import Kind
from leads.standing import Happening, standing


class Wait(NamedTuple):
    """A stretch during which Sales waited for the lead, in epoch seconds."""

    start: int
    end: int | None  # None: it still does
    reason: str = ""  # its key; "": none was given


class Done(Happening, Protocol):
    """An event of which is known whether a person did it in LeadGap."""

    @property
    def user_id(self) -> int | None: ...


def unfounded(handed_off_at: datetime | None, events: Iterable[Done]) -> set[str]:
    """Return the keys of the pauses by people before which the lead's holder of that time had not reached out."""
    events = list(events)
    by_people = {event.key for event in events if event.user_id is not None}
    found: set[str] = set()
    holder: tuple[int | None, int | None] | None = None
    has_tried = False
    for event in standing(events):
        if event.kind == Kind.ASSIGNED and (event.owner_id, event.team_id) != holder:
            holder, has_tried = (event.owner_id, event.team_id), False
        elif event.kind == Kind.TOUCHED:
            has_tried = has_tried or _is_genuine(event, handed_off_at)
        elif event.kind == Kind.PAUSED and event.key in by_people and not has_tried:
            found.add(event.key)
    return found


def _is_genuine(event: Happening, handed_off_at: datetime | None) -> bool:
    is_early = event.occurred_at is None or (handed_off_at is not None and event.occurred_at < handed_off_at)
    return event.direction == "outbound" and not event.automated and not is_early
