"""How much business time clocks have left, for a list of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from leadgap.ui.formats import DAY
from sla.judging.zones import zone_of

if TYPE_CHECKING:
    from sla.models import CalendarVersion, Clock


class Left(NamedTuple):
    """Business seconds until due, negative since, None where that is not known; and how many make a day."""

    seconds: int | None
    working_day: int


def time_left(clocks: Iterable[Clock], *, now: datetime) -> Mapping[int, Left]:
    """Return what each clock has left, by its key: one look-up for all that go by a calendar."""
    by_calendar: defaultdict[tuple[CalendarVersion | None, str], list[Clock]] = defaultdict(list)
    for clock in clocks:
        by_calendar[clock.calendar_version, zone_of(clock)].append(clock)
    found: dict[int, Left] = {}
    for (version, zone), some in by_calendar.items():
        found |= _on_the_wall(some, now) if version is None else _by(version, zone, some, now)
    return found


def _on_the_wall(clocks: Sequence[Clock], now: datetime) -> dict[int, Left]:
    return {
        clock.pk: Left(int((clock.due_at - now).total_seconds()) if clock.due_at else None, DAY) for clock in clocks
    }


def _by(version: CalendarVersion, zone: str, clocks: Sequence[Clock], now: datetime) -> dict[int, Left]:
    """`zone` is the one in which the calendar is read; "": its own."""
    calendar = version.compiled().read_in(zone or version.timezone)
    day, at = calendar.working_day, int(now.timestamp())
    due = np.array([int((clock.due_at or now).timestamp()) for clock in clocks], np.int64)
    elapsed = calendar.elapsed_many(np.minimum(due, at), np.maximum(due, at))
    left = np.where(due < at, -elapsed, elapsed).tolist()
    return {clock.pk: Left(seconds if clock.due_at else None, day) for clock, seconds in zip(clocks, left, strict=True)}
