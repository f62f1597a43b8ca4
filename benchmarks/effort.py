"""How long a piece of work takes, and what it costs: the processor time of this process and of its database session.

The time says what a person waits for, the processor time what it costs, whatever else the machine is doing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from django.db import connection


@dataclass(frozen=True, slots=True)
class Effort:
    """In seconds. `server` is 0 where the database is no server, or one on another machine."""

    time: float
    python: float
    server: float

    @property
    def both(self) -> float:
        return self.python + self.server


def effort(work: Callable[[], object]) -> Effort:
    time, python, server = perf_counter(), process_time(), _server()
    work()
    return Effort(perf_counter() - time, process_time() - python, _server() - server)


def _server() -> float:
    """Return the processor time that the session has taken so far, in user mode and in the kernel's."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    # The second field is the program's name in brackets, and may hold blanks.
    fields = stat.read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
