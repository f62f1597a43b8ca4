"""Ids for the rows of a file that has none: what a row says tells it apart, and equal rows are numbered.

The same file again gives the same ids, so that nothing comes in twice and two equal rows stay two. A row that says
something else than before is another row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from leads.intake.reading import BadLine, Row
from leads.intake.scratch import Scratch


class Repeats(Scratch):
    """How often a row came."""

    def __init__(self) -> None:
        super().__init__("CREATE TABLE repeats (digest TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID")

    def add(self, digest: str) -> int:
        """Count a row; return how many of its kind there are now."""
        if self._execute("INSERT OR IGNORE INTO repeats VALUES (?, 1)", (digest,)).rowcount:
            return 1
        self._execute("UPDATE repeats SET count = count + 1 WHERE digest = ?", (digest,))
        return int(self._execute("SELECT count FROM repeats WHERE digest = ?", (digest,)).fetchone()[0])


def with_ids(rows: Iterable[Row | BadLine]) -> Iterator[Row | BadLine]:
    """Yield the rows, each with its id as a further cell behind those of the header."""
    with Repeats() as repeats:
        for row in rows:
            if isinstance(row, Row):
                digest = digest_of(row.cells)
                count = repeats.add(digest)
                row_id = f"row-{digest}" if count == 1 else f"row-{digest}-{count}"
                yield Row(row.line, [*row.cells, row_id])
            else:
                yield row


def digest_of(cells: Sequence[str]) -> str:
    """Return 16 characters that stand for what a row says. Two rows that share them by chance are only numbered."""
    return hashlib.blake2b("\x1f".join(map(str.strip, cells)).encode(), digest_size=8).hexdigest()
