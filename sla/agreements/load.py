"""What an agreement asks of a rep, hour by hour of the week. Pure: no Django, no database.

The load of an hour is how many hand-offs must be acted on by then: it counts dues, not arrivals, for those who come
overnight are all asked for in the morning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sla.calendars import NEVER

WEEK = 7 * 86_400


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


def load_of(dues: Iterable[int], zones: Iterable[str], owners: Iterable[int]) -> Load | None:
    """Return the load of clocks, a due instant each in epoch seconds, by the time of its zone; None without any.

    What is not due (NEVER) and what nobody owns (NEVER) is asked of no rep.
    """
    rows = [row for row in zip(dues, zones, owners, strict=True) if row[0] < NEVER and row[2] < NEVER]
    if not rows:
        return None
    local = [datetime.fromtimestamp(due, ZoneInfo(zone)) for due, zone, _ in rows]
    counts = Counter((at.weekday(), at.hour) for at in local)
    reps = len({owner for _, _, owner in rows})
    weeks = max(1.0, (max(due for due, _, _ in rows) - min(due for due, _, _ in rows)) / WEEK)
    hours = range(min(hour for _, hour in counts), max(hour for _, hour in counts) + 1)
    weekdays = range(min(day for day, _ in counts), max(day for day, _ in counts) + 1)
    days = [(day, [counts[day, hour] / reps / weeks for hour in hours]) for day in weekdays]
    return Load(reps, weeks, hours, days)
