"""Arrays into PostgreSQL by COPY in its binary form. NEVER becomes NULL.

The form writes the length before each value and −1 for NULL, so that rows with the same NULLs and texts have the same
layout: each such group of rows is one structured array, and its bytes are what PostgreSQL reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from sla.calendars import NEVER
from sla.timelines.windows import Seconds

# How numpy writes each type of column, in the byte order of the network.
BIGINT, INTEGER, BOOLEAN, INSTANT = ">i8", ">i4", "u1", "instant"

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_2000 = 946_684_800  # from when PostgreSQL counts its microseconds, in epoch seconds


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one type; with `texts`, places among these."""

    kind: str
    values: Seconds
    texts: tuple[bytes, ...] = ()

    @classmethod
    def of_texts(cls, places: Seconds, texts: Sequence[str]) -> Self:
        return cls("text", places, tuple(text.encode() for text in texts))

    @property
    def layouts(self) -> Seconds:
        """Return a small number for each row's layout: its text, or whether it is NULL."""
        return self.values if self.texts else (self.values == NEVER).astype(np.int64)


def copy_in(cursor: Any, table: str, columns: Mapping[str, Column]) -> None:
    """Insert rows, one of each array's values."""
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_SIGNATURE)
        for rows in _groups(list(columns.values())):
            copy.write(_layout(list(columns.values()), rows))
        copy.write(_TRAILER)


def _groups(columns: list[Column]) -> list[Seconds]:
    """Return the places of the rows that have one layout, group by group, in their order within each."""
    layouts = np.zeros(columns[0].values.size, np.int64)
    for column in columns:
        layouts = layouts * max(len(column.texts), 2) + column.layouts
    order = np.argsort(layouts, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(layouts[order])) + 1) if order.size else []


def _layout(columns: list[Column], rows: Seconds) -> bytes:
    """Return the bytes of rows that have one layout."""
    parts: list[tuple[str, str, Any]] = [("fields", ">i2", len(columns))]
    for place, column in enumerate(columns):
        values = column.values[rows]
        if column.texts:
            text = column.texts[int(values[0])]
            parts += [(f"length{place}", ">i4", len(text)), (f"value{place}", f"S{len(text)}", text)]
        elif values[0] == NEVER:
            parts.append((f"length{place}", ">i4", -1))
        elif column.kind == INSTANT:
            parts += [(f"length{place}", ">i4", 8), (f"value{place}", BIGINT, (values - _2000) * 1_000_000)]
        else:
            size = np.dtype(column.kind).itemsize
            parts += [(f"length{place}", ">i4", size), (f"value{place}", column.kind, values)]
    table = np.empty(rows.size, np.dtype([(name, kind) for name, kind, _ in parts]))
    for name, _, values in parts:
        table[name] = values
    return table.tobytes()
