"""How fast hand-offs are judged, results written back, against a bare COPY out, numpy, COPY in of the same rows.

A million hand-offs with three touches each on PostgreSQL, a hundred thousand on the embedded default. The judge reads
no touch, for the projection keeps the first of each kind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

import numpy as np
from django.db import connection
from django.db.models import F

from benchmarks.company import AT_ONCE, DAY, YEAR, agree, hand_over
from benchmarks.scratch import scratch_database, size_of
from leads.models import Event, HandOff
from sla.facts import rebuild_facts
from sla.judging import judge_stale
from sla.judging.copying import copy_in
from sla.judging.reading import read
from sla.judging.stored import Stored
from sla.judging.writing import columns_of
from sla.models import Clock

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def figures() -> list[tuple[str, float, str]]:
    """Return (name, value, unit)."""
    size = size_of({"postgresql": 1_000_000, "sqlite": 100_000})
    with scratch_database():
        agree(now=NOW)
        hand_over(size, now=NOW)
        found = [("hand-offs", float(size), "rows"), ("touches", float(Event.objects.count()), "rows")]
        judged = _took(lambda: judge_stale(now=NOW))
        clocks = Clock.objects.count()
        found += [("clocks", float(clocks), "rows"), *_speed("judging all of them", judged, size)]
        if connection.vendor == "postgresql":
            bare = _bare()
            found += [
                ("bare COPY out, numpy, COPY in", bare, "s"),
                ("judging: time of the bare one", judged / bare, "×"),
            ]
        HandOff.objects.update(judged_revision=-1)
        found += _speed("judging again, nothing has changed", _took(lambda: judge_stale(now=NOW)), size)
        found.append(("facts of a year", _took(_rebuild), "s"))
        HandOff.objects.filter(pk__in=HandOff.objects.values("pk")[:1000]).update(revision=F("revision") + 1)
        found.append(("judging a thousand of them", _took(lambda: judge_stale(now=NOW)) * 1000, "ms"))
    return found


def _bare() -> float:
    """Return the seconds to read what the judge reads, look up every due, and write the same clocks, without more.

    They go into a table without keys, indexes and constraints. Fetching the clocks to write is not counted.
    """
    windows = np.arange(int((NOW - YEAR).timestamp()), int(NOW.timestamp()), DAY)
    took = 0.0
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare AS SELECT * FROM sla_clock WITH NO DATA")
        ids = np.array(HandOff.objects.order_by("pk").values_list("pk", flat=True))
        for first in range(0, ids.size, AT_ONCE):
            some = ids[first : first + AT_ONCE]
            clocks = Stored.read(some).clocks
            start = perf_counter()
            batch = read(some)
            np.where(windows.searchsorted(clocks.started) > 0, clocks.due, clocks.started)
            copy_in(cursor, "bare", columns_of(batch, clocks))
            took += perf_counter() - start
        cursor.execute("DROP TABLE bare")
    return took


def _rebuild() -> None:
    while rebuild_facts():
        pass


def _speed(name: str, took: float, size: int) -> list[tuple[str, float, str]]:
    return [(name, took, "s"), (f"{name}, hand-offs a second", size / took, "rows/s")]


def _took(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
