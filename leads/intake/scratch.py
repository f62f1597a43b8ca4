"""What an import must remember of a long file, on disk: memory does not grow with it.

Each is a private SQLite database without a name: it grows out of memory into a temporary file that is already
unlinked, so that nothing is left behind however the process ends.
"""

from __future__ import annotations

import hashlib
import marshal
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Self

from leads.intake.reading import Row


class Scratch:
    def __init__(self, schema: str) -> None:
        # The empty name stands for a database that lives as long as its connection.
        self._connection = sqlite3.connect("", isolation_level=None)
        self._execute = self._connection.execute
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -32768", "temp_store = FILE"):
            self._execute(f"PRAGMA {pragma}")
        self._execute(schema)
        self._execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


class Earlier(NamedTuple):
    """The first row with the same id."""

    line: int
    is_same: bool  # it says the same in every cell


class Seen(Scratch):
    """The ids of a file, each with the line and a digest of its first row."""

    def __init__(self) -> None:
        super().__init__("CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER, digest BLOB) WITHOUT ROWID")

    def add(self, external_id: str, line: int, cells: Sequence[str]) -> Earlier | None:
        """Remember a row; return the earlier one with its id, if there was one."""
        digest = hashlib.blake2b("\x1f".join(cells).encode(), digest_size=16).digest()
        added = self._execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (external_id, line, digest))
        if added.rowcount:
            return None
        known = self._execute("SELECT line, digest FROM seen WHERE id = ?", (external_id,)).fetchone()
        return Earlier(known[0], known[1] == digest)

    def has(self, external_id: str) -> bool:
        """Whether a row with this id was remembered."""
        return self._execute("SELECT 1 FROM seen WHERE id = ?", (external_id,)).fetchone() is not None


class Sorted(Scratch):
    """Rows put aside, and given back by group and within it by (instant, line); without an instant they come first."""

    def __init__(self) -> None:
        super().__init__('CREATE TABLE rows ("group" TEXT, at INTEGER, line INTEGER, data BLOB)')
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Put rows aside: plain values, the first three of them group, instant and line."""
        plain = [(*row[:3], marshal.dumps(tuple(row))) for row in rows]
        self._connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", plain)
        self._count += len(plain)

    def after(self, group: str) -> Iterator[tuple[Any, ...]]:
        """Give back every row whose group sorts after `group`, in order."""
        found = self._execute('SELECT data FROM rows WHERE "group" > ? ORDER BY "group", at, line', (group,))
        for (data,) in found:
            yield marshal.loads(data)  # noqa: S302 (written by this process)


class Kept(Scratch):
    """Rows by an id, the last one of each."""

    def __init__(self) -> None:
        super().__init__("CREATE TABLE kept (id TEXT PRIMARY KEY, line INTEGER, cells BLOB) WITHOUT ROWID")

    def put(self, external_id: str, row: Row) -> None:
        self._execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (external_id, row.line, marshal.dumps(row.cells)))

    def get(self, external_id: str) -> Row | None:
        found = self._execute("SELECT line, cells FROM kept WHERE id = ?", (external_id,)).fetchone()
        return Row(found[0], marshal.loads(found[1])) if found else None  # noqa: S302 (written by this process)
