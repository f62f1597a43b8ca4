"""A database for the length of a benchmark, beside the one that the settings name. Nothing else is touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def scratch_database() -> Iterator[None]:
    """Migrate an empty database, hold it while the block runs, and drop it."""
    with tempfile.TemporaryDirectory(prefix="leadgap-bench-") as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def size_of(usual: Mapping[str, int]) -> int:
    """Return how many rows to measure with: `BENCH_SIZE` for a quick look, else what is usual for the database."""
    return int(os.environ.get("BENCH_SIZE", usual[connection.vendor]))
