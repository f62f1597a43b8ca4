"""What stands in a file: examples for each column, and the different values of a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from leads.intake.dates import looks_like_a_date
from leads.intake.reading import BadLine, Row, Table
from leads.intake.values import NotAValue, yes_or_no

# As many rows as are looked at before a person waits too long.
LOOKED_AT = 50_000
FIRST_ROWS = 200
EXAMPLES = 3
SHOWN_VALUES = 100
ENOUGH = 10


def first_lines(table: Table) -> list[Row | BadLine]:
    return list(islice(table.rows(), FIRST_ROWS))


def first_rows(table: Table) -> list[Row]:
    return [row for row in first_lines(table) if isinstance(row, Row)]


def answers(header: Sequence[str], lines: Iterable[Row | BadLine]) -> set[str]:
    """Return the columns that say yes or no and nothing else; none that are empty."""
    rows = [line.cells for line in lines if isinstance(line, Row)]
    columns = zip(header, zip(*rows, strict=True), strict=True) if rows else ()
    said = ((column, {text for cell in cells if (text := cell.strip())}) for column, cells in columns)
    return {column for column, texts in said if texts and all(map(_is_answer, texts))}


def _is_answer(text: str) -> bool:
    try:
        yes_or_no(text)
    except NotAValue:
        return False
    return True


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


class Values(NamedTuple):
    """For each column its most frequent values among the first rows, how often they stand there, and if that is all."""

    of: dict[str, list[tuple[str, int]]]
    are_all: bool


def values(table: Table, columns: Iterable[str]) -> Values:
    positions = {column: table.header.index(column) for column in columns}
    counts: dict[str, Counter[str]] = {column: Counter() for column in positions}
    rows = table.rows()
    for row in islice(rows, LOOKED_AT):
        if isinstance(row, Row):
            for column, position in positions.items():
                counts[column][row.cells[position].strip()] += 1
    found = {column: _by_frequency(counter) for column, counter in counts.items()}
    are_few = all(len(of_column) <= SHOWN_VALUES for of_column in found.values())
    return Values(
        {column: of_column[:SHOWN_VALUES] for column, of_column in found.items()},
        are_all=are_few and next(iter(rows), None) is None,
    )


def _by_frequency(counter: Counter[str]) -> list[tuple[str, int]]:
    most = sorted(counter.items(), key=lambda one: (-one[1], one[0]))
    return [(value, count) for value, count in most if value]
