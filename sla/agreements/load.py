"""What agreements ask of a rep, hour by hour of the week. Pure: no Django, no database.

The load of an hour is how many hand-offs must be acted on by then: it counts dues, not arrivals, for those who come
overnight are all asked for in the morning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sla.calendars import NEVER

WEEK = 7 * 86_400


class Due(NamedTuple):
    """When a clock is due, in epoch seconds; the zone whose wall tells the hour; the key of the owner."""

    at: int
    zone: str
    owner: int

    @property
    def is_asked(self) -> bool:
        """What is not due (NEVER) and what nobody owns (NEVER) is asked of no rep."""
        return self.at < NEVER and self.owner < NEVER


@dataclass(frozen=True, slots=True)
class Load:
    """Dues by weekday, 0 for Monday, in each of `hours`; as an average of `weeks` weeks and `reps` owners."""

    reps: int
    weeks: float
    hours: Sequence[int]
    days: Sequence[tuple[int, Sequence[float]]]

    @property
    def busiest(self) -> tuple[int, int, float]:
        """Return the weekday and hour with the most, and how many a rep."""
        return max(
            ((day, hour, n) for day, counts in self.days for hour, n in zip(self.hours, counts, strict=True)),
            key=lambda cell: cell[2],
        )

    @property
    def a_week(self) -> float:
        """How many a rep in a week."""
        return sum(sum(counts) for _, counts in self.days)


def loads_of(*asked: Iterable[Due]) -> list[Load | None]:
    """Return the load by each agreement, None for one that asks nothing of a rep.

    All stand in the same hours and are divided by the same weeks and owners, so that they can be laid side by side.
    """
    dues = [[due for due in each if due.is_asked] for each in asked]
    if not any(dues):
        return [None for _ in dues]
    counts = [_by_hour(each) for each in dues]
    instants = [due.at for each in dues for due in each]
    reps = len({due.owner for each in dues for due in each})
    weeks = max(1.0, (max(instants) - min(instants)) / WEEK)
    cells = [cell for each in counts for cell in each]
    hours = range(min(hour for _, hour in cells), max(hour for _, hour in cells) + 1)
    weekdays = range(min(day for day, _ in cells), max(day for day, _ in cells) + 1)
    return [
        Load(reps, weeks, hours, [(day, [each[day, hour] / reps / weeks for hour in hours]) for day in weekdays])
        if each
        else None
        for each in counts
    ]


def _by_hour(dues: Iterable[Due]) -> Counter[tuple[int, int]]:
    local = (datetime.fromtimestamp(due.at, ZoneInfo(due.zone)) for due in dues)
    return Counter((at.weekday(), at.hour) for at in local)
