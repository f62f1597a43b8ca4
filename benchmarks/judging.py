"""How fast hand-offs are judged, results written back, against a bare COPY out, numpy, COPY in of the same rows.

A million hand-offs with three touches each on PostgreSQL, a hundred thousand on the embedded default. The judge reads
no touch, for the projection keeps the first of each kind. Judge and facts work in the two processes of a worker, the
bare one in one.
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import UTC, datetime

import numpy as np
from django.db import connection
from django.db.models import Q

from benchmarks.company import AT_ONCE, DAY, YEAR, agree, hand_over
from benchmarks.effort import Effort, effort
from benchmarks.scratch import scratch_database, size_of
from benchmarks.worker import a_worker
from leads import stale
from leads.models import Event, HandOff
from sla.facts import rebuild_facts
from sla.judging import judge_stale
from sla.judging.copying import copy_in
from sla.judging.reading import Asked, read
from sla.judging.spreading import make_stale
from sla.judging.stored import Stored
from sla.judging.working import Judged
from sla.judging.writing import columns_of
from sla.models import Clock
from sla.timelines.windows import Seconds

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def figures() -> list[tuple[str, float, str]]:
    """Return (name, value, unit)."""
    size = size_of({"postgresql": 1_000_000, "sqlite": 100_000})
    with scratch_database(), a_worker() as worker:
        agree(now=NOW)
        hand_over(size, now=NOW)
        found = [("hand-offs", float(size), "rows"), ("touches", float(Event.objects.count()), "rows")]
        judged = worker.effort(_judge)
        clocks = Clock.objects.count()
        found += [("clocks", float(clocks), "rows"), *_speed("judging all of them", judged, size)]
        if connection.vendor == "postgresql":
            bare = _bare()
            found += [
                ("bare COPY out, numpy, COPY in", bare.time, "s"),
                ("  processor time", bare.both, "s"),
                ("judging: time of the bare one", judged.time / bare.time, "×"),
                ("  processor time", judged.both / bare.both, "×"),
            ]
        make_stale(Q())
        found += _speed("judging again, nothing has changed", worker.effort(_judge), size)
        found.append(("facts of a year", worker.effort(_rebuild).time, "s"))
        stale.mark(HandOff.objects.values_list("pk", flat=True)[:1000])
        found.append(("judging a thousand of them", effort(_judge).time * 1000, "ms"))
    return found


def _bare() -> Effort:
    """Return what it takes to read what the judge reads, look up every due, and write the same clocks, without more.

    They go into a table without keys, indexes and constraints. Fetching the clocks to write is not counted.
    """
    windows = np.arange(int((NOW - YEAR).timestamp()), int(NOW.timestamp()), DAY)
    parts = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare AS SELECT * FROM sla_clock WITH NO DATA")
        ids = np.array(HandOff.objects.order_by("pk").values_list("pk", flat=True))
        for first in range(0, ids.size, AT_ONCE):
            some = ids[first : first + AT_ONCE]
            clocks = Stored.read(some).clocks

            def work(some: Seconds = some, clocks: Judged = clocks) -> None:
                batch = read(some, Asked())
                np.where(windows.searchsorted(clocks.started) > 0, clocks.due, clocks.started)
                copy_in(cursor, "bare", columns_of(batch, clocks))

            parts.append(effort(work))
        cursor.execute("DROP TABLE bare")
    return Effort(*map(sum, zip(*map(astuple, parts), strict=True)))


def _judge() -> None:
    judge_stale(now=NOW)


def _rebuild() -> None:
    while rebuild_facts():
        pass


def _speed(name: str, took: Effort, size: int) -> list[tuple[str, float, str]]:
    return [
        (name, took.time, "s"),
        ("  hand-offs a second", size / took.time, "rows/s"),
        ("  processor time in Python", took.python, "s"),
        ("  processor time in PostgreSQL", took.server, "s"),
    ]
