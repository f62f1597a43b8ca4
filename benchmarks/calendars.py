"""How fast business time is, against the look-up that it cannot do without: one bare `numpy.searchsorted`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter

import numpy as np

from sla.calendars import BusinessCalendar, CalendarSet, Pauses
from sla.timelines.windows import Seconds, open_windows

ROWS = 1_000_000
YEAR = 2026
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Adelaide", "UTC")
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [("09:00", "12:30"), ("13:30", "18:00")])
HOLIDAYS = [date(YEAR, 1, 1) + timedelta(days=37 * each) for each in range(20)]
TARGET = 4 * 3600


def figures() -> list[tuple[str, float, str]]:
    """Return (name, value, unit): times over one million rows, and each one's ratio to the bare look-up."""
    random = np.random.default_rng(1)
    calendar = BusinessCalendar("Europe/Berlin", WEEK, HOLIDAYS)
    opens, _ = open_windows(calendar.timezone, calendar.plan, calendar.special, calendar.off, range(YEAR, YEAR + 2))
    starts = random.integers(opens[0], opens[0] + 365 * 86_400, ROWS)
    ordered = np.sort(starts)
    targets = random.choice([TARGET, 10 * TARGET], ROWS)
    several = CalendarSet(BusinessCalendar(ZONES[each % 5], WEEK, HOLIDAYS[each:]) for each in range(20))
    which = random.integers(0, 20, ROWS)
    paused = random.integers(0, ROWS, ROWS // 4)
    pauses = Pauses(paused, starts[paused], starts[paused] + random.integers(0, 86_400, paused.size))

    bare, bare_ordered = _best(lambda: opens.searchsorted(starts)), _best(lambda: opens.searchsorted(ordered))
    return [
        ("searchsorted, in any order", bare * 1000, "ms"),
        ("searchsorted, in order of time", bare_ordered * 1000, "ms"),
        *_compared("due_many, in any order", bare, lambda: calendar.due_many(starts, TARGET)),
        *_compared("due_many, in order of time", bare_ordered, lambda: calendar.due_many(ordered, TARGET)),
        *_compared("due_many, targets by row", bare, lambda: calendar.due_many(starts, targets)),
        *_compared("due_many, 20 calendars", bare, lambda: several.due_many(which, starts, TARGET)),
        *_compared("due_many, a pause every fourth row", bare, lambda: calendar.due_many(starts, TARGET, pauses)),
        *_compared("elapsed_many, in any order", bare, lambda: calendar.elapsed_many(starts, starts + 86_400)),
        ("a calendar's first due", _best(lambda: _first_due(int(starts[0]))) * 1e6, "µs"),
        ("its next due", _best(lambda: calendar.due_many(starts[:1], TARGET)) * 1e6, "µs"),
    ]


def _compared(name: str, bare: float, work: Callable[[], object]) -> list[tuple[str, float, str]]:
    took = _best(work)
    return [(name, took * 1000, "ms"), (f"{name}: time of a searchsorted", took / bare, "×")]


def _first_due(start: int) -> Seconds:
    return BusinessCalendar("Europe/Berlin", WEEK, HOLIDAYS).due_many([start], TARGET)


def _best(work: Callable[[], object], times: int = 7) -> float:
    """Return the seconds of the quickest of several runs: the others measure what else the machine was doing."""
    took = []
    for _ in range(times):
        begun = perf_counter()
        work()
        took.append(perf_counter() - begun)
    return min(took)
