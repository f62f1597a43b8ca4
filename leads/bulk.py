"""Many rows at once, the same on both databases: keys before rows, inserts, and updates of the rows that changed.

PostgreSQL takes COPY, into the table or into a staging table; SQLite takes one prepared statement. Columns go by
their attribute names (`owner_id`). Nothing here resolves conflicts: the database refuses, and the caller decides.
Values must be of the Python type that the column gives back; instants in UTC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db import connection, models

Row = Sequence[Any]

# Up to so many rows a statement each costs less than a staging table.
FEW = 50
# Rows in one piece of an insert.
PIECE = 500

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_to_json = json.JSONEncoder().encode
# The same instant stands in several columns of a hand-off, and in its events.
_instant: Callable[[datetime], str] = lru_cache(1 << 14)(str)


def new_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Take `count` new keys of a table, inside the caller's transaction. Keys that are not used leave a gap."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "WITH key AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence) "
                "SELECT nextval(key.sequence) FROM key, generate_series(1, %s)",
                [connection.ops.quote_name(table), count],
            )
            return [key for (key,) in cursor.fetchall()]
        # The transaction holds the write lock, so that nobody else counts on from here.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        first = (last[0] if last else 0) + 1
        return range(first, first + count)


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows. A row that the database refuses raises, and none of them is in.

    They are taken piece by piece: PostgreSQL writes one while the next is made, which must not ask the database.
    """
    pieces = _pieces(rows)
    first = next(pieces, None)
    if first is None:
        return
    pieces = chain([first], pieces)
    quote = connection.ops.quote_name
    fields = _fields(model, columns)
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"{table} ({names})", fields, pieces)
        else:
            marks = ", ".join(["%s"] * len(fields))
            for piece in pieces:
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(_adapted(fields, piece)))  # noqa: S608


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write these columns of the rows whose key is the first value of each row."""
    if not rows:
        return
    quote = connection.ops.quote_name
    fields = _fields(model, ("id", *columns))
    table, names = quote(model._meta.db_table), [quote(field.column) for field in fields[1:]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > FEW:
            staged, all_names = quote(f"staged_{model._meta.db_table}"), ", ".join(['"id"', *names])
            cursor.execute(
                f"CREATE TEMPORARY TABLE {staged} ON COMMIT DROP AS "  # noqa: S608
                f"SELECT {all_names} FROM {table} WITH NO DATA"
            )
            _copy(cursor, f"{staged} ({all_names})", fields, [rows])
            changes = ", ".join(f"{name} = {staged}.{name}" for name in names)
            cursor.execute(f"UPDATE {table} SET {changes} FROM {staged} WHERE {table}.id = {staged}.id")  # noqa: S608
            cursor.execute(f"DROP TABLE {staged}")
        else:
            changes = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(
                f"UPDATE {table} SET {changes} WHERE id = %s",  # noqa: S608
                [(*values, key) for key, *values in _adapted(fields, rows)],
            )


def count_first(*tables: tuple[type[models.Model], Sequence[str]]) -> None:
    """Let PostgreSQL count tables, each given with columns, that it has never counted, or only while they were empty.

    Until it knows how many different values these columns hold, it reads all events, or all leads of a system, to find
    a few by them. What it learns of the first rows holds as a table grows. Autovacuum comes a minute or two later, for
    the other columns as well, which take ten times as long.
    """
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    counted = {
        quote(model._meta.db_table): ", ".join(quote(field.column) for field in _fields(model, columns))
        for model, columns in tables
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name JOIN pg_class ON oid = name::regclass WHERE reltuples <= 0",
            [list(counted)],
        )
        if wanted := [f"{name} ({counted[name]})" for (name,) in cursor.fetchall()]:
            cursor.execute(f"ANALYZE {', '.join(wanted)}")


def _pieces(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    rows = iter(rows)
    while piece := list(islice(rows, PIECE)):
        yield piece


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[Any]:
    by_attname = {field.attname: field for field in model._meta.concrete_fields}
    return [by_attname[name] for name in columns]


# ── PostgreSQL: the text form of COPY, made column by column ──────────────────────────────────────


def _copy(cursor: Any, target: str, fields: Sequence[Any], pieces: Iterable[Sequence[Row]]) -> None:
    # A refusal is Django's IntegrityError here as elsewhere.
    with connection.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for rows in pieces:
            columns = [_texts(field, values) for field, values in zip(fields, zip(*rows, strict=True), strict=True)]
            copy.write("\n".join([*map("\t".join, zip(*columns, strict=True)), ""]))


def _texts(field: Any, values: Row) -> Iterable[str]:
    first = values[0]
    if values.count(first) == len(values):
        # Many columns say the same in every row.
        return [r"\N" if first is None else _writer(field)(first)] * len(values)
    write = _writer(field)
    if field.null:
        return [r"\N" if value is None else write(value) for value in values]
    if write is _escaped and not _TO_ESCAPE.search("".join(values)):
        # One look at all of them is quicker than one at each, and few texts have anything to escape.
        return values
    return map(write, values)


def _writer(field: Any) -> Callable[[Any], str]:
    """Return what writes a value that is not None as COPY reads it."""
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, models.JSONField):
        return _json
    if isinstance(kind, models.CharField | models.TextField):
        return _escaped
    if isinstance(kind, models.BinaryField):
        return _hex
    return _instant if isinstance(kind, models.DateTimeField) else str


def _json(value: Any) -> str:
    # JSON has escapes of its own, and no character but their backslash that means anything to COPY.
    return _to_json(value).replace("\\", r"\\")


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


def _hex(value: bytes) -> str:
    return r"\\x" + value.hex()


# ── One statement for each row ─────────────────────────────────────────────────────────────────────


def _adapted(fields: Sequence[Any], rows: Sequence[Row]) -> Iterable[Row]:
    columns: list[Iterable[Any]] = []
    for field, values in zip(fields, zip(*rows, strict=True), strict=True):
        first, adapt = values[0], _adapter(field)
        if adapt is None:
            columns.append(values)
        elif values.count(first) == len(values):
            columns.append([first if first is None else adapt(first)] * len(values))
        else:
            columns.append([value if value is None else adapt(value) for value in values])
    return zip(*columns, strict=True)


def _adapter(field: Any) -> Callable[[Any], str] | None:
    """Return what makes of a value what the driver takes; None: it takes the value."""
    if isinstance(field, models.JSONField):
        return _to_json
    if connection.vendor != "sqlite":
        return None
    if isinstance(field, models.DateTimeField):
        return _stored_instant
    return _stored if isinstance(field, models.DateField | models.DecimalField) else None


@lru_cache(1 << 14)
def _stored_instant(at: datetime) -> str:
    """Return an instant as Django stores it in SQLite."""
    return at.replace(tzinfo=None).isoformat(" ")


def _stored(value: date | Decimal) -> str:
    """Return a date or an amount as Django stores it in SQLite."""
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()
