"""What stands in a file: examples for each column, and the different values of a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from leads.intake.dates import looks_like_a_date
from leads.intake.reading import Row, Table

# As many rows as are looked at before a person waits too long.
LOOKED_AT = 50_000
FIRST_ROWS = 200
EXAMPLES = 3
SHOWN_VALUES = 100
ENOUGH = 10


def first_rows(table: Table) -> list[Row]:
    return [row for row in islice(table.rows(), FIRST_ROWS) if isinstance(row, Row)]


def examples(rows: Sequence[Row], position: int) -> list[str]:
    """Return the first different values of a column."""
    texts = (" ".join(row.cells[position].split())[:80] for row in rows)
    return list(dict.fromkeys(text for text in texts if text))[:EXAMPLES]


def clashes(rows: Sequence[Row], position: int) -> list[Row]:
    """Return the rows that have an earlier row's value in this column and say something else in another one."""
    first: dict[str, list[str]] = {}
    texts = ((row, row.cells[position].strip()) for row in rows)
    return [row for row, text in texts if text and first.setdefault(text, row.cells) != row.cells]


def may_be_ids(rows: Sequence[Row], position: int) -> bool:
    """Whether a column is different in every row, of enough rows to tell, and holds no dates."""
    texts = {row.cells[position].strip() for row in rows} - {""}
    return len(texts) == len(rows) >= ENOUGH and not any(map(looks_like_a_date, texts))


def values(table: Table, columns: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Return for each column its most frequent values among the first rows, and how often they stand there."""
    positions = {column: table.header.index(column) for column in columns}
    counts: dict[str, Counter[str]] = {column: Counter() for column in positions}
    for row in islice(table.rows(), LOOKED_AT):
        if isinstance(row, Row):
            for column, position in positions.items():
                counts[column][row.cells[position].strip()] += 1
    return {column: _most(counter) for column, counter in counts.items()}


def _most(counter: Counter[str]) -> list[tuple[str, int]]:
    most = sorted(counter.items(), key=lambda one: (-one[1], one[0]))
    return [(value, count) for value, count in most if value][:SHOWN_VALUES]
