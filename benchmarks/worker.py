"""Work as a worker does it: in the two processes that the launcher, the unit and the Compose file give it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from multiprocessing.pool import Pool
from time import perf_counter

import django
from django.db import connection

from benchmarks.effort import Effort, effort

PROCESSES = 2


class Worker:
    """Does a piece of work in all its processes at once, or in this one where only one could write."""

    def __init__(self, pool: Pool | None) -> None:
        self._pool = pool

    def effort(self, work: Callable[[], object]) -> Effort:
        """Return the time until the last process is done, and the processor time of all; `work` is of a module."""
        if self._pool is None:
            return effort(work)
        begun = perf_counter()
        efforts = self._pool.map(effort, [work] * PROCESSES, chunksize=1)
        _, python, server = map(sum, zip(*map(astuple, efforts), strict=True))
        return Effort(perf_counter() - begun, python, server)


@contextmanager
def a_worker() -> Iterator[Worker]:
    if connection.vendor == "sqlite":
        yield Worker(None)
        return
    with multiprocessing.get_context("spawn").Pool(PROCESSES, _begin, [connection.settings_dict["NAME"]]) as pool:
        yield Worker(pool)


def _begin(database: str) -> None:
    django.setup()
    connection.settings_dict["NAME"] = database
    connection.ensure_connection()
